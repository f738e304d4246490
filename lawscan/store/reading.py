"""Read a scan database: hits, countries, files, pages, and what was not read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from lawscan.errors import StoreError
from lawscan.law import Box, Event, Evidence, Gazette, Hit, Instrument, PageReport, Provision, Tag
from lawscan.store.digest import content_digest
from lawscan.store.rows import FileRow, Outline, PageRow, RunRow, StoredProvision, Unread
from lawscan.store.schema import MIGRATIONS, check_ours
from lawscan.store.search import match_query

Names = str | Sequence[str] | None

# A file counts once: not when it vanished, and not when another file holds the same law.
_LIVE = "f.vanished=0 AND f.duplicate_of IS NULL"
_JOINED = "provisions p JOIN instruments i ON i.id=p.instrument_id JOIN files f ON f.id=i.file_id"
# Lists of contents and bare headings repeat words of provisions and rule nothing: nobody is asked about them.
_SAYS = "p.kind NOT IN ('contents', 'heading')"
_UNTAGGED = "NOT EXISTS (SELECT 1 FROM tags t WHERE t.provision_id=p.id AND t.below_threshold=0)"
_ORDER = "ORDER BY i.iso3, f.path, i.ordinal, p.ordinal"
_COLUMNS = (
    "p.id AS provision_id, p.address, p.eid, p.num, p.heading, p.text, p.text_sha256, p.lang, "
    " p.page_first, p.page_last, p.boxes_json, p.kind AS provision_kind, p.quoted, i.id AS instrument_id,"
    " i.iso3, i.iso3_source, i.lang AS instrument_lang, i.kind AS instrument_kind, i.title, i.number, i.date, i.force, "
    " i.gazette_title, i.gazette_number, i.gazette_date, i.source_url, i.translation, f.path, f.sha256, f.format"
)


def _names(value: Names) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


class _Filter:
    """Conditions and their values, joined by AND."""

    def __init__(self, *conditions: str) -> None:
        self.conditions = list(conditions)
        self.values: list[Any] = []

    def among(self, column: str, names: Names) -> None:
        found = _names(names)
        if found:
            self.conditions.append(f"{column} IN ({','.join('?' * len(found))})")
            self.values.extend(found)

    def add(self, condition: str, *values: object) -> None:
        self.conditions.append(condition)
        self.values.extend(values)

    def __str__(self) -> str:
        return " AND ".join(self.conditions) or "1"


class Store:
    """A scan database, open for reading; any number of readers may stand beside one writer.

    Raises:
        StoreError: missing, not a scan database, or of another version.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        if not self.path.is_file():
            raise StoreError(f"{self.path}: no such scan database.", "Make one: lawscan scan FOLDER -o scan.db")
        self._db = self._open()
        version = check_ours(self._db, str(self.path))
        if version < len(MIGRATIONS):
            self._db.close()
            raise StoreError(
                f"{self.path}: made by an older lawscan (schema {version}).",
                "Bring it up to date: lawscan db check --migrate",
            )

    def _open(self) -> sqlite3.Connection:
        address = self.path.resolve().as_uri()
        try:
            db = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=30, check_same_thread=False)
            db.row_factory = sqlite3.Row
            db.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as cause:
            # A folder that may not be written holds no -shm file: nobody else can be writing there either.
            self._refuse_unseen_work(cause)
            db = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            db.row_factory = sqlite3.Row
        except sqlite3.DatabaseError:
            pass  # check_ours says it better
        return db

    def _refuse_unseen_work(self, cause: sqlite3.OperationalError) -> None:
        log = self.path.with_name(self.path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise StoreError(
                f"{self.path}: a scan was broken off here, and its last part cannot be seen without writing ({cause}).",
                "Copy the database with its -wal file to a folder that may be written, or run the scan to its end.",
            )

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def _rows(self, query: str, values: Sequence[object] = ()) -> Iterator[sqlite3.Row]:
        try:
            yield from self._db.execute(query, tuple(values))
        except sqlite3.DatabaseError as cause:
            raise StoreError(f"{self.path}: could not be read ({cause}).", "Check it: lawscan db check") from cause

    # -- what was found

    def hits(
        self,
        iso3: Names = None,
        tag: Names = None,
        stance: Names = None,
        min_score: float | None = None,
        text: str | None = None,
        include_below: bool = False,
        include_duplicates: bool = False,
    ) -> list[Hit]:
        """Tagged provisions, one :class:`Hit` a tag, by country, file and place.

        Args:
            iso3: only these jurisdictions ("" is: unknown).
            tag: only these tags.
            stance: only these stances.
            min_score: only tags with at least this score.
            text: only provisions that hold this phrase (letter case and accents do not matter).
            include_below: also tags below the model's threshold.
            include_duplicates: also files that hold the same law as another file.
        """
        where = _Filter("f.vanished=0" if include_duplicates else _LIVE)
        where.among("i.iso3", iso3)
        where.among("t.tag", tag)
        where.among("t.stance", stance)
        if min_score is not None:
            where.add("t.score >= ?", min_score)
        if not include_below:
            where.add("t.below_threshold=0")
        if text and not self._add_phrase(where, text):
            return []
        rows = list(
            self._rows(
                f"SELECT {_COLUMNS}, t.* FROM tags t JOIN provisions p ON p.id=t.provision_id"
                f" JOIN instruments i ON i.id=p.instrument_id JOIN files f ON f.id=i.file_id"
                f" WHERE {where} {_ORDER}, t.tag",
                where.values,
            )
        )
        events = self._events({row["instrument_id"] for row in rows})
        return [_hit(row, events.get(row["instrument_id"], ())) for row in rows]

    def _query(self, text: str) -> str | None:
        # The index of a million provisions is a gigabyte, of which common trigrams are read again and again.
        for pragma in ("cache_size=-65536", f"mmap_size={1 << 30}"):
            self._db.execute(f"PRAGMA {pragma}")
        return match_query(self._db, text)

    def _add_phrase(self, where: _Filter, text: str) -> bool:
        query = self._query(text)
        if query is not None:
            where.add("p.id IN (SELECT rowid FROM provisions_fts WHERE provisions_fts MATCH ?)", query)
        return query is not None

    def _events(self, instrument_ids: Iterable[int]) -> dict[int, tuple[Event, ...]]:
        found: dict[int, tuple[Event, ...]] = {}
        for chunk in _chunks(sorted(instrument_ids), 500):
            marks = ",".join("?" * len(chunk))
            for row in self._rows(
                f"SELECT * FROM events WHERE instrument_id IN ({marks}) ORDER BY instrument_id, ordinal", chunk
            ):
                event = Event(row["kind"], row["date"], row["cause"])
                found[row["instrument_id"]] = (*found.get(row["instrument_id"], ()), event)
        return found

    def search(self, text: str, limit: int = 50, iso3: Names = None) -> list[StoredProvision]:
        """Provisions that hold a phrase, tagged or not; only of these jurisdictions where some are named."""
        query = self._query(text)
        if query is None:
            return []
        where = _Filter(_LIVE)
        where.add("provisions_fts MATCH ?", query)
        where.among("i.iso3", iso3)
        # The index leads and no order is asked for, so that a word of every law costs no more than a rare one.
        source = f"provisions_fts x CROSS JOIN {_JOINED}"
        return self._provisions(where, "", limit, source.replace("provisions p", "provisions p ON p.id=x.rowid", 1))

    def provision(self, address_or_id: str | int) -> StoredProvision:
        """One provision by its address or its number in this database.

        Raises:
            StoreError: there is none.
        """
        wanted = str(address_or_id)
        where = _Filter()
        where.add("p.id=?", int(wanted)) if wanted.isdecimal() else where.add("p.address=?", wanted)
        found = self._provisions(where, order="ORDER BY f.vanished, f.duplicate_of IS NOT NULL, f.path, p.id", limit=1)
        if not found:
            raise StoreError(f"{self.path}: no provision {wanted}.", "List them: lawscan hits SCAN.db")
        return found[0]

    def untagged(
        self, iso3: Names = None, text: str | None = None, limit: int | None = None, seed: int | None = None
    ) -> list[StoredProvision]:
        """Provisions without a tag above the threshold; ``seed`` draws ``limit`` of them at random, repeatably."""
        where = _Filter(_LIVE, _UNTAGGED)
        where.among("i.iso3", iso3)
        if text and not self._add_phrase(where, text):
            return []
        if seed is None:
            return self._provisions(where, limit=limit)
        return self._drawn(where, limit, seed)

    def _drawn(self, where: _Filter, limit: int | None, seed: int) -> list[StoredProvision]:
        return self.provisions_by_id(self._drawn_ids(where, limit, seed))

    def _drawn_ids(self, where: _Filter, limit: int | None, seed: int) -> list[int]:
        import random

        ids = [row[0] for row in self._rows(f"SELECT p.id FROM {_JOINED} WHERE {where} {_ORDER}", where.values)]
        return random.Random(seed).sample(ids, min(limit or len(ids), len(ids)))

    def outlines(self, iso3: Names = None, tag: Names = None) -> list[Outline]:
        """Provisions with a tag, or nearly so, without their texts: cheap enough for a queue of a whole scan."""
        where = _Filter()
        where.among("tag", tag)
        inside = _Filter(_LIVE, _SAYS)
        inside.among("i.iso3", iso3)
        inside.add(f"p.id IN (SELECT provision_id FROM tags WHERE {where})", *where.values)
        return self._outlines(inside)

    def drawn_outlines(self, iso3: Names = None, limit: int = 20, seed: int = 0) -> list[Outline]:
        """Provisions without a tag above the threshold, without their texts, drawn at random and repeatably."""
        where = _Filter(_LIVE, _SAYS, _UNTAGGED)
        where.among("i.iso3", iso3)
        found: list[Outline] = []
        for chunk in _chunks(self._drawn_ids(where, limit, seed), 500):
            chosen = _Filter()
            chosen.add(f"p.id IN ({','.join('?' * len(chunk))})", *chunk)
            found += self._outlines(chosen)
        return found

    def _outlines(self, where: _Filter) -> list[Outline]:
        scores: dict[int, dict[str, float]] = {}
        above: dict[int, set[str]] = {}
        source = f"SELECT {{}} FROM {_JOINED}"
        for row in self._rows(
            f"{source.format('p.id, t.tag, t.score, t.below_threshold')} JOIN tags t ON t.provision_id=p.id"
            f" WHERE {where}", where.values
        ):
            scores.setdefault(row[0], {})[row[1]] = row[2]
            if not row[3]:
                above.setdefault(row[0], set()).add(row[1])
        columns = source.format("p.id, p.address, p.text_sha256, p.lang, p.num, i.iso3, i.title")
        return [
            Outline(
                row["id"], row["address"], row["text_sha256"], row["lang"], row["iso3"], row["title"],
                row["num"], scores.get(row["id"], {}), frozenset(above.get(row["id"], ())),
            )
            for row in self._rows(f"{columns} WHERE {where} {_ORDER}", where.values)
        ]

    def provisions_by_id(self, ids: Sequence[int]) -> list[StoredProvision]:
        """Provisions by their numbers in this database, in the order of the numbers given."""
        found: dict[int, StoredProvision] = {}
        for chunk in _chunks(ids, 500):
            where = _Filter()
            where.add(f"p.id IN ({','.join('?' * len(chunk))})", *chunk)
            found.update((each.id, each) for each in self._provisions(where, order=""))
        return [found[row_id] for row_id in ids if row_id in found]

    def neighbours(self, stored: StoredProvision) -> tuple[str, str]:
        """The texts right before and after a provision in its instrument, "" at either end."""
        near = (
            "SELECT text FROM provisions WHERE id=(SELECT id FROM provisions WHERE instrument_id=?"
            " AND ordinal {} (SELECT ordinal FROM provisions WHERE id=?) ORDER BY ordinal {} LIMIT 1)"
        )
        before, after = (
            next((str(row[0]) for row in self._rows(near.format(*way), (stored.instrument_id, stored.id))), "")
            for way in (("<", "DESC"), (">", "ASC"))
        )
        return before, after

    def provisions(self, iso3: Names = None, instrument_id: int | None = None) -> list[StoredProvision]:
        """All provisions, or those of some jurisdictions or of one instrument, in order."""
        where = _Filter(_LIVE) if instrument_id is None else _Filter()
        where.among("i.iso3", iso3)
        if instrument_id is not None:
            where.add("i.id=?", instrument_id)
        return self._provisions(where)

    def _provisions(self, where: _Filter, order: str = _ORDER, limit: int | None = None,
                    source: str = _JOINED) -> list[StoredProvision]:
        end = "" if limit is None else f" LIMIT {int(limit)}"
        rows = list(self._rows(f"SELECT {_COLUMNS} FROM {source} WHERE {where} {order}{end}", where.values))
        events = self._events({row["instrument_id"] for row in rows})
        tags = self._tags([row["provision_id"] for row in rows])
        return [_stored(row, events.get(row["instrument_id"], ()), tags.get(row["provision_id"], ())) for row in rows]

    def _tags(self, ids: Sequence[int]) -> dict[int, tuple[Tag, ...]]:
        found: dict[int, tuple[Tag, ...]] = {}
        for chunk in _chunks(ids, 500):
            marks = ",".join("?" * len(chunk))
            for row in self._rows(
                f"SELECT * FROM tags WHERE provision_id IN ({marks}) ORDER BY provision_id, tag", chunk
            ):
                found[row["provision_id"]] = (*found.get(row["provision_id"], ()), _tag(row))
        return found

    # -- what was scanned

    def jurisdictions(self) -> dict[str, dict[str, int]]:
        """What was scanned of each jurisdiction ("" is: unknown): instruments, provisions, pages, files."""
        laws = self._rows(
            "SELECT i.iso3, count(DISTINCT i.id) AS instruments, count(DISTINCT i.file_id) AS files,"
            f" (SELECT count(*) FROM {_JOINED.replace('i ON', 'j ON').replace('i.', 'j.')} WHERE j.iso3=i.iso3"
            f" AND {_LIVE}) AS provisions FROM instruments i JOIN files f ON f.id=i.file_id WHERE {_LIVE}"
            " GROUP BY i.iso3 ORDER BY i.iso3"
        )
        pages = {
            row[0]: row[1]
            for row in self._rows(
                "SELECT iso3, count(*) FROM (SELECT DISTINCT i.iso3, g.file_id, g.number FROM pages g"
                " JOIN files f ON f.id=g.file_id JOIN instruments i ON i.file_id=f.id"
                f" WHERE {_LIVE}) GROUP BY iso3"
            )
        }
        return {
            row["iso3"]: {
                "instruments": row["instruments"],
                "provisions": row["provisions"],
                "pages": pages.get(row["iso3"], 0),
                "files": row["files"],
            }
            for row in laws
        }

    def instruments(self, iso3: Names = None) -> list[tuple[int, Instrument]]:
        """Instruments (without their provisions) with their ids, by country and file."""
        where = _Filter(_LIVE)
        where.among("i.iso3", iso3)
        rows = list(
            self._rows(
                "SELECT i.*, i.id AS instrument_id, i.lang AS instrument_lang, i.kind AS instrument_kind"
                f" FROM instruments i JOIN files f ON f.id=i.file_id WHERE {where}"
                " ORDER BY i.iso3, f.path, i.ordinal",
                where.values,
            )
        )
        events = self._events({row["id"] for row in rows})
        return [(row["id"], _instrument(row, events.get(row["id"], ()))) for row in rows]

    def files(self) -> list[FileRow]:
        """Every file that was scanned, by path."""
        return [_file(row) for row in self._rows("SELECT * FROM files ORDER BY path")]

    def pages(self, file_id: int | None = None) -> list[PageRow]:
        """Pages of one file or of all, in order."""
        where = _Filter()
        if file_id is not None:
            where.add("f.id=?", file_id)
        return [
            PageRow(row["file_id"], row["path"], _page(row))
            for row in self._rows(
                f"SELECT g.*, f.path FROM pages g JOIN files f ON f.id=g.file_id WHERE {where}"
                " ORDER BY f.path, g.number",
                where.values,
            )
        ]

    def unread(self) -> list[Unread]:
        """Files and pages that were not read, with the reason: never silently "nothing found"."""
        whole = [
            Unread(row["path"], 0, row["error_kind"], row["error"])
            for row in self._rows("SELECT * FROM files WHERE status='unread' AND vanished=0 ORDER BY path")
        ]
        pages = [
            Unread(row["path"], row["number"], row["status"], row["reason"])
            for row in self._rows(
                "SELECT g.*, f.path FROM pages g JOIN files f ON f.id=g.file_id WHERE g.read=0 AND g.status<>'empty'"
                f" AND {_LIVE} ORDER BY f.path, g.number"
            )
        ]
        return whole + pages

    def runs(self) -> list[RunRow]:
        """The scans that wrote this database, oldest first."""
        return [
            RunRow(
                row["id"],
                row["started"],
                row["finished"],
                row["version"],
                row["reader"],
                row["model"],
                json.loads(row["options_json"]),
                row["who"],
                json.loads(row["counts_json"]),
            )
            for row in self._rows("SELECT * FROM runs ORDER BY id")
        ]

    def totals(self) -> dict[str, int]:
        """What the database holds that counts: files, pages, provisions, and tags as ``tag:NAME/STANCE``."""
        one = {
            "files": "SELECT count(*) FROM files WHERE vanished=0",
            "unread": "SELECT count(*) FROM files WHERE vanished=0 AND status='unread'",
            "pages": f"SELECT count(*) FROM pages g JOIN files f ON f.id=g.file_id WHERE {_LIVE}",
            "pages_unread": "SELECT count(*) FROM pages g JOIN files f ON f.id=g.file_id WHERE g.read=0"
            f" AND g.status<>'empty' AND {_LIVE}",
            "instruments": f"SELECT count(*) FROM instruments i JOIN files f ON f.id=i.file_id WHERE {_LIVE}",
            "provisions": f"SELECT count(*) FROM {_JOINED} WHERE {_LIVE}",
        }
        totals = {name: int(next(iter(self._rows(query)))[0]) for name, query in one.items()}
        tags = self._rows(
            "SELECT t.tag, t.stance, count(*) FROM tags t JOIN provisions p ON p.id=t.provision_id JOIN instruments i"
            f" ON i.id=p.instrument_id JOIN files f ON f.id=i.file_id WHERE {_LIVE} AND t.below_threshold=0"
            " GROUP BY t.tag, t.stance ORDER BY t.tag, t.stance"
        )
        return totals | {f"tag:{row[0]}/{row[1]}": int(row[2]) for row in tags}

    def content_digest(self) -> str:
        """SHA-256 of all content, whatever the ids, times and order of writing: equal digests, equal content."""
        return content_digest(self._db)


def _chunks(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _tag(row: sqlite3.Row) -> Tag:
    return Tag(
        row["tag"],
        row["score"],
        row["stance"],
        row["stance_score"],
        row["mode"],
        Evidence(row["ev_start"], row["ev_end"], row["ev_text"]),
        bool(row["below_threshold"]),
        bool(row["unsure"]),
    )


def _boxes(row: sqlite3.Row) -> tuple[Box, ...]:
    return tuple(Box(int(box[0]), *box[1:]) for box in json.loads(row["boxes_json"]))


def _gazette(row: sqlite3.Row) -> Gazette:
    return Gazette(row["gazette_title"], row["gazette_number"], row["gazette_date"])


def _page(row: sqlite3.Row) -> PageReport:
    return PageReport(
        row["number"],
        row["status"],
        bool(row["read"]),
        row["reason"],
        row["method"],
        row["chars"],
        row["confidence"],
        bool(row["candidate"]),
    )


def _file(row: sqlite3.Row) -> FileRow:
    return FileRow(
        row["id"],
        row["path"],
        row["sha256"],
        row["bytes"],
        row["format"],
        row["status"],
        row["error_kind"],
        row["error"],
        tuple(json.loads(row["problems_json"])),
        row["duplicate_of"],
        row["run_id"],
        row["seconds"],
        row["work_key"],
        row["model"],
        bool(row["vanished"]),
    )


def _instrument(row: sqlite3.Row, events: tuple[Event, ...]) -> Instrument:
    return Instrument(
        title=row["title"],
        kind=row["instrument_kind"],
        lang=row["instrument_lang"],
        iso3=row["iso3"],
        iso3_source=row["iso3_source"],
        number=row["number"],
        date=row["date"],
        force=row["force"],
        gazette=_gazette(row),
        events=events,
        source_url=row["source_url"],
        translation=bool(row["translation"]),
    )


def _stored(row: sqlite3.Row, events: tuple[Event, ...], tags: tuple[Tag, ...]) -> StoredProvision:
    provision = Provision(
        row["eid"],
        row["num"],
        row["heading"],
        row["text"],
        row["lang"],
        row["page_first"],
        row["page_last"],
        _boxes(row),
        row["provision_kind"],
        bool(row["quoted"]),
    )
    return StoredProvision(
        row["provision_id"],
        row["address"],
        row["instrument_id"],
        _instrument(row, events),
        provision,
        tags,
        row["path"],
        row["sha256"],
        row["format"],
    )


def _hit(row: sqlite3.Row, events: tuple[Event, ...]) -> Hit:
    return Hit(
        provision_id=row["provision_id"],
        address=row["address"],
        iso3=row["iso3"],
        instrument_id=row["instrument_id"],
        title=row["title"],
        instrument_kind=row["instrument_kind"],
        instrument_number=row["number"],
        instrument_date=row["date"],
        force=row["force"],
        lang=row["lang"],
        eid=row["eid"],
        num=row["num"],
        heading=row["heading"],
        text=row["text"],
        text_sha256=row["text_sha256"],
        page_first=row["page_first"],
        page_last=row["page_last"],
        boxes=_boxes(row),
        tag=_tag(row),
        file_path=row["path"],
        file_sha256=row["sha256"],
        source_url=row["source_url"],
        translation=bool(row["translation"]),
        quoted=bool(row["quoted"]),
        gazette=_gazette(row),
        events=events,
    )
