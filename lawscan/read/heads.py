"""Which words are headings and which are text that merely follows a number or stands above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from lawscan.letters import is_small
from lawscan.read.lines import Line
from lawscan.read.outline import MAX_HEADING
from lawscan.read.structure import Mark

_ENDS = re.compile(r"[.;,:。；،؛–—\-]$|[.;,:。]\s*[\"”»]$")
_SUBSECTION = re.compile(r"[\s.:–—-]*\(\s?(?:[\da-zA-Z]{1,3}|[^\W_])\s?\)")
_DASHED = re.compile(r"[\s.)\]]*([\[(*\"“]*[^\W\d_][^—―–]{1,180}?)[.:]\s?[—―–]")
_RUN_IN = re.compile(r"[\s.)\]:–—-]*([^\W\d_][^.;:。،]{1,140}?)\.(?:\s?[–—-]+\s?|\s+)(?=[(\[\d§\"“]|[^\W\d_])")
_RUN_IN_WORDS = 12
_OFTEN = 0.5
_HEAD_LINES = 4
_LEAST_LETTERS = 4  # of a heading in capitals
_SENTENCE_END = re.compile(r"[.;:!?\])”\"»’*]$|[—–-]$")
_LARGE = 1.2  # times the law's own print that a heading is set in
_WEAK_END = re.compile(
    r"\b(?:an?|and|or|the|of|to|in|is|by|for|la|le|les|el|los|de|del|des|du|en|y|o|e|et|ou|und|der|die|das|ist)$"
)


def relative(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, bold where they are set off: not where most of the text is bold, but where the print is larger.

    >>> [line.bold for line in relative([Line("a" * 9, bold=True), Line("b" * 8)])]
    [False, False]
    >>> [line.bold for line in relative([Line("a" * 9, size=10), Line("b", size=13)])]
    [False, True]
    """
    total = sum(len(line.text) for line in lines)
    heavy = sum(len(line.text) for line in lines if line.bold) > 0.5 * total
    large = _LARGE * own_size(lines)
    return [
        replace(line, bold=loud) if loud != line.bold else line
        for line in lines
        for loud in [(line.bold and not heavy) or (0 < large < line.size and len(line.text) <= MAX_HEADING)]
    ]


def own_size(lines: Sequence[Line]) -> float:
    """The largest size in which a good part of the text is set; 0 where the format has no sizes."""
    weight: Counter[float] = Counter()
    for line in lines:
        weight[round(line.size)] += len(line.text)
    most = max(weight.values(), default=0)
    return max((size for size, letters in weight.items() if letters >= 0.2 * most), default=0.0)


def cross_heading(lines: Sequence[Line]) -> int:
    """How many lines at the end are a heading in capitals that stands between provisions, without a number.

    >>> cross_heading([Line("2. The name may be changed."), Line("COMPANY CONTRACTS")])
    1
    >>> cross_heading([Line("2. The name may be changed to"), Line("COMPANY CONTRACTS")])
    0
    """
    count = 0
    while count < min(len(lines) - 1, _HEAD_LINES + 1) and _in_capitals(lines[-1 - count]):
        count += 1
    if not 0 < count <= _HEAD_LINES:
        return 0
    return count if _SENTENCE_END.search(lines[-1 - count].text.strip()) else 0


def _in_capitals(line: Line) -> bool:
    text = line.text.strip()
    if line.zone != "body" or not text.isupper() or len(text) > MAX_HEADING:
        return False
    return text[-1] not in ";,:" and sum(map(str.isalpha, text)) >= _LEAST_LETTERS


