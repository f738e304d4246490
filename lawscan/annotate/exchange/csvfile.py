"""CSV for spreadsheets: one row a record. Cells that a spreadsheet would run as a formula get a leading apostrophe."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from lawscan.annotate.exchange.item import Item, back, carried_json, code, label

SUFFIX = ".csv"
LOST = "evidence offsets of labels that were changed in the spreadsheet"
COLUMNS = ("address", "lang", "answer", "labels", "annotator", "answered_at", "note", "text", "record")
RISKY = ("=", "+", "-", "@", "\t", "\r", "'")


def guard(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> guard("=1+1"), guard("Article 1")
    ("'=1+1", 'Article 1')
    """
    return f"'{cell}" if cell.startswith(RISKY) else cell


def unguard(cell: str) -> str:
    """The reverse of :func:`guard`."""
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
        writer.writerow([guard(cell) for cell in (*row, item.text, carried_json(record))])
    return out.getvalue()


def parse(text: str) -> list[Item]:
    """The items that such a CSV holds; the ``labels`` column wins where somebody changed it."""
    csv.field_size_limit(2**30)
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [_item({key: unguard(cell or "") for key, cell in row.items()}) for row in rows]


def _item(row: dict[str, str]) -> Item:
    names = [name for name in row["labels"].split("#") if name]
    return Item(row["text"], back(row["record"], tuple(label(name) for name in names)))
