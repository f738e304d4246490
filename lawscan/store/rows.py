"""What the scan database answers with, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lawscan.law import Instrument, PageReport, Provision, Tag


@dataclass(frozen=True, slots=True)
class FileRow:
    """One scanned file. ``status`` is read, partly or unread; then ``error_kind`` and ``error`` say why."""

    id: int
    path: str
    sha256: str
    bytes: int
    format: str
    status: str
    error_kind: str
    error: str
    problems: tuple[str, ...]
    duplicate_of: int | None
    run_id: int
    seconds: float
    work_key: str
    model: str
    vanished: bool


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page of a scanned file."""

    file_id: int
    file_path: str
    page: PageReport


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that was not read: a whole file (``page`` 0) or one page of it, and why."""

    file_path: str
    page: int
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """One scan: who, when, with which versions and options, and what came of it."""

    id: int
    started: str
    finished: str | None
    version: str
    reader: str
    model: str
    options: dict[str, object]
    who: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class StoredProvision:
    """A provision with its place: instrument (without its other provisions), file, address and tags."""

    id: int
    address: str
    instrument_id: int
    instrument: Instrument
    provision: Provision
    tags: tuple[Tag, ...]
    file_path: str
    file_sha256: str
    file_format: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A provision without its text: where it stands, and the score of each tag that is stored of it."""

    id: int
    address: str
    text_sha256: str
    lang: str
    iso3: str
    title: str
    num: str
    scores: Mapping[str, float]
    tags: frozenset[str]
