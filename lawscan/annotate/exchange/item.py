"""The neutral shape that all formats convert from and to: a text, and the record about it if there is one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from lawscan.annotate.record import Label, Record, from_dict


@dataclass(frozen=True, slots=True)
class Item:
    """A provision's text and, where it was answered, the record."""

    text: str
    record: Record


def code(label: Label) -> str:
    """A label as one name that any tool can show: ``tag/stance`` or ``tag/stance/mode``.

    >>> code(Label("dual_nationality", "permits", "birth"))
    'dual_nationality/permits/birth'
    """
    return "/".join(part for part in (label.tag, label.stance, label.mode) if part)


def label(name: str, start: int = 0, end: int = 0, evidence: str = "") -> Label:
    """The label that a name stands for; the reverse of :func:`code`."""
    tag, stance, mode = [*name.split("/"), "", ""][:3]
    return Label(tag, stance, mode, start, end, evidence)


def carried(record: Record) -> dict[str, object]:
    """The whole record as plain data, for formats that return foreign fields untouched."""
    return asdict(record)


def carried_json(record: Record) -> str:
    """The whole record as one JSON string, for formats with flat fields."""
    return json.dumps(asdict(record), ensure_ascii=False)


def back(raw: Any, labels: tuple[Label, ...] | None = None) -> Record:
    """The record from its carried form; ``labels`` replaces the carried ones where the other tool changed them."""
    fields = dict(json.loads(raw) if isinstance(raw, str) else raw)
    if labels is not None and {code(each) for each in labels} != {code(Label(**each)) for each in fields["labels"]}:
        fields["labels"] = [asdict(each) for each in labels]
        fields["answer"] = "labels" if labels else "none"
    return from_dict(fields)
