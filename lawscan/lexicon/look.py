"""The first look at a text: could the tagger tag it at all? Never no where the tagger's own first look says yes.

The tagger passes over a provision without a key concept, unless it speaks of work and of elsewhere. Here the same
patterns are asked of a whole page, which may have torn phrases apart: the words of a pattern may stand up to
:data:`REACH` words from each other, a line of the next column or a marginal note between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from lawscan.lexicon import Lexicon, fold, load, nearest, pattern_regex
from lawscan.lexicon.key import BITS, can_be_tagged
from lawscan.lexicon.patterns import readings, word_regex

REACH = 40  # words between those of a pattern: three lines of a column, or a marginal note
_REMEMBERED = 200_000  # word forms a language
_ASCII_WORD = re.compile(r"\w+", re.ASCII)

Steps = tuple[frozenset[int], ...]


class _Word(NamedTuple):
    """What is known of a word form: kinds of concepts it gives alone, tests it passes, sequences it can begin."""

    bits: int
    atoms: frozenset[int]
    starts: tuple[tuple[int, Steps], ...]


def words_of(text: str) -> list[str]:
    """The words of a text, as printed."""
    return (_ASCII_WORD if text.isascii() else word_regex()).findall(text)


class Look:
    """The key patterns of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        patterns = [
            (bit, pattern)
            for name, bit in sorted(BITS.items(), key=lambda each: (each[1], each[0]))
            for pattern in lexicon.concepts.get(name, ())
        ]
        self._searches = [] if lexicon.spaced else _searches(patterns)
        self._tests = _Tests()
        self._alone: dict[int, int] = {}
        self._starts: dict[int, list[tuple[int, Steps]]] = {}
        for bit, pattern in patterns if lexicon.spaced else ():
            for reading in ([choices for _, choices in steps] for steps in readings(pattern)):
                self._add(bit, tuple(frozenset(map(self._tests.number, choices)) for choices in _telling(reading)))
        self._known = _Known(self)

    def _add(self, bit: int, steps: Steps) -> None:
        for atom in steps[0]:
            if len(steps) == 1:
                self._alone[atom] = self._alone.get(atom, 0) | bit
            else:
                self._starts.setdefault(atom, []).append((bit, steps))

    def bits(self, text: str) -> int:
        """The kinds of concepts that a text can hold: 1 key, 2 work, 4 elsewhere; stops once that is enough."""
        if self._searches:
            bare = "".join(fold(text).split())
            return sum(bit for bit, search in self._searches if search.search(bare))
        words, known = words_of(text), self._known
        distinct = [word for raw in set(words) - known.dull if (word := known[raw]) is not None]
        found = 0
        for word in distinct:
            found |= word.bits
        if can_be_tagged(found):
            return found
        viable = _viable(distinct, found)
        return self._sequences(words, viable, found) if viable else found

    def _sequences(self, words: list[str], viable: set[tuple[int, Steps]], found: int) -> int:
        """Kinds that patterns of several words add."""
        known, dull = self._known, self._known.dull
        telling = ((place, raw) for place, raw in enumerate(words) if raw not in dull)
        marked = [(place, word) for place, raw in telling if (word := known[raw]) is not None]
        for at, (_, word) in enumerate(marked):
            for start in word.starts:
                if start in viable and not found & start[0] and _in_reach(marked, at, start[1]):
                    found |= start[0]
                    if can_be_tagged(found):
                        return found
        return found

    def learn(self, raw: str) -> _Word | None:
        """What the patterns say of a word form, found letter by letter."""
        atoms = self._tests.passed(fold(raw))
        if not atoms:
            return None
        alone = 0
        for atom in atoms:
            alone |= self._alone.get(atom, 0)
        starts = dict.fromkeys(start for atom in sorted(atoms) for start in self._starts.get(atom, ()))
        return _Word(alone, atoms, tuple(starts))


class _Tests:
    """The tests that a word can pass (is, begins with, ends with, contains), numbered."""

    def __init__(self) -> None:
        self._count = 0
        self._whole: dict[str, int] = {}
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._inside: dict[str, int] = {}
        self._heads: set[str] = set()
        self._tails: set[str] = set()

    def number(self, choice: str) -> int:
        """The number of the test that a pattern's word is; new ones are added."""
        core, before, after = choice.strip("*"), choice.startswith("*"), choice.endswith("*")
        tests = self._inside if before and after else self._last if before else self._first if after else self._whole
        if core not in tests:
            tests[core] = self._count
            self._count += 1
            (self._heads if after else self._tails if before else set()).add(core[:2] if after else core[-2:])
        return tests[core]

    def passed(self, word: str) -> frozenset[int]:
        """The tests that a folded word passes; most words pass none, and two letters tell."""
        found = [self._whole.get(word)]
        if word[:2] in self._heads or word[:1] in self._heads:
            found += [self._first.get(word[:cut]) for cut in range(1, len(word) + 1)]
        if word[-2:] in self._tails or word[-1:] in self._tails:
            found += [self._last.get(word[-cut:]) for cut in range(1, len(word) + 1)]
        found += [number for core, number in self._inside.items() if core in word]
        return frozenset([number for number in found if number is not None])


class _Known(dict[str, _Word | None]):
    """Word forms looked up before; a new one is learned, and remembered while there is room."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.dull: set[str] = set()  # those of them that no pattern knows, which most are
        self._look = look

    def __missing__(self, raw: str) -> _Word | None:
        word = self._look.learn(raw)
        if len(self) + len(self.dull) < _REMEMBERED:
            if word is None:
                self.dull.add(raw)
            else:
                self[raw] = word
        return word


def _viable(words: list[_Word], found: int) -> set[tuple[int, Steps]]:
    """Sequences that would add a kind and all of whose words are there, in whatever order."""
    atoms = frozenset().union(*[word.atoms for word in words])
    return {
        start
        for word in words
        for start in word.starts
        if not found & start[0] and not any(map(atoms.isdisjoint, start[1]))
    }


def _in_reach(marked: list[tuple[int, _Word]], at: int, steps: Steps) -> bool:
    """Whether the further words of a sequence follow in order, each within reach of the one before."""
    last = marked[at][0]
    for step in steps[1:]:
        at += 1
        while at < len(marked) and marked[at][0] <= last + REACH and step.isdisjoint(marked[at][1].atoms):
            at += 1
        if at == len(marked) or marked[at][0] > last + REACH:
            return False
        last = marked[at][0]
    return True


def _searches(patterns: Sequence[tuple[int, str]]) -> list[tuple[int, re.Pattern[str]]]:
    """One expression a kind, for a language without spaces between words."""
    return [
        (bit, re.compile("|".join(pattern_regex(pattern, spaced=False) for own, pattern in patterns if own == bit)))
        for bit in sorted({bit for bit, _ in patterns})
    ]


def _telling(reading: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A reading without short words such as "of", which are everywhere; a superset of its matches stays."""
    long = [choices for choices in reading if all(len(choice.strip("*")) > 3 for choice in choices)]
    return long if len(long) > 1 else reading


@cache
def look(lang: str) -> Look:
    """The first look in a language; in English where no lexicon reads it."""
    return Look(load(nearest(lang) or "en"))
