"""From words of any language to one stream of language-independent concepts.

Text is cut into words once; each distinct word is looked up once in the language's vocabulary and remembered, so that
reading a law costs about one dictionary access a word. Languages written without spaces are searched by expression.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from lawscan.lexicon import fold, fold_map, load, nearest, pattern_regex
from lawscan.lexicon.key import BITS, can_be_tagged
from lawscan.lexicon.patterns import readings, word_regex

_WORDS_REMEMBERED = 400_000


class Mark(NamedTuple):
    """One concept found: half-open code-point offsets into the text as given."""

    concept: str
    start: int
    end: int


class _Step(NamedTuple):
    """One place of a multi-word pattern: the atoms that fit, and how many words may stand before it."""

    atoms: frozenset[int]
    gap: int


class _Sequence(NamedTuple):
    """A pattern of several words, whose first word was seen: the steps that are to follow."""

    concept: str
    rest: tuple[_Step, ...]


class _Word(NamedTuple):
    """What the vocabulary knows of one word form; ``first``: the part of it that the first look needs, as bits."""

    atoms: frozenset[int]
    concepts: tuple[str, ...]
    sequences: tuple[_Sequence, ...]
    first: tuple[tuple[int, _Sequence | None], ...]


@dataclass
class _Atoms:
    """The tests a word can pass (is, begins with, ends with, contains), numbered."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    infixes: list[tuple[str, int]] = field(default_factory=list)

    def number(self, choice: str) -> int:
        literal = choice.strip("*")
        kind = ("*" if choice.startswith("*") else "") + "w" + ("*" if choice.endswith("*") else "")
        key = (kind, literal)
        if key not in self.numbers:
            self.numbers[key] = len(self.numbers)
            if kind == "*w*":
                self.infixes.append((literal, self.numbers[key]))
        return self.numbers[key]

    def of(self, word: str) -> frozenset[int]:
        found = [self.numbers.get(("w", word))]
        for cut in range(1, len(word) + 1):
            found.append(self.numbers.get(("w*", word[:cut])))
            found.append(self.numbers.get(("*w", word[-cut:])))
        found.extend(number for literal, number in self.infixes if literal in word)
        return frozenset(number for number in found if number is not None)


class Vocabulary:
    """The patterns of one language with spaces between words, ready for one lookup a word."""

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        self._atoms = _Atoms()
        self._single: dict[int, list[str]] = {}
        self._starts: dict[int, list[_Sequence]] = {}
        self._known: dict[str, _Word | None] = {}
        for concept, patterns in concepts.items():
            for pattern in patterns:
                for reading in readings(pattern):
                    self._add(sys.intern(concept), reading)

    def _add(self, concept: str, reading: list[tuple[int, tuple[str, ...]]]) -> None:
        steps = tuple(_Step(frozenset(map(self._atoms.number, choices)), gap) for gap, choices in reading)
        if len(steps) == 1:
            for atom in steps[0].atoms:
                self._single.setdefault(atom, []).append(concept)
        elif steps:
            for atom in steps[0].atoms:
                self._starts.setdefault(atom, []).append(_Sequence(concept, steps[1:]))

    def _look_up(self, raw: str) -> _Word | None:
        atoms = self._atoms.of(fold(raw))
        concepts = tuple(dict.fromkeys(c for a in sorted(atoms) for c in self._single.get(a, ())))
        sequences = tuple(dict.fromkeys(s for a in sorted(atoms) for s in self._starts.get(a, ())))
        word = _Word(atoms, concepts, sequences, _first(concepts, sequences)) if atoms else None
        if len(self._known) < _WORDS_REMEMBERED:
            self._known[raw] = word
        return word

    def words(self, text: str) -> tuple[list[tuple[int, int]], list[_Word | None]]:
        """The word spans of a text and what is known of each word."""
        spans = []
        words = []
        known = self._known
        for match in word_regex().finditer(text):
            raw = match.group()
            spans.append(match.span())
            words.append(known[raw] if raw in known else self._look_up(raw))
        return spans, words

    def is_candidate(self, text: str) -> bool:
        """The cheap first look: whether a text holds what a tag needs. It stops as soon as that is seen."""
        known = self._known
        words = [known[raw] if raw in known else self._look_up(raw) for raw in word_regex().findall(text)]
        seen = 0
        for place, word in enumerate(words):
            for bit, sequence in word.first if word is not None else ():
                if not seen & bit and (sequence is None or _match(sequence, words, place)):
                    seen |= bit
                    if can_be_tagged(seen):
                        return True
        return False

    def marks(self, text: str) -> list[Mark]:
        """All concepts with their places, in order of text."""
        spans, words = self.words(text)
        found: list[Mark] = []
        for place, word in enumerate(words):
            if word is None:
                continue
            start, end = spans[place]
            found.extend(Mark(concept, start, end) for concept in word.concepts)
            for sequence in word.sequences:
                places = _match(sequence, words, place)
                if places:
                    found.extend(_placed(sequence.concept, places, spans))
        return found


