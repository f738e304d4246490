"""The one writer of a scan database: a file is part of one transaction, so that a kill leaves whole files or none.

Files that come in quick succession share a transaction: the search index is then merged less often. A kill costs those
of the last second, which the next scan reads again. The search index is fed once a transaction, at its end: SQLite
opens a savepoint for many a statement, and at each one FTS5 writes out what it was fed since the last, to be merged
later. With savepoints between, that was most of the work of writing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from lawscan.errors import StoreError
from lawscan.law import Instrument, Manifestation, Provision, Tag
from lawscan.store.addressing import distinct, instrument_address
from lawscan.store.lock import WriterLock
from lawscan.store.schema import migrate
from lawscan.store.search import index_text

TOGETHER = 64  # files that may share a transaction
TOGETHER_SECONDS = 1.0
MERGE_AT = 8  # parts of the search index of one size that are merged into one; FTS5's own is 4, which writes more
_FTS = "provisions_fts"
# Tags of a provision, by the provision's place: (ordinal of its instrument in the file, ordinal in the instrument).
TagsByPlace = Mapping[tuple[int, int], Sequence[Tag]]


def printable_path(path: str) -> str:
    """A path that SQLite can hold: bytes that are not UTF-8 become backslash escapes."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def text_key(instruments: Sequence[Instrument]) -> str:
    """What two files share that hold the same law: jurisdiction, kind and every provision's text; "" for no text."""
    parts = [f"{law.iso3}|{law.kind}|{text.text_sha256}" for law in instruments for text in law.provisions]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest() if parts else ""


def status_of(manifestation: Manifestation) -> tuple[str, str, str]:
    """(status, error kind, error) of a file that was read: wholly, partly or not at all."""
    missed = [page for page in manifestation.pages if not page.read and page.status != "empty"]
    found = any(law.provisions for law in manifestation.instruments)
    if not missed and (found or not manifestation.problems):
        return "read", "", ""
    reason = missed[0].reason if missed else manifestation.problems[0]
    if missed and not found and len(missed) == len(manifestation.pages):
        return "unread", "pages", reason or "no page could be read"
    return "partly", "pages" if missed else "problems", reason


def _merge_seldom(db: sqlite3.Connection) -> None:
    """Have the search index merge its parts by :data:`MERGE_AT`; it keeps that in the database."""
    known = db.execute(f"SELECT v FROM {_FTS}_config WHERE k='automerge'").fetchone()
    if known != (MERGE_AT,):
        db.execute(f"INSERT INTO {_FTS}({_FTS}, rank) VALUES('automerge', ?)", (MERGE_AT,))


