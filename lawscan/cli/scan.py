"""`lawscan scan`, `lawscan watch` and `lawscan runs`: files in, database out."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lawscan.scan import ScanOptions, ScanReport, Step

_Paths = Annotated[list[Path], typer.Argument(help="Files and folders.", show_default=False)]
_Output = Annotated[Path, typer.Option("-o", "--output", help="The scan database.")]
_Country = Annotated[str, typer.Option("--country", help="Country of all files, code or name; wins over a manifest.")]
_Manifest = Annotated[list[Path] | None, typer.Option(
    "--manifest", help="CSV or JSON Lines saying what is known of each file; may be repeated.")]
_Jobs = Annotated[int, typer.Option("--jobs", min=0, help="Worker processes; 0 is one a core.")]
_Model = Annotated[str, typer.Option("--model", help="Model folder; the one that ships by default.")]
_Timeout = Annotated[float, typer.Option("--timeout", min=0, help="Seconds one file may take; 0 is no limit.")]
_Memory = Annotated[int, typer.Option("--memory", min=0, help="MiB of memory one file may take; 0 is no limit.")]
_LogJson = Annotated[bool, typer.Option("--log-json", help="One JSON line a file on stderr, in place of the bar.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("scan")(scan)
    app.command("watch")(watch)
    app.command("runs")(runs)


def scan(
    paths: _Paths,
    output: _Output = Path("scan.db"),
    country: _Country = "",
    manifest: _Manifest = None,
    jobs: _Jobs = 0,
    exhaustive: Annotated[bool, typer.Option("--exhaustive", help="Read every page with full layout.")] = False,
    model: _Model = "",
    password: Annotated[str | None, typer.Option("--password", help="For encrypted PDFs; - asks for it.")] = None,
    no_ocr: Annotated[bool, typer.Option("--no-ocr", help="Leave scanned pages unread.")] = False,
    timeout: _Timeout = 900.0,
    memory: _Memory = 4096,
    engine: Annotated[str, typer.Option("--engine", help="local or dask.")] = "local",
    scheduler: Annotated[str, typer.Option("--scheduler", help="Address of the Dask scheduler.")] = "",
    ship: Annotated[str, typer.Option("--ship", help="To a cluster: paths, or bytes (other disks).")] = "paths",
    retry: Annotated[bool, typer.Option("--retry", help="Try files again that could not be read.")] = False,
    log_json: _LogJson = False,
) -> None:
    """Read and tag files and folders into a scan database; what is unchanged there is not read again."""
    from lawscan.cli.country import code_of
    from lawscan.errors import UsageError
    from lawscan.scan import ScanOptions

    if ship not in ("paths", "bytes"):
        raise UsageError(f"--ship is paths or bytes, not '{ship}'.")
    secret = typer.prompt("Password", hide_input=True, err=True) if password == "-" else password
    options = ScanOptions(code_of(country), tuple(manifest or ()), jobs, exhaustive, model, secret, not no_ocr, timeout,
                          memory, engine, scheduler, ship, retry)
    report = _scan_once(paths, output, options, log_json)
    if report.nothing_read:
        print("lawscan: none of the files could be read.", file=sys.stderr)
        raise typer.Exit(1)


def _scan_once(paths: Sequence[Path], output: Path, options: ScanOptions, log_json: bool) -> ScanReport:
    from lawscan.scan import scan_files

    try:
        with _progress(log_json) as progress:
            report = scan_files(paths, output, options, progress)
    except KeyboardInterrupt:
        print(f"\nInterrupted; what was done is stored in {output}. Run the same command to go on.", file=sys.stderr)
        raise typer.Exit(1) from None
    _summary(report, log_json)
    return report


@contextmanager
def _progress(log_json: bool) -> Iterator[Callable[[Step], None]]:
    if log_json:
        yield _log
    elif sys.stderr.isatty():
        with _bar() as update:
            yield update
    else:
        yield lambda step: None


def _log(step: Step) -> None:
    from dataclasses import asdict

    print(json.dumps({"event": "file", "at": round(time.time(), 3), **asdict(step)}), file=sys.stderr, flush=True)


@contextmanager
def _bar() -> Iterator[Callable[[Step], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    with Progress(TextColumn("{task.percentage:>3.0f}%"), BarColumn(), TextColumn("{task.description}"),
                  console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting workers", total=None)
        begun, pages = time.monotonic(), 0

        def update(step: Step) -> None:
            nonlocal pages
            pages += step.pages
            elapsed = max(time.monotonic() - begun, 0.001)
            said = f"{step.done}/{step.total} files, {pages:,} pages, {pages / elapsed:.1f} pages/s"
            if step.seconds_left is None:
                bar.update(task, description=said)
            else:  # the bar's length is time: elapsed, of elapsed and left
                bar.update(task, total=elapsed + step.seconds_left, completed=elapsed,
                           description=f"{said}, {_duration(step.seconds_left)} left")

        yield update


def _duration(seconds: float) -> str:
    """Time left as people say it.

    >>> _duration(9.6), _duration(125), _duration(7260)
    ('10 s', '2 min 5 s', '2 h 1 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"


def _summary(report: ScanReport, log_json: bool) -> None:
    from lawscan.store import Store

    if log_json:
        said = {"event": "end", "run": report.run_id, "counts": report.counts, "seconds": report.seconds,
                "notes": report.notes}
        print(json.dumps(said), file=sys.stderr)
        return
    with Store(report.output) as store:
        unread = store.unread()
        nobodys = store.jurisdictions().get("", {}).get("instruments", 0)
    for line in _lines(report, [(one.file_path, one.page, one.status, one.reason) for one in unread], nobodys):
        print(line, file=sys.stderr)


def _lines(report: ScanReport, unread: Sequence[tuple[str, int, str, str]], nobodys: int = 0) -> Iterator[str]:
    """The closing summary."""
    counts = report.counts
    yield from _few([f"note: {note}" for note in report.notes], 10, "notes")
    kinds = ", ".join(f"{counts[name]:,} {name}" for name in ("new", "changed", "moved", "vanished", "unchanged"))
    yield (f"{counts['files']:,} files ({kinds}; {counts['duplicates']:,} hold the same law as another), "
           f"{counts['pages']:,} pages, {counts['provisions']:,} provisions in {report.seconds['all']:.1f} s")
    yield _time(report.seconds)
    if counts["retagged"]:
        yield f"{counts['retagged']:,} files tagged again with another model, without reading them"
    yield from _reasons(unread)
    if nobodys:
        yield f"country not known of {nobodys:,} laws, so no benchmark counts them: say it with --manifest or --country"
    tags = {name.removeprefix("tag:"): n for name, n in counts.items() if name.startswith("tag:")}
    yield "tags: " + (", ".join(f"{name} {n:,}" for name, n in tags.items()) or "none")
    yield f"next: lawscan hits {report.output}    lawscan benchmarks {report.output}"


def _time(seconds: Mapping[str, float]) -> str:
    """Where the time went. Workers read and tag side by side, so their seconds may add up to more than the whole.

    >>> _time({"find": 1, "read": 20.04, "tag": 5, "store": 2, "all": 15})
    'time: starting and finding files 1.0 s; in all workers: reading 20.0 s, tagging 5.0 s; writing 2.0 s'
    """
    said = {name: f"{value:.1f} s" for name, value in seconds.items()}
    return (f"time: starting and finding files {said['find']}; in all workers: reading {said['read']}, "
            f"tagging {said['tag']}; writing {said['store']}")


def _reasons(unread: Sequence[tuple[str, int, str, str]]) -> Iterator[str]:
    """Pages that were not read, counted by reason, and files that were not read, by name."""
    reasons: dict[str, int] = {}
    for _, page, status, reason in unread:
        if page:
            reasons[f"{status}: {reason}"] = reasons.get(f"{status}: {reason}", 0) + 1
    ranked = sorted(reasons.items(), key=lambda pair: -pair[1])
    yield from _few([f"{n:,} pages not read: {reason}" for reason, n in ranked], 10, "reasons")
    files = [f"not read: {path}: {reason}" for path, page, _, reason in unread if not page]
    yield from _few(files, 20, "files; list them: lawscan db check")


def _few(lines: list[str], most: int, rest: str) -> Iterator[str]:
    yield from lines[:most]
    if len(lines) > most:
        yield f"… and {len(lines) - most:,} more {rest}"


def watch(
    folder: Annotated[Path, typer.Argument(help="The folder to watch, also on a network drive.")],
    output: _Output = Path("scan.db"),
    country: _Country = "",
    manifest: _Manifest = None,
    jobs: _Jobs = 0,
    model: _Model = "",
    timeout: _Timeout = 900.0,
    memory: _Memory = 4096,
    every: Annotated[float, typer.Option("--every", min=0.1, help="Seconds between two looks.")] = 30.0,
    times: Annotated[int, typer.Option("--times", min=0, help="Stop after so many looks; 0 is never.")] = 0,
    hits: Annotated[bool, typer.Option("--hits", help="Print new hits as JSON Lines on stdout.")] = False,
    log_json: _LogJson = False,
) -> None:
    """Scan what arrives in a folder; look again every so often, and wait until a file has stopped growing."""
    from lawscan.cli.country import code_of
    from lawscan.scan import ScanOptions
    from lawscan.scan.watch import Watcher

    options = ScanOptions(code_of(country), tuple(manifest or ()), jobs, model=model, timeout=timeout, memory=memory)
    watcher = Watcher(folder)
    looks = 0
    try:
        while not times or looks < times:
            if watcher.settled_change():
                _scan_and_tell(folder, output, options, log_json, hits)
            looks += 1
            if not times or looks < times:
                time.sleep(every)
    except KeyboardInterrupt:
        print(f"Stopped. What was scanned: lawscan runs {output}", file=sys.stderr)


def _scan_and_tell(folder: Path, output: Path, options: ScanOptions, log_json: bool, hits: bool) -> None:
    before = _known_hits(output) if hits else set()
    _scan_once([folder], output, options, log_json)
    if hits:
        for line in sorted(_known_hits(output) - before):
            print(line, flush=True)


def _known_hits(output: Path) -> set[str]:
    from lawscan.store import Store

    if not output.exists():
        return set()
    with Store(output) as store:
        return {json.dumps({"address": hit.address, "iso3": hit.iso3, "title": hit.title, "num": hit.num,
                            "tag": hit.tag.tag, "stance": hit.tag.stance, "score": hit.tag.score, "file": hit.file_path,
                            "page": hit.page_first}, ensure_ascii=False) for hit in store.hits()}


def runs(
    database: Annotated[Path, typer.Argument(help="The scan database.")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False,
) -> None:
    """The scans that wrote a database: who, when, which versions, and what came of it."""
    from dataclasses import asdict

    from lawscan.store import Store

    with Store(database) as store:
        found = store.runs()
    for run in found:
        if as_json:
            print(json.dumps(asdict(run), ensure_ascii=False))
            continue
        counts = run.counts
        said = "not finished: the same lawscan scan goes on where it stopped"
        if run.finished:
            said = ", ".join(f"{counts.get(name, 0):,} {name}" for name in ("new", "changed", "unchanged", "unread"))
            said += f", {counts.get('pages_unread', 0):,} pages not read"
        print(f"{run.id}  {run.started}  {run.who}  lawscan {run.version}, reader {run.reader}, "
              f"model {run.model[:12]}  {said}")
