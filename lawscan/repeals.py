"""Which of the laws that were read end which: a later law's clause that repeals an earlier one by number or date."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lawscan import lexicon
from lawscan.law import Hit

BEFORE, AFTER = 90, 260  # characters between the words that repeal and the law's number, on either side
LISTED = 3000  # the same in a provision that is headed as a repeal, and lists laws
NEAR = 40  # characters before a number in which a word such as "article" makes the repeal one of a part
PARTS = ("article", "section", "part", "chapter", "title", "schedule", "division")
_NUMBER = re.compile(r"\d[\d./‑-]{2,}\d")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_DATE = re.compile(r"\b\d{1,2}(?:er|º|\.)? (?:de )?[^\W\d_]{3,} (?:de )?\d{4}\b")
_STOPS = re.compile(r";|[^\W\d_]{4,}\.\s|\n\s*\n")


def names(hit: Hit) -> tuple[str, ...]:
    """The numbers and dates by which other laws cite the hit's instrument; none that many laws share.

    >>> from types import SimpleNamespace
    >>> names(SimpleNamespace(title="Loi du 23 octobre 2008 sur la nationalité", instrument_number="", lang="fr"))
    ('23 octobre 2008',)
    >>> names(SimpleNamespace(title="Ley 21.795 de Nacionalidad", instrument_number="", lang="es"))
    ('21.795',)
    """
    numbers = [hit.instrument_number, *_NUMBER.findall(hit.title)]
    kept = [number for number in numbers if _telling(number)]
    return tuple(dict.fromkeys([*kept, *_DATE.findall(hit.title)]))


def _telling(number: str) -> bool:
    digits = sum(char.isdigit() for char in number)
    return digits >= 4 and not _YEAR.fullmatch(number.strip())


def repeals(text: str, lang: str, name: str, heading: str = "") -> bool:
    """Whether a provision repeals, as a whole, the law that it cites by this number or date.

    >>> repeals("Derógase la ley de facto 21.795.", "es", "21.795")
    True
    >>> repeals("Deróganse los artículos 3 y 4 de la ley 21.795.", "es", "21.795")
    False
    >>> repeals("The Citizenship Act (No. 12 of 1963) is hereby repealed.", "en", "12 of 1963")
    True
    """
    folded, words = lexicon.fold(text), _words(lang)
    listed = bool(words.search(lexicon.fold(heading)))
    cited = re.compile(rf"(?<![\d./]){re.escape(lexicon.fold(name))}(?![\d/]|\.\d)")
    return any(_whole(folded, found.start(), found.end(), lang, listed) for found in cited.finditer(folded))


def _whole(folded: str, start: int, end: int, lang: str, listed: bool) -> bool:
    reach = LISTED if listed else BEFORE
    before = folded[max(0, start - reach) : start]
    before = before if listed else before[_last_stop(before) :]
    after = folded[end : end + AFTER]
    after = after[: stop.start()] if (stop := _STOPS.search(after)) else after
    said = list(_words(lang).finditer(before))
    if said:
        between = before[said[-1].end() :]
        return not _part(lang).search(between[-NEAR:] if listed else between)
    return bool(_words(lang).search(after)) and not _part(lang).search(before[-NEAR:])


def _last_stop(text: str) -> int:
    return max((stop.end() for stop in _STOPS.finditer(text)), default=0)


@cache
def _words(lang: str) -> re.Pattern[str]:
    known = lexicon.load(lang) if lang in lexicon.codes() else None
    patterns = [lexicon.pattern_regex(word, known.spaced) for word in known.force.get("repeals", [])] if known else []
    return re.compile("|".join(patterns) or "(?!)")


@lru_cache
def _part(lang: str) -> re.Pattern[str]:
    """Words for parts of a law, in any form."""
    known = lexicon.load(lang) if lang in lexicon.codes() else None
    words = [lexicon.fold(word).rstrip(".") for key in PARTS for word in known.structure.get(key, [])] if known else []
    kept = sorted({re.escape(word) for word in words if word}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(kept)})" if kept else "(?!)")
