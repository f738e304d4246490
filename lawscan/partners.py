"""Which partner states or unions a mutual-recognition provision names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from lawscan import jurisdictions
from lawscan.law import Hit
from lawscan.letters import is_small

_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
LONGEST = 6  # words in a country's name that is looked for


def named(hits: Iterable[Hit]) -> tuple[str, ...]:
    """Partner states (alpha-3 codes) and unions (labels) that the hits' texts name, the law's own state left out."""
    found: set[str] = set()
    for hit in hits:
        found |= _in_text(hit.text, hit.lang) - {hit.iso3}
    return tuple(sorted(found))


@lru_cache(maxsize=20_000)
def _in_text(text: str, lang: str) -> frozenset[str]:
    return frozenset(_unions(text) | _states(text, lang))


def _unions(text: str) -> set[str]:
    return {label for label, pattern in _union_patterns() if pattern.search(text)}


@cache
def _union_patterns() -> list[tuple[str, re.Pattern[str]]]:
    unions = jurisdictions.unions().items()
    return [(label, re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns))) for label, patterns in unions]


def _states(text: str, lang: str) -> set[str]:
    index = jurisdictions.country_names(lang)
    return {index[key] for run in _runs(text, _first_words(lang)) if (key := jurisdictions.fold(run)) in index}


@cache
def _first_words(lang: str) -> frozenset[str]:
    return frozenset(key.split()[0] for key in jurisdictions.country_names(lang))


def _runs(text: str, firsts: frozenset[str]) -> Iterable[str]:
    """Runs of up to six words that begin with a capital (in scripts that have them) and as a country's name begins."""
    words = list(_WORD.finditer(text))
    for place, word in enumerate(words):
        if not is_small(word.group()[0]) and jurisdictions.fold(word.group()) in firsts:
            for last in words[place:place + LONGEST]:
                yield text[word.start():last.end()]
