"""Words and the white between them, found in arrays, are those that expressions would find one by one."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lawscan.read import clean, prefilter
from lawscan.read.spots import Spots, bounds
from lawscan.read.words import SOFT


@pytest.mark.parametrize(
    "text", ["", " ", "of the law", "na\x02tion\r\nality  of", "\u3000국적 법\ufffe\U00010400 x\n", "a"]
)
def test_words_are_cut_where_white_or_a_soft_hyphen_stands(text: str) -> None:
    """Also in scripts beyond the first plane, and at the ends of the text."""
    assert [at for found in re.finditer(rf"[^\s{SOFT}]+", text) for at in found.span()] == bounds(text).tolist()


def placed(text: str, *starts: float) -> Spots:
    """A page whose words begin at given places; a letter is five points wide, a line ten high."""
    at = bounds(text)
    sizes = at[1::2] - at[::2]
    boxes = [
        (x, 0.0, x + 5, 10.0)
        for start, size in zip(starts, sizes, strict=True)
        for x in (start, start + 5.0 * (size - 1))
    ]
    return Spots(text, at, np.array(boxes).reshape(-1, 4))


def test_only_wide_white_inside_a_line_is_a_gap() -> None:
    """White as wide as half a line's height parts words; the way to the next line is none."""
    page = placed("one two\r\nsix ten", 0, 18, 200, 230)
    assert page.lines.tolist() == [0, 0, 1, 1]
    assert page.gaps(["one two", "six ten"]) == [[], [(215.0, 230.0, 3, 3)]]


def test_a_page_without_words_has_no_gaps() -> None:
    """Neither words nor lines are missed where there are none."""
    assert placed("").gaps([]) == []


def test_words_are_known_however_many_are_asked() -> None:
    """A vocabulary answers alike, asked for few words or for all; words broken at line ends are none of its own."""
    texts = ["Of the well-being of nation-\nals", "Zürich's Straße"]
    every = clean.words_of(texts)
    asked = [*sorted(every), "nation", "als", "being", "strasse", "well-being", "zürich"]
    few = clean.Vocabulary(texts)
    assert [word in every for word in asked] == [word in few for word in asked]
    many = clean.Vocabulary(texts)
    assert not any(f"nothing{number}" in many for number in range(300))
    assert [word in every for word in asked] == [word in many for word in asked]


def test_pages_seen_one_by_one_are_seen_as_all_at_once() -> None:
    """A language that only a later page shows is looked for on the first pages too."""
    english = "The Board shall meet once in a month and keep a book of all that it has resolved in the meeting. " * 9
    german = "Die Behörde entscheidet über den Antrag innerhalb von drei Monaten nach dem Eingang der Unterlagen. " * 9
    texts = [english + "Doppelte Staatsangehörigkeit", english, german]
    pages = prefilter.Pages([])
    assert [False, False, False] == [pages.add(text) for text in texts]
    assert pages.candidates([True] * 3) == [True, False, False]