def _match(sequence: _Sequence, words: list[_Word | None], place: int) -> list[int]:
    """The places of the words of a sequence that begins at ``place``; none where it does not match."""
    places = [place]
    for atoms, gap in sequence.rest:
        for word in words[place + 1:place + 2 + gap]:
            place += 1
            if word is not None and not atoms.isdisjoint(word.atoms):
                places.append(place)
                break
        else:
            return []
    return places


def _first(concepts: Iterable[str], sequences: Iterable[_Sequence]) -> tuple[tuple[int, _Sequence | None], ...]:
    """What of a word the first look needs, cheapest first."""
    single: list[tuple[int, _Sequence | None]] = [(BITS[c], None) for c in concepts if c in BITS]
    return (*single, *((BITS[s.concept], s) for s in sequences if s.concept in BITS))


def _placed(concept: str, places: list[int], spans: list[tuple[int, int]]) -> list[Mark]:
    """One mark for the whole; of a near-miss one for each run of words, since it cancels no word in its gaps."""
    if not concept.startswith("X_"):
        return [Mark(concept, spans[places[0]][0], spans[places[-1]][1])]
    breaks = [0, *(n for n in range(1, len(places)) if places[n] != places[n - 1] + 1), len(places)]
    return [Mark(concept, spans[places[a]][0], spans[places[b - 1]][1]) for a, b in pairwise(breaks)]


class Unspaced:
    """The patterns of a language written without spaces: one expression a concept."""

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        self._search = {
            sys.intern(concept): re.compile("|".join(pattern_regex(p, spaced=False) for p in patterns))
            for concept, patterns in concepts.items() if patterns
        }

    def is_candidate(self, text: str) -> bool:
        """The cheap first look: whether a text holds what a tag needs."""
        folded = fold(text)
        return is_candidate({c for c, search in self._search.items() if c in BITS and search.search(folded)})

    def marks(self, text: str) -> list[Mark]:
        """All concepts with their places, in order of text."""
        folded, source = fold_map(text)
        found = [
            Mark(concept, source[match.start()], source[match.end() - 1] + 1)
            for concept, search in self._search.items() for match in search.finditer(folded) if match.group()
        ]
        return sorted(found, key=lambda mark: mark.start)


@cache
def vocabulary(lang: str) -> Vocabulary | Unspaced:
    """The vocabulary that reads a language; of English where no lexicon does."""
    lexicon = load(nearest(lang) or "en")
    return Vocabulary(lexicon.concepts) if lexicon.spaced else Unspaced(lexicon.concepts)


def is_candidate(found: set[str]) -> bool:
    """Whether a provision with these concepts can carry a tag at all.

    >>> is_candidate({"PROFESSION"}), is_candidate({"PROFESSION", "UNION"}), is_candidate({"NATIONALITY"})
    (False, True, True)
    """
    seen = 0
    for concept in found:
        seen |= BITS.get(concept, 0)
    return can_be_tagged(seen)


def has_key(text: str, lang: str) -> bool:
    """Whether a text is worth reading in full."""
    return vocabulary(lang).is_candidate(text)


_NUMBER_SIGN = re.compile(r"[Nn][oº°]s?\.?\s*\d")  # "No. 5", "Ley Nº 30220": no negation


def find(text: str, lang: str) -> list[Mark]:
    """The concepts of a text in order; those that lie inside a near-miss term (``driving licence``) are dropped.

    Args:
        text: as the law prints it.
        lang: ISO 639-1 code.
    """
    marks = [m for m in vocabulary(lang).marks(text) if m.concept != "NOT" or not _NUMBER_SIGN.match(text, m.start)]
    cancels = [mark for mark in marks if mark.concept.startswith("X_")]
    if not cancels:
        return marks
    return [m for m in marks if m.concept.startswith("X_")
            or not any(c.start <= m.start and m.end <= c.end for c in cancels)]
