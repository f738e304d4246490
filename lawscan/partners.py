"""Which partner states or unions a mutual-recognition provision names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from lawscan import jurisdictions
from lawscan.law import Hit

_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
LONGEST = 6  # words in a country's name that is looked for


def named(hits: Iterable[Hit]) -> tuple[str, ...]:
    """Partner states (alpha-3 codes) and unions (labels) that the hits' texts name, the law's own state left out."""
    found: set[str] = set()
    for hit in hits:
        found |= _unions(hit.text) | (_states(hit.text, hit.lang) - {hit.iso3})
    return tuple(sorted(found))


def _unions(text: str) -> set[str]:
    return {label for label, pattern in _union_patterns() if pattern.search(text)}


@cache
def _union_patterns() -> list[tuple[str, re.Pattern[str]]]:
    unions = jurisdictions.unions().items()
    return [(label, re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns))) for label, patterns in unions]


def _states(text: str, lang: str) -> set[str]:
    index = jurisdictions.country_names(lang)
    return {index[key] for run in _capitalised_runs(text) if (key := jurisdictions.fold(run)) in index}


def _capitalised_runs(text: str) -> Iterable[str]:
    """Every run of up to six words that begins with a capital (or with a letter of a script without them)."""
    words = list(_WORD.finditer(text))
    for place, word in enumerate(words):
        if not word.group()[0].islower():
            for last in words[place:place + LONGEST]:
                yield text[word.start():last.end()]
