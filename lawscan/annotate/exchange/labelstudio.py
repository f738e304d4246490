"""Label Studio: a JSON array of tasks with annotations and predictions, and the labelling configuration beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import quoteattr

from lawscan.annotate.exchange.item import Item, back, carried, code, label
from lawscan.annotate.record import Label, Record

LOST = "nothing: the whole record travels in the task's data"


def config(names: Iterable[str]) -> str:
    """The labelling configuration that the tasks name: one choice list and one span labeller over the text."""
    choices = "".join(f"<Choice value={quoteattr(name)}/>" for name in names)
    spans = "".join(f"<Label value={quoteattr(name)}/>" for name in names)
    return (
        f'<View><Choices name="label" toName="text" choice="multiple">{choices}</Choices>'
        f'<Labels name="evidence" toName="text">{spans}</Labels><Text name="text" value="$text"/></View>'
    )


def dump(items: Iterable[Item]) -> str:
    """All items as Label Studio tasks."""
    return json.dumps([_task(number, item) for number, item in enumerate(items, 1)], ensure_ascii=False, indent=1)


def _task(number: int, item: Item) -> dict[str, Any]:
    record = item.record
    task: dict[str, Any] = {
        "id": number,
        "data": {"text": item.text, "record": carried(record)},
        "annotations": [],
        "predictions": [],
    }
    task["annotations"].append(
        {
            "id": number,
            "result": _results(f"a{number}", record.labels),
            "was_cancelled": record.answer == "skip",
            "ground_truth": record.role == "adjudicator",
            "created_at": record.answered_at,
            "lead_time": record.seconds,
        }
    )
    if record.suggestion is not None:
        scores = record.suggestion.scores.values()
        prediction = {"model_version": record.suggestion.model, "score": max(scores, default=0.0)}
        task["predictions"].append({**prediction, "result": _results(f"p{number}", record.suggestion.labels)})
    return task


def _results(prefix: str, labels: Iterable[Label]) -> list[dict[str, Any]]:
    labels = list(labels)
    if not labels:
        return []
    choices = {"choices": [code(each) for each in labels]}
    results: list[dict[str, Any]] = [
        {"id": f"{prefix}-c", "from_name": "label", "to_name": "text", "type": "choices", "value": choices}
    ]
    for number, each in enumerate(labels):
        if each.end > each.start:
            value = {"start": each.start, "end": each.end, "labels": [code(each)], "text": each.evidence}
            results.append(
                {
                    "id": f"{prefix}-{number}",
                    "from_name": "evidence",
                    "to_name": "text",
                    "type": "labels",
                    "value": value,
                }
            )
    return results


def parse(text: str) -> list[Item]:
    """The items that a Label Studio export holds; choices changed there win over the carried record."""
    return [Item(task["data"]["text"], _record(task)) for task in json.loads(text)]


def _record(task: dict[str, Any]) -> Record:
    annotations = task.get("annotations") or []
    if not annotations or annotations[-1].get("was_cancelled"):
        return back(task["data"]["record"])
    spans = {}
    names: list[str] = []
    for result in annotations[-1]["result"]:
        value = result["value"]
        if result["type"] == "choices":
            names += value["choices"]
        else:
            spans[value["labels"][0]] = (
                value["start"],
                value["end"],
                task["data"]["text"][value["start"] : value["end"]],
            )
    return back(task["data"]["record"], tuple(label(name, *spans.get(name, (0, 0, ""))) for name in names))
