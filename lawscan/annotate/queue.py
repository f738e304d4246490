"""Which card comes next: a pure function of cards, answers, annotator and seed. Nothing is reserved for anybody.

Where one provision in two hundred carries a tag, most cards teach nothing. What teaches is what looks most like a tag
(relevance feedback: Cormack and Grossman, SIGIR 2014, found it ahead of uncertainty sampling at such rates), then what
is near the limit, each spread over instruments, because sections of one law repeat each other. One card in five is
drawn at random, from a fifth of the cards that no other reason touches: else the random ones would be what the others
left over, and measure nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, zip_longest
from math import ceil

from lawscan.annotate.record import Record

# Ten turns, two of them random (evaluation may use only these).
PATTERN = ("likely", "margin", "random", "second", "likely", "disagrees", "rare", "random", "margin", "likely")
# Who takes the turn of a reason that has no card left.
INSTEAD = {
    "second": "likely",
    "rare": "likely",
    "likely": "margin",
    "disagrees": "margin",
    "margin": "rest",
    "rest": "random",
}
RANDOM_SHARE = 0.2
NEAR = 0.05  # below this score nobody would call a provision a candidate
REASONS = {
    "likely": "of what is left, it looks most like a tag",
    "margin": "the model is unsure",
    "disagrees": "the model and an earlier answer differ",
    "random": "drawn at random, to measure honestly",
    "rare": "few answers in this language, label or country",
    "second": "a second reading, blind to the first",
    "stale": "the text changed since it was answered",
    "rest": "nothing more telling is left",
    "skipped": "you skipped it before",
    "search": "you asked for it",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A provision as a question. ``scores`` maps a tag to the model's score; ``tags`` are those it suggests.

    ``num`` is the provision's number: of two editions of one law, the same section is asked early only once.
    """

    address: str
    text_sha256: str
    lang: str = ""
    iso3: str = ""
    instrument: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    num: str = ""

    def twin_of(self) -> tuple[str, str, frozenset[tuple[str, float]]]:
        """What it shares with the same section of another edition: country, number, all but equal scores."""
        return self.iso3, self.num, frozenset((tag, round(score, 1)) for tag, score in self.scores.items())


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
    """The queue of one annotator: stale answers first, then the reasons of ``PATTERN`` in turn,
    and at the end what this annotator skipped.

    Args:
        cards: all questions.
        answers: present answers, as :func:`lawscan.annotate.journal.fold` gives them.
        annotator: whose queue; two annotators get different orders of the same cards.
        seed: makes the order reproducible.
        double: share of cards, chosen by hash, that two people read, each blind to the other.
    """
    mine = {address: record for (address, who, _), record in answers.items() if who == annotator}
    old = [card for card in cards if card.address in mine and mine[card.address].text_sha256 != card.text_sha256]
    skipped = [card for card in cards if card.address in mine and mine[card.address].answer == "skip"]
    piles = _piles(cards, mine, answers, random.Random(f"{seed}:{annotator}"), double)
    later = [card for card in skipped if card not in old]
    return [Asked(card, "stale") for card in old] + _deal(piles, double) + [Asked(card, "skipped") for card in later]


def _piles(
    cards: Sequence[Card],
    mine: Mapping[str, Record],
    answers: Mapping[tuple[str, str, str], Record],
    rng: random.Random,
    double: float,
) -> dict[str, list[Card]]:
    said = {key: record for key, record in answers.items() if record.answer != "skip"}
    theirs = _labels_by_address(said)
    drawn = random_fifth(cards)
    shuffled = [card for card in rng.sample(list(cards), len(cards)) if card.address not in mine]
    fresh = [card for card in shuffled if card.address not in theirs]
    chosen = [card for card in fresh if card.address not in drawn]
    scored = [card for card in chosen if card.scores]
    return {
        "likely": _by_tag(scored, lambda score: score),
        "margin": _by_tag(scored, lambda score: min(score, 1 - score)),
        "disagrees": [c for c in shuffled if c.address in theirs and theirs[c.address] != c.tags],
        "random": [c for c in fresh if c.address in drawn],
        "rest": chosen,
        "rare": _rarest_first([c for c in scored if max(c.scores.values()) >= NEAR], said.values()),
        "second": [c for c in shuffled if c.address in theirs and is_double(c.address, double)],
    }


