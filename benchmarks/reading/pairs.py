"""Are laws cut alike from their PDF and from another form of the same text? Over ../shared, which stays where it is.

    python benchmarks/reading/pairs.py [../shared] [--write docs/measures-reading.md] [--errors]

A boundary is right when the number and the first 40 letters of the text agree. What only one of the two prints (another
version, a schedule left out) is not counted: a provision counts when its first words stand in the other form at all.
"""

from __future__ import annotations

import argparse
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from lawscan.law import Provision
from lawscan.read import ReadOptions, read_file
from lawscan.read.structure import mark, structure

HERE = Path(__file__).parent
START, KNOWN, SLACK, ALIKE = 40, 25, 24, 0.85
BEGIN, END = "<!-- pairs: begin -->", "<!-- pairs: end -->"


def letters(text: str) -> str:
    """Letters only, case folded: numbers of footnotes stand in one print and not in the other.

    >>> letters("5A. 1[Citizens] may")
    'acitizensmay'
    """
    return re.sub(r"[\W\d_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def number(num: str) -> str:
    """A number without signs, in western digits.

    >>> number("5-A."), number("٧")
    ('5a', '7')
    """
    plain = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in num)
    return re.sub(r"[\W_ºª]+", "", plain).casefold()


@dataclass
class Cut:
    """A provision as it was cut: its number, its letters, and where among them its text may begin."""

    num: str
    text: str
    head: int
    words: list[str]

    @classmethod
    def of(cls, made: Provision) -> Cut:
        """From a provision that lawscan read."""
        found = mark(structure(made.lang), made.text)
        text = found.rest if found is not None and found.label else made.text
        return cls(number(made.num), letters(text), len(letters(made.heading)), made.text.casefold().split())

    @property
    def start(self) -> str:
        """The first letters of the text after number and heading."""
        return self.text[self.head : self.head + START]

    def begins_like(self, other: Cut) -> bool:
        """Whether the other's text begins where this one's does, whichever of them knows its heading."""
        return _within(other.start, self.text, max(self.head, other.head)) or _within(
            self.start, other.text, max(self.head, other.head)
        )


def _within(start: str, text: str, head: int) -> bool:
    """Whether the start stands at the beginning of the text, after a heading at most."""
    if not start:
        return len(text) < START
    near = text[: head + SLACK + len(start)]
    if start in near:
        return True
    return any(
        SequenceMatcher(None, start, near[at : at + len(start)], autojunk=False).ratio() >= ALIKE
        for at in {0, min(head, 4), head, head + 2, max(0, head - 4)}
    )


@dataclass
class Tally:
    """What one pair or one class of pairs gives."""

    pairs: int = 0
    truth: int = 0
    found: int = 0
    right: int = 0
    unlike: float = 0.0
    causes: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another one in."""
        for name in ("pairs", "truth", "found", "right", "unlike"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.causes += other.causes
        self.notes += other.notes

    def row(self, name: str) -> str:
        """A row of the table."""
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.truth)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        unlike = self.unlike / max(1, self.right)
        counts = (self.pairs, self.truth, self.found)
        shares = (precision, recall, f1, unlike)
        return " | ".join([f"| {name}", *map(str, counts), *(f"{x:.3f}" for x in shares)]) + " |"


def compare(pdf: Sequence[Cut], other: Sequence[Cut]) -> Tally:
    """Boundaries of the PDF against those of the other form."""
    printed, known = "".join(cut.text for cut in pdf), "".join(cut.text for cut in other)
    truth = [cut for cut in other if _stands(cut, printed)]
    tally = Tally(1, len(truth))
    left = list(pdf)
    for cut in truth:
        match = next((each for each in left if each.num == cut.num and each.begins_like(cut)), None)
        if match is None:
            cause = _cause(cut, pdf)
            tally.causes[cause] += 1
            tally.notes.append(f"{cause}: {cut.num} {cut.start[:30]}")
            continue
        left.remove(match)
        tally.right += 1
        tally.unlike += 1 - SequenceMatcher(None, match.words[:400], cut.words[:400], autojunk=False).ratio()
    extra = [cut for cut in left if _stands(cut, known)]
    tally.found = tally.right + len(extra)
    for cut in extra:
        cause = _extra_cause(cut, other)
        tally.causes[cause] += 1
        tally.notes.append(f"{cause}: {cut.num} {cut.start[:30]}")
    return tally


def _stands(cut: Cut, text: str) -> bool:
    return len(cut.start) >= KNOWN and cut.start in text


def _cause(cut: Cut, pdf: Iterable[Cut]) -> str:
    for each in pdf:
        if cut.start[:KNOWN] in each.text[: each.head + START + SLACK]:
            return "PDF: another number"
    if any(each.num == cut.num and cut.start[:KNOWN] in each.text for each in pdf):
        return "PDF: begins too early"
    return "PDF: left inside another"


def _extra_cause(cut: Cut, other: Iterable[Cut]) -> str:
    if any(cut.start[:KNOWN] in each.text[: each.head + START + SLACK] for each in other):
        return "PDF: another number again"
    return "PDF: begun where the other form has none"


def cuts(path: Path) -> list[Cut]:
    """The numbered provisions of a file, those quoted into another law left out."""
    laws = read_file(path, ReadOptions(exhaustive=True, ocr=False)).instruments
    return [Cut.of(each) for law in laws for each in law.provisions if each.num and not each.quoted]


def measure(shared: Path) -> dict[str, Tally]:
    """All pairs, counted by layout class."""
    found: dict[str, Tally] = {}
    for pair in tomllib.loads((HERE / "pairs.toml").read_text("utf-8"))["pair"]:
        tally = compare(cuts(shared / pair["pdf"]), cuts(shared / pair["other"]))
        tally.notes = [f"{pair['pdf']}: {note}" for note in tally.notes]
        print(tally.row(pair["pdf"]), flush=True)
        found.setdefault(pair["layout"], Tally()).add(tally)
    return found


def table(found: dict[str, Tally]) -> list[str]:
    """The figures as a Markdown table, the sum last, and the errors by cause."""
    total = Tally()
    for tally in found.values():
        total.add(tally)
    causes = ", ".join(f"{count} {cause}" for cause, count in total.causes.most_common() if count)
    return [
        "| layout | pairs | provisions in both | found | precision | recall | F1 | words unlike |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
        *(tally.row(name) for name, tally in sorted(found.items())),
        total.row("all"),
        "",
        f"Boundaries that differ: {causes or 'none'}.",
    ]


def main() -> None:
    """Measure, print, and where asked write into the docs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=HERE.parents[2] / "shared")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--errors", action="store_true", help="say each difference (prints law text)")
    wanted = parser.parse_args()
    found = measure(wanted.shared)
    if wanted.errors:
        print("\n".join(note for tally in found.values() for note in tally.notes))
    lines = table(found)
    print("\n".join(lines))
    if wanted.write:
        from golden import write

        write(wanted.write, lines, BEGIN, END)


if __name__ == "__main__":
    main()
