"""The tagger: provisions in, tags with calibrated scores, stance, mode and a verbatim quote out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lawscan.law import Evidence, Tag
from lawscan.lexicon import nearest
from lawscan.lexicon.detect import detect
from lawscan.tag import bundle, concepts, features
from lawscan.tag.quote import quote_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BATCH = 512
CHIEF = 3  # so many clauses have a say in stance and mode: an exception often stands beside the rule
EVENLY = 2.0  # the higher, the more evenly they share it; chosen, like CHIEF, outside the check split


@dataclass(frozen=True, slots=True)
class TagInput:
    """A provision to be tagged; a missing ``lang`` is detected."""

    id: str
    text: str
    lang: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Tagged:
    """What was found, with the language that was given or detected."""

    id: str
    lang: str
    tags: tuple[Tag, ...]


class Linear:
    """Weights by feature name: one column a class."""

    def __init__(self, names: Sequence[str], weights: Floats, bias: Floats, classes: Sequence[str] = ()) -> None:
        self.place = {name: n for n, name in enumerate(names)}
        self.weights = np.asarray(weights, dtype=np.float64)
        self.bias = np.asarray(bias, dtype=np.float64)
        self.classes = list(classes)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Linear:
        """From what a bundle holds."""
        return cls(stored["names"], stored["weights"], stored["bias"], stored.get("classes", ()))

    def scores(self, names: Iterable[str]) -> Floats:
        """The sum of the weights of the names that it knows, by class."""
        place = self.place
        rows = sorted([place[name] for name in names if name in place])
        total: Floats = self.weights[rows].sum(axis=0) + self.bias
        return total

    def weighed(self, says: Iterable[tuple[set[str], float]]) -> Floats:
        """Probabilities by class, where several rows of names have a say, each its share of the scores."""
        return softmax(np.sum([share * self.scores(names) for names, share in says], axis=0))

    def spokesman(self, says: Sequence[tuple[set[str], float]], answer: str) -> int:
        """Which row speaks most for an answer: by its share, and by what its own clause alone would say."""
        column = self.classes.index(answer)
        alone = [softmax(self.scores(name for name in names if name.startswith(features.OWN)))[column]
                 for names, _ in says]
        return int(np.argmax([share * chance for (_, share), chance in zip(says, alone, strict=True)]))


def softmax(raw: Floats) -> Floats:
    """Probabilities of scores."""
    grown = np.exp(raw - raw.max())
    chances: Floats = grown / grown.sum()
    return chances


def sigmoid(value: float) -> float:
    """The logistic function, safe at both ends."""
    return float(1 / (1 + np.exp(-min(max(value, -35.0), 35.0))))


@dataclass(frozen=True)
class Choices:
    """What decides stance and mode. They are decided together: to permit is no matter of status, to regulate is.

    ``bond[s, m]`` is what stance ``s`` and mode ``m`` of one provision say for each other, added to the logarithms of
    their probabilities; models of earlier versions have none.
    """

    stance: Linear
    mode: Linear | None
    bond: Floats

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Choices:
        """From what a bundle holds."""
        mode, bond = stored.get("mode"), stored.get("bond")
        return cls(Linear.of(stored["stance"]), Linear.of(mode) if mode else None,
                   np.asarray(0.0 if bond is None else bond, dtype=np.float64))

    def answer(self, says: Sequence[tuple[set[str], float]]) -> tuple[str, float, str | None]:
        """The likeliest stance, its probability, and the mode that goes with it; see :meth:`Linear.weighed`."""
        stances = self.stance.weighed(says)
        if self.mode is None:
            best = int(np.argmax(stances))
            return self.stance.classes[best], float(stances[best]), None
        together = np.log(stances)[:, None] + np.log(self.mode.weighed(says))[None, :] + self.bond
        best, with_it = divmod(int(np.argmax(together)), len(self.mode.classes))
        chances = softmax(together.ravel()).reshape(together.shape).sum(axis=1)
        return self.stance.classes[best], float(chances[best]), self.mode.classes[with_it]


@dataclass(frozen=True)
class _Decider:
    """All that decides one tag: clause and provision weights, how they combine, stance, mode."""

    tag: str
    clause: Linear
    provision: Linear
    words: Floats
    words_bias: float
    with_words: Floats
    without_words: Floats
    choices: Choices

    @classmethod
    def of(cls, tag: str, stored: Mapping[str, Any]) -> _Decider:
        return cls(
            tag, Linear.of(stored["clause"]), Linear.of(stored["provision"]),
            np.asarray(stored["words"], dtype=np.float64), float(stored["words_bias"]),
            np.asarray(stored["with_words"], dtype=np.float64), np.asarray(stored["without_words"], dtype=np.float64),
            Choices.of(stored),
        )


class Tagger:
    """Decides tags, stances and modes; made by :func:`load_tagger`."""

    def __init__(self, parameters: Mapping[str, Any], card: Mapping[str, Any]) -> None:
        self.card = dict(card)
        self.sha256 = str(card.get("sha256", ""))
        self.thresholds: dict[str, float] = {k: float(v) for k, v in card["thresholds"].items()}
        self.unsure: dict[str, tuple[float, float]] = {k: (float(v[0]), float(v[1])) for k, v in card["unsure"].items()}
        self.word_languages = frozenset(parameters["word_languages"])
        self._floor = {k: float(v) for k, v in parameters["floor"].items()}
        self._deciders = [_Decider.of(tag, parameters["deciders"][tag]) for tag in parameters["tags"]]

    @property
    def threshold(self) -> float:
        """The lowest default threshold of any tag; each tag has its own in ``thresholds``."""
        return min(self.thresholds.values())

    def tag(self, inputs: Iterable[TagInput], threshold: float | None = None,
            all_scores: bool = False) -> Iterator[Tagged]:
        """Tag provisions, in order, a batch at a time.

        Args:
            inputs: provisions; a language that is missing, or has no lexicon, is detected.
            threshold: for all tags, in place of the card's.
            all_scores: list every tag for every provision, those under the threshold marked ``below_threshold``.
        """
        stream = iter(inputs)
        while batch := list(itertools.islice(stream, BATCH)):
            for item in batch:
                yield self._tag_one(item, threshold, all_scores)

    def _tag_one(self, item: TagInput, threshold: float | None, all_scores: bool) -> Tagged:
        reads = nearest(item.lang) or detect(item.text)
        lang = item.lang or reads
        if not concepts.has_key(item.text, reads):
            return Tagged(item.id, lang, self._nothing(item) if all_scores else ())
        reading = features.read(item.text, reads, item.heading)
        clauses = features.topical_names(reading)
        names = features.provision_names(reading, clauses)
        words = features.word_numbers(item.text) if reads in self.word_languages else None
        found = (self._decide(d, reading, clauses, names, words, threshold, all_scores) for d in self._deciders)
        return Tagged(item.id, lang, tuple(tag for tag in found if tag is not None))

    def _nothing(self, item: TagInput) -> tuple[Tag, ...]:
        """Both tags at the score of provisions without any key concept."""
        return tuple(
            Tag(d.tag, self._floor[d.tag], d.choices.stance.classes[0], 0.0,
                d.choices.mode.classes[0] if d.choices.mode else None, Evidence(0, 0, ""), below_threshold=True)
            for d in self._deciders
        )

    def _decide(self, decider: _Decider, reading: features.Reading, clauses: list[set[str]], names: set[str],
                words: set[int] | None, threshold: float | None, all_scores: bool) -> Tag | None:
        by_clause = [float(decider.clause.scores(clause)[0]) for clause in clauses]
        score = combined(decider, by_clause, names, words)
        limit = self.thresholds[decider.tag] if threshold is None else threshold
        if score < limit and not all_scores:
            return None
        chief = chief_clauses(by_clause)
        says = decision_says(reading, chief)
        stance, sure, mode = decider.choices.answer(says)
        low, high = self.unsure[decider.tag]
        start, end = quote_of(reading, chief[decider.choices.stance.spokesman(says, stance)][0])
        return Tag(
            decider.tag, round(score, 4), stance, round(sure, 4), mode, Evidence(start, end, reading.text[start:end]),
            below_threshold=score < limit, unsure=low <= score <= high,
        )


def clause_summary(by_clause: Sequence[float]) -> tuple[float, float]:
    """The best clause's score and the second best's: long provisions are judged by their clearest part."""
    ranked = sorted(by_clause, reverse=True)
    return ranked[0], ranked[1] if len(ranked) > 1 else min(ranked[0], -4.0)


def chief_clauses(by_clause: Sequence[float]) -> list[tuple[int, float]]:
    """The clauses that look most like a tag, likeliest first, each with its share of the say; the shares make 1."""
    chief = sorted(range(len(by_clause)), key=lambda n: -by_clause[n])[:CHIEF]
    shares = softmax(np.array([by_clause[n] for n in chief]) / EVENLY)
    return [(n, float(share)) for n, share in zip(chief, shares, strict=True)]


def decision_says(reading: features.Reading, chief: Iterable[tuple[int, float]]) -> list[tuple[set[str], float]]:
    """What the chief clauses say of stance and mode, each with its share."""
    around = features.around_names(reading)
    return [(features.own_names(reading.marks[n]) | around, share) for n, share in chief]


def combined(decider: _Decider, by_clause: Sequence[float], names: set[str], words: set[int] | None) -> float:
    """One calibrated probability of clause, provision and, in languages it was trained on, word scores."""
    parts = [float(decider.provision.scores(names)[0]), *clause_summary(by_clause)]
    weights = decider.without_words
    if words is not None:
        parts.append(float(decider.words[sorted(words)].sum() / max(len(words), 1) ** 0.5 + decider.words_bias))
        weights = decider.with_words
    return sigmoid(float(np.dot(weights[:-1], parts) + weights[-1]))


@cache
def _load(folder: Path) -> Tagger:
    return Tagger(*bundle.load(folder))


def load_tagger(path: Path | None = None) -> Tagger:
    """The tagger of a model folder; by default the one that ships.

    Raises:
        ModelError: the model is missing, altered or not safe to load.
    """
    return _load(Path(path).resolve() if path else bundle.default_folder())
