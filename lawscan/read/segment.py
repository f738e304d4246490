"""Lines in reading order become provisions: numbers, headings, containers, schedules, contents lists, quoted text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lawscan.law import Box, Instrument, Provision
from lawscan.lexicon.detect import detect
from lawscan.read import containers
from lawscan.read.lines import Line
from lawscan.read.options import ReadOptions
from lawscan.read.structure import Mark, Structure, mark, structure

_DEPTH = {"part": 1, "book": 2, "title": 3, "chp": 4, "dvs": 5, "art": 6}
_ENDS = re.compile(r"[.;,:–—\-]$|[.;,:]\s*[\"”»]$")
_MAX_HEADING = 160


@dataclass(slots=True)
class _Draft:
    """A provision while its lines are gathered."""

    eid: str
    num: str
    kind: str
    heading: str = ""
    quoted: bool = False
    lines: list[Line] = field(default_factory=list)


def segment_lines(lines: Sequence[Line], options: ReadOptions, facts: containers.Facts | None = None) -> tuple[Instrument, ...]:
    """The instruments that the lines hold, each with its provisions.

    Side-by-side languages (``Line.expression``) become instruments of their own, so that no provision is counted twice.

    Args:
        lines: all lines of a file, in reading order.
        options: what the caller knows of the law.
        facts: what the file itself says of it, as from front matter.
    """
    facts = facts or containers.Facts()
    out: list[Instrument] = []
    for own in _by_expression(lines):
        lang = _language(own, options, facts, single=len(own) == len(lines))
        for part in containers.split(own, lang):
            provisions = tuple(provisions_of(part.lines, lang))
            out.append(containers.instrument(part, provisions, lang, options, facts))
    return tuple(out)


def _by_expression(lines: Sequence[Line]) -> list[list[Line]]:
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.expression, []).append(line)
    return list(groups.values())


def _language(lines: Sequence[Line], options: ReadOptions, facts: containers.Facts, single: bool) -> str:
    if single and (options.lang or facts.lang):
        return options.lang or facts.lang
    return detect("\n".join(line.text for line in lines[:: max(1, len(lines) // 400)]))


def provisions_of(lines: Sequence[Line], lang: str) -> list[Provision]:
    """The provisions of one instrument's lines, in order; no line is lost."""
    words = structure(lang)
    marks = _settle(lines, {at: found for at, line in enumerate(lines) if (found := mark(words, line.text))})
    return _Cutter(lines, lang, words).cut(marks)


def _settle(lines: Sequence[Line], marks: dict[int, Mark]) -> dict[int, Mark]:
    """Only the marks that truly begin something."""
    named = [at for at, found in marks.items() if found.role in ("article", "section") and found.strong]
    bare = [at for at, found in marks.items() if found.role == "bare" and found.strong]
    keep_bare = len(named) < 3 and len(bare) > len(named)
    kept: dict[int, Mark] = {}
    last = 0
    for at, found in marks.items():
        if lines[at].zone in ("footnote", "table") or not found.strong:
            continue
        if found.role == "bare":
            if not keep_bare or not last < found.value <= last + 3:
                continue
            last = found.value
        elif found.role in ("schedule", "transitory", "preamble"):
            last = 0
            if len(lines[at].text) > _MAX_HEADING:
                continue
        elif found.role == "container" and len(lines[at].text) > _MAX_HEADING:
            continue
        kept[at] = found
    return kept


class _Cutter:
    """Walks the lines once and gathers drafts."""

    def __init__(self, lines: Sequence[Line], lang: str, words: Structure) -> None:
        self.lines = lines
        self.lang = lang
        self.words = words
        self.stack: list[tuple[int, str]] = []
        self.drafts: list[_Draft] = [_Draft("preamble", "", "preamble")]
        self.seen: dict[str, int] = {}

    def cut(self, marks: dict[int, Mark]) -> list[Provision]:
        for at, line in enumerate(self.lines):
            found = marks.get(at)
            if found is not None:
                self._begin(at, found)
            self.drafts[-1].lines.append(line)
        return [made for draft in self.drafts if (made := self._provision(draft))]

    def _begin(self, at: int, found: Mark) -> None:
        if found.role in ("article", "section", "bare"):
            draft = _Draft(self._eid(f"{found.name}_{_token(found)}"), found.label, found.role, quoted=found.quoted)
            draft.heading = self._heading(at, found)
            self.drafts.append(draft)
            return
        if found.role in ("container", "schedule", "transitory"):
            depth = _DEPTH.get(found.name, 0)
            self.stack = [each for each in self.stack if each[0] < depth]
            self.stack.append((depth, f"{found.name}_{_token(found)}" if found.label else found.name))
        kind = found.role if found.role in ("schedule", "preamble", "contents") else "other"
        self.drafts.append(_Draft(self._eid(""), "", kind))

    def _eid(self, own: str) -> str:
        eid = "__".join([name for _, name in self.stack] + ([own] if own else [])) or "other"
        count = self.seen[eid] = self.seen.get(eid, 0) + 1
        return eid if count == 1 else f"{eid}-dup{count}"

    def _heading(self, at: int, found: Mark) -> str:
        rest = found.rest.strip(" .:–—-\t")
        if rest and len(rest) <= _MAX_HEADING and not _ENDS.search(rest):
            return rest
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        if not rest and following and _like_heading(following):
            return following.text.strip()
        return ""

    def _provision(self, draft: _Draft) -> Provision | None:
        text = "\n".join(stripped for line in draft.lines if (stripped := line.text.strip()))
        if not text:
            return None
        pages = [line.page for line in draft.lines if line.page]
        return Provision(
            eid=draft.eid, num=draft.num, heading=draft.heading, text=text, lang=self.lang, quoted=draft.quoted,
            page_first=min(pages, default=0), page_last=max(pages, default=0), boxes=merge_boxes(draft.lines),
            kind={"bare": "section"}.get(draft.kind, draft.kind),
        )


def _token(found: Mark) -> str:
    if found.value:
        return f"{found.value}{found.suffix}"
    return re.sub(r"\W+", "", found.label) or "nn"


def _like_heading(line: Line) -> bool:
    text = line.text.strip()
    return 0 < len(text) <= _MAX_HEADING and not _ENDS.search(text) and not text[0].isdigit() and text[0] not in "(-•"


def merge_boxes(lines: Iterable[Line]) -> tuple[Box, ...]:
    """One box a page around the lines that have boxes."""
    pages: dict[int, Box] = {}
    for line in lines:
        if line.box is None:
            continue
        old = pages.get(line.box.page)
        pages[line.box.page] = line.box if old is None else Box(
            old.page, min(old.x0, line.box.x0), min(old.top, line.box.top), max(old.x1, line.box.x1), max(old.bottom, line.box.bottom)
        )
    return tuple(pages.values())
