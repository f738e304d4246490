"""Five formats, each a round trip: what goes out comes back."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lawscan.annotate.exchange import FORMATS, csvfile, labelstudio, room
from lawscan.annotate.exchange.files import bring_in, read, write
from lawscan.annotate.exchange.item import Item
from lawscan.annotate.journal import Journal, fold
from lawscan.annotate.record import Label, Record, Suggestion

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=3, max_size=80).filter(str.strip)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Any text with any sensible record about it."""
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    dual = Label(
        "dual_nationality", draw(st.sampled_from(["permits", "prohibits"])), "birth", start, end, text[start:end]
    )
    skills = Label("skills_recognition", "mutual", "", start, end, text[start:end])
    labels = draw(st.sampled_from([(), (dual,), (skills,), (dual, skills)]))
    answer = "labels" if labels else draw(st.sampled_from(["none", "skip"]))
    suggestion = draw(st.sampled_from([None, Suggestion("m", labels, {"dual_nationality": 0.5}, True)]))
    return Item(text, Record("id", "/a/~s", "h", "i", "lawscan-1", answer, draw(TEXTS), "2026-01-01T00:00:00Z", labels,
                             suggestion=suggestion, note=draw(TEXTS), seconds=1.5))  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
@given(found=st.lists(items(), max_size=4))
@settings(max_examples=25, deadline=None)
def test_what_goes_out_comes_back(name: str, found: list[Item]) -> None:
    """Export and import give equal texts and records, whatever scripts, quotes and line ends they hold."""
    form = room(name)

    assert found == form.parse(form.dump(found))


def _item(text: str = "=cmd(1)", labels: tuple[Label, ...] = ()) -> Item:
    answer = "labels" if labels else "none"
    return Item(text, Record("id", "/a/~s", "h", "i", "lawscan-1", answer, "amina", "2026-01-01T00:00:00Z", labels))


def test_no_cell_of_the_csv_is_a_formula() -> None:
    """A text that a spreadsheet would run is quoted with an apostrophe."""
    assert all(
        not cell.startswith(("=", "+", "@")) for cell in csvfile.dump([_item()]).splitlines()[1].strip('"').split('","')
    )


def test_a_choice_changed_in_label_studio_wins() -> None:
    """An edited export changes the record's labels and answer."""
    tasks = json.loads(labelstudio.dump([_item("two nationalities")]))
    tasks[0]["annotations"][0]["result"] = [
        {"type": "choices", "value": {"choices": ["dual_nationality/permits/general"]}, "from_name": "label"},
        {"type": "labels", "from_name": "evidence",
         "value": {"start": 4, "end": 17, "labels": ["dual_nationality/permits/general"]}},
    ]  # fmt: skip

    [item] = labelstudio.parse(json.dumps(tasks))

    assert ("labels", (Label("dual_nationality", "permits", "general", 4, 17, "nationalities"),)) == (
        item.record.answer,
        item.record.labels,
    )


def test_label_studio_config_names_what_the_tasks_name(tmp_path: Path) -> None:
    """The configuration beside the tasks is XML and holds the tag names that results refer to."""
    label = Label("dual_nationality", "permits", "birth", 0, 3, "two")
    write(labelstudio, tmp_path / "tasks.json", [_item("two nationalities", (label,))])

    config = ET.parse(tmp_path / "tasks.config.xml").getroot()
    names = {node.get("name") for node in config}
    results = json.loads((tmp_path / "tasks.json").read_text())[0]["annotations"][0]["result"]
    assert {result["from_name"] for result in results} <= names
    assert {result["to_name"] for result in results} <= names


def test_only_what_is_new_is_brought_in(tmp_path: Path) -> None:
    """Importing the same file twice adds its answers once."""
    form = room("prodigy")
    item = _item("a text", (Label("skills_recognition", "mutual"),))
    write(form, tmp_path / "out.jsonl", [item])

    assert (1, 0) == bring_in(form, tmp_path / "out.jsonl", tmp_path / "annotations", "bo")
    assert (0, 1) == bring_in(form, tmp_path / "out.jsonl", tmp_path / "annotations", "bo")
    [record] = fold(Journal(tmp_path / "annotations").records()).values()
    assert replace(item.record, id=record.id, annotator="bo", answered_at=record.answered_at) == record
    assert [item] == read(form, tmp_path / "out.jsonl")
