"""Which pages can hold a provision on either topic: one pass of Aho-Corasick over folded text.

The filter may only ever save work. For each pattern of a key concept it asks whether a page has all its longer words,
anywhere and in any order (columns and margins may have torn them apart). A page where no pattern of any language is
complete cannot hold a key concept, and so no tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from lawscan.lexicon import Lexicon, codes, fold, load
from lawscan.lexicon.stems import KEY_CONCEPTS

REACH = 12  # pages that a provision may run on without a new number, before we stop following it
SEAM = 300  # characters at the edges of neighbouring pages that are read together: phrases run over page ends

_LEAST = 4  # letters: shorter words are everywhere and are not looked for
_OPENS = re.compile(
    r"^\W{0,3}(?:\d{1,4}[A-Za-z]{0,3}\s?[.):—–-]|§|art|sec|ss?\.|rule|artigo|madde|pasal|стат|άρθρ|αρθρ|ماد|المادة|第|제)",
    re.I | re.M,
)
_TORN = re.compile("[\x02\ufffe]|[-\u2010\u00ad]\\s*[\r\n]+\\s*")
_UNSPACED = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True)
class _Machine:
    """The automaton, the group of each literal, for each pattern the groups it needs and its languages."""

    automaton: Any
    groups_of: tuple[tuple[int, ...], ...]
    needs: tuple[frozenset[int], ...]
    languages: tuple[frozenset[str], ...]
    patterns_of: dict[int, tuple[int, ...]]


@cache
def _machine() -> _Machine:
    import ahocorasick_rs

    groups: dict[tuple[str, ...], int] = {}
    languages: dict[frozenset[int], set[str]] = {}
    for code, words in _patterns():
        need = frozenset(groups.setdefault(word, len(groups)) for word in words)
        languages.setdefault(need, set()).add(code)
    literals = _inverted((group, number) for group, number in groups.items())
    patterns = _inverted((need, index) for index, need in enumerate(languages))
    automaton = ahocorasick_rs.AhoCorasick(list(literals), store_patterns=False)
    spoken = tuple(map(frozenset, languages.values()))
    return _Machine(automaton, tuple(literals.values()), tuple(languages), spoken, patterns)


def _inverted(pairs: Iterable[tuple[Iterable[Any], int]]) -> dict[Any, tuple[int, ...]]:
    found: dict[Any, tuple[int, ...]] = {}
    for members, number in pairs:
        for member in members:
            found[member] = (*found.get(member, ()), number)
    return found


def _patterns() -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """For each pattern of a key concept its language and the words to look for, each as its alternatives."""
    for lexicon in map(load, codes()):
        for pattern in (p for concept in sorted(KEY_CONCEPTS) for p in lexicon.concepts.get(concept, ())):
            choices = [each for each in pattern.split() if each != "..."]
            words = [word for each in choices if (word := _literals(each, lexicon))]
            yield lexicon.code, words or [tuple(_literal(choice, lexicon) for choice in choices[0].split("|"))]


def _literals(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """A pattern word's alternatives as literals; () where one is too short to look for."""
    choices = [_literal(choice, lexicon) for choice in word.split("|")]
    least = _LEAST if lexicon.spaced else 1
    return () if any(len(choice.strip()) < least for choice in choices) else tuple(sorted(set(choices)))


def _literal(choice: str, lexicon: Lexicon) -> str:
    """The fixed part of an alternative; spaces stand for the ends of words where the language has such."""
    core = _words(fold(choice.strip("*"))).strip()
    if not lexicon.spaced:
        return core.replace(" ", "")
    return ("" if choice.startswith("*") else " ") + core + ("" if choice.endswith("*") else " ")


def _words(folded: str) -> str:
    return " " + re.sub(r"[\W_]+", " ", folded) + " "


def is_candidate(text: str, languages: frozenset[str] = frozenset()) -> bool:
    """Whether a text has all words of a pattern of a key concept.

    Words broken over lines count as whole and as broken.

    Args:
        text: as printed.
        languages: ISO 639-1 codes to which to keep; all where empty.

    >>> is_candidate("loss of nation-\\nality"), is_candidate("The Board shall meet monthly.")
    (True, False)
    """
    folded = fold(text)
    views = [_words(folded)]
    whole = _TORN.sub("", folded)
    if len(whole) != len(folded):
        views.append(_words(whole))
    if _UNSPACED.search(folded):
        views.append(re.sub(r"[\W_]+", "", folded))
    return _complete(" ".join(views), languages)


def _complete(view: str, languages: frozenset[str]) -> bool:
    machine = _machine()
    literals = {index for index, _, _ in machine.automaton.find_matches_as_indexes(view, overlapping=True)}
    found = {group for literal in literals for group in machine.groups_of[literal]}
    patterns = {index for group in found for index in machine.patterns_of[group]}
    return any(
        machine.needs[index] <= found and (not languages or not languages.isdisjoint(machine.languages[index]))
        for index in patterns
    )


# Languages that a guesser mixes up; a page in one is searched in all of its group.
_KIN = [set(group.split()) for group in (
    "es pt ca gl it", "fr ca oc", "no nb nn da sv", "cs sk", "hr sr bs sl mk bg", "id ms", "ru uk bg be",
    "ar fa ur ps", "hi mr ne", "tr az", "nl af de", "et fi", "zh ja", "ro it", "lv lt",
)]  # fmt: skip


def languages_of(text: str, said: str = "") -> frozenset[str]:
    """The languages that a page can be in: what was said, what each half looks like, their kin, and English.

    Empty, which means all, where there is too little text to tell.
    """
    import py3langid

    text = " ".join(text.split())
    if len(text) < 200:
        return frozenset()
    half = len(text) // 2
    found = {str(py3langid.classify(part[:400])[0]) for part in (text[:half], text[half:])}
    kin = {code for group in _KIN if group & found for code in group}
    return frozenset(found | kin | {"en"} | ({said} if said else set()))


def _holds(text: str, said: str) -> bool:
    """Asked of all languages first: most pages hold nothing in any, and guessing a language costs more."""
    return is_candidate(text) and is_candidate(text, languages_of(text, said))


def candidates(texts: Sequence[str], said: str = "") -> list[bool]:
    """Which pages are candidates: by their own text or by what runs over from one to the next.

    Args:
        texts: of all pages in turn.
        said: the file's language where somebody has said it.
    """
    marked = [_holds(text, said) for text in texts]
    alone = list(marked)
    for index, (one, two) in enumerate(pairwise(texts)):
        if alone[index] or alone[index + 1]:
            continue  # the other page is read as its neighbour anyway
        if _holds(f"{one[-SEAM:]}\n{two[:SEAM]}", said):
            marked[index] = marked[index + 1] = True
    return marked


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
