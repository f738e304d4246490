"""Is every recorded provision of ../shared/pdf read whole, on its page? Recorded: places and numbers, in recorded.toml.

    python benchmarks/reading/recorded.py [../shared/pdf] [--no-ocr] [--write docs/measures-reading.md]

Found: a provision with that number stands on that page. Whole: its text ends where a sentence does, no number that
should begin the next provision stands at the start of one of its lines, and none of its lines is a bare page number;
numbers in the heading are not judged, for notes in the margin end in the number of a chapter.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lawscan.law import Provision
from lawscan.read import ReadOptions, read_file
from lawscan.read.numbers import order

HERE = Path(__file__).parent
BEGIN, END = "<!-- recorded: begin -->", "<!-- recorded: end -->"
_ENDS = re.compile(r"[.;:!?”\"»’)\]*۔।؛]$|[.;]\W*$")


@dataclass(frozen=True)
class Outcome:
    """What became of one recorded number on one page; ``cause`` is empty where it was read whole."""

    file: str
    page: int
    num: str
    cause: str = ""


def recorded() -> list[dict[str, Any]]:
    """The recorded places."""
    found: list[dict[str, Any]] = tomllib.loads((HERE / "recorded.toml").read_text("utf-8"))["found"]
    return found


def check(folder: Path, ocr: bool = True) -> Iterator[Outcome]:
    """The outcome of every recorded number; files are read once each."""
    places: dict[str, list[dict[str, Any]]] = {}
    for place in recorded():
        if ocr or not place.get("ocr"):
            places.setdefault(place["file"], []).append(place)
    for file, own in places.items():
        wanted = any(place.get("ocr") for place in own)
        laws = read_file(folder / file, ReadOptions(exhaustive=True, ocr=wanted)).instruments
        made = [each for law in laws for each in law.provisions]
        for place in own:
            for num in place["numbers"]:
                yield Outcome(file, place["page"], num, fault(made, num, place["page"]))


def fault(made: Sequence[Provision], num: str, page: int) -> str:
    """Why the provision with that number on that page is not read whole; "" where it is.

    >>> fault([Provision("sec_2", "2", "", "2. It ends here.", "en", 1, 1)], "2", 1)
    ''
    >>> fault([Provision("sec_2", "2", "", "2. It ends here.", "en", 1, 1)], "3", 1)
    'not found on its page'
    """
    there = [at for at, each in enumerate(made) if each.page_first <= page <= each.page_last]
    same = [at for at in there if order(made[at].num) == order(num)]
    if not same:
        return "not found on its page"
    following = (each for each in made[same[0] + 1 :] if each.num and not each.quoted)
    return _torn(made[same[0]], next(following, None))


def _torn(own: Provision, following: Provision | None) -> str:
    lines = own.text.splitlines()
    if not _ENDS.search(lines[-1].strip()):
        return "ends within a sentence"
    body = lines[_heading_lines(own, lines) :]
    if any(re.fullmatch(r"[\W_]*\d{1,4}[\W_]*", line) and line[-1:] not in ".)," for line in body[1:]):
        return "page number in its text"
    value = order(own.num)[0]
    if following is not None and order(following.num)[0] > value + 1:
        swallowed = [line for line in lines[1:] if re.match(rf"{value + 1}\.\s", line)]
        if swallowed:
            return "holds the next provision too"
    return ""


def _heading_lines(own: Provision, lines: Sequence[str]) -> int:
    """How many of the first lines of a provision are its heading, as notes in the margin are."""
    ends = (count for count in range(1, len(lines) + 1) if " ".join(lines[:count]) == own.heading)
    return next(ends, 0)


def summary(outcomes: Sequence[Outcome]) -> list[str]:
    """The figures, and what fell short by cause."""
    whole = sum(not each.cause for each in outcomes)
    found = sum(each.cause != "not found on its page" for each in outcomes)
    causes = Counter(each.cause for each in outcomes if each.cause)
    said = [f"- {each.file}, page {each.page}, number {each.num}: {each.cause}" for each in outcomes if each.cause]
    counted = ", ".join(f"{count} {cause}" for cause, count in causes.most_common())
    return [
        f"{len(outcomes)} recorded numbers on {len({(each.file, each.page) for each in outcomes})} pages of "
        f"{len({each.file for each in outcomes})} files: {found} found on their page, {whole} of them whole.",
        *([f"Short: {counted}.", "", *said] if said else []),
    ]


def main() -> None:
    """Check, print, and where asked write into the docs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=HERE.parents[2] / "shared" / "pdf")
    parser.add_argument("--no-ocr", action="store_true")
    parser.add_argument("--write", type=Path)
    wanted = parser.parse_args()
    lines = summary(list(check(wanted.folder, not wanted.no_ocr)))
    print("\n".join(lines))
    if wanted.write:
        from golden import write

        write(wanted.write, lines, BEGIN, END)


if __name__ == "__main__":
    main()
