"""How the words of a pattern, and of a text, are told apart: the same for the tagger and for the first look."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import product

from lawscan.lexicon import fold

GAP_WORDS = 4


def _mark_ranges() -> str:
    """The combining marks of all scripts as a character class: ``\\w`` leaves them out, but words contain them."""
    points = [n for n in range(0x300, 0x10000) if unicodedata.category(chr(n)) in ("Mn", "Mc")]
    ranges: list[tuple[int, int]] = []
    for point in points:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1] = (ranges[-1][0], point)
        else:
            ranges.append((point, point))
    return "".join(f"{re.escape(chr(a))}-{re.escape(chr(b))}" for a, b in ranges)


@cache
def word_regex() -> re.Pattern[str]:
    """What counts as a word: letters, digits, combining marks, joiners and soft hyphens."""
    return re.compile(rf"[\w{_mark_ranges()}\u200c\u200d\u00ad]+")


def choice_words(choice: str) -> list[str]:
    """A pattern's word as the words of a text: ``d'une`` is two, ``non-citizen*`` too; the star stays at the ends."""
    words = word_regex().findall(fold(choice.strip("*")))
    if words and choice.startswith("*"):
        words[0] = "*" + words[0]
    if words and choice.endswith("*"):
        words[-1] += "*"
    return words


def readings(pattern: str) -> Iterator[list[tuple[int, tuple[str, ...]]]]:
    """The word-by-word readings of a pattern: lists of (gap before, alternatives).

    >>> list(readings("other|non-home ... state*"))
    [[(0, ('other',)), (4, ('state*',))], [(0, ('non',)), (0, ('home',)), (4, ('state*',))]]
    """
    places: list[tuple[int, list[list[str]]]] = []
    gap = 0
    for part in pattern.split():
        if part == "...":
            gap = GAP_WORDS
            continue
        choices = [words for choice in part.split("|") if (words := choice_words(choice))]
        if choices:
            places.append((gap, choices))
        gap = 0
    single = [[[w for w in choices if len(w) == 1], *([w] for w in choices if len(w) > 1)] for _, choices in places]
    for reading in product(*([group for group in groups if group] for groups in single)):
        steps: list[tuple[int, tuple[str, ...]]] = []
        for (before, _), group in zip(places, reading, strict=True):
            if len(group[0]) == 1:
                steps.append((before, tuple(words[0] for words in group)))
            else:
                steps.extend((before if n == 0 else 0, (word,)) for n, word in enumerate(group[0]))
        yield steps
