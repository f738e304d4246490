"""Statutes composed from our own sentences: blocks to print, and where each provision begins and ends."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

ROMAN = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
GREEK = ["", "Α'", "Β'", "Γ'", "Δ'", "Ε'"]
TURKISH = ["", "BİRİNCİ", "İKİNCİ", "ÜÇÜNCÜ", "DÖRDÜNCÜ", "BEŞİNCİ"]
HAN = ["", *"一二三四五六七八九"]
SECOND = "_second"
SECONDS = {
    "es": "LEY N.º 482 DE PUERTOS Y MUELLES",
    "de": "Gesetz über die Baken vom 3. Mai 2003 (Bakengesetz)",
    "en_india": "THE BOATMEN ACT, 1962",
    "fr": "LOI n° 2004-19 relative aux fours à pain",
}
LENGTH = 16  # numbered provisions of a statute, besides those with bis numbers
CHAPTER = 5


@dataclass
class Expected:
    """A provision as it must be found: its number, how that is printed, its heading, and the text after both."""

    num: str
    number: str
    heading: str
    text: str


@dataclass
class Block:
    """Something to print. ``kind``: title, part, provision, plain, table, contents. ``note`` stands in the margin."""

    kind: str
    text: str = ""
    bold: bool = False
    note: str = ""
    cells: tuple[str, ...] = ()


@dataclass
class Statute:
    """A statute: its blocks in order, and the truth about its provisions."""

    name: str
    lang: str
    margin: bool
    blocks: list[Block] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)


def compose_all(sources: dict[str, dict[str, Any]]) -> list[Statute]:
    """One statute for each source, and for some a second one, under another title, for the same issue of a gazette."""
    second = {f"{name}{SECOND}": {**sources[name], "title": title} for name, title in SECONDS.items()}
    first = [compose(name, source) for name, source in sources.items()]
    return first + [compose(name, source, LENGTH - 4) for name, source in second.items()]


def compose(name: str, source: dict[str, Any], length: int = LENGTH) -> Statute:
    """The statute of one source; the same each time."""
    chance = random.Random(name)  # references and lengths differ from statute to statute
    made = Statute(name, source["lang"], source["heading"] == "margin")
    made.blocks.append(Block("title", source["title"], bold=True))
    labels = list(_labels(source, length))
    headings, sentences = cycle(source["headings"] or [""]), cycle(source["sentences"])
    if "contents" in source:
        _contents(made, source, labels)
    parts = count(1)
    for place, label in enumerate(labels):
        if place % CHAPTER == 0:
            made.blocks.append(Block("part", _number(source["part"], next(parts)), bold=True))
        bodies = [_referring(next(sentences), source, chance) for _ in range(chance.choice((1, 1, 2, 3)))]
        _provision(made, source, label, next(headings), bodies)
    _tail(made, source, sentences)
    return made


def _labels(source: dict[str, Any], length: int) -> Iterator[str]:
    between = source.get("bis", [])
    for value in range(1, length + 1):
        yield _label(source, value)
        yield from (
            each for each in between if each.rstrip("abcdefghijklmnopqrstuvwxyzAB -")[:2].split("-")[0] == str(value)
        )


def _label(source: dict[str, Any], value: int) -> str:
    return _han(value) if "{z}" in source["printed"] else str(value)


def _han(value: int) -> str:
    tens, ones = divmod(value, 10)
    return (HAN[tens] if tens > 1 else "") + ("十" if tens else "") + HAN[ones]


def _number(pattern: str, value: int) -> str:
    return pattern.format(n=value, r=ROMAN[value], R=ROMAN[value], O=TURKISH[value], G=GREEK[value], z=_han(value))


def _referring(sentence: str, source: dict[str, Any], chance: random.Random) -> str:
    value = chance.randint(1, LENGTH)
    return sentence.replace("{ref}", source["reference"].format(n=value, z=_han(value)))


def _contents(made: Statute, source: dict[str, Any], labels: list[str]) -> None:
    made.blocks.append(Block("part", source["contents"], bold=True))
    for label, heading in zip(labels, cycle(source["headings"])):
        made.blocks.append(Block("contents", f"{source['printed'].format(n=label)} {heading}."))


def _provision(made: Statute, source: dict[str, Any], label: str, heading: str, bodies: list[str]) -> None:
    number = source["printed"].format(n=label, z=label)
    number = source.get("first", number) if label == "1" else number
    num = number if label == "1" and "first" in source else label
    made.expected.append(Expected(_bare(num), number, heading.rstrip("."), " ".join(bodies)))
    style = source["heading"]
    if style == "below":
        made.blocks += [Block("head", number, True), Block("head", heading, True), *_paragraphs(bodies)]
    elif style == "none" and number[-1] not in ".-–" and source["lang"] not in ("sv", "zh", "ja"):
        made.blocks += [Block("head", number, True), *_paragraphs(bodies)]
    elif style == "line":
        made.blocks += [Block("left", f"{number} {heading}", True), *_paragraphs(bodies)]
    elif style == "paren":
        gap = "" if source["lang"] == "ko" else " "
        made.blocks += [Block("left", f"{number}{gap}({heading})", True), *_paragraphs(bodies)]
    else:
        joined = {"run-in": f" {heading}.—", "dash": " – "}.get(style, " ")
        first, *rest = bodies
        note = heading if style == "margin" else ""
        made.blocks += [Block("plain", f"{number}{joined}{first}", note=note), *_paragraphs(rest)]


def _bare(num: str) -> str:
    """The number as lawscan gives it: without the word for article."""
    for word in ("Article ", "Art. "):
        num = num.removeprefix(word)
    return num.strip(" .")


def _paragraphs(bodies: list[str]) -> list[Block]:
    return [Block("plain", body) for body in bodies]


def _tail(made: Statute, source: dict[str, Any], sentences: Iterator[str]) -> None:
    """A transitory part that counts anew, or a schedule with a table: neither belongs to the last provision."""
    if "transitory" in source:
        made.blocks.append(Block("part", source["transitory"], bold=True))
        for value in (1, 2, 3):
            _provision(
                made, source, str(value), "", [next(sentences).replace("{ref}", source["reference"].format(n=2))]
            )
    if "schedule" in source:
        made.blocks.append(Block("part", source["schedule"], bold=True))
        rows = [
            ("Form A", "Register", "20"),
            ("Form B", "Copy", "5"),
            ("Form C", "Oath", "12"),
            ("Form D", "Lamp", "3"),
        ]
        made.blocks += [Block("table", cells=row) for row in rows]
