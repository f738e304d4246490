"""Which card comes next: a pure function of cards, answers, annotator and seed. Nothing is reserved for anybody."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from lawscan.annotate.record import Record

# Of every five cards: one random (evaluation may use only these), the others where a look is worth most.
PATTERN = ("margin", "disagrees", "random", "rare", "second")
REASONS = {
    "margin": "the model is unsure",
    "disagrees": "the model and an earlier answer differ",
    "random": "drawn at random, to measure honestly",
    "rare": "few answers in this language, label or country",
    "second": "a second reading, blind to the first",
    "stale": "the text changed since it was answered",
    "search": "you asked for it",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A provision as a question. ``scores`` maps a tag to the model's score; ``tags`` are those it suggests."""

    address: str
    text_sha256: str
    lang: str = ""
    iso3: str = ""
    instrument: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """A card with the reason why it is asked; ``blind`` hides the suggestion."""

    card: Card
    reason: str
    blind: bool = False


def order(
    cards: Sequence[Card],
    answers: Mapping[tuple[str, str, str], Record],
    annotator: str,
    *,
    seed: int = 0,
    double: float = 0.1,
) -> list[Asked]:
    """The queue of one annotator: stale answers first, then the reasons of ``PATTERN`` in turn.

    Args:
        cards: all questions.
        answers: present answers, as :func:`lawscan.annotate.journal.fold` gives them.
        annotator: whose queue; two annotators get different orders of the same cards.
        seed: makes the order reproducible.
        double: share of cards, chosen by hash, that two people read, each blind to the other.
    """
    mine = {address: record for (address, who, _), record in answers.items() if who == annotator}
    others = {address for (address, who, _) in answers if who != annotator}
    old = [card for card in cards if card.address in mine and mine[card.address].text_sha256 != card.text_sha256]
    open_cards = [card for card in cards if card.address not in mine]
    piles = _piles(open_cards, answers, others, random.Random(f"{seed}:{annotator}"), double)
    return [Asked(card, "stale") for card in old] + _deal(piles, double)


def _piles(
    cards: Sequence[Card],
    answers: Mapping[tuple[str, str, str], Record],
    others: set[str],
    rng: random.Random,
    double: float,
) -> dict[str, list[Card]]:
    shuffled = rng.sample(list(cards), len(cards))
    fresh = [card for card in shuffled if card.address not in others]
    known = _labels_by_address(answers)
    return {
        "margin": sorted(fresh, key=margin),
        "disagrees": [c for c in shuffled if c.address in known and known[c.address] != c.tags],
        "random": fresh,
        "rare": _rarest_first(fresh, Counter(record.lang for record in answers.values())),
        "second": [card for card in shuffled if card.address in others and is_double(card.address, double)],
    }


def _rarest_first(cards: Sequence[Card], answered: Counter[str]) -> list[Card]:
    """Cards of the language with the fewest answers first, tagged ones before others, languages taking turns."""
    turn: Counter[str] = Counter(answered)
    ranked = []
    for card in sorted(cards, key=lambda each: not each.tags):
        ranked.append((turn[card.lang], card))
        turn[card.lang] += 1
    return [card for _, card in sorted(ranked, key=lambda pair: pair[0])]


def _labels_by_address(answers: Mapping[tuple[str, str, str], Record]) -> dict[str, frozenset[str]]:
    return {address: frozenset(label.tag for label in record.labels) for (address, _, _), record in answers.items()}


def margin(card: Card) -> float:
    """Distance of the closest score from one half: 0 is a coin toss, 0.5 is certain."""
    return min((abs(score - 0.5) for score in card.scores.values()), default=0.5)


def is_double(address: str, share: float) -> bool:
    """Whether a card belongs to those that two people read: by hash, so that everybody agrees without talking."""
    return int(sha256(address.encode()).hexdigest()[:8], 16) < share * 2**32


def _deal(piles: dict[str, list[Card]], double: float) -> list[Asked]:
    dealt: list[Asked] = []
    used: set[str] = set()
    turns = {reason: iter(pile) for reason, pile in piles.items()}
    while turns:
        for reason in PATTERN:
            card = _next(turns, reason, used)
            if card is not None:
                used.add(card.address)
                dealt.append(
                    Asked(card, reason, blind=reason in ("second", "random") and is_double(card.address, double))
                )
    return dealt


def _next(turns: dict[str, Iterator[Card]], reason: str, used: set[str]) -> Card | None:
    for card in turns.get(reason, ()):
        if card.address not in used:
            return card
    turns.pop(reason, None)
    return None
