"""Which pages can hold a provision on either topic: one pass of Aho-Corasick over folded text.

The filter may only ever save work: it looks for the literal cores of all key concepts of all languages, and a page
without any of them cannot be tagged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from lawscan.lexicon import fold

REACH = 12  # pages that a provision may run on without a new number, before we stop following it

# Until the lexicon names its own stems.
_FALLBACK = """
    national citizen dual diplom qualif degree recogni equivalen nationalit citoyen titre reconnaiss nacional
    ciudadan titulo homolog convalid revalid cidad staatsangeh staatsburg anerkenn diplom qualifik гражданств
    громадянств диплом визнан квалиф признан جنسي شهاد معادل موهل kewarganegara vatandas uyruk denklik ιθαγενει
    διπλωμ quoc tich van bang kansalai tutkin obcianst vzdelan uznani obywatel nostryf 国籍 学历 학력 국적 नागरिक
"""
_OPENS = re.compile(
    r"^\W{0,3}(?:\d{1,4}[A-Za-z]{0,3}\s?[.):—–-]|§|art|sec|ss?\.|rule|artigo|madde|pasal|стат|άρθρ|αρθρ|ماد|المادة|第|제)",
    re.I | re.M,
)


@cache
def _machine() -> Any:
    import ahocorasick_rs

    return ahocorasick_rs.AhoCorasick(_stems(), store_patterns=False)


def _stems() -> list[str]:
    try:
        from lawscan.lexicon.stems import stems
    except ImportError:
        return [fold(stem) for stem in _FALLBACK.split()]
    return [stem for stem in stems(None) if stem]


def is_candidate(text: str) -> bool:
    """Whether the text holds a stem of either topic.

    Words broken over lines count as whole, and so do those that a page number or a space has broken apart.

    >>> is_candidate("loss of nation-\\nality")
    True
    """
    machine = _machine()
    folded = fold(text)
    if machine.find_matches_as_indexes(folded):
        return True
    joined = re.sub(r"[\x02\ufffe]|[-\u2010\u00ad]\s*\n\s*", "", folded)
    return joined != folded and bool(machine.find_matches_as_indexes(joined))


def pages_to_lay_out(texts: Sequence[str], candidate: Sequence[bool]) -> list[bool]:
    """Candidate pages, their neighbours, and the pages up to where the provisions that they hold begin and end."""
    full = [False] * len(texts)
    for index, marked in enumerate(candidate):
        if not marked:
            continue
        for page in (*_way(texts, index, -1), index, *_way(texts, index, 1)):
            full[page] = True
    return full


def _way(texts: Sequence[str], start: int, step: int) -> list[int]:
    """Neighbours in one direction, up to and with the first that opens a provision of its own."""
    way: list[int] = []
    for index in range(start + step, start + step * (REACH + 1), step):
        if not 0 <= index < len(texts):
            break
        way.append(index)
        if _OPENS.search(texts[index]):
            break
    return way
