"""One annotator's desk: cards, queue, journal, and what each answer does. Knows neither HTTP nor terminal."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lawscan.annotate.journal import Journal, fold
from lawscan.annotate.queue import Asked, Card, order
from lawscan.annotate.record import Label, Record, Suggestion, new_id, now
from lawscan.errors import LawscanError
from lawscan.law import Tag
from lawscan.store import Outline, Store, StoredProvision


class Conflict(LawscanError):
    """The answer on disk is not the one that this page was opened with."""

    def __init__(self, current: Record) -> None:
        super().__init__("Another tab answered this provision meanwhile.", "Compare both answers and save again.")
        self.current = current


@dataclass(frozen=True, slots=True)
class Only:
    """A filter of cards; an empty field lets all pass. ``lang`` may name several languages: ``en,fr``."""

    country: str = ""
    lang: str = ""
    tag: str = ""

    @classmethod
    def of(cls, said: str) -> Only | None:
        """The filter that ``KEN.en.dual_nationality`` says, None where it says nothing."""
        parts = (*said.split("."), "", "")[:3]
        return cls(*parts) if any(parts) else None

    def __str__(self) -> str:
        return f"{self.country}.{self.lang}.{self.tag}"

    def passes(self, card: Card) -> bool:
        """Whether a card is asked."""
        spoken = not self.lang or card.lang in self.lang.split(",")
        return spoken and self.country in ("", card.iso3) and (not self.tag or self.tag in card.tags)


def locate(text: str, quote: str, near: int = 0) -> tuple[int, int, str]:
    """Where a quote stands in the text, though browsers change line ends and spaces; (0, 0, "") where it does not.

    Args:
        near: of several places, the one closest to this offset.

    >>> locate("one\\ntwo three", "two  three")
    (4, 13, 'two three')
    >>> locate("the state, the state", "the state", near=12)
    (11, 20, 'the state')
    """
    words = quote.split()
    found = list(re.finditer(r"\s+".join(map(re.escape, words)), text)) if words else []
    if not found:
        return 0, 0, ""
    best = min(found, key=lambda each: abs(each.start() - near))
    return best.start(), best.end(), best.group()


@dataclass
class Desk:
    """The state of one session.

    Args:
        store: the scan database that the provisions come from.
        journal: where answers go.
        annotator: whose answers.
        cards: the questions, e.g. from :func:`cards_of`.
        seed: makes the queue reproducible.
        model: name of the model whose suggestions are shown.
        double: share of cards that two people read.
        learned: time of the last answer that the model was trained on.
    """

    store: Store
    journal: Journal
    annotator: str
    cards: list[Card]
    seed: int = 0
    model: str = ""
    double: float = 0.1
    learned: str = ""
    queue: list[Asked] = field(init=False)
    answers: dict[tuple[str, str, str], Record] = field(init=False)
    trail: list[Record] = field(init=False)
    _cards: dict[str, Card] = field(init=False)
    _asked: dict[str, Asked] = field(init=False)
    _waiting: dict[str, Asked] = field(init=False)
    _before: int = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        records = list(self.journal.records())
        self.answers = fold(records)
        self.queue = order(self.cards, self.answers, self.annotator, seed=self.seed, double=self.double)
        self._cards = {each.address: each for each in self.cards}
        self._asked = {each.card.address: each for each in self.queue}
        self._waiting = dict(self._asked)
        given = {address for address, who, role in self.answers if (who, role) == (self.annotator, "annotator")}
        self._before = len((given & self._cards.keys()) - self._asked.keys())
        retracted = {each.supersedes for each in records if each.answer == "retract"}
        mine = [r for r in records if r.annotator == self.annotator and r.role == "annotator" and r.answer != "retract"]
        self.trail = sorted((r for r in mine if r.id not in retracted), key=lambda r: (r.answered_at, r.id))

    # -- questions

    def current(self, address: str) -> Record | None:
        """This annotator's present answer about a provision."""
        return self.answers.get((address, self.annotator, "annotator"))

    def next(self, only: Only | None = None) -> Asked | None:
        """The first card that is still open (and passes a filter), or None at the end of the queue."""
        return next((each for each in self._waiting.values() if only is None or only.passes(each.card)), None)

    def open_cards(self) -> Iterator[Card]:
        """The cards that are still open."""
        return (each.card for each in self._waiting.values())

    def asked(self, address: str) -> Asked:
        """The card of an address, as it stands in the queue, or asked for by hand."""
        return self._asked.get(address) or Asked(card_of(self.store.provision(address)), "search")

    def card(self, address: str) -> Card | None:
        """The card of an address, None where this pile does not hold it."""
        return self._cards.get(address)

    def provision(self, address: str) -> StoredProvision:
        """The provision behind a card."""
        return self.store.provision(address)

    def progress(self, only: Only | None = None) -> tuple[int, int]:
        """Answered and all cards of this pile, earlier sessions included; or of this session's that pass a filter."""
        if only is None:
            total = self._before + len(self.queue)
            return total - len(self._waiting), total
        every = sum(only.passes(each.card) for each in self.queue)
        return every - sum(only.passes(card) for card in self.open_cards()), every

    def today(self) -> int:
        """Answers of this annotator on the present day (UTC)."""
        day = now()[:10]
        return sum(each.answered_at[:10] == day for each in self.trail)

    def refresh(self) -> None:
        """Take in what other people answered meanwhile."""
        with self._lock:
            self.answers = fold(self.journal.records())

    # -- answers

    def answer(
        self,
        address: str,
        answer: str,
        labels: Iterable[Label] = (),
        *,
        seen: str = "",
        seconds: float = 0.0,
        note: str = "",
    ) -> Record:
        """Save one answer and move on.

        Args:
            seen: id of the answer that the page showed, "" for none.

        Raises:
            Conflict: another answer has come since the page was opened.
        """
        asked = self.asked(address)
        stored = self.provision(address)
        with self._lock:
            present = self.current(address)
            if (present.id if present else "") != seen:
                raise Conflict(present or self.trail[-1])
            record = Record(
                id=new_id(),
                address=address,
                text_sha256=stored.provision.text_sha256,
                lang=stored.provision.lang,
                instrument=address.partition("/~")[0],
                scheme=self.journal.scheme,
                answer=answer,
                labels=tuple(labels),
                annotator=self.annotator,
                answered_at=now(),
                selection=asked.reason,
                seconds=seconds,
                note=note,
                suggestion=self._suggestion(asked, stored),
                supersedes=seen,
            )
            self._keep(record)
        return record

    def _suggestion(self, asked: Asked, stored: StoredProvision) -> Suggestion:
        labels = tuple(label_of(tag) for tag in stored.tags if not tag.below_threshold)
        return Suggestion(self.model, labels, dict(asked.card.scores), shown=not asked.blind)

    def _keep(self, record: Record) -> None:
        self.journal.append(record)
        self.answers[(record.address, self.annotator, "annotator")] = record
        self.trail.append(record)
        self._waiting.pop(record.address, None)

    def undo(self) -> Record | None:
        """Take back the latest answer, across sessions; returns it, or None where there is nothing left."""
        with self._lock:
            if not self.trail:
                return None
            last = self.trail[-1]
            gone = replace(last, id=new_id(), answer="retract", supersedes=last.id, answered_at=now(), labels=())
            self.journal.append(gone)
            self.trail.pop()
            self._restore(last)
        return last

    def _restore(self, last: Record) -> None:
        key = (last.address, self.annotator, "annotator")
        earlier = [each for each in self.trail if each.address == last.address]
        if earlier:
            self.answers[key] = earlier[-1]
        else:
            self.answers.pop(key, None)
            if last.address not in self._asked and last.address in self._cards:
                self._take_up(Asked(self._cards[last.address], last.selection))
            if last.address in self._asked:
                self._waiting = {last.address: self._asked[last.address], **self._waiting}

    def _take_up(self, asked: Asked) -> None:
        """Put a card that an earlier session answered into this queue."""
        self._asked[asked.card.address] = asked
        self.queue.insert(0, asked)
        self._before -= 1


