"""Tag what a database holds with another model; no file is opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lawscan import __version__
from lawscan.engines.protocol import Engine, Job, Text
from lawscan.scan.run import ScanOptions, make_engine
from lawscan.store import FileRow, Store, Writer


def tag_again(output: Path, options: ScanOptions) -> int:
    """Tag every file of a database that another model tagged with the options' model; how many that were.

    Raises:
        StoreError: the database cannot be written, or another scan is writing it.
        ModelError: there is no model to tag with.
    """
    with Writer(output, options.wait) as writer:
        engine = make_engine(options)
        try:
            return _again(writer, engine, output, options)
        finally:
            engine.close()


def _again(writer: Writer, engine: Engine, output: Path, options: ScanOptions) -> int:
    hello = engine.hello()
    with Store(output) as store:
        rows = [row for row in store.files() if row.model and row.model != hello.model]
        who = store.runs()[-1].who if store.runs() else ""
    run_id = writer.begin_run(__version__, hello.reader, hello.model, options.said(), who)
    for outcome in engine.run(_jobs(writer, rows)) if rows else ():
        if not outcome.error:
            writer.replace_tags(rows[outcome.number].id, outcome.texts, hello.model)
    with Store(output) as store:
        left = sum(row.model not in ("", hello.model) for row in store.files())
        totals = store.totals()
    writer.finish_run(run_id, totals | {"retagged": len(rows) - left})
    return len(rows) - left


def _jobs(writer: Writer, rows: Sequence[FileRow]) -> Iterator[Job]:
    for number, row in enumerate(rows):
        yield Job(number, row.path, texts=tuple(Text(*text) for text in writer.texts(row.id)), size=row.bytes)
