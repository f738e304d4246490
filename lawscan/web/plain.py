"""The same questions on a bare terminal, for ssh, Braille displays and screen readers: numbers and Enter."""

from __future__ import annotations

import time
from collections.abc import Callable

from lawscan.annotate.queue import REASONS, Asked
from lawscan.annotate.record import Label
from lawscan.scheme import TagScheme
from lawscan.scheme import load as load_scheme
from lawscan.web.desk import Desk, label_of

HELP = "Enter accepts the suggestion; 1, 2 … set tags; 0 none; s skip; u undo; q quit"


def ask(desk: Desk, read: Callable[[str], str] = input, say: Callable[[str], None] = print) -> None:
    """Ask card after card until the queue or the person is done."""
    say(HELP)
    while (asked := desk.next()) is not None:
        show(desk, asked, say)
        started = time.monotonic()
        try:
            word = read("Answer: ").strip().lower()
        except EOFError:
            return
        if word == "q":
            return
        if word == "u":
            last = desk.undo()
            say(f"Undone: {last.address}" if last else "Nothing to undo.")
            continue
        answer, labels = decide(desk, asked, word, read)
        present = desk.current(asked.card.address)
        desk.answer(
            asked.card.address, answer, labels, seen=present.id if present else "", seconds=time.monotonic() - started
        )
        say(f"Saved: {answer}.")
    say("The queue is finished. Next: lawscan annotations status")


def show(desk: Desk, asked: Asked, say: Callable[[str], None]) -> None:
    """Read out one card."""
    stored = desk.provision(asked.card.address)
    say(f"\n{stored.instrument.iso3} {stored.instrument.title}, {stored.provision.num}.")
    say(f"Asked because: {REASONS[asked.reason]}.")
    say(stored.provision.text)
    suggestion = suggested(desk, asked)
    words = ", ".join(f"{each.tag} {each.stance} {each.mode}".strip() for each in suggestion)
    say("Blind reading." if asked.blind else f"Suggested: {words or 'no tag'}.")


def suggested(desk: Desk, asked: Asked) -> tuple[Label, ...]:
    """The model's labels, none where the reading is blind."""
    tags = () if asked.blind else desk.provision(asked.card.address).tags
    return tuple(label_of(tag) for tag in tags if not tag.below_threshold)


def decide(desk: Desk, asked: Asked, word: str, read: Callable[[str], str]) -> tuple[str, tuple[Label, ...]]:
    """What a typed word means; numbers lead on to stance and mode."""
    if word == "s":
        return "skip", ()
    tags = load_scheme().tags
    chosen = [tags[int(part) - 1] for part in word.split() if part.isdecimal() and 0 < int(part) <= len(tags)]
    labels = tuple(detail(tag, read) for tag in chosen) if word else suggested(desk, asked)
    return ("labels" if labels else "none"), labels


def detail(tag: TagScheme, read: Callable[[str], str]) -> Label:
    """Ask for the stance and mode of one tag."""
    stance = choose(f"{tag.title}: stance", tag.stances, read)
    return Label(tag.name, stance, choose(f"{tag.title}: mode", tag.modes, read) if tag.modes else "")


def choose(question: str, options: tuple[str, ...], read: Callable[[str], str]) -> str:
    """One of some options, by number; asks again until it is one of them."""
    menu = ", ".join(f"{number} {option}" for number, option in enumerate(options, 1))
    while True:
        word = read(f"{question} ({menu}): ").strip()
        if word.isdecimal() and 0 < int(word) <= len(options):
            return options[int(word) - 1]
