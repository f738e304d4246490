"""What a manifest says of each file: a CSV or JSON Lines table beside the files it names.

Columns: ``path`` or ``file`` (relative to the manifest's folder), ``iso3``, ``title``, ``kind``, ``date`` (or
``year``), ``force``, ``number``, ``language`` (or ``lang``, ``languages``), ``source_url`` (or ``source``),
``translation``, ``password``. Others are ignored.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lawscan.errors import UsageError
from lawscan.jurisdictions import lookup

KINDS = frozenset({"constitution", "act", "code", "regulation", "decree", "treaty", "bill", "notice"})
FORCES = frozenset({"in-force", "partially-in-force", "not-in-force"})
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_YES = frozenset({"1", "true", "yes", "y"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a file's law before it is read; "" is not known. The password is never stored."""

    iso3: str = ""
    lang: str = ""
    title: str = ""
    kind: str = ""
    date: str = ""
    force: str = ""
    number: str = ""
    source_url: str = ""
    translation: bool = False
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts by resolved path, and one line for each row that was refused or says something impossible."""

    path: Path
    facts: Mapping[Path, Facts]
    refused: tuple[str, ...] = ()


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises:
        UsageError: missing, not UTF-8, or neither CSV nor JSON Lines.
    """
    facts: dict[Path, Facts] = {}
    refused: list[str] = []
    for line, row in _rows(path):
        try:
            target = _inside(path.parent, str(row.get("path") or row.get("file") or ""))
        except ValueError as reason:
            refused.append(f"{path}:{line}: {reason}")
            continue
        facts[target], doubts = facts_of(row)
        refused.extend(f"{path}:{line}: {doubt}" for doubt in doubts)
    return Manifest(path.resolve(), facts, tuple(refused))


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as cause:
        raise UsageError(f"{path}: the manifest cannot be read ({cause.strerror}).") from cause
    except UnicodeDecodeError as cause:
        raise UsageError(f"{path}: the manifest is not UTF-8.", "Save it as UTF-8.") from cause
    try:
        yield from _json_rows(text) if text.lstrip().startswith("{") else _csv_rows(text)
    except (ValueError, csv.Error) as cause:
        raise UsageError(f"{path}: neither CSV with a header nor JSON Lines ({cause}).") from cause


def _json_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError(f"line {number} is no object")
            yield number, row


def _csv_rows(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    table = csv.DictReader(io.StringIO(text, newline=""))
    if not {"path", "file"} & set(table.fieldnames or ()):
        raise ValueError("no column 'path' or 'file'")
    yield from enumerate(table, 2)


def _inside(folder: Path, name: str) -> Path:
    """The resolved path of a row's file, which must stand in the manifest's folder, links followed."""
    if not name or "\0" in name:
        raise ValueError("no file is named")
    if Path(name).is_absolute() or re.match(r"[A-Za-z]:|[\\/]", name):
        raise ValueError(f"'{name}' is an absolute path; name files relative to the manifest")
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise ValueError(f"'{name}' leads out of the manifest's folder")
    return target


def facts_of(row: Mapping[str, Any]) -> tuple[Facts, list[str]]:
    """Facts of a row, and what in it was not usable.

    >>> facts_of({"iso3": "KEN", "year": 2011, "kind": "act"})[0].date
    '2011'
    """
    doubts: list[str] = []

    def said(*names: str) -> str:
        values = (row.get(name) for name in names)
        return next((str(value).strip() for value in values if value is not None and str(value).strip()), "")

    def one_of(name: str, value: str, allowed: Iterable[str], none: Iterable[str]) -> str:
        if value and value not in allowed and value not in none:
            doubts.append(f"{name} '{value}' is not one of {', '.join(sorted(allowed))}; left open")
        return value if value in allowed else ""

    facts = Facts(
        iso3=_iso3(said("iso3"), doubts), lang=_language(row), title=said("title"),
        kind=one_of("kind", said("kind").lower(), KINDS, ("unknown", "other", "gazette")),
        date=_date(said("date", "year"), doubts),
        force=one_of("force", said("force"), FORCES, ("unknown",)), number=said("number"),
        source_url=said("source_url", "source"), translation=said("translation").lower() in _YES,
        password=said("password"))
    return facts, doubts


def _iso3(value: str, doubts: list[str]) -> str:
    code = value.upper()
    if re.fullmatch("[A-Z]{3}", code):
        return code
    if code in ("", "XX"):  # XX is how tables say "unknown"
        return ""
    named = lookup(value)
    if not named:
        doubts.append(f"iso3 '{value}' is neither an ISO 3166-1 alpha-3 code nor a country's name; left open")
    return named


def _language(row: Mapping[str, Any]) -> str:
    several = row.get("languages")
    if isinstance(several, list):
        return str(several[0]) if len(several) == 1 else ""
    return str(row.get("language") or row.get("lang") or several or "").strip()


def _date(value: str, doubts: list[str]) -> str:
    if not value or _DATE.fullmatch(value):
        return value
    doubts.append(f"date '{value}' is not ISO 8601; left open")
    return ""
