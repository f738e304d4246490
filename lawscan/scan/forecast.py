"""How long the rest of a scan will take, learned from the files that are done.

A file costs something by itself and something a byte, and both differ from kind to kind; so bytes alone say little.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lawscan.scan.plan import Work

LARGE = 100  # a file is large that is more than a hundredth of all bytes
SAMPLE = 24  # other files that are read even before those, so that there is soon something to go by
_MEMORY = 100  # files of a kind; what came before fades, because the first ones also pay for warming up


def in_good_order(works: Sequence[Work]) -> list[Work]:
    """Large files early, so that no worker ends long after the others; the others as if drawn at random.

    What was done is then a fair sample of what is to come. The order is by hash, so it is the same every time.
    """
    total = sum(work.found.bytes for work in works)
    large = [work for work in works if work.found.bytes * LARGE > total]
    others = [work for work in works if work.found.bytes * LARGE <= total]
    large.sort(key=lambda work: (-work.found.bytes, str(work.found.path)))
    others.sort(key=lambda work: (work.found.sha256, str(work.found.path)))
    return [*others[:SAMPLE], *large, *others[SAMPLE:]]


@dataclass
class _Kind:
    """What files of a kind have cost of late, as sums of a weighted linear fit, and what is still to come of them."""

    weight: float = 0.0
    size: float = 0.0
    square: float = 0.0
    seconds: float = 0.0
    product: float = 0.0
    files_left: int = 0
    bytes_left: int = 0

    def add(self, size: int, seconds: float) -> None:
        """One more file; earlier ones fade. Large files weigh less, because they differ more."""
        keep, weight = 1 - 1 / _MEMORY, 1 / (size + 1000)
        self.weight = self.weight * keep + weight
        self.size = self.size * keep + weight * size
        self.square = self.square * keep + weight * size * size
        self.seconds = self.seconds * keep + weight * seconds
        self.product = self.product * keep + weight * size * seconds

    def costs(self) -> tuple[float, float]:
        """Seconds a file and seconds a byte, neither below nothing."""
        spread = self.weight * self.square - self.size * self.size
        slope = (self.weight * self.product - self.size * self.seconds) / spread if spread > 1e-9 * self.square else 0.0
        each = (self.seconds - slope * self.size) / self.weight
        if slope < 0 or spread <= 1e-9 * self.square:
            return self.seconds / self.weight, 0.0
        return (each, slope) if each >= 0 else (0.0, self.seconds / self.size)

    def to_come(self, costs: tuple[float, float]) -> float:
        """Seconds that the rest of them will take a worker."""
        return costs[0] * self.files_left + costs[1] * self.bytes_left


@dataclass
class Forecast:
    """Tell it what is done; it says how long the rest will take."""

    works: Sequence[Work]
    clock: Callable[[], float] = time.perf_counter
    _kinds: dict[str, _Kind] = field(default_factory=dict)
    _all: _Kind = field(default_factory=_Kind)

    def __post_init__(self) -> None:
        """The clock of the work starts here."""
        self._begun, self._spent = self.clock(), 0.0
        for work in self.works:
            kind = self._of(work)
            kind.files_left += 1
            kind.bytes_left += work.found.bytes

    def _of(self, work: Work) -> _Kind:
        return self._kinds.setdefault(Path(work.found.path).suffix.lower(), _Kind())

    def done(self, work: Work, seconds: float) -> None:
        """A file is done; it took a worker so many seconds."""
        kind = self._of(work)
        kind.files_left -= 1
        kind.bytes_left -= work.found.bytes
        for one in (kind, self._all):
            one.add(work.found.bytes, seconds)
        self._spent += seconds

    def left(self) -> float | None:
        """Seconds from now to the end; None where nothing is known yet."""
        if self._spent <= 0:
            return None
        to_come = sum(kind.to_come((kind if kind.weight else self._all).costs()) for kind in self._kinds.values())
        # Seconds on the clock for one of a worker: what warms up, waits and is written down is in both.
        return to_come * (self.clock() - self._begun) / self._spent
