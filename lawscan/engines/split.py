"""Huge files by page ranges: a file that would keep one worker busy while the others have nothing left to do.

A split file's ranges are jobs of their own, and one more job joins them. If anything goes wrong with a range, the file
is read whole, as if it had never been split: what is said of it is then the same too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil

from lawscan.engines.protocol import Job, Outcome

LEAST_BYTES = 1 << 20  # below this, looking over a whole file once a range costs more than it saves
FAIR = 4  # a file is huge that is more than a FAIR-th of one worker's share of all work


@dataclass
class _Split:
    job: Job
    said: dict[int, str] = field(default_factory=dict)
    read_seconds: float = 0.0


class Splitter:
    """Splits jobs for a number of workers, and makes whole what comes back."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._open: dict[int, _Split] = {}

    def parts(self, job: Job) -> list[Job]:
        """The jobs for a file's ranges; none where it is not split."""
        count = min(ceil(job.share * self._workers * FAIR), self._workers)
        if count < 2 or job.size < LEAST_BYTES or job.part or job.joined or job.content is not None:
            return []
        if not job.path.lower().endswith(".pdf"):
            return []
        self._open[job.number] = _Split(job)
        return [replace(job, part=(number, count), size=LEAST_BYTES) for number in range(count)]

    def whole(self, outcomes: Iterable[tuple[Job, Outcome]],
              put_back: Callable[[Iterable[Job]], None]) -> Iterator[Outcome]:
        """The outcomes of whole files; those of ranges are kept until a job can join them."""
        for job, outcome in outcomes:
            split = self._open.get(job.number)
            if job.part:
                put_back(self._next(split, job, outcome) if split else ())
            elif job.joined and outcome.error_kind:
                put_back(self.given_up(job))
            else:
                seconds = self._open.pop(job.number).read_seconds if split else 0.0
                yield replace(outcome, read_seconds=outcome.read_seconds + seconds)

    def _next(self, split: _Split, job: Job, outcome: Outcome) -> list[Job]:
        assert job.part
        split.read_seconds += outcome.read_seconds
        if outcome.error_kind:
            return self.given_up(job)
        number, count = job.part
        split.said[number] = outcome.lines
        if len(split.said) < count:
            return []
        return [replace(split.job, joined=_in_order(split.said))]

    def given_up(self, job: Job) -> list[Job]:
        """The job of the whole file, not to be split again; nothing where another range of it has given up already."""
        split = self._open.pop(job.number, None)
        return [replace(split.job, share=0.0)] if split else []


def _in_order(said: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(said[number] for number in sorted(said))