def random_fifth(cards: Sequence[Card]) -> set[str]:
    """Addresses of the cards that only chance may ask: by hash, the same for everybody and in every session."""
    ranked = sorted((sha256(f"fifth:{card.address}".encode()).digest(), card.address) for card in cards)
    return {address for _, address in ranked[: ceil(len(ranked) * RANDOM_SHARE)]}


def _by_tag(cards: Sequence[Card], worth: Callable[[float], float]) -> list[Card]:
    """Cards of most worth first, the tags taking turns, each further card of one instrument worth half as much."""
    tags = sorted({tag for card in cards for tag in card.scores})
    ranked = [_spread(cards, [worth(card.scores.get(tag, 0.0)) for card in cards]) for tag in tags]
    turns = chain.from_iterable(zip_longest(*ranked))
    return list({card.address: card for card in turns if card is not None}.values())


def _spread(cards: Sequence[Card], worth: Sequence[float]) -> list[Card]:
    before: Counter[object] = Counter()
    ranked = []
    for value, place in sorted(((value, -place) for place, value in enumerate(worth)), reverse=True):
        card = cards[-place]
        instrument, twin = (card.iso3, card.instrument), card.twin_of()
        halvings = before[instrument] + (4 * before[twin] if card.num else 0)
        ranked.append((value * 0.5 ** min(halvings, 60), place))
        before.update((instrument, twin))
    return [cards[-place] for _, place in sorted(ranked, reverse=True)]


def _rarest_first(cards: Sequence[Card], answered: Iterable[Record]) -> list[Card]:
    """Candidates for the label and language with the fewest answers first, languages taking turns."""
    turn: Counter[tuple[str, str]] = Counter()
    spoken: Counter[str] = Counter()
    for record in answered:
        spoken[record.lang] += 1
        turn.update((record.lang, label.tag) for label in record.labels)
    ranked = []
    for card in sorted(cards, key=lambda each: -max(each.scores.values())):
        what = (card.lang, max(card.scores, key=lambda tag: card.scores[tag]))
        ranked.append((turn[what] + spoken[card.lang], card))
        turn[what] += 1
    return [card for _, card in sorted(ranked, key=lambda pair: pair[0])]


def _labels_by_address(answers: Mapping[tuple[str, str, str], Record]) -> dict[str, frozenset[str]]:
    return {address: frozenset(label.tag for label in record.labels) for (address, _, _), record in answers.items()}


def is_double(address: str, share: float) -> bool:
    """Whether a card belongs to those that two people read: by hash, so that everybody agrees without talking."""
    return int(sha256(address.encode()).hexdigest()[:8], 16) < share * 2**32


def _deal(piles: dict[str, list[Card]], double: float) -> list[Asked]:
    dealt: list[Asked] = []
    used: set[str] = set()
    turns = {reason: iter(pile) for reason, pile in piles.items()}
    while turns:
        for turn in PATTERN:
            reason, card = _next(turns, turn, used)
            if card is not None:
                used.add(card.address)
                blind = reason in ("second", "random") and is_double(card.address, double)
                dealt.append(Asked(card, reason, blind))
    return dealt


def _next(turns: dict[str, Iterator[Card]], reason: str, used: set[str]) -> tuple[str, Card | None]:
    """The next card of a reason, or of the one that takes its turn."""
    while True:
        for card in turns.get(reason, ()):
            if card.address not in used:
                return reason, card
        turns.pop(reason, None)
        if reason not in INSTEAD:
            return reason, None
        reason = INSTEAD[reason]
