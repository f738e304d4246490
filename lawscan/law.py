"""The nouns of the field, frozen: what is read, what is tagged, what people answered.

Words follow Akoma Ntoso, FRBR and ELI: an Instrument is the work, a Manifestation is one file of it, a Provision is the
unit that is tagged. Pages count from 1. Boxes are PDF points with the origin top left. Offsets are half-open, in code
points. Dates are ISO 8601 strings and may be partial (``2011``, ``2011-03``).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

_NO_LETTER = re.compile(r"[\W_]+")


def text_sha256(text: str) -> str:
    """SHA-256 of the text in NFC and UTF-8: the name by which labels find their text.

    >>> text_sha256("Article 1")[:12]
    'b9c5a06b7fd3'
    """
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode("utf-8")).hexdigest()


@lru_cache(maxsize=20_000)
def letters(text: str) -> str:
    """A text as its copies in other files share it: its letters and figures, in small.

    >>> letters("Dual citizenship\\n16.") == letters("DUAL CITIZENSHIP 16")
    True
    """
    return _NO_LETTER.sub("", text.casefold())


class Box(NamedTuple):
    """A rectangle on a page, in PDF points, origin top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The quote that decided a tag: half-open code-point offsets into the provision's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of a provision, with calibrated scores in [0, 1]."""

    tag: str
    score: float
    stance: str
    stance_score: float
    mode: str | None
    evidence: Evidence
    below_threshold: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Provision:
    """An article, section or § with its heading and all its paragraphs.

    ``text`` begins with the printed number and heading. ``quoted`` marks text that an amending act inserts into another
    law. ``pages`` are 0 where the format has none.
    """

    eid: str
    num: str
    heading: str
    text: str
    lang: str
    page_first: int = 0
    page_last: int = 0
    boxes: tuple[Box, ...] = ()
    kind: str = "section"
    quoted: bool = False

    @property
    def text_sha256(self) -> str:
        """The hash that labels and answers use to find this text."""
        return text_sha256(self.text)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an instrument.

    ``kind`` is one of enactment, publication, commencement, amendment, repeal; ``cause`` quotes or names the reason.
    """

    kind: str
    date: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Gazette:
    """The issue of the official periodical that an instrument stands in."""

    title: str = ""
    number: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law as a work, with the provisions that one manifestation of it holds.

    ``kind`` is one of constitution, act, code, regulation, decree, treaty, bill, notice, unknown. ``force`` is one of
    in-force, partially-in-force, not-in-force, unknown (ELI). ``iso3`` is "" where nobody said which
    jurisdiction it is: it comes from manifest, front matter or masthead, never by guess; ``iso3_source`` says which.
    """

    title: str
    kind: str
    lang: str
    iso3: str = ""
    iso3_source: str = ""
    number: str = ""
    date: str = ""
    force: str = "unknown"
    gazette: Gazette = Gazette()
    events: tuple[Event, ...] = ()
    source_url: str = ""
    translation: bool = False
    provisions: tuple[Provision, ...] = ()


@dataclass(frozen=True, slots=True)
class PageReport:
    """What became of one page.

    ``status`` is one of text, scanned, garbled, mixed, empty, unreadable. ``read`` is False where nothing of it
    could be used; then ``reason`` names the cause and the next step. ``method`` is pdfium, pdfplumber, ocr or markup.
    """

    number: int
    status: str
    read: bool = True
    reason: str = ""
    method: str = "pdfium"
    chars: int = 0
    confidence: float | None = None
    candidate: bool = False


@dataclass(frozen=True, slots=True)
class Manifestation:
    """One file: its hash, what became of each page, the instruments in it, and what went wrong (one line each)."""

    path: str
    sha256: str
    bytes: int
    format: str
    pages: tuple[PageReport, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What people settled about one provision: the fold of annotation and adjudication records.

    ``tags`` is empty where they answered "none". ``kind`` is annotated or adjudicated.
    """

    address: str
    text_sha256: str
    tags: tuple[Tag, ...]
    by: tuple[str, ...]
    at: str
    kind: str = "annotated"

    @property
    def signed(self) -> str:
        """Who answered, on which day and how: "by Amina, Luis on 2026-11-20 (adjudicated)"."""
        return f"by {', '.join(self.by)} on {self.at[:10]} ({self.kind})"


@dataclass(frozen=True, slots=True)
class Hit:
    """One tag of one provision with all that a law list line needs."""

    provision_id: int
    address: str
    iso3: str
    instrument_id: int
    title: str
    instrument_kind: str
    instrument_number: str
    instrument_date: str
    force: str
    lang: str
    eid: str
    num: str
    heading: str
    text: str
    text_sha256: str
    page_first: int
    page_last: int
    boxes: tuple[Box, ...]
    tag: Tag
    file_path: str
    file_sha256: str
    source_url: str = ""
    translation: bool = False
    quoted: bool = False
    gazette: Gazette = Gazette()
    events: tuple[Event, ...] = field(default=())
    verdict: Verdict | None = None
    also_in: tuple[str, ...] = ()  # other files that hold the same words of the same jurisdiction
