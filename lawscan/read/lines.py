"""The one shape that passes from layout to segmentation: a printed line in reading order."""

from __future__ import annotations

from dataclasses import dataclass

from lawscan.law import Box


@dataclass(slots=True)  # not frozen, which would make it three times as slow to make
class Line:
    """One line of text in reading order, in logical character order.

    ``zone`` is body, margin (a marginal note, placed just before the line that it stands beside), footnote or table.
    ``expression`` tells side-by-side languages apart: lines of one language share a number. ``level`` is 1-6 where the
    format says that the line is a heading, else 0. ``side`` counts the columns of a page from 0 in reading order:
    where one language stands beside another in the same script, only whole columns tell.
    """

    text: str
    page: int = 0
    box: Box | None = None
    zone: str = "body"
    bold: bool = False
    size: float = 0.0
    level: int = 0
    expression: int = 0
    side: int = 0
