"""One judgement is one record: what was asked, what was shown, what was answered, by whom and when."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from lawscan.errors import AnnotationError

SCHEMA = "lawscan.annotation/1"
ANSWERS = ("labels", "none", "skip", "retract")
ROLES = ("annotator", "adjudicator")


@dataclass(frozen=True, slots=True)
class Label:
    """A tag as a person set it; ``start`` and ``end`` are half-open code-point offsets of the evidence."""

    tag: str
    stance: str = ""
    mode: str = ""
    start: int = 0
    end: int = 0
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the model proposed, and whether the annotator could see it (blind readings can not)."""

    model: str = ""
    labels: tuple[Label, ...] = ()
    scores: dict[str, float] = field(default_factory=dict)
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One judgement about one provision.

    ``answer``: ``labels`` (see ``labels``), ``none`` (no tag applies), ``skip`` (not now), ``retract`` (undo of
    ``supersedes``). ``selection`` says why the card was asked; only ``random`` ones may feed evaluation.
    """

    id: str
    address: str
    text_sha256: str
    instrument: str
    scheme: str
    answer: str
    annotator: str
    answered_at: str
    labels: tuple[Label, ...] = ()
    role: str = "annotator"
    selection: str = "search"
    suggestion: Suggestion | None = None
    seconds: float = 0.0
    note: str = ""
    cause: str = ""
    supersedes: str = ""
    lang: str = ""


def new_id() -> str:
    """A name that sorts by time and cannot collide: milliseconds and 80 random bits, in hexadecimal."""
    return f"{time.time_ns() // 1_000_000:012x}-{secrets.token_hex(10)}"


def now() -> str:
    """The time of an answer, in UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_line(record: Record) -> str:
    """The record as one JSON line, without the newline."""
    return json.dumps({"schema": SCHEMA, **asdict(record)}, ensure_ascii=False, separators=(",", ":"))


def from_line(line: str) -> Record:
    """The record that a line holds.

    Raises:
        AnnotationError: the line is not JSON, of another schema, or lacks a field.
    """
    try:
        return from_dict(json.loads(line))
    except (json.JSONDecodeError, TypeError, KeyError, AttributeError) as cause:
        raise AnnotationError(
            f"Not an annotation record: {cause}.", "Restore the line from version control."
        ) from cause


def from_dict(raw: dict[str, Any]) -> Record:
    """The record that a decoded line holds."""
    fields = dict(raw)
    if fields.pop("schema", SCHEMA) != SCHEMA:
        raise AnnotationError(f"Unknown annotation schema {raw['schema']!r}.", "Update lawscan.")
    if fields["answer"] not in ANSWERS:
        raise AnnotationError(f"Unknown answer {fields['answer']!r}.", f"One of {', '.join(ANSWERS)}.")
    fields["labels"] = tuple(Label(**label) for label in fields.get("labels", ()))
    shown = fields.get("suggestion")
    if shown is not None:
        labels = tuple(Label(**label) for label in shown.get("labels", ()))
        fields["suggestion"] = Suggestion(**{**shown, "labels": labels})
    return Record(**fields)
