"""Layout on words alone: reading order, zones and expressions, without any PDF."""

# ruff: noqa: E501 -- escaped scripts are long

from __future__ import annotations

import pytest

from lawscan.law import Box
from lawscan.read import clean, layout
from lawscan.read.lines import Line
from lawscan.read.words import Word


def words(lines: list[str], x: float, top: float, size: float = 10.0, first: int = 0, rtl: bool = False) -> list[Word]:
    """Words of lines under each other, half an em a letter."""
    made: list[Word] = []
    for number, line in enumerate(lines):
        at, y = x, top + number * size * 1.3
        for word in line.split():
            wide = 0.5 * size * len(word)
            x0 = at - wide if rtl else at
            made.append(Word(word, x0, y, x0 + wide, y + size, first + len(made), at == x, rtl))
            at += (-1 if rtl else 1) * (wide + 0.3 * size)
    return made


ENGLISH = [
    "No citizen shall lose citizenship",
    "against the will of that citizen",
    "except as an Act provides for it",
] * 3
SINHALA = [
    "\u0dba\u0db8\u0dca \u0db4\u0dd4\u0dbb\u0dc0\u0dd0\u0dc3\u0dd2\u0dba\u0dd9\u0d9a\u0dd4 \u0dad\u0db8\u0db1\u0dca"
] * 9
ARABIC = [
    "\u0627\u0644\u0645\u0627\u062f\u0629 \u0627\u0644\u0623\u0648\u0644\u0649 \u0645\u0646 \u0627\u0644\u0642\u0627\u0646\u0648\u0646"
] * 9


def lay_out(found: list[Word], heads: frozenset[str] = frozenset()) -> list[Line]:
    """Lines of a page of A4."""
    return layout.lay_out(found, 1, 595, 842, heads)


def test_two_languages_side_by_side_are_two_expressions() -> None:
    """Columns in different scripts are told apart, so that no provision is counted twice."""
    found = words(ENGLISH, 50, 100) + words(SINHALA, 320, 100, first=200)
    lines = lay_out(found)
    assert [0] * 9 + [1] * 9 == [line.expression for line in lines]


def test_notes_in_small_print_may_change_sides() -> None:
    """Each note stands just before the line beside it, whether at the left or at the right of one and the same page."""
    found = words(ENGLISH[:3], 180, 100) + words(["Loss", "citizens"], 60, 100, 7, first=100)
    found += words(ENGLISH[3:6], 60, 160, first=200) + words(["Exceptions"], 400, 160, 7, first=300)
    found += words(ENGLISH[:3], 180, 220, first=400) + words(["Oath."], 60, 220, 7, first=500)
    lines = lay_out(found)
    notes = {index: line.text for index, line in enumerate(lines) if line.zone == "margin"}
    assert {0: "Loss", 1: "citizens", 5: "Exceptions", 9: "Oath."} == notes


def test_small_footnotes_are_no_marginal_notes() -> None:
    """Small print below the text, with nothing beside it, is no note of the margin."""
    found = words(ENGLISH, 60, 100) + words(["1 See the Act."], 60, 400, 7, first=200)
    assert [] == [line for line in lay_out(found) if line.zone == "margin"]


def test_right_to_left_columns_begin_at_the_right() -> None:
    """In a right-to-left page the right column is read first, and its words from right to left."""
    found = words(ARABIC, 250, 100, rtl=True) + words(ARABIC, 550, 100, first=200, rtl=True)
    lines = lay_out(found)
    assert ARABIC[0] == lines[0].text
    assert lines[0].box is not None and lines[0].box.x1 > 500


def test_a_river_of_spaces_is_no_gutter() -> None:
    """White that happens to run through three lines does not part a paragraph."""
    text = ["aaaa bbbb cccc dddd eeee ffff", "aaaaa bbb ccccc ddd eeeee fff", "aaa bbbbb ccc ddddd eee fffff"] * 4
    assert text == [line.text for line in lay_out(words(text, 50, 100))]


def test_hanging_labels_stay_with_their_text() -> None:
    """A column of (a), (b), (c) is not a column of its own."""
    body = ["he ceases to be a citizen of this Republic and", "takes another citizenship by his own act; or"] * 5
    found = words(body, 90, 100)
    for index in range(5):
        found += words([f"({'abcde'[index]})"], 60, 100 + index * 26, first=300 + index)
    lines = lay_out(found)
    assert "(a) he ceases" == lines[0].text[:13]
    assert 10 == len(lines)


