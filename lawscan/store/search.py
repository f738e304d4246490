"""Full-text search in every script: trigrams over folded text, words shorter than three letters included."""

from __future__ import annotations

import sqlite3

from lawscan.lexicon import fold

# Pads the end, so that the last letters too stand at the head of a trigram; no text and no query holds it.
_PAD = "\x1f\x1f"


def index_text(text: str) -> str:
    """What is indexed of a text: folded, white space made one space, padded.

    >>> index_text("Nationalité\\nfrançaise").rstrip("\\x1f")
    'nationalite francaise'
    """
    return " ".join(fold(text).split()) + _PAD


def match_query(connection: sqlite3.Connection, text: str) -> str | None:
    """The FTS5 query that finds a phrase; None where no stored text can hold it.

    A query of one or two letters (国籍, 국적) becomes the trigrams that begin with it, read from the index itself.
    """
    wanted = " ".join(fold(text).split())
    if len(wanted) >= 3:
        return _quoted(wanted)
    rows = connection.execute(
        "SELECT term FROM provisions_terms WHERE term >= ? AND term < ?", (wanted, wanted + "\U0010ffff")
    ).fetchall()
    return " OR ".join(_quoted(row[0]) for row in rows) or None


def _quoted(phrase: str) -> str:
    return '"' + phrase.replace('"', '""') + '"'
