"""Faults that real files showed, each on a small text of our own: what was read wrongly once stays read rightly."""

from __future__ import annotations

from collections.abc import Sequence

from lawscan.law import Box, Provision
from lawscan.read.lines import Line
from lawscan.read.segment import provisions_of


def cut(text: str, lang: str) -> list[Provision]:
    """The provisions of a text, line by line."""
    return provisions_of([Line(line) for line in text.strip().splitlines() if line.strip()], lang)


def numbered(provisions: Sequence[Provision]) -> list[str]:
    """Printed numbers of those that have one."""
    return [each.num for each in provisions if each.num]


def test_a_provision_beside_nothing_but_a_table_is_read() -> None:
    """A line of a table below a number has no body beside it to compare its width with."""
    rows = [Line(text, 1, Box(1, 50, 20 * row, 300, 20 * row + 12), "table") for row, text in enumerate(["Form", "Fee"])]
    lines = [Line("Article 1", 2, Box(2, 50, 20, 100, 32)), *rows, Line("Article 2", 2, Box(2, 50, 80, 100, 92))]
    assert numbered(provisions_of(lines, "en")) == ["1", "2"]
