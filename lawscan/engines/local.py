"""Isolated worker processes on this machine: a file that hangs, crashes or eats memory costs that file and no other."""

from __future__ import annotations

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from lawscan.engines.nursery import Nursery
from lawscan.engines.protocol import Hello, Job, Limits, Outcome, Settings, decode_outcome, encode_job
from lawscan.engines.split import Splitter
from lawscan.engines.worker import settings_to_json

# Small files are handed over several at a time, so that no worker waits while an outcome is written down.
BATCH_FILES = 8
BATCH_BYTES = 256 << 10


class Gone(Exception):
    """The worker died."""


class Worker:
    """One worker process, and the jobs it has; it works on the first of them."""

    def __init__(self, pid: int, connection: Connection, limits: Limits,
                 decode: Callable[[bytes], Outcome] = decode_outcome) -> None:
        self._decode = decode
        self.pid = pid
        self.connection = connection
        self.jobs: deque[Job] = deque()
        self.done = 0
        self.deadline = float("inf")
        self._limits = limits

    def room(self, job: Job) -> bool:
        """Whether it may be given this job now.

        What is long to say waits until it listens: with both sides speaking at once, neither would be heard.
        """
        if not self.jobs:
            return self.done < self._limits.recycle_after
        short = not job.texts and not job.joined and job.content is None
        size = sum(one.size for one in self.jobs) + job.size
        left = self._limits.recycle_after - self.done
        return short and size <= BATCH_BYTES and len(self.jobs) < min(BATCH_FILES, left)

    def give(self, job: Job) -> None:
        """Hand over a job; the clock of the first one runs from now."""
        self.jobs.append(job)
        if len(self.jobs) == 1:
            self._wind()
        with contextlib.suppress(OSError):  # a dead worker shows itself when it is asked for the outcome
            self.connection.send_bytes(encode_job(job))

    def _wind(self) -> None:
        limit = self._limits.timeout
        self.deadline = time.monotonic() + limit if limit and self.jobs else float("inf")

    def take(self) -> tuple[Job, Outcome]:
        """The first of its jobs with the outcome.

        Raises:
            Gone: it died over it.
        """
        try:
            outcome = self._decode(self.connection.recv_bytes())
        except (EOFError, OSError):
            raise Gone from None
        job = self.jobs.popleft()
        self.done += 1
        self._wind()
        return job, outcome


@dataclass(frozen=True)
class _Failure:
    kind: str
    reason: str


class _Line:
    """Jobs that wait, drawn one ahead, so that it is known whether there are more; some come back to the front."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = iter(jobs)
        self._front: deque[Job] = deque()
        self._draw()

    def _draw(self) -> None:
        if not self._front and (job := next(self._jobs, None)):
            self._front.append(job)

    def __bool__(self) -> bool:
        return bool(self._front)

    @property
    def first(self) -> Job:
        """The next job; there must be one."""
        return self._front[0]

    def next(self) -> Job:
        """The next job, taken off the line; there must be one."""
        job = self._front.popleft()
        self._draw()
        return job

    def put_back(self, jobs: Iterable[Job]) -> None:
        """These come next, in this order."""
        self._front.extendleft(reversed(list(jobs)))


class LocalEngine:
    """As many isolated workers as asked for; each file's worker may die without harm to the others.

    A file that killed its worker, hung or ate memory is tried once more at the end, alone; then its reason is recorded.
    Jobs are drawn as workers have room for them, so memory does not grow with the number of files. A file that is a
    large share of all work is split among the workers (see ``split``). ``decode`` makes outcomes of bytes.
    """

    def __init__(self, settings: Settings = Settings(), jobs: int = 0,
                 decode: Callable[[bytes], Outcome] = decode_outcome) -> None:
        self._decode = decode
        self._limits = settings.limits
        self._size = jobs or os.cpu_count() or 1
        self.workers: list[Worker] = []
        self._nursery = Nursery(settings, settings_to_json(settings))

    def hello(self) -> Hello:
        """Versions, once reader and model are loaded."""
        return self._nursery.hello()

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Outcomes as they come; those that failed hard come last, after a second try alone."""
        first = _Pass(self, jobs, self._size, self._limits)
        yield from first.run()
        for job, _ in first.failed:
            again = _Pass(self, [job], 1, self._limits)
            yield from again.run()
            for failed, why in again.failed:
                yield Outcome(failed.number, error_kind=why.kind, error=why.reason)

    def start(self) -> Worker:
        """One more worker."""
        worker = Worker(*self._nursery.worker(), self._limits, self._decode)
        self.workers.append(worker)
        return worker

    def drop(self, worker: Worker) -> None:
        """End a worker."""
        worker.connection.close()
        self._nursery.end(worker.pid)
        self.workers.remove(worker)

    def close(self) -> None:
        """End all workers."""
        for worker in [*self.workers]:
            self.drop(worker)
        self._nursery.close()


