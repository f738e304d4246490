"""How long the rest of a scan will take, learned from the files that are done.

A file costs something by itself and something a byte, and both differ from kind to kind; so bytes alone say little.
What a worker pays once, for the first file of a language, is kept out. Nothing is said until it can be right: until
what was reckoned a while ago agrees with what is known now, and not while one file takes longer than the rest would.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lawscan.scan.plan import Work

LARGE = 100  # a file is large that is more than a hundredth of all bytes
SAMPLE = 24  # other files that are read even before those, so that there is soon something to go by
LEAST = 5.0  # seconds that pass before anything is said of the rest
BACK = 0.75  # what was reckoned when this share of the time had passed
RIGHT = 0.15  # must have been right within this share, by what is known now
_MEMORY = 200  # files of a kind; what came before fades
_FINE = 200  # moments that are told apart


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
    """Tell it what is done; it says how long the rest will take, where it has seen itself be right."""

    works: Sequence[Work]
    clock: Callable[[], float] = time.perf_counter
    _kinds: dict[str, _Kind] = field(default_factory=dict)
    _all: _Kind = field(default_factory=_Kind)
    _spent: float = 0.0  # seconds of workers
    _reached: int = 0  # the number after the highest that is done
    _slow: dict[int, float] = field(default_factory=dict)  # files that later ones overtook, and when; longest ago first
    _start: tuple[float, float] | None = None  # the clock, and what was spent, when the first file was done
    _ends: deque[tuple[float, float]] = field(default_factory=deque)  # when what end was reckoned

    def __post_init__(self) -> None:
        """The clock of the work starts here."""
        self._begun = self.clock()
        for work in self.works:
            kind = self._of(work)
            kind.files_left += 1
            kind.bytes_left += work.found.bytes

    def _of(self, work: Work) -> _Kind:
        return self._kinds.setdefault(Path(work.found.path).suffix.lower(), _Kind())

    def done(self, number: int, seconds: float, first: bool = False) -> None:
        """A file is done; it took a worker so many seconds, which say nothing of others if it was ``first``."""
        self._overtake(number)
        work = self.works[number]
        kind = self._of(work)
        kind.files_left -= 1
        kind.bytes_left -= work.found.bytes
        if not first:
            kind.add(work.found.bytes, seconds)
            self._all.add(work.found.bytes, seconds)
        self._spent += seconds
        self._start = self._start or (self.clock(), self._spent)

    def _overtake(self, number: int) -> None:
        """Files before this one are still in work, or put off; since when is known well enough."""
        for other in range(self._reached, number):
            self._slow[other] = self.clock()
        self._reached = max(self._reached, number + 1)
        self._slow.pop(number, None)

    def left(self) -> float | None:
        """Seconds from now to the end; None where that is not known yet."""
        now = self.clock()
        left = self._reckoned(now)
        if left is None:
            return None
        self._keep(now, now + left)
        return left if self._was_right(now, left) else None

    def _reckoned(self, now: float) -> float | None:
        """Seconds of workers that are still to come, by the seconds on the clock for one of theirs.

        What warms up, waits and is written down is in both. They are counted from the first file done, when workers
        were as busy with the next ones as they are now.
        """
        if not self._start or not self._all.weight or self._spent <= self._start[1]:
            return None
        to_come = sum(kind.to_come((kind if kind.weight else self._all).costs()) for kind in self._kinds.values())
        return to_come * (now - self._start[0]) / (self._spent - self._start[1])

    def _keep(self, now: float, end: float) -> None:
        """Keep which end was reckoned when; no more of them than are told apart, and none that are not asked for."""
        if not self._ends or (now - self._ends[-1][0]) * _FINE >= now - self._begun:
            self._ends.append((now, end))
        while len(self._ends) > 1 and self._ends[1][0] <= self._back(now):
            self._ends.popleft()

    def _back(self, now: float) -> float:
        return self._begun + (now - self._begun) * BACK

    def _was_right(self, now: float, left: float) -> bool:
        """Whether what was reckoned some time ago was right, by all that is known now."""
        slowest = now - next(iter(self._slow.values()), now)
        if slowest > left * RIGHT:  # a file that has taken so long may well take as long again
            return False
        then, end = self._ends[0]
        if then > self._back(now) or now - self._begun < LEAST:
            return False
        return abs((end - then) / (now + left - then) - 1) <= RIGHT
