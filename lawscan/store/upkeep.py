"""Prove, copy and export a scan database."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lawscan.cells import guard
from lawscan.errors import LawscanError, StoreError, UsageError
from lawscan.store.reading import Store
from lawscan.store.writing import Writer

FORMATS = ("parquet", "csv", "jsonl")
TABLES = ("runs", "files", "pages", "instruments", "events", "provisions", "tags")


@dataclass(frozen=True, slots=True)
class Check:
    """What an integrity check found: no problems, or one line each; the content's digest; counts."""

    problems: tuple[str, ...]
    digest: str
    counts: Mapping[str, int]


def check(path: Path) -> Check:
    """Check pages, references, search index and text hashes of a database."""
    with Store(path) as store:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            problems = [*_structure(db), *_hashes(db), *_search(db)]
        except sqlite3.DatabaseError as cause:
            return Check((str(cause),), "", {})
        finally:
            db.close()
        return Check(tuple(problems), store.content_digest(), store.totals())


def _structure(db: sqlite3.Connection) -> Iterator[str]:
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield str(line)
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"{table} {row} refers to a row of {parent} that is missing"


def _hashes(db: sqlite3.Connection) -> Iterator[str]:
    from lawscan.law import text_sha256

    for row, text, said in db.execute("SELECT id, text, text_sha256 FROM provisions"):
        if text_sha256(text) != said:
            yield f"provision {row}: its text does not have the hash it is stored under"


def _search(db: sqlite3.Connection) -> Iterator[str]:
    indexed = db.execute("SELECT count(*) FROM provisions_fts_docsize").fetchone()[0]
    stored = db.execute("SELECT count(*) FROM provisions").fetchone()[0]
    if indexed != stored:
        yield f"the search index holds {indexed} provisions, the database {stored}"


def backup(path: Path, target: Path) -> None:
    """Copy a database as it stands at one moment, also while a scan writes it.

    Raises:
        StoreError: the target exists or cannot be written.
    """
    if target.exists():
        raise StoreError(f"{target}: exists already.", "Name a new file.")
    with Store(path):
        pass
    part = target.with_name(target.name + ".part")
    source = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        copy = sqlite3.connect(part)
        with copy:
            source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.close()
        part.replace(target)
    except (sqlite3.DatabaseError, OSError) as cause:
        part.unlink(missing_ok=True)
        raise StoreError(f"{target}: the copy failed ({cause}).", "Check rights and free space.") from cause
    finally:
        source.close()


def migrate(path: Path) -> None:
    """Bring a database to the newest schema."""
    if not path.is_file():
        raise StoreError(f"{path}: no such scan database.", "Make one: lawscan scan FOLDER -o scan.db")
    Writer(path).close()


def export(path: Path, folder: Path, form: str) -> list[Path]:
    """Write every table as one file in a folder; returns the files.

    Raises:
        UsageError: no such format.
        LawscanError: the folder cannot be written, or parquet needs the extra ``parquet``.
    """
    if form not in FORMATS:
        raise UsageError(f"There is no format '{form}'.", f"Use one of {', '.join(FORMATS)}.")
    with Store(path):
        pass
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _export(path, folder, form)
    except OSError as cause:
        raise LawscanError(f"{folder}: cannot be written ({cause.strerror}).", "Choose another with -o.") from cause


def _export(path: Path, folder: Path, form: str) -> list[Path]:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    write = {"parquet": _parquet, "csv": _csv, "jsonl": _jsonl}[form]
    try:
        db.execute("BEGIN")  # all tables as of one moment
        return [_atomic(folder / f"{table}.{form}", write, db, table) for table in TABLES]
    finally:
        db.close()


def _atomic(target: Path, write: Any, db: sqlite3.Connection, table: str) -> Path:
    part = target.with_name(target.name + ".part")
    rows = db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
    write(part, [column[0] for column in rows.description], rows)
    part.replace(target)
    return target


def _jsonl(path: Path, names: list[str], rows: Iterable[sqlite3.Row]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(dict(row), ensure_ascii=False) + "\n" for row in rows)


def _csv(path: Path, names: list[str], rows: Iterable[sqlite3.Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(names)
        table.writerows([csv_safe(value) for value in row] for row in rows)


def csv_safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: a quote is put before one that looks like it.

    >>> csv_safe("=1+1"), csv_safe(" @SUM(A1)"), csv_safe("Article 1"), csv_safe(-1)
    ("'=1+1", "' @SUM(A1)", 'Article 1', -1)
    """
    return guard(value) if isinstance(value, str) else value


def _parquet(path: Path, names: list[str], rows: Iterable[sqlite3.Row]) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise LawscanError("Parquet is not installed.", "pip install 'lawscan[parquet]'") from None
    columns = list(zip(*(tuple(row) for row in rows), strict=True)) or [()] * len(names)
    table = pyarrow.table({name: list(column) for name, column in zip(names, columns, strict=True)})
    parquet.write_table(table, path)
