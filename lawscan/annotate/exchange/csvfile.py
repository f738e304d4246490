"""CSV for spreadsheets: one row a record. Cells that a spreadsheet would run as a formula get a leading apostrophe."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from lawscan.annotate.exchange.item import Item, back, carried_json, code, label
from lawscan.cells import guard

LOST = "evidence offsets of labels that were changed in the spreadsheet"
COLUMNS = ("address", "lang", "answer", "labels", "annotator", "answered_at", "note", "text", "record")


def guarded(cell: str) -> str:
    """A guarded cell that :func:`unguard` brings back: one that begins with an apostrophe gets a second one.

    >>> guarded("=1+1"), guarded("'t Hof")
    ("'=1+1", "''t Hof")
    """
    return f"'{cell}" if cell.startswith("'") else guard(cell)


def unguard(cell: str) -> str:
    """The reverse of :func:`guarded`."""
    return cell[1:] if cell.startswith("'") else cell


def dump(items: Iterable[Item]) -> str:
    """All items as CSV with a header."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in items:
        record = item.record
        labels = "#".join(code(each) for each in record.labels)
        row = (record.address, record.lang, record.answer, labels, record.annotator, record.answered_at, record.note)
        writer.writerow([guarded(cell) for cell in (*row, item.text, carried_json(record))])
    return out.getvalue()


def parse(text: str) -> list[Item]:
    """The items that such a CSV holds; the ``labels`` column wins where somebody changed it."""
    csv.field_size_limit(2**30)
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [_item({key: unguard(cell or "") for key, cell in row.items()}) for row in rows]


def _item(row: dict[str, str]) -> Item:
    names = [name for name in row["labels"].split("#") if name]
    return Item(row["text"], back(row["record"], tuple(label(name) for name in names)))
