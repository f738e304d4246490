"""The same work on a Dask cluster, with native futures: workers may come, go and die.

Each Dask worker thread keeps one isolated local worker, so a poisonous file costs that file and no Dask worker, and the
limits hold as on one machine. A Dask worker that is lost has its batches run again by the scheduler.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from typing import Any

from lawscan.engines.local import LocalEngine
from lawscan.engines.protocol import (
    Hello,
    Job,
    Outcome,
    Settings,
    decode_job,
    decode_outcome,
    encode_job,
    encode_outcome,
    peek_outcome,
)
from lawscan.engines.worker import settings_from_json, settings_to_json
from lawscan.errors import LawscanError

BATCH_FILES = 16
BATCH_BYTES = 1 << 20
OTHER_VERSIONS = "The workers have different readers or models: install the same lawscan and model on all of them."
PATIENCE = 10.0  # seconds to wait for a scheduler
_here = threading.local()


def _engine(settings: str) -> LocalEngine:
    """This thread's isolated worker, kept from batch to batch."""
    if getattr(_here, "settings", None) != settings:
        if hasattr(_here, "engine"):
            _here.engine.close()
        _here.engine, _here.settings = LocalEngine(settings_from_json(settings), 1, peek_outcome), settings
    engine: LocalEngine = _here.engine
    return engine


def work(settings: str, expected: tuple[str, str], jobs: list[bytes]) -> list[bytes]:
    """What a Dask task does: a batch of jobs in, outcomes out.

    Raises:
        LawscanError: this worker, which may have come late, has another reader or model than was ``expected``.
    """
    if greet(settings) != expected:
        raise LawscanError(OTHER_VERSIONS)
    return [outcome.packed or encode_outcome(outcome) for outcome in _engine(settings).run(map(decode_job, jobs))]


def greet(settings: str) -> tuple[str, str]:
    """Reader version and model hash on a Dask worker."""
    hello = _engine(settings).hello()
    return hello.reader, hello.model


def batches(jobs: Iterable[Job], files: int = BATCH_FILES, size: int = BATCH_BYTES) -> Iterator[list[Job]]:
    """Small files together, large ones alone.

    >>> [len(batch) for batch in batches([Job(n, "", size=600_000) for n in range(3)])]
    [2, 1]
    """
    batch: list[Job] = []
    total = 0
    for job in jobs:
        batch.append(job)
        total += job.size
        if len(batch) >= files or total >= size:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch


class ClusterEngine:
    """Dask futures behind the same protocol as :class:`~lawscan.engines.local.LocalEngine`.

    Args:
        scheduler: address such as ``tcp://host:8786``.
        settings: limits, toolbox and model; model and toolbox must be found on the workers too.
        ship: ``paths`` where workers see the same files, ``bytes`` where they do not.

    Raises:
        LawscanError: no scheduler there, or the extra ``cluster`` is not installed.
    """

    def __init__(self, scheduler: str, settings: Settings = Settings(), ship: str = "paths") -> None:
        try:
            import distributed
        except ImportError:
            raise LawscanError("The Dask engine is not installed.", "pip install 'lawscan[cluster]'") from None
        # A lost scheduler is told in one line of ours, not in pages of tracebacks.
        for name in ("distributed.client", "distributed.utils"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._settings = settings_to_json(settings)
        self._hello: tuple[str, ...] = ()
        self._ship = ship
        self._scheduler = scheduler
        try:
            client: Any = distributed.Client
            self._client = client(scheduler, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as cause:
            raise LawscanError(f"No Dask scheduler at {scheduler}.", "Start one: dask scheduler") from cause

    def hello(self) -> Hello:
        """Versions from every worker, which must be the same.

        Raises:
            LawscanError: no workers, or their versions differ.
        """
        self._guarded(lambda: self._client.wait_for_workers(1, timeout=60))
        said = {tuple(pair) for pair in self._guarded(lambda: self._client.run(greet, self._settings)).values()}
        if len(said) != 1:
            raise LawscanError(OTHER_VERSIONS)
        self._hello = said.pop()
        return Hello(*self._hello)

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Outcomes as they come; at most two batches a worker thread are under way."""
        if not self._hello:
            self.hello()
        waiting = batches(jobs)
        under_way: dict[Any, list[Job]] = {}
        alone: list[Job] = []
        while True:
            self._fill(waiting, under_way)
            if not under_way:
                break
            yield from self._finished(under_way, alone)
        for job in alone:
            self._submit([job], under_way)
            lost: list[Job] = []
            while under_way:
                yield from self._finished(under_way, lost)
            for one in lost:
                yield Outcome(one.number, error_kind="crash", error="reading it killed the worker process")

    def _guarded(self, call: Callable[[], Any]) -> Any:
        from distributed.comm.core import CommClosedError

        try:
            return call()
        except (CommClosedError, CancelledError, OSError, TimeoutError) as cause:
            raise LawscanError(f"The Dask scheduler at {self._scheduler} is lost or has no workers.",
                               "What was scanned is stored; run the same scan again to go on.") from cause

    def _threads(self) -> int:
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return max(sum(int(worker["nthreads"]) for worker in workers), 1)

    def _fill(self, waiting: Iterator[list[Job]], under_way: dict[Any, list[Job]]) -> None:
        while len(under_way) < 2 * self._threads():
            batch = next(waiting, None)
            if batch is None:
                return
            self._submit(batch, under_way)

    def _submit(self, batch: list[Job], under_way: dict[Any, list[Job]]) -> None:
        data = [encode_job(self._shipped(job)) for job in batch]
        key = "lawscan-" + hashlib.sha256(b"".join(data)).hexdigest()[:32]
        future = self._guarded(lambda: self._client.submit(work, self._settings, self._hello, data, key=key,
                                                             pure=False))
        under_way[future] = batch

    def _shipped(self, job: Job) -> Job:
        if self._ship != "bytes" or job.texts:
            return job
        return replace(job, content=Path(job.path).read_bytes())

    def _finished(self, under_way: dict[Any, list[Job]], lost: list[Job]) -> Iterator[Outcome]:
        import distributed

        wait: Any = distributed.wait
        with self._client.as_current():
            done = self._guarded(lambda: wait(list(under_way), return_when="FIRST_COMPLETED")).done
        yield from self._done(done, under_way, lost)

    def _done(self, done: Iterable[Any], under_way: dict[Any, list[Job]], lost: list[Job]) -> Iterator[Outcome]:
        for future in done:
            if future.status in ("pending", "lost"):
                continue  # its worker died with the outcome; the scheduler has it done again
            batch = under_way.pop(future)
            if future.status == "finished":
                yield from map(decode_outcome, self._guarded(future.result))
            elif future.status == "error":
                # The cluster is at fault, not a file: nothing of it is to be written down as if a file were.
                if isinstance(failure := self._guarded(future.exception), LawscanError):
                    raise failure
                lost.extend(batch)
            else:
                raise LawscanError(f"The Dask scheduler at {self._scheduler} is lost.",
                                   "What was scanned is stored; run the same scan again to go on.")
            future.release()

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close()
