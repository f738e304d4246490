"""doccano: JSON Lines for text classification; every other key is metadata there and comes back."""

from __future__ import annotations

import json
from collections.abc import Iterable

from lawscan.annotate.exchange.item import Item, back, carried_json, code, label

LOST = "evidence offsets of labels that were changed in doccano; all else travels as metadata"


def dump(items: Iterable[Item]) -> str:
    """All items, one JSON line each, with names of labels, never ids."""
    lines = (
        {"text": i.text, "label": [code(each) for each in i.record.labels], "record": carried_json(i.record)}
        for i in items
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def parse(text: str) -> list[Item]:
    """The items that a doccano export holds; doccano may put metadata under ``meta`` or ``metadata``."""
    return [_item(json.loads(line)) for line in text.split("\n") if line.strip()]


def _item(raw: dict[str, object]) -> Item:
    meta = raw.get("meta") or raw.get("metadata") or raw
    record = raw.get("record") or meta["record"]  # type: ignore[index]
    names = raw.get("label") or raw.get("labels") or []
    return Item(str(raw["text"]), back(record, tuple(label(str(name)) for name in names)))  # type: ignore[attr-defined]
