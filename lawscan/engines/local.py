"""Isolated worker processes on this machine: a file that hangs, crashes or eats memory costs that file and no other."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from lawscan.engines.protocol import Hello, Job, Outcome, Settings, decode_outcome, encode_job
from lawscan.engines.worker import settings_to_json
from lawscan.errors import LawscanError, ModelError

START_SECONDS = 120.0
# One thread a worker: as many workers as cores, and no thread pool that eats address space.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT"), "1")


class Gone(Exception):
    """The worker died."""


class Worker:
    """One worker process, and the job it has."""

    def __init__(self, settings: Settings) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "lawscan.engines.worker", str(theirs.fileno()), str(os.getpid()),
                   settings_to_json(settings)]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                         env=os.environ | _ONE_THREAD, start_new_session=True)
        theirs.close()
        self.connection = Connection(ours.detach())
        self.hello: Hello | None = None
        self.job: Job | None = None
        self.done = 0
        self.deadline = time.monotonic() + START_SECONDS
        self._timeout = settings.limits.timeout

    def give(self, job: Job) -> None:
        """Hand over a job; its clock runs from now."""
        self.job = job
        self.deadline = time.monotonic() + self._timeout if self._timeout else float("inf")
        with contextlib.suppress(OSError):  # a dead worker shows itself when it is asked for the outcome
            self.connection.send_bytes(encode_job(job))

    def take(self) -> Outcome:
        """The outcome of its job.

        Raises:
            Gone: it died over it.
        """
        outcome = decode_outcome(self._receive())
        self.job = None
        self.done += 1
        return outcome

    def greet(self) -> Hello:
        """Wait until it is up.

        Raises:
            ModelError: it has no model to tag with.
            Gone: it died.
        """
        import json

        said = json.loads(self._receive())
        if "error" in said:
            raise (ModelError if said["kind"] == "ModelError" else LawscanError)(said["error"])
        self.hello = Hello(**said)
        self.deadline = float("inf")
        return self.hello

    def _receive(self) -> bytes:
        try:
            return self.connection.recv_bytes()
        except (EOFError, OSError):
            raise Gone from None

    def end(self) -> None:
        """Kill it, if it still lives, and collect what is left."""
        self.connection.close()
        with contextlib.suppress(ProcessLookupError):  # with all it started, such as an OCR program
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@dataclass(frozen=True)
class _Failure:
    kind: str
    reason: str


class _Line:
    """Jobs that wait, drawn one ahead, so that it is known whether there are more."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = iter(jobs)
        self._ahead = next(self._jobs, None)

    def __bool__(self) -> bool:
        return self._ahead is not None

    def next(self) -> Job:
        """The next job; there must be one."""
        job, self._ahead = self._ahead, next(self._jobs, None)
        assert job is not None
        return job


class LocalEngine:
    """As many isolated workers as asked for; each file's worker may die without harm to the others.

    A file that killed its worker, hung or ate memory is tried once more at the end, alone; then its reason is recorded.
    Jobs are drawn one by one as workers fall idle, so memory does not grow with the number of files.
    """

    def __init__(self, settings: Settings = Settings(), jobs: int = 0) -> None:
        self._settings = settings
        self._size = jobs or os.cpu_count() or 1
        self._workers: list[Worker] = []
        self._failed_starts = 0
        self._why: dict[int, _Failure] = {}

    def hello(self) -> Hello:
        """Versions, from the first worker, which then stays for the work."""
        worker = self._workers[0] if self._workers else self._start()
        while worker.hello is None:
            try:
                worker.greet()
            except Gone:
                worker = self._replaced_start(worker)
        return worker.hello

    def _start(self) -> Worker:
        worker = Worker(self._settings)
        self._workers.append(worker)
        return worker

    def _drop(self, worker: Worker) -> None:
        worker.end()
        self._workers.remove(worker)

    def _replaced_start(self, worker: Worker) -> Worker:
        self._drop(worker)
        self._failed_starts += 1
        if self._failed_starts >= 3:
            raise LawscanError("Worker processes die while they start.",
                               f"Raise --memory (now {self._settings.limits.memory} MiB), or use --memory 0.")
        return self._start()

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Outcomes as they come; those that failed hard come last, after a second try alone."""
        suspects: list[Job] = []
        yield from self._pass(_Line(jobs), self._size, suspects)
        for job in suspects:
            failed: list[Job] = []
            yield from self._pass(_Line([job]), 1, failed)
            for again in failed:
                why = self._why[again.number]
                yield Outcome(again.number, error_kind=why.kind, error=why.reason)

    def _pass(self, jobs: _Line, size: int, failed: list[Job]) -> Iterator[Outcome]:
        self._why = {}
        while True:
            self._hand_out(jobs, size)
            waiting = [one for one in self._workers if one.job or (one.hello is None and jobs)]
            if not waiting:
                return
            # The next job goes out before an outcome is written down, so that no worker waits for the disk.
            outcomes = self._collect(waiting, failed)
            self._hand_out(jobs, size)
            yield from outcomes

    def _hand_out(self, jobs: _Line, size: int) -> None:
        """Give every idle worker a job, and start another worker while there are jobs for it."""
        self._recycle()
        for worker in self._workers:
            if jobs and worker.hello and not worker.job:
                worker.give(jobs.next())
        if jobs and len(self._workers) < size:
            self._start()

    def _recycle(self) -> None:
        for worker in [one for one in self._workers if one.hello and not one.job]:
            if worker.done >= self._settings.limits.recycle_after:
                self._drop(worker)

    def _collect(self, waiting: list[Worker], failed: list[Job]) -> list[Outcome]:
        nearest = min(one.deadline for one in waiting) - time.monotonic()
        ready = wait([one.connection for one in waiting], None if nearest == float("inf") else max(nearest, 0))
        outcomes = []
        for worker in waiting:
            if worker.connection in ready:
                outcomes += self._listen(worker, failed)
            elif time.monotonic() >= worker.deadline:
                self._overdue(worker, failed)
        return outcomes

    def _listen(self, worker: Worker, failed: list[Job]) -> list[Outcome]:
        job = worker.job
        try:
            if job is None:
                worker.greet()
                return []
            outcome = worker.take()
        except Gone:
            self._died(worker, failed)
            return []
        if outcome.error_kind != "memory":
            self._drop_if_swollen(worker, outcome)
            return [outcome]
        self._fail(worker, job, _Failure("memory", self._memory_reason()), failed)
        return []

    def _drop_if_swollen(self, worker: Worker, outcome: Outcome) -> None:
        limit = self._settings.limits.memory
        if limit and outcome.peak > limit // 2:
            self._drop(worker)

    def _memory_reason(self) -> str:
        return f"it needs more than {self._settings.limits.memory} MiB of memory; raise --memory"

    def _died(self, worker: Worker, failed: list[Job]) -> None:
        if worker.job is None:
            self._replaced_start(worker)
        else:
            self._fail(worker, worker.job, _Failure("crash", "reading it killed the worker process"), failed)

    def _overdue(self, worker: Worker, failed: list[Job]) -> None:
        if worker.job is None:
            self._replaced_start(worker)
        else:
            seconds = self._settings.limits.timeout
            reason = f"it took longer than {seconds:g} s; raise --timeout"
            self._fail(worker, worker.job, _Failure("timeout", reason), failed)

    def _fail(self, worker: Worker, job: Job, why: _Failure, failed: list[Job]) -> None:
        self._why[job.number] = why
        failed.append(job)
        self._drop(worker)

    def close(self) -> None:
        """End all workers."""
        for worker in [*self._workers]:
            self._drop(worker)
