"""The shape of the scan database, and how an older one becomes a newer one.

The schema's number stands in ``PRAGMA user_version``; ``application_id`` says that the file is ours at all.
"""

from __future__ import annotations

import sqlite3

from lawscan.errors import StoreError

APPLICATION_ID = 0x4C415753  # "LAWS"

_FIRST = """
CREATE TABLE runs(
  id INTEGER PRIMARY KEY, started TEXT NOT NULL, finished TEXT, version TEXT NOT NULL, reader TEXT NOT NULL,
  model TEXT NOT NULL, options_json TEXT NOT NULL, who TEXT NOT NULL, counts_json TEXT NOT NULL DEFAULT '{}');
CREATE TABLE files(
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, format TEXT NOT NULL,
  status TEXT NOT NULL, error_kind TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '',
  problems_json TEXT NOT NULL DEFAULT '[]', duplicate_of INTEGER REFERENCES files(id) ON DELETE SET NULL,
  run_id INTEGER NOT NULL REFERENCES runs(id), seconds REAL NOT NULL DEFAULT 0, work_key TEXT NOT NULL,
  model TEXT NOT NULL DEFAULT '', text_key TEXT NOT NULL DEFAULT '', vanished INTEGER NOT NULL DEFAULT 0);
CREATE INDEX files_by_key ON files(work_key);
CREATE INDEX files_by_text ON files(text_key);
CREATE TABLE pages(
  file_id INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE, number INTEGER NOT NULL, status TEXT NOT NULL,
  read INTEGER NOT NULL, reason TEXT NOT NULL, method TEXT NOT NULL, chars INTEGER NOT NULL, confidence REAL,
  candidate INTEGER NOT NULL, PRIMARY KEY(file_id, number)) WITHOUT ROWID;
CREATE TABLE instruments(
  id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL REFERENCES files(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
  address TEXT NOT NULL, iso3 TEXT NOT NULL, iso3_source TEXT NOT NULL, lang TEXT NOT NULL, kind TEXT NOT NULL,
  title TEXT NOT NULL, number TEXT NOT NULL, date TEXT NOT NULL, force TEXT NOT NULL, gazette_title TEXT NOT NULL,
  gazette_number TEXT NOT NULL, gazette_date TEXT NOT NULL, source_url TEXT NOT NULL, translation INTEGER NOT NULL);
CREATE INDEX instruments_by_file ON instruments(file_id);
CREATE INDEX instruments_by_country ON instruments(iso3);
CREATE TABLE events(
  instrument_id INTEGER NOT NULL REFERENCES instruments(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL, date TEXT NOT NULL, cause TEXT NOT NULL, PRIMARY KEY(instrument_id, ordinal)) WITHOUT ROWID;
CREATE TABLE provisions(
  id INTEGER PRIMARY KEY, instrument_id INTEGER NOT NULL REFERENCES instruments(id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL, eid TEXT NOT NULL, address TEXT NOT NULL, num TEXT NOT NULL, heading TEXT NOT NULL,
  text TEXT NOT NULL, text_sha256 TEXT NOT NULL, lang TEXT NOT NULL, page_first INTEGER NOT NULL,
  page_last INTEGER NOT NULL, boxes_json TEXT NOT NULL, kind TEXT NOT NULL, quoted INTEGER NOT NULL);
CREATE INDEX provisions_by_instrument ON provisions(instrument_id);
CREATE INDEX provisions_by_address ON provisions(address);
CREATE TABLE tags(
  provision_id INTEGER NOT NULL REFERENCES provisions(id) ON DELETE CASCADE, tag TEXT NOT NULL, score REAL NOT NULL,
  stance TEXT NOT NULL, stance_score REAL NOT NULL, mode TEXT, ev_start INTEGER NOT NULL, ev_end INTEGER NOT NULL,
  ev_text TEXT NOT NULL, unsure INTEGER NOT NULL, below_threshold INTEGER NOT NULL, model TEXT NOT NULL,
  PRIMARY KEY(provision_id, tag)) WITHOUT ROWID;
CREATE INDEX tags_by_tag ON tags(tag, below_threshold, score);
CREATE VIRTUAL TABLE provisions_fts USING fts5(text, content='', tokenize='trigram');
CREATE VIRTUAL TABLE provisions_terms USING fts5vocab(provisions_fts, 'row');
"""

# One script a version. A later version adds a script and leaves the earlier ones as they are.
MIGRATIONS: tuple[str, ...] = (_FIRST,)


def version_of(connection: sqlite3.Connection) -> int:
    """The schema's number; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_ours(connection: sqlite3.Connection, path: str) -> int:
    """The schema's number of a database that lawscan may open.

    Raises:
        StoreError: the file belongs to another program, or to a newer lawscan.
    """
    try:
        version = version_of(connection)
        owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
        tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.DatabaseError as cause:
        raise StoreError(
            f"{path}: not a scan database, or a damaged one ({cause}).", "Name another file with -o."
        ) from cause
    if tables and owner != APPLICATION_ID:
        raise StoreError(f"{path}: this database belongs to another program.", "Name another file with -o.")
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{path}: written by a newer lawscan (schema {version}, this one knows {len(MIGRATIONS)}).",
            "Update lawscan.",
        )
    return version


def migrate(connection: sqlite3.Connection, path: str, migrations: tuple[str, ...] = MIGRATIONS) -> int:
    """Bring the database to the newest schema, each step in one transaction; returns the number it came from."""
    before = check_ours(connection, path)
    for number, script in enumerate(migrations[before:], start=before + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {script} PRAGMA user_version={number}; PRAGMA application_id={APPLICATION_ID}; COMMIT;"
        )
    return before
