"""Files in, database out: plan, hand out, write down; can be killed at any moment and run again."""

from __future__ import annotations

import getpass
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lawscan import __version__
from lawscan.engines.protocol import Engine, Hello, Job, Limits, Outcome, Settings, Text, Toolbox
from lawscan.errors import UsageError
from lawscan.law import Manifestation
from lawscan.read.options import ReadOptions
from lawscan.scan.discover import Discovery, Found, discover, fingerprint
from lawscan.scan.forecast import Forecast, in_good_order
from lawscan.scan.manifest import Facts, Manifest, read_manifest
from lawscan.scan.plan import Plan, Planner, Work
from lawscan.store import FileRow, Store, Writer
from lawscan.store.lock import lock_path
from lawscan.store.writing import printable_path, status_of


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """How to scan.

    ``country`` (ISO3) is said of every file. ``jobs`` 0 is one worker a core. ``timeout`` in seconds and ``memory`` in
    MiB are what one file may cost. ``engine`` is local or dask, which needs ``scheduler``; ``ship`` is paths or bytes.
    ``retry`` tries files again that could not be read before. ``wait``: seconds to wait for another writer.
    """

    country: str = ""
    manifests: tuple[Path, ...] = ()
    jobs: int = 0
    exhaustive: bool = False
    model: str = ""
    password: str | None = field(default=None, repr=False)
    ocr: bool = True
    timeout: float = 900.0
    memory: int = 4096
    engine: str = "local"
    scheduler: str = ""
    ship: str = "paths"
    retry: bool = False
    wait: float = 10.0
    toolbox: Toolbox = field(default_factory=Toolbox)

    def reading(self) -> ReadOptions:
        """What of it the reader needs."""
        return ReadOptions(exhaustive=self.exhaustive, password=self.password, ocr=self.ocr, iso3=self.country)

    def said(self) -> dict[str, object]:
        """For the run log: everything but the password."""
        return {"country": self.country, "manifests": [str(path) for path in self.manifests], "jobs": self.jobs,
                "exhaustive": self.exhaustive, "model": self.model, "password": bool(self.password), "ocr": self.ocr,
                "timeout": self.timeout, "memory": self.memory, "engine": self.engine, "ship": self.ship,
                "retry": self.retry}