def test_a_superscript_stays_in_its_line() -> None:
    """A small raised number is part of the line that it hangs on."""
    found = [*words(["1"], 50, 98, 5), *words(["[63. A person shall be"], 56, 100, first=1)]
    assert ["1 [63. A person shall be"] == [line.text for line in lay_out(found)]


def test_heads_repeat_at_one_place() -> None:
    """A line that repeats at different heights is text; at one height it is a running head; a footnote never is."""
    fixed = [[("Official Gazette 12", 40.0)], [("Official Gazette 13", 41.0)], [("Official Gazette 14", 40.0)]]
    loose = [[("Schedule of fees", 40.0)], [("Schedule of fees", 90.0)], [("Schedule of fees", 140.0)]]
    notes = [[("1 Subs. by Act 6 of 2004 for the old words", 40.0)]] * 3
    found = [layout.repeated_heads(pages, 3) for pages in (fixed, loose, notes)]
    assert [frozenset({"official gazette"}), frozenset(), frozenset()] == found


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("the nation-", "ality of origin", ["the nationality", "of origin"]),
        ("the sub-", "section applies", ["the sub-section", "applies"]),
        ("the xylo-", "phone applies", ["the xylo-", "phone applies"]),
        ("Articles 5-", "7 apply", ["Articles 5-", "7 apply"]),
    ],
)
def test_broken_words_are_joined_where_known(first: str, second: str, expected: list[str]) -> None:
    """Joined without the hyphen, with it, or not at all, by what the document knows."""
    joined = clean.join_hyphens([Line(first), Line(second)], {"nationality", "sub-section"}.__contains__)
    assert expected == [line.text for line in joined]


def test_torn_arabic_is_set_right() -> None:
    """A file that writes lam-alef backwards gets its "not" back; one that writes it well is left alone."""
    torn = "\u0627\u0623\u0644\u0648\u0644 " * 4 + "\u0648\u0627\u0644 \u064a\u0645\u0643\u0646"
    mend = clean.mender([torn])
    assert mend is not None
    assert mend(torn).endswith("\u0648\u0644\u0627 \u064a\u0645\u0643\u0646")
    assert clean.mender(["\u0627\u0644\u0623\u0648\u0644 " * 4]) is None


def test_wrong_letters_are_not_fluent() -> None:
    """A text layer with wrong letters has none of the commonest words of any language."""
    good = "the board shall keep a register of all persons to whom a certificate is given " * 6
    assert (
        clean.fluency(good)
        > 0.2
        > 0.03
        > clean.fluency(good.translate({ord(c): ord(c) + 7 for c in "abcdefghijklmnopqrs"}))
    )


def test_a_long_word_of_a_note_may_touch_the_text() -> None:
    """A note's word that reaches the text's left edge stays a note; the lines beside it are not torn."""
    notes = ["Loss", "of it", "by him", "or her"]
    found = words(ENGLISH, 150, 100) + words(notes, 60, 100, first=200)
    found.append(Word("disqualifications", 60, 178, 151, 188, 300))
    lines = lay_out(found)
    assert [line.text for line in lines if line.zone == "margin"] == [*notes, "disqualifications"]
    assert [line.text for line in lines if line.zone == "body"] == ENGLISH


def test_running_heads_that_name_sections_are_known_by_the_rest() -> None:
    """Gazettes name on each page the sections that stand on it, now at the left, now at the right."""
    strips = [
        [("2 THE GAZETTE OF ARDEN [PART II—", 50.0)],
        [("SEC. 4] THE GAZETTE OF ARDEN 3", 50.0)],
        [("4 THE GAZETTE OF ARDEN [PART II—", 51.0)],
    ]
    heads = layout.repeated_heads(strips, 4)
    assert layout.is_head("SEC. 7B] THE GAZETTE OF ARDEN 5", heads)
    assert not layout.is_head("THE GAZETTE OF ARDEN ACT, 1955", heads)


def test_running_heads_of_scans_go_when_all_pages_are_read() -> None:
    """What repeats at the edges of pages that OCR read is no text of theirs; pages with text keep their lines."""
    def page(number: int) -> list[Line]:
        texts = ["Salt Act, No. 3 of 1990", *(f"line {at} of page {number} goes on" for at in range(20))]
        return [Line(text, number, Box(number, 50, 40 + 14 * at, 300, 50 + 14 * at)) for at, text in enumerate(texts)]

    lines = [line for number in (1, 2, 3) for line in page(number)]
    left = [line.page for line in layout.without_scanned_heads(lines, {1, 2}) if line.text.startswith("Salt")]
    assert left == [3]
