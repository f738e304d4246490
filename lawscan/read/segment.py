"""Lines in reading order become provisions: numbers, headings, containers, schedules, contents lists, quoted text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from lawscan import lexicon
from lawscan.law import Box, Instrument, Provision
from lawscan.lexicon.detect import detect
from lawscan.read import containers, notes, sides
from lawscan.read.facts import Facts
from lawscan.read.heads import Heads, cross_heading, relative
from lawscan.read.lines import Line
from lawscan.read.options import ReadOptions
from lawscan.read.outline import NUMBERED, note_start, outline, quote_end
from lawscan.read.structure import OPENING, Mark, mark, openings, structure

_DEPTH: dict[str, float] = {"part": 1, "book": 2, "title": 3, "chp": 4, "dvs": 5, "art": 6}
_TOO_SHORT_TO_TELL = 400
_LANGUAGE_SAMPLE = 1000


@dataclass(slots=True)
class _Draft:
    """A provision while its lines are gathered."""

    eid: str
    num: str
    kind: str
    heading: str = ""
    quoted: bool = False
    titled: bool = False
    lines: list[Line] = field(default_factory=list)


def segment_lines(lines: Sequence[Line], options: ReadOptions, facts: Facts | None = None) -> tuple[Instrument, ...]:
    """The instruments that the lines hold, each with its provisions.

    Side-by-side languages (``Line.expression``) become instruments of their own, so that no provision is counted twice.

    Args:
        lines: all lines of a file, in reading order.
        options: what the caller knows of the law.
        facts: what the file itself says of it, as from front matter.
    """
    facts, lines = facts or Facts(), sides.by_language(relative(notes.set_apart(lines)))
    out: list[Instrument] = []
    expressions = _by_expression(lines)
    for own in expressions:
        runs = containers.runs_by_script(own)
        single = len(expressions) == 1 and len(runs) == 1
        masthead = containers.masthead(own, _language(own[:200], options, facts, single)) if not facts.iso3 else Facts()
        for run in (part for each in runs for part in _by_language(each, options, facts)):
            out.extend(_instruments(run, options, facts, masthead, single))
    return tuple(out)


def _instruments(
    lines: Sequence[Line], options: ReadOptions, facts: Facts, masthead: Facts, single: bool
) -> list[Instrument]:
    lang = _language(lines, options, facts, single)
    marks = _marks(lines, lang)
    if not options.lang and _without_structure(lines, marks):
        other, marks = _marks_of_another(lines, lang, marks)
        lang = other if sum(len(line.text) for line in lines) < _TOO_SHORT_TO_TELL else lang
    begins = [0] if facts.title or options.title else containers.starts(lines, marks, lang)
    out = []
    for start, end in zip(begins, [*begins[1:], len(lines)], strict=True):
        own = lines[start:end]
        own_lang = lang if len(begins) == 1 or options.lang else containers.part_language(own, lang)
        own_marks = {at - start: found for at, found in marks.items() if start <= at < end}
        part = containers.Part(own, own_lang, marks=own_marks if own_lang == lang else _marks(own, own_lang))
        provisions = tuple(_Cutter(own, own_lang).cut(outline(own, part.marks or {})))
        out.append(containers.instrument(part, provisions, options, facts, masthead))
    return out


def _marks(lines: Sequence[Line], lang: str) -> dict[int, Mark]:
    words = structure(lang)
    marks = {at: found for at, line in enumerate(lines) if (found := mark(words, line.text))}
    end, last = -1, None
    for at, found in marks.items():
        opens = (found.quoted or _note_opens(lines, at)) and lines[at].zone != "footnote"
        if opens and at > end:
            end = quote_end(lines, note_start(lines, at))
        if not opens and at <= end and last is not None and _goes_on(last, found):
            end = at - 1  # the quotation was never closed: the law's own count goes on
        if opens or at <= end:
            marks[at] = replace(found, quoted=True)
        elif found.role in NUMBERED and found.strong:
            last = found
    return marks


def _goes_on(last: Mark, found: Mark) -> bool:
    return found.role == last.role and found.value == last.value + 1 and not found.suffix and found.strong


def _note_opens(lines: Sequence[Line], at: int) -> bool:
    """True where the note in the margin beside a number opens the quotation: “Loss of citizenship. / 5A. …"""
    start = note_start(lines, at)
    return start < at and lines[start].text.lstrip()[:1] in OPENING


def _without_structure(lines: Sequence[Line], marks: dict[int, Mark]) -> bool:
    named = _named(marks)
    return named == 0 or (named < 3 and len(lines) > 30 and len(marks) < 10)


def _named(marks: dict[int, Mark]) -> int:
    return sum(found.role in ("article", "section", "either") and found.strong for found in marks.values())


def _marks_of_another(lines: Sequence[Line], lang: str, marks: dict[int, Mark]) -> tuple[str, dict[int, Mark]]:
    """The language of the same script whose words for articles and sections the lines do use, and its marks."""
    script = lexicon.load(lang).script
    others = ["en", *lexicon.codes()]
    used = {
        code: sum(line.text.startswith(openings(code)) for line in lines)
        for code in others
        if code != lang and lexicon.load(code).script == script
    }
    best = max(used, key=lambda code: used[code], default=lang)
    if used.get(best, 0) <= max(_named(marks), 0 if len(lines) <= 30 else 2):
        return lang, marks
    found = _marks(lines, best)
    return (best, found) if _named(found) > max(_named(marks), len(marks) // 8) else (lang, marks)


def _by_expression(lines: Sequence[Line]) -> list[list[Line]]:
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.expression, []).append(line)
    return list(groups.values())


def _language(lines: Sequence[Line], options: ReadOptions, facts: Facts, single: bool) -> str:
    if single and (options.lang or facts.lang):
        return options.lang or facts.lang
    return detect("\n".join(line.text for line in lines[:: max(1, len(lines) // 400)]))


def _by_language(lines: Sequence[Line], options: ReadOptions, facts: Facts) -> list[Sequence[Line]]:
    """Lines cut where one language ends and the same law begins in the next, as treaties are printed."""
    if options.lang or facts.lang or sum(len(line.text) for line in lines) < 4 * _LANGUAGE_SAMPLE:
        return [lines]
    stretches = _stretches(lines)
    found = [detect("\n".join(line.text for line in lines[one:two])) for one, two in pairwise(stretches)]
    changes = [place for place in range(1, len(found)) if found[place] != found[place - 1]]
    if len(set(found)) != 2 or len(changes) != 1 or min(changes[0], len(found) - changes[0]) < 2:
        return [lines]
    cut = _turn(lines, stretches[changes[0] - 1], stretches[changes[0] + 1], found)
    return [lines[:cut], lines[cut:]]


def _stretches(lines: Sequence[Line]) -> list[int]:
    """Where pieces of at least :data:`_LANGUAGE_SAMPLE` characters begin, and the end; at most twelve pieces."""
    size = max(_LANGUAGE_SAMPLE, sum(len(line.text) for line in lines) // 12)
    bounds, chars = [0], 0
    for at, line in enumerate(lines):
        chars += len(line.text)
        if chars >= size:
            bounds.append(at + 1)
            chars = 0
    if bounds[-1] < len(lines):
        bounds[-1 if len(bounds) > 1 else len(bounds) :] = [len(lines)]
    return bounds


def _turn(lines: Sequence[Line], start: int, end: int, found: list[str]) -> int:
    """The line where the second language begins: the place that parts best what reads as one and as the other."""
    said = [(detect(line.text), len(line.text)) if len(line.text) > 15 else ("", 0) for line in lines[start:end]]
    scores = [0]
    for code, chars in said:
        scores.append(scores[-1] + (chars if code == found[0] else -chars if code == found[-1] else 0))
    return start + max(range(len(scores)), key=lambda place: scores[place])


def provisions_of(lines: Sequence[Line], lang: str) -> list[Provision]:
    """The provisions of one instrument's lines, in order; no line is lost."""
    return _Cutter(lines, lang).cut(outline(lines, _marks(lines, lang)))