class Writer:
    """Open a scan database for writing; a context manager that holds the writer's lock.

    Args:
        path: the database; made if missing.
        wait: seconds to wait for another writer before saying who it is.

    Raises:
        StoreError: locked by another scan, not a scan database, or not writable.
    """

    def __init__(self, path: Path | str, wait: float = 10.0) -> None:
        self.path = Path(path)
        self._since, self._together = 0.0, 0
        # What this transaction has yet to tell the search index, by provision.
        self._to_index: dict[int, str] = {}
        self._to_forget: dict[int, str] = {}
        self._lock = WriterLock(self.path, wait)
        try:
            self._db = self._open()
        except BaseException:
            self._lock.release()
            raise

    def _open(self) -> sqlite3.Connection:
        try:
            db = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        except sqlite3.OperationalError as cause:
            if self.path.is_dir():
                raise StoreError(f"{self.path}: a folder, no scan database.", "Name a file with -o.") from cause
            raise StoreError(f"{self.path}: cannot be opened ({cause}).", "Check the folder and its rights.") from cause
        try:
            migrate(db, str(self.path))
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-65536"):
                db.execute(f"PRAGMA {pragma}")
            _merge_seldom(db)
        except sqlite3.OperationalError as cause:
            db.close()
            raise StoreError(f"{self.path}: cannot be written ({cause}).", "Check rights and free space.") from cause
        except StoreError:
            db.close()
            raise
        return db

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and let the next writer in."""
        try:
            self.flush()
            self._leave_one_file()
        finally:
            self._db.close()
            self._lock.release()

    def _leave_one_file(self) -> None:
        """Out of WAL mode, so that nothing but the database stays, and readers of a finished scan make no -wal or -shm.

        Where a reader holds the database it stays in WAL mode; the next scan to end tries again.
        """
        with suppress(sqlite3.OperationalError):
            self._db.execute("PRAGMA busy_timeout=200")
            self._db.execute("PRAGMA journal_mode=DELETE")

    @contextmanager
    def _transaction(self, alone: bool = True) -> Iterator[sqlite3.Connection]:
        """What is written inside is written whole; with others before and after it, unless ``alone``."""
        try:
            if alone:
                self.flush()
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
                self._since, self._together = time.monotonic(), 0
            yield self._db
            self._together += 1
            if alone or self._together >= TOGETHER or time.monotonic() - self._since > TOGETHER_SECONDS:
                self._commit()
        except sqlite3.OperationalError as cause:
            self._roll_back()
            raise self._unwritable(cause) from cause
        except BaseException:
            self._roll_back()
            raise

    def flush(self) -> None:
        """Make sure that what was written is there for others, and after a kill.

        Raises:
            StoreError: it could not be written.
        """
        try:
            if self._db.in_transaction:
                self._commit()
        except sqlite3.OperationalError as cause:
            self._roll_back()
            raise self._unwritable(cause) from cause

    def _commit(self) -> None:
        self._index()
        self._db.execute("COMMIT")

    def _index(self) -> None:
        """Tell the search index, what is gone first: a new provision may have the number of an old one.

        Each in the order of numbers, because FTS5 writes out what it has whenever a number is less than the last.
        """
        gone, new = sorted(self._to_forget.items()), sorted(self._to_index.items())
        self._forget_waiting()
        self._db.executemany(f"INSERT INTO {_FTS}({_FTS}, rowid, text) VALUES('delete', ?, ?)", gone)
        self._db.executemany(f"INSERT INTO {_FTS}(rowid, text) VALUES(?, ?)", new)

    def _forget_waiting(self) -> None:
        self._to_index, self._to_forget = {}, {}

    def _unwritable(self, cause: sqlite3.OperationalError) -> StoreError:
        return StoreError(f"{self.path}: could not be written ({cause}).",
                          "What was written so far is whole; run the same scan again to go on.")

    def _roll_back(self) -> None:
        self._forget_waiting()
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    # -- runs

    def begin_run(self, version: str, reader: str, model: str, options: Mapping[str, object], who: str) -> int:
        """Note that a scan begins; returns its id."""
        with self._transaction() as db:
            row = db.execute(
                "INSERT INTO runs(started,version,reader,model,options_json,who) VALUES(?,?,?,?,?,?)",
                (_now(), version, reader, model, json.dumps(dict(options), sort_keys=True), who),
            )
            return int(row.lastrowid or 0)

    def finish_run(self, run_id: int, counts: Mapping[str, int]) -> None:
        """Note that a scan ended, and what came of it."""
        with self._transaction() as db:
            db.execute(
                "UPDATE runs SET finished=?, counts_json=? WHERE id=?",
                (_now(), json.dumps(dict(counts), sort_keys=True), run_id),
            )

    # -- files

    def add(
        self,
        manifestation: Manifestation,
        tags: TagsByPlace,
        *,
        run_id: int,
        work_key: str = "",
        model: str = "",
        seconds: float = 0.0,
    ) -> int:
        """Store a file that was read, in place of what was known of its path; returns the file's id."""
        status, kind, error = status_of(manifestation)
        with self._transaction(alone=False) as db:
            file_id = self._file_row(
                manifestation.path,
                manifestation.sha256,
                manifestation.bytes,
                manifestation.format,
                (status, kind, error),
                run_id,
                seconds,
                work_key,
            )
            db.execute(
                "UPDATE files SET problems_json=?, model=?, text_key=? WHERE id=?",
                (
                    json.dumps(manifestation.problems, ensure_ascii=False),
                    model,
                    text_key(manifestation.instruments),
                    file_id,
                ),
            )
            self._add_pages(file_id, manifestation)
            for ordinal, law in enumerate(manifestation.instruments):
                self._add_instrument(file_id, ordinal, law, tags, model)
        return file_id

    def add_unread(
        self,
        path: str,
        sha256: str,
        size: int,
        kind: str,
        reason: str,
        *,
        run_id: int,
        work_key: str = "",
        seconds: float = 0.0,
    ) -> int:
        """Store a file that could not be read, with the reason; returns its id."""
        suffix = Path(path).suffix.lstrip(".").lower()
        with self._transaction(alone=False):
            return self._file_row(path, sha256, size, suffix, ("unread", kind, reason), run_id, seconds, work_key)

    def add_twin(self, path: str, sha256: str, size: int, *, run_id: int, work_key: str) -> int:
        """Store a file that has the same bytes and facts as another one, which holds the content."""
        suffix = Path(path).suffix.lstrip(".").lower()
        with self._transaction(alone=False):
            return self._file_row(path, sha256, size, suffix, ("read", "", ""), run_id, 0.0, work_key)

    def _file_row(
        self,
        path: str,
        sha256: str,
        size: int,
        form: str,
        outcome: tuple[str, str, str],
        run_id: int,
        seconds: float,
        work_key: str,
    ) -> int:
        name = printable_path(path)
        known = self._db.execute("SELECT id FROM files WHERE path=?", (name,)).fetchone()
        if known:
            self._release(known[0], work_key)
        self._db.execute(
            "INSERT INTO files(path,sha256,bytes,format,status,error_kind,error,run_id,seconds,work_key)"
            " VALUES(?,?,?,?,?,?,?,?,?,?) ON CONFLICT(path) DO UPDATE SET sha256=excluded.sha256, bytes=excluded.bytes,"
            " format=excluded.format, status=excluded.status, error_kind=excluded.error_kind, error=excluded.error,"
            " run_id=excluded.run_id, seconds=excluded.seconds, work_key=excluded.work_key, problems_json='[]',"
            " model='', text_key='', duplicate_of=NULL, vanished=0",
            (name, sha256, size, form, *outcome, run_id, seconds, work_key),
        )
        return int(self._db.execute("SELECT id FROM files WHERE path=?", (name,)).fetchone()[0])

    def _release(self, file_id: int, new_key: str) -> None:
        """Let go of a file's content: a twin that still has the old bytes takes it over."""
        twin = self._db.execute(
            "SELECT t.id FROM files t JOIN files f ON f.work_key=t.work_key AND t.id<>f.id WHERE f.id=?"
            " AND f.work_key<>'' AND f.work_key<>? AND f.model<>'' AND t.model='' AND t.status<>'unread'"
            " ORDER BY t.vanished, t.path LIMIT 1",
            (file_id, new_key),
        ).fetchone()
        if twin:
            self._hand_over(file_id, twin[0])
        self._drop_content(file_id)

    def _drop_content(self, file_id: int) -> None:
        inside = "FROM provisions WHERE instrument_id IN (SELECT id FROM instruments WHERE file_id=?)"
        for row_id, text in self._db.execute(f"SELECT id, text {inside}", (file_id,)).fetchall():
            if self._to_index.pop(row_id, None) is None:
                self._to_forget[row_id] = index_text(text)
        self._db.execute("DELETE FROM instruments WHERE file_id=?", (file_id,))
        self._db.execute("DELETE FROM pages WHERE file_id=?", (file_id,))

    def _add_pages(self, file_id: int, manifestation: Manifestation) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO pages VALUES(?,?,?,?,?,?,?,?,?)",
            [
                (
                    file_id,
                    page.number,
                    page.status,
                    page.read,
                    page.reason,
                    page.method,
                    page.chars,
                    page.confidence,
                    page.candidate,
                )
                for page in manifestation.pages
            ],
        )

    def _add_instrument(self, file_id: int, ordinal: int, law: Instrument, tags: TagsByPlace, model: str) -> None:
        address = instrument_address(law)
        row = self._db.execute(
            "INSERT INTO instruments(file_id,ordinal,address,iso3,iso3_source,lang,kind,title,number,date,force,"
            "gazette_title,gazette_number,gazette_date,source_url,translation) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                file_id,
                ordinal,
                str(address),
                law.iso3,
                law.iso3_source,
                law.lang,
                law.kind,
                law.title,
                law.number,
                law.date,
                law.force,
                law.gazette.title,
                law.gazette.number,
                law.gazette.date,
                law.source_url,
                law.translation,
            ),
        )
        law_id = int(row.lastrowid or 0)
        self._db.executemany(
            "INSERT INTO events VALUES(?,?,?,?,?)",
            [(law_id, place, event.kind, event.date, event.cause) for place, event in enumerate(law.events)],
        )
        eids = distinct(provision.eid for provision in law.provisions)
        for place, (provision, eid) in enumerate(zip(law.provisions, eids, strict=True)):
            row_id = self._add_provision(law_id, place, str(replace(address, eid=eid)), eid, provision)
            self._add_tags(row_id, tags.get((ordinal, place), ()), model)

    def _add_provision(self, law_id: int, ordinal: int, address: str, eid: str, provision: Provision) -> int:
        boxes = json.dumps([list(box) for box in provision.boxes], separators=(",", ":"))
        row = self._db.execute(
            "INSERT INTO provisions(instrument_id,ordinal,eid,address,num,heading,text,text_sha256,lang,page_first,"
            "page_last,boxes_json,kind,quoted) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                law_id,
                ordinal,
                eid,
                address,
                provision.num,
                provision.heading,
                provision.text,
                provision.text_sha256,
                provision.lang,
                provision.page_first,
                provision.page_last,
                boxes,
                provision.kind,
                provision.quoted,
            ),
        )
        row_id = int(row.lastrowid or 0)
        self._to_index[row_id] = index_text(provision.text)
        return row_id

    def _add_tags(self, row_id: int, tags: Sequence[Tag], model: str) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO tags VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    row_id,
                    tag.tag,
                    tag.score,
                    tag.stance,
                    tag.stance_score,
                    tag.mode,
                    tag.evidence.start,
                    tag.evidence.end,
                    tag.evidence.text,
                    tag.unsure,
                    tag.below_threshold,
                    model,
                )
                for tag in tags
            ],
        )

    def replace_tags(self, file_id: int, tags: Mapping[int, Sequence[Tag]], model: str) -> None:
        """Put a new model's tags, by provision id, in place of the old ones of a file."""
        with self._transaction(alone=False) as db:
            db.execute(
                "DELETE FROM tags WHERE provision_id IN (SELECT p.id FROM provisions p JOIN instruments i"
                " ON i.id=p.instrument_id WHERE i.file_id=?)",
                (file_id,),
            )
            for row_id, found in tags.items():
                self._add_tags(row_id, found, model)
            db.execute("UPDATE files SET model=? WHERE id=?", (model, file_id))

    def texts(self, file_id: int) -> list[tuple[int, str, str, str]]:
        """Provisions of a file that are tagged: id, text, language, heading; no contents lists, no bare headings."""
        rows = self._db.execute(
            "SELECT p.id, p.text, p.lang, p.heading FROM provisions p JOIN instruments i ON i.id=p.instrument_id"
            " WHERE i.file_id=? AND p.kind NOT IN ('contents', 'heading') ORDER BY i.ordinal, p.ordinal",
            (file_id,),
        )
        return [tuple(row) for row in rows]

    def move(self, file_id: int, path: str) -> None:
        """The same file now stands at another path."""
        name = printable_path(path)
        with self._transaction() as db:
            for (stale,) in db.execute("SELECT id FROM files WHERE path=? AND id<>?", (name, file_id)).fetchall():
                self._release(stale, "")
                db.execute("DELETE FROM files WHERE id=?", (stale,))
            db.execute("UPDATE files SET path=?, vanished=0 WHERE id=?", (name, file_id))

    def mark_vanished(self, file_ids: Sequence[int], vanished: bool = True) -> None:
        """Files that are no longer where they were keep their content but no longer count (or count again)."""
        with self._transaction() as db:
            db.executemany("UPDATE files SET vanished=? WHERE id=?", [(vanished, file_id) for file_id in file_ids])

    # -- duplicates

    def link_duplicates(self) -> int:
        """Link files that hold the same law to the first of them by path; returns how many are linked.

        The outcome depends on the set of files only, not on the order in which they were read.
        """
        with self._transaction() as db:
            db.execute("UPDATE files SET duplicate_of=NULL WHERE duplicate_of IS NOT NULL")
            for (key,) in db.execute(
                "SELECT work_key FROM files WHERE vanished=0 AND work_key<>'' GROUP BY work_key HAVING count(*)>1"
            ).fetchall():
                self._link_twins(key)
            for (key,) in db.execute(
                "SELECT text_key FROM files WHERE vanished=0 AND text_key<>'' AND duplicate_of IS NULL"
                " GROUP BY text_key HAVING count(*)>1"
            ).fetchall():
                db.execute(
                    "UPDATE files SET duplicate_of=(SELECT id FROM files WHERE text_key=? AND vanished=0"
                    " AND duplicate_of IS NULL ORDER BY path LIMIT 1) WHERE text_key=? AND vanished=0 AND"
                    " duplicate_of IS NULL AND path>(SELECT min(path) FROM files WHERE text_key=? AND vanished=0"
                    " AND duplicate_of IS NULL)",
                    (key, key, key),
                )
            return int(db.execute("SELECT count(*) FROM files WHERE duplicate_of IS NOT NULL").fetchone()[0])

    def _link_twins(self, work_key: str) -> None:
        rows = self._db.execute(
            "SELECT id FROM files WHERE work_key=? AND vanished=0 ORDER BY path", (work_key,)
        ).fetchall()
        first = rows[0][0]
        holder = self._db.execute(
            "SELECT id FROM files WHERE work_key=? AND (model<>'' OR status='unread') ORDER BY vanished, path LIMIT 1",
            (work_key,),
        ).fetchone()
        if holder and holder[0] != first:
            self._hand_over(holder[0], first)
        self._db.executemany("UPDATE files SET duplicate_of=? WHERE id=?", [(first, row[0]) for row in rows[1:]])

    def _hand_over(self, giver: int, taker: int) -> None:
        """Content stands with the first twin by path, whichever of them was read."""
        self._drop_content(taker)
        for table in ("instruments", "pages"):
            self._db.execute(f"UPDATE {table} SET file_id=? WHERE file_id=?", (taker, giver))
        columns = ("status", "error_kind", "error", "problems_json", "model", "text_key", "format")
        copied = ", ".join(f"{name}=(SELECT {name} FROM files WHERE id=:giver)" for name in columns)
        self._db.execute(f"UPDATE files SET {copied} WHERE id=:taker", {"giver": giver, "taker": taker})
        self._db.execute("UPDATE files SET model='', text_key='' WHERE id=?", (giver,))
