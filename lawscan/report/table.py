"""CSV: one line a tagged provision, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from lawscan.cells import guard
from lawscan.report.laws import LawLine, LawList, as_dict


def render(laws: LawList) -> str:
    """The law list as CSV (UTF-8, CRLF as RFC 4180 says)."""
    return rows([field.name for field in fields(LawLine)], map(as_dict, laws.lines))


def rows(columns: Sequence[str], lines: Iterable[Mapping[str, object]]) -> str:
    """CSV text of dictionaries, every cell made safe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for line in lines:
        writer.writerow([safe(line.get(column, "")) for column in columns])
    return out.getvalue()


def safe(value: object) -> object:
    """A cell that no spreadsheet runs as a formula: text that begins like one gets an apostrophe before it.

    >>> safe("=HYPERLINK(1)"), safe("Article 1"), safe(-1.5)
    ("'=HYPERLINK(1)", 'Article 1', -1.5)
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return value
    return guard(value.replace("\x00", ""))