class _Pass:
    """Jobs done by at most ``size`` workers; those over which a worker was lost are kept in ``failed``."""

    def __init__(self, engine: LocalEngine, jobs: Iterable[Job], size: int, limits: Limits) -> None:
        self._engine = engine
        self._line = _Line(jobs)
        self._size = size
        self._limits = limits
        self._splitter = Splitter(size)
        self.failed: list[tuple[Job, _Failure]] = []

    def run(self) -> Iterator[Outcome]:
        """Outcomes as they come."""
        while True:
            self._hand_out()
            waiting = [one for one in self._engine.workers if one.jobs]
            if not waiting:
                return
            outcomes = list(self._splitter.whole(self._collect(waiting), self._line.put_back))
            # The next job goes out before an outcome is written down, so that no worker waits for the disk.
            self._hand_out()
            yield from outcomes

    def _hand_out(self) -> None:
        """Give jobs to the workers that have least to do, and start another worker while there are jobs for it."""
        workers = self._engine.workers
        for worker in [one for one in workers if not one.jobs and one.done >= self._limits.recycle_after]:
            self._engine.drop(worker)
        while self._line:
            if parts := self._splitter.parts(self._line.first):
                self._line.next()
                self._line.put_back(parts)
            idle = min(workers, key=lambda one: len(one.jobs), default=None)
            if (idle is None or idle.jobs) and len(workers) < self._size:
                idle = self._engine.start()
            if idle is None or not idle.room(self._line.first):
                return
            idle.give(self._line.next())

    def _collect(self, waiting: list[Worker]) -> Iterator[tuple[Job, Outcome]]:
        nearest = min(one.deadline for one in waiting) - time.monotonic()
        ready = wait([one.connection for one in waiting], None if nearest == float("inf") else max(nearest, 0))
        for worker in waiting:
            if worker.connection in ready:
                yield from self._listen(worker)
            elif time.monotonic() >= worker.deadline:
                reason = f"it took longer than {self._limits.timeout:g} s; raise --timeout"
                self._lost(worker, worker.jobs.popleft(), _Failure("timeout", reason))

    def _listen(self, worker: Worker) -> Iterator[tuple[Job, Outcome]]:
        try:
            job, outcome = worker.take()
        except Gone:
            self._lost(worker, worker.jobs.popleft(), _Failure("crash", "reading it killed the worker process"))
            return
        if outcome.error_kind == "memory":
            reason = f"it needs more than {self._limits.memory} MiB of memory; raise --memory"
            self._lost(worker, job, _Failure("memory", reason))
            return
        if self._limits.memory and outcome.peak > self._limits.memory // 2:
            self._replace(worker)
        yield job, outcome

    def _lost(self, worker: Worker, job: Job, why: _Failure) -> None:
        """A worker is lost over a job; the other jobs that it had wait again."""
        self._replace(worker)
        if job.part or job.joined:
            self._line.put_back(self._splitter.given_up(job))
        else:
            self.failed.append((job, why))

    def _replace(self, worker: Worker) -> None:
        self._line.put_back(worker.jobs)
        self._engine.drop(worker)
