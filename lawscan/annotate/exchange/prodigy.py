"""Prodigy: JSON Lines of choice tasks with spans, as ``prodigy db-out`` writes and ``db-in`` reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from lawscan.annotate.exchange.item import Item, back, carried, code, label
from lawscan.annotate.record import Record

LOST = "nothing: the whole record travels in meta"
ANSWER = {"labels": "accept", "none": "accept", "skip": "ignore", "retract": "ignore"}


def dump(items: Iterable[Item]) -> str:
    """All items, one task a line; the input hash is of the text, the task hash of text and scheme."""
    return "".join(json.dumps(_task(item), ensure_ascii=False) + "\n" for item in items)


def _task(item: Item) -> dict[str, Any]:
    record = item.record
    names = [code(each) for each in record.labels]
    return {
        "text": item.text,
        "options": [{"id": name, "text": name} for name in names],
        "accept": names,
        "answer": ANSWER[record.answer],
        "spans": [{"start": e.start, "end": e.end, "label": code(e)} for e in record.labels if e.end > e.start],
        "meta": {"record": carried(record)},
        "_input_hash": _hash(item.text),
        "_task_hash": _hash(item.text + record.scheme),
        "_annotator_id": record.annotator,
        "_view_id": "choice",
    }


def _hash(text: str) -> int:
    return int(sha256(text.encode()).hexdigest()[:8], 16) - 2**31


def parse(text: str) -> list[Item]:
    """The items that a Prodigy export holds."""
    return [_item(json.loads(line)) for line in text.split("\n") if line.strip()]


def _item(raw: dict[str, Any]) -> Item:
    return Item(raw["text"], _record(raw))


def _record(raw: dict[str, Any]) -> Record:
    if raw.get("answer") == "ignore":
        return back(raw["meta"]["record"])
    spans = {s["label"]: (s["start"], s["end"], raw["text"][s["start"] : s["end"]]) for s in raw.get("spans", ())}
    return back(
        raw["meta"]["record"], tuple(label(name, *spans.get(name, (0, 0, ""))) for name in raw.get("accept", ()))
    )
