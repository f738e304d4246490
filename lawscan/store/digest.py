"""One hash over all content of a scan database, for proving that two databases hold the same."""

from __future__ import annotations

import hashlib
import json
import sqlite3

# Names stand in for ids, and nothing that a clock or the order of writing decides is part of it.
_PARTS = (
    "SELECT f.path, f.sha256, f.bytes, f.format, f.status, f.error_kind, f.error, f.problems_json, d.path, f.work_key,"
    " f.model, f.vanished FROM files f LEFT JOIN files d ON d.id=f.duplicate_of ORDER BY f.path",
    "SELECT f.path, g.number, g.status, g.read, g.reason, g.method, g.chars, g.confidence, g.candidate FROM pages g"
    " JOIN files f ON f.id=g.file_id ORDER BY f.path, g.number",
    "SELECT f.path, i.ordinal, i.address, i.iso3, i.iso3_source, i.lang, i.kind, i.title, i.number, i.date, i.force,"
    " i.gazette_title, i.gazette_number, i.gazette_date, i.source_url, i.translation FROM instruments i"
    " JOIN files f ON f.id=i.file_id ORDER BY f.path, i.ordinal",
    "SELECT f.path, i.ordinal, e.ordinal, e.kind, e.date, e.cause FROM events e"
    " JOIN instruments i ON i.id=e.instrument_id"
    " JOIN files f ON f.id=i.file_id ORDER BY f.path, i.ordinal, e.ordinal",
    "SELECT f.path, i.ordinal, p.ordinal, p.eid, p.address, p.num, p.heading, p.text_sha256, p.text, p.lang, "
    " p.page_first, p.page_last, p.boxes_json, p.kind, p.quoted FROM provisions p"
    " JOIN instruments i ON i.id=p.instrument_id"
    " JOIN files f ON f.id=i.file_id ORDER BY f.path, i.ordinal, p.ordinal",
    "SELECT f.path, i.ordinal, p.ordinal, t.tag, t.score, t.stance, t.stance_score, t.mode, t.ev_start, t.ev_end,"
    " t.ev_text, t.unsure, t.below_threshold, t.model FROM tags t"
    " JOIN provisions p ON p.id=t.provision_id JOIN instruments i"
    " ON i.id=p.instrument_id JOIN files f ON f.id=i.file_id ORDER BY f.path, i.ordinal, p.ordinal, t.tag",
)


def content_digest(connection: sqlite3.Connection) -> str:
    """SHA-256 of all content, whatever the ids, times and order of writing."""
    digest = hashlib.sha256()
    for query in _PARTS:
        for row in connection.execute(query):
            digest.update(json.dumps(list(row), ensure_ascii=True).encode() + b"\n")
        digest.update(b"--\n")
    return digest.hexdigest()
