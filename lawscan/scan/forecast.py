"""How long the rest of a scan will take, learned from the files that are done.

Files of a kind and about a size cost about the same; kinds and sizes differ a thousandfold, so bytes alone say little.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lawscan.scan.plan import Work

SAMPLE = 24  # files read first, spread over all sizes, so that a forecast is soon worth something
_CLASSES = 2  # of size, in each doubling
_MEMORY = 32  # files of a class; what came before fades, because the first ones also pay for loading and warming up
_LATELY = 100  # files over which the workers' joint speed is reckoned
_Class = tuple[str, int]  # kind and class of size


def in_good_order(works: Iterable[Work]) -> list[Work]:
    """A sample of all sizes first; then large files before small ones, so that no worker ends long after the others."""
    ranked = sorted(works, key=lambda work: (-work.found.bytes, str(work.found.path)))
    if len(ranked) < 2 * SAMPLE:
        return ranked
    step = len(ranked) // SAMPLE
    return ranked[::step] + [work for place, work in enumerate(ranked) if place % step]


@dataclass
class _Seen:
    """What a class of files has cost of late, and how many of its bytes are still to come."""

    files: float = 0.0
    bytes: float = 0.0
    seconds: float = 0.0
    bytes_left: int = 0

    def add(self, size: int, seconds: float) -> None:
        """One more file; earlier ones fade."""
        keep = 1 - 1 / _MEMORY
        self.files, self.bytes, self.seconds = (self.files * keep + 1, self.bytes * keep + size,
                                                self.seconds * keep + seconds)
        self.bytes_left -= size


@dataclass
class Forecast:
    """Tell it what is done; it says how long the rest will take."""

    works: Sequence[Work]
    clock: Callable[[], float] = time.perf_counter
    _seen: dict[_Class, _Seen] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The clock of the work starts here."""
        self._spent = 0.0
        self._lately = deque([(self.clock(), 0.0)], _LATELY)
        for work in self.works:
            self._of(work).bytes_left += _size(work)

    def _of(self, work: Work) -> _Seen:
        kind = Path(work.found.path).suffix.lower()
        return self._seen.setdefault((kind, int(math.log2(_size(work)) * _CLASSES)), _Seen())

    def done(self, work: Work, seconds: float) -> None:
        """A file is done; it took a worker so many seconds."""
        self._of(work).add(_size(work), seconds)
        self._spent += seconds
        self._lately.append((self.clock(), self._spent))

    def left(self) -> float | None:
        """Seconds from now to the end; None where nothing is known yet."""
        then, spent_then = self._lately[0]
        spent, elapsed = self._spent - spent_then, self._lately[-1][0] - then
        if spent <= 0 or elapsed <= 0:
            return None
        to_come = sum(seen.bytes_left * self._rate(place) for place, seen in self._seen.items() if seen.bytes_left)
        return to_come * elapsed / spent

    def _rate(self, place: _Class) -> float:
        """Seconds a byte in a class: as files of its kind nearest in size cost, or as all do."""
        kin = {at: seen for at, seen in self._seen.items() if seen.files and at[0] == place[0]}
        known = kin or {at: seen for at, seen in self._seen.items() if seen.files}
        weights = {at: seen.files * math.exp(-4.0 * abs(at[1] - place[1])) for at, seen in known.items()}
        return sum(weights[at] * seen.seconds / seen.bytes for at, seen in known.items()) / sum(weights.values())


def _size(work: Work) -> int:
    return max(work.found.bytes, 1)