def label_of(tag: Tag) -> Label:
    """A model's tag as a label that a person can accept."""
    return Label(tag.tag, tag.stance, tag.mode or "", tag.evidence.start, tag.evidence.end, tag.evidence.text)


def card_of(found: StoredProvision | Outline) -> Card:
    """A stored provision as a question."""
    if isinstance(found, Outline):
        place = (found.address, found.text_sha256, found.lang, found.iso3, found.title)
        return Card(*place, found.scores, found.tags, found.num)
    scores = {tag.tag: tag.score for tag in found.tags}
    tags = frozenset(tag.tag for tag in found.tags if not tag.below_threshold)
    where, law = found.provision, found.instrument
    return Card(found.address, where.text_sha256, where.lang, law.iso3, law.title, scores, tags, where.num)


def cards_of(
    store: Store, iso3: str | None = None, lang: str = "", tag: str = "", random_share: int = 2, seed: int = 0
) -> list[Card]:
    """The questions of a scan: provisions that the model tagged or nearly tagged, and untagged ones at random.

    Args:
        random_share: untagged provisions for each tagged one.
        seed: of the draw, so that all annotators share one pile.
    """
    found = store.outlines(iso3, tag or None)
    drawn = [] if tag else store.drawn_outlines(iso3, max(20, random_share * len(found)), seed)
    cards = {each.address: card_of(each) for each in [*found, *drawn] if not lang or each.lang == lang}
    return list(cards.values())
