"""Literal stems of the key concepts, for a fast first look at pages: a page without any holds neither tag.

Each pattern gives the longest literal that every match of it must contain.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from lawscan.lexicon import codes, fold, load

# The concepts that let the tagger read on; nearly every provision on either topic has one.
KEY_CONCEPTS = frozenset({
    "NATIONALITY", "DUAL", "OTHER_NATIONALITY", "OVERSEAS_CITIZEN", "RECOGNISED_AS_ONLY", "CHOOSE",
    "QUALIFICATION", "FOREIGN_QUALIFICATION", "HOMOLOGATE", "RECIPROCITY", "ADAPTATION",
})

# A provision without any of those is tagged only where it speaks of work, and of elsewhere: recognition laws say "the
# authority of the home member state" without naming a qualification.
WORK = frozenset({"PROFESSION", "TRAINING", "LICENCE", "EXPERIENCE", "SERVICES"})
ELSEWHERE = frozenset({"UNION", "ABROAD", "FOREIGN_STATE", "ALIEN", "MUTUAL"})


def _literals(pattern: str) -> list[str]:
    """The alternatives of that word of a pattern whose shortest alternative is longest.

    >>> _literals("other|another nationalit*")
    ['nationalit']
    """
    words = [word for word in pattern.split() if word != "..."]
    choices = [[fold(choice.strip("*")) for choice in word.split("|")] for word in words]
    return max(choices, key=lambda group: min(map(len, group)), default=[])


def _without_longer(stems: Iterable[str]) -> list[str]:
    """Stems that no shorter stem covers: ``nationalities`` is found by ``national``."""
    kept: list[str] = []
    for stem in sorted(set(stems), key=lambda s: (len(s), s)):
        if stem and not any(short in stem for short in kept):
            kept.append(stem)
    return sorted(kept)


@cache
def _stems(languages: tuple[str, ...]) -> tuple[str, ...]:
    patterns = (p for code in languages for concept, group in load(code).concepts.items()
                if concept in KEY_CONCEPTS for p in group)
    return tuple(_without_longer(literal for p in patterns for literal in _literals(p)))


def stems(languages: Iterable[str] | None = None) -> list[str]:
    """Folded literals of the key concepts of some languages (all when None), each found as a substring.

    Args:
        languages: ISO 639-1 codes.
    """
    return list(_stems(tuple(sorted(languages if languages is not None else codes()))))
