"""What a caller may say about a file before it is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options of :func:`lawscan.read.read_file`.

    The law's own facts (``iso3`` to ``source_url``) come from a manifest and win over what the file says.
    ``exhaustive`` reads every page with full layout instead of only candidate pages. Limits: ``max_pages``,
    ``max_bytes``, ``max_chars`` refuse a file that is larger.
    """

    exhaustive: bool = False
    password: str | None = None
    ocr: bool = True
    iso3: str = ""
    lang: str = ""
    title: str = ""
    kind: str = ""
    date: str = ""
    force: str = ""
    number: str = ""
    source_url: str = ""
    translation: bool = False
    max_pages: int = 20_000
    max_bytes: int = 2_000_000_000
    max_chars: int = 200_000_000