class _Cutter:
    """Walks the lines once and gathers drafts."""

    def __init__(self, lines: Sequence[Line], lang: str) -> None:
        self.lines = lines
        self.lang = lang
        self.stack: list[tuple[float, str]] = []
        self.group_depth = 0.0
        self.drafts: list[_Draft] = [_Draft("preamble", "", "preamble")]
        self.current = self.drafts[0]
        self.seen: dict[str, int] = {"preamble": 1}
        self.depths = dict(_DEPTH)
        self.cross_headings = 0
        self.bare_heads = True
        self.met: set[str] = set()
        self.host: _Draft | None = None
        self.quote_end = -1
        self.heads = Heads(lines, {})
        self.aside: _Draft | None = None

    def cut(self, marks: dict[int, Mark]) -> list[Provision]:
        """The provisions that the marks begin."""
        self.heads = Heads(self.lines, marks)
        for at, line in enumerate(self.lines):
            if line.zone == "footnote":
                self._set_aside(line)
                continue
            if self.host is not None and at > self.quote_end:
                self.current, self.host = self.host, None
            found = marks.get(at)
            if found is not None:
                self._begin(at, found, marks)
            self.current.lines.append(line)
        return [made for draft in self.drafts if (made := self._provision(draft))]

    def _set_aside(self, line: Line) -> None:
        """Footnotes of a page stand apart: in the midst of a provision they would tear its sentences."""
        if self.aside is None or self.aside.lines[-1].page != line.page:
            self.aside = _Draft(self._unique("notes"), "", "other")
            self.drafts.append(self.aside)
        self.aside.lines.append(line)

    def _begin(self, at: int, found: Mark, marks: dict[int, Mark]) -> None:
        if self.host is not None and not found.quoted:
            self.current, self.host = self.host, None
        if found.quoted:
            self._begin_quoted(at, found, marks)
        elif found.role in ("article", "section", "bare", "group"):
            self._begin_provision(at, found, marks)
        elif found.role == "preamble" and len(self.drafts) == 1 and len(self.current.lines) < 15:
            return  # title lines and preamble are one
        else:
            self._begin_other(found)

    def _begin_provision(self, at: int, found: Mark, marks: dict[int, Mark]) -> None:
        own = f"{found.name}_{_token(found)}"
        if found.role == "group":
            self._push(found, own)
            draft = _Draft(self._eid(""), found.label, "article")
        else:
            draft = _Draft(self._eid(own), found.label, found.role)
        draft.heading = self.heads.of(at)
        self._take_heads(draft, at, marks)
        self._part_cross_heading()
        self.bare_heads = found.role == "group"
        self._open(draft)

    def _begin_quoted(self, at: int, found: Mark, marks: dict[int, Mark]) -> None:
        """Text that an amending law inserts stands under the provision that inserts it."""
        if self.host is None:
            self.host, self.quote_end = self.current, self._quote_end(at, marks)
        if found.role not in ("article", "section", "bare", "group"):
            return
        draft = _Draft(self._nested(f"{found.name}_{_token(found)}"), found.label, found.role, quoted=True)
        draft.heading = self.heads.of(at)
        self._take_heads(draft, at, marks)
        self._open(draft)

    def _quote_end(self, at: int, marks: dict[int, Mark]) -> int:
        """Where the quotation closes; where it never does, the line before the next thing that begins."""
        end = quote_end(self.lines, note_start(self.lines, at))
        if end >= at:
            return end
        return next((place for place in sorted(marks) if place > at), len(self.lines)) - 1

    def _nested(self, own: str) -> str:
        return self._unique(f"{self.host.eid}__mod__{own}" if self.host is not None else own)

    def _begin_other(self, found: Mark) -> None:
        if found.role in ("container", "schedule", "transitory"):
            self._push(found, f"{found.name}_{_token(found)}" if found.label else found.name)
            kind = "schedule" if found.role == "schedule" else "heading"
            titled = any(char.isalpha() for char in found.rest)
            self._open(_Draft(self._eid(""), "", kind, titled=titled))
            return
        self._open(_Draft(self._unique(found.role), "", found.role))

    def _push(self, found: Mark, name: str) -> None:
        if found.role in ("schedule", "transitory"):
            self.stack = [(0, name)]
            return
        depth = self._depth(found.name)
        if found.role == "group" and not self.group_depth:
            self.group_depth = 7 if any(0 < each[0] <= 5 for each in self.stack) else 1
        depth = self.group_depth if found.role == "group" else depth + 1
        self.stack = [each for each in self.stack if each[0] < depth]
        self.stack.append((depth, name))

    def _depth(self, name: str) -> float:
        """Parts stand above chapters, save where the first part of a law follows a chapter's head at once."""
        depth = self.depths.get(name, 6)
        above = self.stack[-1] if self.stack else None
        if self.bare_heads and above is not None and 0 < depth + 1 <= above[0] and name not in self.met:
            depth = self.depths[name] = above[0] - 1 + 0.5
        self.met.add(name)
        self.bare_heads = True
        return depth

    def _open(self, draft: _Draft) -> None:
        self.drafts.append(draft)
        self.current = draft

    def _eid(self, own: str) -> str:
        return self._unique("__".join([name for _, name in self.stack] + ([own] if own else [])) or "other")

    def _unique(self, eid: str) -> str:
        count = self.seen[eid] = self.seen.get(eid, 0) + 1
        return eid if count == 1 else f"{eid}-dup{count}"

    def _take_heads(self, draft: _Draft, at: int, marks: dict[int, Mark]) -> None:
        """Marginal notes and headings printed above a number belong to it, unless they head a container."""
        taken: list[Line] = []
        lines = self.current.lines
        while lines and at - len(taken) - 1 not in marks and self._belongs_below(at, draft, taken):
            taken.insert(0, lines.pop())
        if (
            taken
            and self.current.kind == "heading"
            and not self.current.titled
            and len(lines) < 2
            and taken[0].zone != "margin"
            and not draft.heading
        ):
            lines.append(taken.pop(0))
        draft.lines.extend(taken)
        if taken and (not draft.heading or taken[0].zone == "margin"):
            draft.heading = " ".join(line.text.strip() for line in taken)

    def _part_cross_heading(self) -> None:
        """Lines in capitals at the end of a provision, after a sentence, head the group of those that follow."""
        lines = self.current.lines
        count = cross_heading(lines) if self.current.kind in NUMBERED else 0
        if count:
            self.cross_headings += 1
            draft = _Draft(self._eid(f"crossheading_{self.cross_headings}"), "", "heading")
            draft.lines, lines[-count:] = lines[-count:], []
            self._open(draft)

    def _belongs_below(self, at: int, draft: _Draft, taken: list[Line]) -> bool:
        if self.current.lines[-1].zone == "margin":
            return True
        own = sum(line.zone != "margin" for line in taken)
        return not draft.heading and own < self.heads.lines_above(at)

    def _provision(self, draft: _Draft) -> Provision | None:
        text = "\n".join(stripped for line in draft.lines if (stripped := line.text.strip()))
        if not text:
            return None
        kind = "other" if draft.kind == "heading" and len(draft.lines) > 4 else draft.kind
        pages = [line.page for line in draft.lines if line.page]
        return Provision(
            eid=draft.eid,
            num=draft.num,
            heading=draft.heading,
            text=text,
            lang=self.lang,
            quoted=draft.quoted,
            page_first=min(pages, default=0),
            page_last=max(pages, default=0),
            boxes=merge_boxes(draft.lines),
            kind={"bare": "section", "group": "article"}.get(kind, kind),
        )


def _token(found: Mark) -> str:
    if found.value:
        return (
            f"{found.value}{found.suffix.replace('-', '')}"
            if not found.suffix[:1].isdigit()
            else f"{found.value}-{found.suffix}"
        )
    return re.sub(r"\W+", "", found.label) or "nn"


def merge_boxes(lines: Iterable[Line]) -> tuple[Box, ...]:
    """One box a page around the lines that have boxes."""
    pages: dict[int, Box] = {}
    for line in lines:
        if line.box is None:
            continue
        old = pages.get(line.box.page)
        pages[line.box.page] = (
            line.box
            if old is None
            else Box(
                old.page,
                min(old.x0, line.box.x0),
                min(old.top, line.box.top),
                max(old.x1, line.box.x1),
                max(old.bottom, line.box.bottom),
            )
        )
    return tuple(pages.values())
