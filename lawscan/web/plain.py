"""The same questions on a bare terminal, for ssh, Braille displays and screen readers: numbers and Enter."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from lawscan.annotate.queue import REASONS, Asked
from lawscan.annotate.record import Label
from lawscan.scheme import TagScheme
from lawscan.scheme import load as load_scheme
from lawscan.web.desk import Desk, label_of, locate
from lawscan.web.guide import chapters

HELP = """Enter accepts the suggestion; numbers set tags ({tags}); 0 none; s skip; u undo the last answer;
c the text around; g guideline; n WORDS a note for this card; ? this list; q quit (every answer is already saved)"""


def ask(desk: Desk, read: Callable[[str], str] = input, say: Callable[[str], None] = print) -> None:
    """Ask card after card until the queue or the person is done."""
    say(help_())
    while (asked := desk.next()) is not None:
        show(desk, asked, say)
        try:
            if not _one(desk, asked, read, say):
                return
        except (EOFError, KeyboardInterrupt):
            say("Stopped; every answer is saved.")
            return
    say("The queue is finished. Next: lawscan annotations status")


def help_() -> str:
    """What can be typed."""
    return HELP.format(tags=", ".join(f"{number} {tag.title}" for number, tag in enumerate(load_scheme().tags, 1)))


def _one(desk: Desk, asked: Asked, read: Callable[[str], str], say: Callable[[str], None]) -> bool:
    """Ask until this card is answered or taken back; False where the person wants to stop."""
    started, note = time.monotonic(), ""
    while True:
        word = read("Answer: ").strip()
        if word.lower() == "q":
            return False
        if word.lower() == "u":
            last = desk.undo()
            say(f"Undone: {last.address}" if last else "Nothing to undo.")
            return True
        if word.lower().startswith("n "):
            note = word[2:].strip()
            say("Noted; it is saved with the answer.")
        elif (answer := decide(desk, asked, word.lower(), read, say)) is None:
            say(told(desk, asked, word.lower()))
        else:
            _save(desk, asked, answer, note, time.monotonic() - started)
            say(f"Saved: {answer[0]}.")
            return True


def _save(desk: Desk, asked: Asked, answer: tuple[str, tuple[Label, ...]], note: str, seconds: float) -> None:
    present = desk.current(asked.card.address)
    seen = present.id if present else ""
    desk.answer(asked.card.address, *answer, seen=seen, seconds=seconds, note=note)


def told(desk: Desk, asked: Asked, word: str) -> str:
    """What a word that is no answer asks to be told."""
    if word == "c":
        before, after = desk.store.neighbours(desk.provision(asked.card.address))
        return f"Before: {before[-600:] or 'nothing'}\nAfter: {after[:600] or 'nothing'}"
    if word == "g":
        return "\n".join(_chapter(each) for each in chapters())
    return help_() if word == "?" else f"'{word}' is no answer; nothing was saved.\n{help_()}"


def _chapter(chapter: dict[str, Any]) -> str:
    meanings = [f"  {name}: {words}" for part in ("stances", "modes") for name, words in chapter[part].items()]
    examples = [f"  {kind}: {text}" for kind in ("yes", "no") for text in chapter["examples"][kind]]
    return "\n".join([f"{chapter['title']}. {chapter['question']}", *meanings, *examples])


def show(desk: Desk, asked: Asked, say: Callable[[str], None]) -> None:
    """Read out one card."""
    stored = desk.provision(asked.card.address)
    say(f"\n{stored.instrument.iso3} {stored.instrument.title}, {stored.provision.num}.")
    say(f"Asked because: {REASONS[asked.reason]}.")
    say(stored.provision.text)
    if asked.blind:
        say("Blind reading: no suggestion is shown.")
        return
    for each in suggested(desk, asked):
        words = f"{each.tag} {each.stance} {each.mode}".strip()
        say(f'Suggested: {words} ({asked.card.scores.get(each.tag, 0):.2f}), from "{each.evidence}"')
    if not suggested(desk, asked):
        say("Suggested: no tag.")


def suggested(desk: Desk, asked: Asked) -> tuple[Label, ...]:
    """The model's labels, none where the reading is blind."""
    tags = () if asked.blind else desk.provision(asked.card.address).tags
    return tuple(label_of(tag) for tag in tags if not tag.below_threshold)


def decide(
    desk: Desk, asked: Asked, word: str, read: Callable[[str], str], say: Callable[[str], None]
) -> tuple[str, tuple[Label, ...]] | None:
    """What a typed word means; numbers lead on to stance, mode and evidence. None where it means no answer."""
    tags = load_scheme().tags
    if word in ("s", "0"):
        return ("skip" if word == "s" else "none"), ()
    if not word:
        labels = suggested(desk, asked)
        return ("labels" if labels else "none"), labels
    places = [int(part) for part in word.split() if part.isdecimal() and 0 < int(part) <= len(tags)]
    if len(places) != len(word.split()):
        return None
    text = desk.provision(asked.card.address).provision.text
    return "labels", tuple(detail(tags[place - 1], text, read, say) for place in dict.fromkeys(places))


def detail(tag: TagScheme, text: str, read: Callable[[str], str], say: Callable[[str], None]) -> Label:
    """Ask for the stance, mode and evidence of one tag."""
    stance = choose(f"{tag.title}: stance", tag.stances, read)
    mode = choose(f"{tag.title}: whose case", tag.modes, read) if tag.modes else ""
    while True:
        typed = read("Words that decide, copied from the text (Enter: none): ").strip()
        start, end, quote = locate(text, typed)
        if quote or not typed:
            return Label(tag.name, stance, mode, start, end, quote)
        say("These words do not stand in the text.")


def choose(question: str, options: tuple[str, ...], read: Callable[[str], str]) -> str:
    """One of some options, by number; asks again until it is one of them."""
    menu = ", ".join(f"{number} {option}" for number, option in enumerate(options, 1))
    while True:
        word = read(f"{question} ({menu}): ").strip()
        if word.isdecimal() and 0 < int(word) <= len(options):
            return options[int(word) - 1]
