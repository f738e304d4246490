"""Does lawscan cut statutes at the right places? Laws of our own, printed in many layouts, whose truth is known.

    python benchmarks/reading/golden.py [--write docs/measures-reading.md] [--keep FOLDER] [--errors]

A boundary is right when the number and the first 40 letters and digits of the provision agree; a provision is whole
when all of its letters do, and no other. The sentences stand in golden/statutes.toml, the printing in golden/press.py.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
import tempfile
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
START = 40
BEGIN, END = "<!-- golden: begin -->", "<!-- golden: end -->"


def _sibling(name: str) -> Any:
    """A module of golden/, which is no package: benchmarks are files to run."""
    spec = importlib.util.spec_from_file_location(f"golden_{name}", HERE / "golden" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


compose = _sibling("compose")
press = _sibling("press")


def letters(text: str) -> str:
    """Letters and digits only, case folded, compatibility forms undone: what two prints of one text share.

    >>> letters("Art. 1er. – Le “ﬁl”")
    'art1erlefil'
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


@dataclass
class Tally:
    """What was found of a class: boundaries and whole texts, and what went wrong how often."""

    truth: int = 0
    found: int = 0
    right: int = 0
    whole: int = 0
    headed: int = 0
    files: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        for name in ("truth", "found", "right", "whole", "headed", "files"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.causes += other.causes
        self.notes += other.notes

    @property
    def scores(self) -> tuple[float, float, float]:
        """Precision, recall and F1 of boundaries."""
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.truth)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def compare(expected: Sequence[Any], found: Sequence[Any]) -> Tally:
    """Count what was found against what is known; each provision found may answer for one only."""
    tally = Tally(len(expected), len(found), files=1)
    left = list(found)
    for truth in expected:
        match = next((each for each in left if _begins_alike(truth, each)), None)
        if match is None:
            tally.causes[_cause(truth, found)] += 1
            tally.notes.append(f"missed {truth.num!r}: {truth.text[:60]!r}")
            continue
        left.remove(match)
        tally.right += 1
        tally.whole += letters(match.text) in _prints(truth)
        tally.headed += letters(match.heading) == letters(truth.heading)
        if letters(match.text) not in _prints(truth):
            tally.notes.append(f"not whole {truth.num!r}: ends {match.text[-50:]!r}")
        elif letters(match.heading) != letters(truth.heading):
            tally.notes.append(f"heading of {truth.num!r}: {match.heading[:50]!r} for {truth.heading[:50]!r}")
    tally.causes["begun where nothing begins"] += len(left)
    tally.notes += [f"extra {each.num!r}: {each.text[:60]!r}" for each in left]
    return tally


def _prints(truth: Any) -> tuple[str, str]:
    """A provision with its heading behind its number, and before it, as in the margin."""
    return letters(truth.number + truth.heading + truth.text), letters(truth.heading + truth.number + truth.text)


def number(num: str) -> str:
    """A printed number without its ordinal mark: "1.º" and "1" are one number."""
    return letters(num.translate({ord("º"): "", ord("ª"): ""}))


def _begins_alike(truth: Any, found: Any) -> bool:
    text, head = letters(found.text), len(letters(truth.number + truth.heading))
    return number(truth.num) == number(found.num) and any(
        text[: head + START] == print_[: head + START] for print_ in _prints(truth)
    )


def _cause(truth: Any, found: Iterable[Any]) -> str:
    same = [each for each in found if number(each.num) == number(truth.num)]
    if same:
        return "begins with other text"
    inside = letters(truth.text)[:START]
    return "left inside another" if any(inside in letters(each.text) for each in found) else "text lost or mixed"


def read(path: Path, lang: str = "") -> list[Any]:
    """The numbered provisions of a file, save those quoted into another law."""
    from lawscan.read import ReadOptions, read_file

    laws = read_file(path, ReadOptions(exhaustive=True, ocr=False, lang=lang)).instruments
    return [each for law in laws for each in law.provisions if each.num and not each.quoted]


def measure(folder: Path, layouts: Sequence[str] = ()) -> dict[str, Tally]:
    """Print every statute in every layout that suits it, read it back, and count by layout."""
    statutes = tomllib.loads((HERE / "golden" / "statutes.toml").read_text("utf-8"))
    tallies: dict[str, Tally] = {}
    for job in press.jobs(compose.compose_all(statutes)):
        if layouts and job.layout not in layouts:
            continue
        path = job.print_to(folder)
        tally = compare(job.expected, read(path))
        tally.notes = [f"{path.stem}: {note}" for note in tally.notes]
        tallies.setdefault(job.layout, Tally()).add(tally)
    return tallies


def table(tallies: dict[str, Tally]) -> list[str]:
    """The figures as a Markdown table, the sum last."""
    total = Tally()
    rows = [
        "| layout | files | provisions | precision | recall | F1 | whole | heading |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for tally in tallies.values():
        total.add(tally)
    for name, tally in (*tallies.items(), ("all", total)):
        shares = (*tally.scores, tally.whole / max(1, tally.right), tally.headed / max(1, tally.right))
        rows.append(" | ".join([f"| {name}", str(tally.files), str(tally.truth), *(f"{x:.3f}" for x in shares)]) + " |")
    causes = ", ".join(f"{count} {cause}" for cause, count in total.causes.most_common() if count)
    return [*rows, "", f"Boundaries that are wrong: {causes or 'none'}."]


def write(path: Path, lines: Sequence[str], begin: str = BEGIN, end: str = END) -> None:
    """Put the lines between two marks of a Markdown file; at its end where it has none yet."""
    text = path.read_text("utf-8")
    block = "\n".join([begin, "", *lines, "", end])
    before, found, rest = text.partition(begin)
    after = rest.partition(end)[2] if found else "\n"
    path.write_text(f"{before if found else text.rstrip() + chr(10) * 2}{block}{after}", "utf-8")


def main() -> None:
    """Measure, print, and where asked write into the docs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layout", action="append", default=[])
    parser.add_argument("--write", type=Path)
    parser.add_argument("--keep", type=Path, help="keep the printed files here")
    parser.add_argument("--errors", action="store_true", help="say each error")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = wanted.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        tallies = measure(folder, wanted.layout)
    if wanted.errors:
        print("\n".join(note for tally in tallies.values() for note in tally.notes))
    lines = table(tallies)
    print("\n".join(lines))
    if wanted.write:
        write(wanted.write, lines)


if __name__ == "__main__":
    main()