@dataclass(frozen=True, slots=True)
class Step:
    """One file done: what a progress bar or a log shows.

    Bytes are of the files that this run has to read; ``seconds_left`` is a forecast, None where there is none.
    """

    path: str
    status: str
    error: str
    pages: int
    provisions: int
    tags: int
    done: int
    total: int
    bytes_done: int
    bytes_total: int
    read_seconds: float
    tag_seconds: float
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan did (``counts``), what it left out (``notes``), and where its seconds went."""

    output: Path
    run_id: int
    counts: dict[str, int]
    notes: tuple[str, ...]
    seconds: dict[str, float]

    @property
    def nothing_read(self) -> bool:
        """Whether there were files and not one of them could be read."""
        return self.counts["files"] > 0 and self.counts["files"] == self.counts["unread"]


def scan_files(paths: Sequence[Path | str], output: Path | str, options: ScanOptions = ScanOptions(),
               progress: Callable[[Step], None] | None = None) -> ScanReport:
    """Scan files and folders into a database; what is unchanged there since last time is not read again.

    Raises:
        UsageError: a path or manifest is wrong.
        StoreError: the database cannot be written, or another scan is writing it.
        ModelError: there is no model to tag with.
    """
    return _Scan(Path(output), options, progress or (lambda step: None)).run([Path(path) for path in paths])


def make_engine(options: ScanOptions) -> Engine:
    """The engine that the options name."""
    settings = Settings(Limits(options.timeout, options.memory), options.toolbox, options.model)
    if options.engine == "dask":
        if not options.scheduler:
            raise UsageError("The Dask engine needs --scheduler, such as tcp://host:8786.")
        from lawscan.engines.cluster import ClusterEngine

        return ClusterEngine(options.scheduler, settings, options.ship)
    if options.engine != "local":
        raise UsageError(f"There is no engine '{options.engine}'.", "Use local or dask.")
    from lawscan.engines.local import LocalEngine

    return LocalEngine(settings, options.jobs)


class _Scan:
    """One run: the steps share the writer, the engine and the clock."""

    def __init__(self, output: Path, options: ScanOptions, progress: Callable[[Step], None]) -> None:
        self._output = output
        self._options = options
        self._progress = progress
        self._notes: list[str] = []
        self._seconds = {"find": 0.0, "read": 0.0, "tag": 0.0, "store": 0.0, "all": 0.0}
        self._begun = time.perf_counter()

    def run(self, paths: Sequence[Path]) -> ScanReport:
        facts = self._facts()
        found = self._discover(paths)
        with Writer(self._output, self._options.wait) as writer:
            engine = make_engine(self._options)
            try:
                return self._run(writer, engine, found, facts)
            finally:
                engine.close()

    def _facts(self) -> dict[Path, Facts]:
        facts: dict[Path, Facts] = {}
        for path in self._options.manifests:
            manifest = read_manifest(path)
            facts |= manifest.facts
            self._notes += [*manifest.refused, *_absent(manifest)]
        return facts

    def _discover(self, paths: Sequence[Path]) -> Discovery:
        output = self._output.resolve()
        beside = {output.with_name(output.name + end) for end in ("-wal", "-shm", "-journal")}
        own = {output, lock_path(output), *beside}
        found = discover(paths, {path.resolve() for path in self._options.manifests}, own)
        self._notes += found.notes
        return found

    def _run(self, writer: Writer, engine: Engine, found: Discovery, facts: dict[Path, Facts]) -> ScanReport:
        hello = engine.hello()
        prints = [fingerprint(path) for path in found.paths]
        self._seconds["find"] = time.perf_counter() - self._begun
        with Store(self._output) as store:
            rows = store.files()
        planner = Planner(rows, hello, self._options.reading(), self._options.retry, printable_path)
        plan = planner.plan(prints, facts, found.roots)
        run_id = writer.begin_run(__version__, hello.reader, hello.model, self._options.said(), _who())
        self._arrange(writer, plan, run_id)
        self._read(writer, engine, plan, run_id, hello)
        self._retag(writer, engine, plan, hello)
        return self._close(writer, plan, run_id, writer.link_duplicates())

    def _arrange(self, writer: Writer, plan: Plan, run_id: int) -> None:
        """Everything that needs no reading."""
        for row, path in plan.moves:
            writer.move(row.id, str(path))
        writer.mark_vanished([row.id for row in plan.vanished])
        writer.mark_vanished([row.id for row in plan.returned], False)
        for one in plan.unopened:
            writer.add_unread(str(one.path), one.sha256, one.bytes, "open", one.problem, run_id=run_id)
        if plan.again:
            self._notes.append(f"{plan.again:,} files have the same bytes as before and were read again: "
                               "the reader, an option, the manifest or a country is another.")

    def _read(self, writer: Writer, engine: Engine, plan: Plan, run_id: int, hello: Hello) -> None:
        works = in_good_order(plan.read)
        total, done = sum(work.found.bytes for work in works), 0
        jobs = (replace(work.job, number=number, share=work.found.bytes / max(total, 1))
                for number, work in enumerate(works))
        forecast = Forecast(works)
        for count, outcome in enumerate(engine.run(jobs) if works else (), 1):
            work = works[outcome.number]
            begun = time.perf_counter()
            status, error = _write(writer, outcome, work, run_id, hello.model)
            done += work.found.bytes
            self._seconds["store"] += time.perf_counter() - begun
            self._count_time(outcome)
            forecast.done(outcome.number, outcome.read_seconds + outcome.tag_seconds, outcome.first)
            step = _step(outcome, work.found, (status, error), (count, len(works)), (done, total))
            self._progress(replace(step, seconds_left=forecast.left()))
        for twin in plan.twins:
            writer.add_twin(str(twin.found.path), twin.found.sha256, twin.found.bytes, run_id=run_id, work_key=twin.key)

    def _count_time(self, outcome: Outcome) -> None:
        self._seconds["read"] += outcome.read_seconds
        self._seconds["tag"] += outcome.tag_seconds

    def _retag(self, writer: Writer, engine: Engine, plan: Plan, hello: Hello) -> None:
        """Another model: tag what is stored; no file is opened."""
        for outcome in engine.run(self._tag_jobs(writer, plan.retag, hello.model)) if plan.retag else ():
            row = plan.retag[outcome.number]
            if outcome.error:
                self._notes.append(f"{row.path}: not tagged again ({outcome.error}).")
                continue
            writer.replace_tags(row.id, outcome.texts, hello.model)
            self._count_time(outcome)

    def _tag_jobs(self, writer: Writer, rows: Sequence[FileRow], model: str) -> Iterator[Job]:
        for number, row in enumerate(rows):
            texts = tuple(Text(*text) for text in writer.texts(row.id))
            if texts:
                yield Job(number, row.path, texts=texts, size=row.bytes)
            else:
                writer.replace_tags(row.id, {}, model)

    def _close(self, writer: Writer, plan: Plan, run_id: int, duplicates: int) -> ScanReport:
        with Store(self._output) as store:
            totals = store.totals()
        counts = totals | {
            "new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged, "moved": len(plan.moves),
            "vanished": len(plan.vanished), "retagged": len(plan.retag), "duplicates": duplicates}
        writer.finish_run(run_id, counts)
        self._seconds["all"] = time.perf_counter() - self._begun
        return ScanReport(self._output, run_id, counts, tuple(self._notes), dict(self._seconds))


def _absent(manifest: Manifest) -> list[str]:
    """A line where rows name files that are not there: a misspelt name would lose its facts in silence."""
    gone = [path for path in manifest.facts if not path.exists()]
    return [f"{manifest.path}: {len(gone)} of its files not found, first: {gone[0]}"] if gone else []


def _write(writer: Writer, outcome: Outcome, work: Work, run_id: int, model: str) -> tuple[str, str]:
    """Store an outcome; its status and error."""
    path, seconds = str(work.found.path), outcome.read_seconds + outcome.tag_seconds
    if outcome.manifestation is None:
        writer.add_unread(path, work.found.sha256, work.found.bytes, outcome.error_kind, outcome.error, run_id=run_id,
                          work_key=work.key, seconds=seconds)
        return "unread", outcome.error
    file = _named(outcome.manifestation, path, work.job.options, work.found.sha256)
    # A file that changed between finding and reading has no key, so that the next scan reads it again.
    key = work.key if outcome.manifestation.sha256 in ("", work.found.sha256) else ""
    writer.add(file, outcome.tags, run_id=run_id, work_key=key, model=model, seconds=seconds)
    return status_of(file)[0], status_of(file)[2]


def _named(file: Manifestation, path: str, options: ReadOptions, sha256: str) -> Manifestation:
    return replace(file, path=path, sha256=file.sha256 or sha256)


def _step(outcome: Outcome, found: Found, said: tuple[str, str], count: tuple[int, int], size: tuple[int, int]) -> Step:
    file = outcome.manifestation
    tags = [tag for tags in outcome.tags.values() for tag in tags if not tag.below_threshold]
    return Step(str(found.path), *said, len(file.pages) if file else 0,
                sum(len(law.provisions) for law in file.instruments) if file else 0, len(tags), *count, *size,
                outcome.read_seconds, outcome.tag_seconds)


def _who() -> str:
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "unknown"
    return f"{name}@{socket.gethostname()}"
