"""Cells of CSV files that no spreadsheet runs as a formula: the one guard for every table that lawscan writes."""

from __future__ import annotations

import re

# Spreadsheets look past blanks and marks without width, and some read full-width signs as plain ones.
_FORMULA = re.compile("[\t\r\n]|[\\s\u200e\u200f\ufeff]*[=+\\-@＝＋－＠]")


def guard(text: str) -> str:
    """The text, with an apostrophe before it where it begins like a formula.

    >>> guard("=1+1"), guard(" @SUM(A1)"), guard("Article 1")
    ("'=1+1", "' @SUM(A1)", 'Article 1')
    """
    return f"'{text}" if _FORMULA.match(text) else text