class Heads:
    """The headings of an instrument's provisions, and what its provisions do as a rule."""

    def __init__(self, lines: Sequence[Line], marks: dict[int, Mark]) -> None:
        self.lines, self.marks = lines, marks
        numbered = [at for at, found in marks.items() if found.role in ("article", "section", "bare")]
        self.run_in = _often([bool(self._run_in(at)) for at in numbered])
        self.on_line = _often([bool(self._on_line(at)) for at in numbered])
        self.above = _often([self._height_above(at) > 0 for at in numbered])

    def of(self, at: int) -> str:
        """The heading of the provision that begins on line ``at``; "" where it has none."""
        found, line = self.marks[at], self.lines[at]
        if _SUBSECTION.match(found.rest):
            return ""
        dashed = _DASHED.match(found.rest)
        if dashed:
            return dashed.group(1).strip(" .:[]")
        if self.run_in and (title := self._run_in(at)):
            return title
        if found.rest.strip(" .:–—-\t"):
            return self._on_line(at) if self.on_line or line.level or line.bold else ""
        return self._below(at)

    def lines_above(self, at: int) -> int:
        """How many lines above line ``at``, where a provision is numbered, are its heading."""
        place = self._previous(at)
        if place >= 0 and self.lines[place].level > 1:
            return int(len(self.lines[place].text) <= MAX_HEADING)
        return self._height_above(at) if self.above else 0

    def _height_above(self, at: int) -> int:
        """The bold lines just above that set out anew, after a sentence or a head of another kind; 0 where none do."""
        place, count = self._previous(at), 0
        while place >= 0 and self.lines[place].bold and place not in self.marks and self.lines[place].zone == "body":
            place, count = self._previous(place), count + 1
        if not 0 < count <= _HEAD_LINES or (count == 1 and not self._headed(self._previous(at))):
            return 0
        return count if place < 0 or place in self.marks or self._ends(place) else 0

    def _ends(self, place: int) -> bool:
        text = self.lines[place].text.strip()
        return bool(_ENDS.search(text)) or text.isupper()

    def _previous(self, at: int) -> int:
        """The line above, footnotes left out; -1 where there is none."""
        return next((place for place in range(at - 1, -1, -1) if self.lines[place].zone != "footnote"), -1)

    def _run_in(self, at: int) -> str:
        """A short title up to its first full stop, where more text follows."""
        joined = self.marks[at].rest
        if not joined.strip(" .:)–—-"):
            return ""  # below a number that stands alone there is a heading or a sentence, not both in one
        if at + 1 < len(self.lines) and at + 1 not in self.marks:
            joined = f"{joined.rstrip()} {self.lines[at + 1].text.strip()}"
        found = _RUN_IN.match(joined)
        title = re.sub(r"\s+1$", "", found.group(1).strip()) if found else ""  # "Title 1. First paragraph"
        return title if title and not is_small(title[0]) and len(title.split()) <= _RUN_IN_WORDS else ""

    def _on_line(self, at: int) -> str:
        """What follows the number, where the line was ended on purpose and does not run on into the next."""
        rest = self.marks[at].rest.strip(" .:–—-\t")
        ended = _ENDS.search(self.marks[at].rest.strip())
        if ended or len(rest) > MAX_HEADING or not any(char.isalpha() for char in rest):
            return ""
        set_off = self.lines[at].level or self.lines[at].bold
        if self.lines[at].bold and not rest.endswith(")"):
            rest = " ".join([rest, *self._bold_below(at)])
        return rest.strip("()") if set_off or not self._runs_on(at) else ""

    def _bold_below(self, at: int) -> list[str]:
        """The next lines of a bold heading that was too long for one."""
        found: list[str] = []
        for place in range(at + 1, min(at + _HEAD_LINES, len(self.lines))):
            line = self.lines[place]
            if not line.bold or place in self.marks or line.zone != "body" or not self._full(place - 1):
                break
            found.append(line.text.strip())
        return found

    def _below(self, at: int) -> str:
        below = at + 1
        if below >= len(self.lines) or below in self.marks:
            return ""
        line = self.lines[below]
        if line.bold:
            return " ".join([line.text.strip(), *self._bold_below(below)])
        alone = below + 1 >= len(self.lines) or below + 1 in self.marks  # then the line is all that the provision says
        if line.level or (self._headed(below) and not self._runs_on(below) and not alone):
            return line.text.strip()
        return ""

    def _headed(self, at: int) -> bool:
        text = self.lines[at].text.strip()
        return (
            0 < len(text) <= MAX_HEADING
            and not _ENDS.search(text)
            and not text[0].isdigit()
            and text[0] not in "(-•"
            and not is_small(text[0])
        )

    def _runs_on(self, at: int) -> bool:
        """True where the sentence goes on in the next line: in small letters, or because the line was full."""
        if at + 1 >= len(self.lines):
            return False
        text, following = self.lines[at].text.strip(), self.lines[at + 1].text.strip()
        if at + 1 in self.marks:
            return self._full(at)
        return is_small(following[:1]) or bool(_WEAK_END.search(text)) or self._full(at)

    def _full(self, at: int) -> bool:
        """True where the first word of the next line had no room left on this one."""
        box = self.lines[at].box
        if box is None or not self.lines[at].text:
            return False
        near = [line.box for line in self.lines[max(0, at - 8) : at + 9] if line.box and line.zone == "body"]
        column = [each for each in near if each.page == box.page and each.x0 < box.x1 and each.x1 > box.x0]
        widest = max((each.x1 - each.x0 for each in column), default=0.0)  # a table has no body beside it
        if not widest:
            return False
        words = self.lines[at + 1].text.split() or [""]
        letter = (box.x1 - box.x0) / len(self.lines[at].text)
        return bool(box.x1 - box.x0 + (len(words[0]) + 1) * letter > widest)


def _often(found: list[bool]) -> bool:
    return sum(found) >= max(1, _OFTEN * len(found))
