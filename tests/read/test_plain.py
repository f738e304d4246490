"""Pages that lines alone put in order, pages that they cannot, and that full layout reads the former alike."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from lawscan.read import layout, pdf, plain
from lawscan.read.chars import Rect
from lawscan.read.options import ReadOptions


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


draw = _load("pdf_pages")
BODY = "the Minister may by order in the Gazette so declare"


def rows(*placed: tuple[str, float, float]) -> list[plain.Row]:
    """Lines of ten points from text, left edge and top; a letter is five points wide."""
    return [(text, (x, top, x + 5 * len(text), top + 10)) for text, x, top in placed]


def body(count: int = 8) -> list[plain.Row]:
    """A column of lines at x = 100."""
    return rows(*((f"{BODY} {'abcdefghijkl'[at]}", 100, 100 + 14 * at) for at in range(count)))


def order(found: list[plain.Row]) -> list[tuple[str, str]]:
    """Texts and zones in reading order."""
    placed = plain.order(found)
    assert placed is not None
    return [(" ".join(found[at][0] for at in own), zone) for own, zone in placed]


def test_a_column_stays_as_it_is() -> None:
    """Lines one under the other are in order."""
    assert [(text, "body") for text, _ in body()] == order(body())


def test_notes_beside_the_column_stand_before_their_line() -> None:
    """A note that the file has at its end goes where it is printed."""
    found = order([*body(), *rows(("Powers of", 380, 127), ("Minister.", 380, 138))])
    assert [("Powers of", "margin"), ("Minister.", "margin"), (f"{BODY} c", "body")] == found[2:5]


def test_line_numbers_at_the_edge_go() -> None:
    """Numbers that count up evenly beside the column are no text."""
    assert order(body()) == order([*rows(("5", 80, 114), ("10", 80, 142), ("15", 80, 170)), *body()])


def test_a_head_at_the_end_of_the_file_comes_first() -> None:
    """A line or two elsewhere in the file do not make a page hard to read."""
    assert ("Part II", "body") == order([*body(), *rows(("Part II", 180, 60))])[0]


def test_pieces_of_a_line_are_put_together() -> None:
    """A superscript breaks a line of the file, not the printed one."""
    sign: plain.Row = ("1", (100.0, 243.0, 104.0, 249.0))
    found = order([*body(10), sign, *rows(("[the Council", 105, 242))])
    assert ("1 [the Council", "body") == found[-1]


def test_small_print_with_a_mark_is_a_footnote() -> None:
    """Small print without a mark is for full layout to judge."""
    small: Rect = (100.0, 260.0, 300.0, 267.0)
    assert ("1 Amended by Act 6 of 2004.", "footnote") == order([*body(), ("1 Amended by Act 6 of 2004.", small)])[-1]
    assert plain.order([*body(), ("as the case may be and so on", small)]) is None


def test_two_columns_are_for_full_layout() -> None:
    """Lines beside lines are not put in order here, whichever way the file has them."""
    left = rows(*((f"{BODY[:30]} {at}", 60, 100 + 14 * at) for at in range(9)))
    right = rows(*((f"{BODY[:30]} {at}", 310, 100 + 14 * at) for at in range(9)))
    assert plain.order(left + right) is None
    assert plain.order([row for pair in zip(left, right, strict=True) for row in pair]) is None


def test_a_gutter_inside_lines_is_seen() -> None:
    """Three lines with white at one place are columns; one such line, or a hanging number, is not."""
    column = body(4)
    gap: plain.Gap = (240.0, 252.0, 25, 25)
    assert plain.one_column(column, [[gap], [], [], []])
    assert not plain.one_column(column, [[gap], [gap], [gap], []])
    assert plain.one_column(column, [[(110.0, 125.0, 3, 48)]] * 4)


def test_a_row_of_cells_is_seen() -> None:
    """Two wide gaps in a line make it a row of a table."""
    assert not plain.one_column(body(4), [[], [(150.0, 190.0, 9, 30), (240.0, 290.0, 20, 9)], [], []])


@pytest.mark.parametrize("story", ["plain_pages", "marginal_notes", "line_numbers"])
def test_full_layout_reads_plain_pages_alike(tmp_path: Path, story: str) -> None:
    """Where lines alone tell the order, words tell the same."""
    path = getattr(draw, story)(tmp_path / "a.pdf")
    with pdf.open_pdf(path) as document:
        reading = pdf._Reading(path, document, ReadOptions(ocr=False))
        reading.run()
        for page in reading.survey:
            assert pdf.one_column(document, page)
            by_words = layout.lay_out(
                pdf.page_words(document, page.number), page.number, page.width, page.height, reading.heads
            )
            assert [(each.text, each.zone) for each in by_words] == [
                (each.text, each.zone) for each in pdf._stream_lines(page)
            ]
