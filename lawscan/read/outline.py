"""Which of the marked lines truly begin something: contents lists, references, subsections are sorted out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from lawscan.letters import is_small
from lawscan.read.lines import Line
from lawscan.read.structure import Mark

NUMBERED = ("article", "section", "bare")
MAX_HEADING = 160
_UNFINISHED = re.compile(r"[.;,:–—\-]$|[.;,:]\s*[\"”»]$|\b(?:and|or|the|of|y|o|et|ou|und|oder|e)$")
_DASH_HEADING = re.compile(
    r"[\s.)\]]*[\[(*\"“]*[^\W\d_].{1,180}?[.:]?\s?[—―–][\s(]*\S|[\s.)\]]*[^\W\d_].{1,150}?\.\s?-{1,2}\s?[(\w]"
)
_CLOSERS = {"“": "”", "„": "“”", "«": "»", "‘": "’", "‟": "”", "‹": "›", '"': '"', "»": "«", "”": "”"}
_MAX_QUOTE = 400
_SENTENCE_ENDS = ".;:!?)]。．؛؟\u06d4\u0964»”\""
_MIN_EXTRACT = 2
_SHOWN = 0.2  # of the named lines that are set off, before they are the law's own heads rather than references
_ITEM = 150  # characters: half of the items of a list are shorter
# Dots that lead to a page number, or to the blank of a form.
_LEADER = re.compile(r"(?:[.·…_]\s?){5,}\s*[\dIVXLCivxlc]{0,6}\s*$|(?:\s\.){2,}\s\d+\s*$")
_QUOTE_ENDS = re.compile(r'"[\s.;,)]*$')
_LEADER_GAP = 12  # lines between two lines of a contents list


def outline(lines: Sequence[Line], marks: dict[int, Mark]) -> dict[int, Mark]:
    """The marks that stand: sorted by line, with roles settled for this instrument.

    Args:
        lines: the instrument's lines.
        marks: what each line could begin, by its place in ``lines``.
    """
    usable = {
        at: found
        for at, found in _either(marks).items()
        if (_usable(lines[at], found) or _rescued(lines, marks, at))
        and not _closes(lines, at, found)
        and not _is_heading(lines, marks, at)
        and not _in_sentence(lines, marks, at)
    }
    listed = _leaders(lines, usable)
    if not listed and (contents := _contents(lines, usable)):
        listed = [contents]
    usable = {at: found for at, found in usable.items() if not any(start <= at < end for start, end in listed)}
    if listed:  # the last line of a list may have lost its dots: no law begins with a schedule
        opening = next((at for at, found in usable.items() if found.role in NUMBERED), -1)
        usable = {
            at: found for at, found in usable.items() if found.role != "schedule" or not listed[0][0] < at < opening
        }
    again = _listed_again(usable)
    usable = {at: found for at, found in usable.items() if at not in again}
    kept: dict[int, Mark] = {}
    for zone in _zones(usable):
        kept.update(_settle_zone(lines, zone))
    for start, _ in listed:
        kept[start] = Mark("contents", "contents", "", 0, "", "", True, False)
    return dict(sorted(kept.items()))


def _either(marks: dict[int, Mark]) -> dict[int, Mark]:
    """A word for articles in one country and chapters in another: chapters where articles stand beside it."""
    articles = sum(found.role == "article" for found in marks.values())
    doubtful = [at for at, found in marks.items() if found.role == "either"]
    as_chapter = articles > 2 or articles >= len(doubtful)
    settled = {
        at: replace(marks[at], role="container", name="chp") if as_chapter else replace(marks[at], role="article")
        for at in doubtful
    }
    return {at: settled.get(at, found) for at, found in marks.items()} if doubtful else marks


def _is_heading(lines: Sequence[Line], marks: dict[int, Mark], at: int) -> bool:
    """True where a container word without number is the heading of the provision numbered on the line above."""
    found, above = marks[at], marks.get(at - 1)
    if found.role in NUMBERED or found.label or above is None or above.role not in NUMBERED:
        return False
    return not above.rest.strip(" .:-–—)(")


def _usable(line: Line, found: Mark) -> bool:
    if line.zone in ("footnote", "table", "margin") or _LEADER.search(line.text):
        return False
    if found.role in NUMBERED:
        return found.strong
    return found.strong and len(line.text) <= MAX_HEADING


def _closes(lines: Sequence[Line], at: int, found: Mark) -> bool:
    """True where the number only closes what the line above opened: "… (sections 3 to / 19)"."""
    above = lines[at - 1].text if at else ""
    return found.role == "bare" and found.rest[:1] == ")" and above.count("(") > above.count(")")


def _in_sentence(lines: Sequence[Line], marks: dict[int, Mark], at: int) -> bool:
    """True where a line break put the word for a schedule at the start of a line: "… as set out in the / Schedule;"."""
    line, found = lines[at], marks[at]
    if found.role != "schedule" or line.level or line.bold or line.text.isupper():
        return False
    text = line.text.strip()
    closed = re.match(r"[^(\[]*[)\]]", text)
    if text[-1:] in ";," or (closed and not found.quoted):
        return True
    before = lines[at - 1].text.rstrip() if at else ""
    if before and lines[at - 1].zone == line.zone and not _ended(lines, at) and not lines[at - 1].level:
        return len(before) > 25 or before[-1:] in ",("
    following = lines[at + 1].text.lstrip() if at + 1 < len(lines) else ""
    return text[-1:] == "." and bool(found.label) and is_small(following[:1])


def _ended(lines: Sequence[Line], at: int) -> bool:
    """True where the line above has ended a sentence, or is too short or too loud to be one."""
    before = lines[at - 1].text.rstrip() if at else ""
    return (
        not before
        or before[-1] in _SENTENCE_ENDS
        or before.isupper()
        or _spaced(lines, at)
    )


def _rescued(lines: Sequence[Line], marks: dict[int, Mark], at: int) -> bool:
    """A number that could be a reference in a script without capitals, yet begins a paragraph between its peers."""
    found = marks[at]
    if found.role not in ("article", "section") or found.quoted or found.strong or lines[at].zone != "body":
        return False
    rest = found.rest.lstrip()
    if not rest[:1].isalpha() or rest[0].upper() != rest[0].lower() or not _begins(lines, at, found):
        return False
    peers = [place for place, each in marks.items() if each.role == found.role and each.strong and not each.quoted]
    before = max((place for place in peers if place < at), default=-1)
    after = min((place for place in peers if place > at), default=-1)
    return 0 <= before and marks[before].value < found.value and (after < 0 or found.value < marks[after].value)


def _leaders(lines: Sequence[Line], marks: dict[int, Mark]) -> list[tuple[int, int]]:
    """The bounds of contents lists and indexes whose lines lead by dots to page numbers; from a head, where one is."""
    found = [at for at, line in enumerate(lines) if _LEADER.search(line.text) and line.text.rstrip()[-1:].isdigit()]
    runs: list[list[int]] = [[]]
    for at in found:
        if runs[-1] and at - runs[-1][-1] > _LEADER_GAP:
            runs.append([])
        runs[-1].append(at)
    bounds = []
    for run in (each for each in runs if len(each) >= 5):
        above = [at for at, each in marks.items() if each.role == "contents" and run[0] - 8 <= at < run[0]]
        bounds.append((above[0] if above else run[0], run[-1] + 1))
    return bounds


def _contents(lines: Sequence[Line], marks: dict[int, Mark]) -> tuple[int, int] | None:
    """The bounds of a contents list: numbers in a row, hardly any text, and all of them come again."""
    numbered = [at for at, found in marks.items() if found.role in NUMBERED and not found.quoted]
    announced = next((at for at, found in marks.items() if found.role == "contents"), None)
    start = next((place for place, at in enumerate(numbered) if announced is None or at > announced), None)
    if start is None:
        return None
    end = _restart(marks, numbered, start)
    block = numbered[start:end]
    if end >= len(numbered) or len(block) < (2 if announced is not None else 5):
        return None
    if not _thin(lines, block, numbered[end]) or not _comes_again(marks, block, numbered[end:]):
        return None
    first = announced if announced is not None else block[0]
    return first, _back_over_heads(lines, marks, numbered[end], block[-1])


def _restart(marks: dict[int, Mark], numbered: list[int], start: int) -> int:
    """The place in ``numbered`` where the first number of the block comes again."""
    first = marks[numbered[start]]
    for place in range(start + 1, len(numbered)):
        found = marks[numbered[place]]
        if (found.role, found.value, found.suffix) == (first.role, first.value, first.suffix):
            return place
    return len(numbered)


def _thin(lines: Sequence[Line], block: list[int], end: int) -> bool:
    chars = sum(len(lines[at].text) for at in range(block[0], end))
    return (end - block[0]) <= 3.2 * len(block) + 12 and chars <= 130 * len(block) + 900


def _comes_again(marks: dict[int, Mark], block: list[int], after: list[int]) -> bool:
    listed = {(marks[at].value, marks[at].suffix) for at in block}
    found = {(marks[at].value, marks[at].suffix) for at in after}
    return len(listed & found) >= 0.6 * len(listed) and len(after) >= 0.6 * len(block)


def _back_over_heads(lines: Sequence[Line], marks: dict[int, Mark], end: int, last: int) -> int:
    """Container heads and titles just before the first true provision belong to the law, not to the list."""
    at = end
    for place in range(end - 1, max(last, end - 12), -1):
        found = marks.get(place)
        if found is not None and found.role in ("container", "preamble"):
            at = place
    return at


def _zones(marks: dict[int, Mark]) -> list[dict[int, Mark]]:
    """The main body and each schedule, apart: they number on their own."""
    zones: list[dict[int, Mark]] = [{}]
    for at, found in marks.items():
        if found.role == "schedule" or (found.role == "transitory" and _restarts(marks, at)):
            zones.append({})
        zones[-1][at] = found
    return zones


def _restarts(marks: dict[int, Mark], at: int) -> bool:
    """True where the first number after the line is a first one."""
    following = next((found for place, found in marks.items() if place > at and found.role in NUMBERED), None)
    return following is not None and following.value == 1


def _settle_zone(lines: Sequence[Line], marks: dict[int, Mark]) -> dict[int, Mark]:
    marks = _articles_and_sections(marks)
    named = [at for at, found in marks.items() if found.role in ("article", "section", "group") and not found.quoted]
    loud = [at for at in named if lines[at].level or lines[at].bold or marks[at].role == "group"]
    firm = [at for at in named if at in loud or _begins(lines, at, marks[at])]  # others are references, mostly
    shown = len(loud) > _SHOWN * len(named)
    bare = [] if shown or not (len(firm) < 3 or _mostly_bare(lines, marks, firm)) else _bare(lines, marks)
    if len(bare) <= (4 if len(firm) > 2 else 2) * len(firm) or (_in_schedule(marks) and _is_list(lines, bare)):
        bare = []
    keep = set(bare)
    if keep:  # a few named lines among sections with bare numbers head groups of these
        marks = {
            at: replace(found, role="container", name="dvs") if at in named and found.role == "section" else found
            for at, found in marks.items()
        }
        named = [at for at in named if marks[at].role != "container"]
        if len(keep) > 3 * len(named):  # then "Article 253." at the start of a line is a reference
            named = [at for at in named if lines[at].level or lines[at].bold]
    standing = (
        _in_sequence(lines, marks, named)
        if not keep or len(named) > 2
        else {at for at in named if _pure(lines[at], marks[at])}
    )
    return {
        at: found
        for at, found in marks.items()
        if at in keep or at in standing or found.role not in NUMBERED or (found.quoted and _quotes_provision(found))
    }


def _in_schedule(marks: dict[int, Mark]) -> bool:
    first = next(iter(marks.values()), None)
    return first is not None and first.role == "schedule"


def _is_list(lines: Sequence[Line], bare: list[int]) -> bool:
    """True where the numbered lines of a schedule are items of a list rather than provisions."""
    if len(bare) < 2:
        return True
    between = (sum(len(lines[at].text) for at in range(one, two)) for one, two in pairwise(bare))
    return median(between) < _ITEM


def _mostly_bare(lines: Sequence[Line], marks: dict[int, Mark], named: list[int]) -> bool:
    return sum(found.role == "bare" for found in marks.values()) > 8 * len(named)


def _quotes_provision(found: Mark) -> bool:
    return found.role != "bare" or bool(_DASH_HEADING.match(found.rest)) or bool(found.suffix)


def _articles_and_sections(marks: dict[int, Mark]) -> dict[int, Mark]:
    """Where a law has both, the rarer one that stands above or between the other is a container."""
    articles = [at for at, found in marks.items() if found.role == "article" and not found.quoted]
    sections = [at for at, found in marks.items() if found.role == "section" and not found.quoted]
    if len(articles) < 2 and not (articles and len(sections) > 5 and articles[0] < sections[0]):
        return marks
    if len(sections) < 2:
        return marks
    if len(sections) >= len(articles):
        return {at: replace(found, role="group") if at in articles else found for at, found in marks.items()}
    return {
        at: replace(found, role="container", name="dvs") if at in sections and not found.quoted else found
        for at, found in marks.items()
        if at not in sections or _short_rest(found)
    }


def _short_rest(found: Mark) -> bool:
    return len(found.rest) <= MAX_HEADING


def _pure(line: Line, found: Mark) -> bool:
    return line.level > 0 or line.bold or not found.rest.strip(" .:-–—)(")


def _in_sequence(lines: Sequence[Line], marks: dict[int, Mark], named: list[int]) -> set[int]:
    """Named provisions less the references that a line break put at the start of a line."""
    standing: set[int] = set()
    last = 0
    for at in named:
        found = marks[at]
        near = found.value in (0, 1) or last - 1 <= found.value <= last + 25
        plausible = near or _pure(lines[at], found) or (_begins(lines, at, found) and _onward(found, last))
        if plausible and not _mid_sentence(lines, at, found, last):
            standing.add(at)
            last = found.value
    return standing


def _begins(lines: Sequence[Line], at: int, found: Mark) -> bool:
    """True where a sentence begins with the number: the line before has ended, and a capital or a dot follows."""
    before = lines[at - 1].text.rstrip() if at else ""
    ended = not before or before[-1] in _SENTENCE_ENDS or len(before) <= 40 or before.isupper() or _spaced(lines, at)
    return ended and not is_small(found.rest.lstrip(" .:–—-()")[:1])


def _spaced(lines: Sequence[Line], at: int) -> bool:
    """True where white space parts the line from the one above, as paragraphs are parted."""
    above, box = lines[at - 1].box, lines[at].box
    return bool(above and box and above.page == box.page and box.top - above.bottom > 0.4 * (box.bottom - box.top))


def _onward(found: Mark, last: int) -> bool:
    """True where the count goes on, as extracts do with gaps; codes that number by book need not ascend."""
    return found.value > last or found.label[:1].isalpha()


def _mid_sentence(lines: Sequence[Line], at: int, found: Mark, last: int) -> bool:
    """True where the line before runs on into this one, and the number does not continue the count."""
    if at == 0 or lines[at].level or lines[at].bold or found.value == last + 1:
        return False
    before = lines[at - 1]
    if before.level or before.zone != lines[at].zone:
        return False
    text = before.text.rstrip()
    return len(text) > 40 and (text[-1:].islower() or text[-1:] in ",(") and not _pure(lines[at], found)


def _bare(lines: Sequence[Line], marks: dict[int, Mark]) -> list[int]:
    """Lines that begin sections by number alone; where subsections are bare numbers too, these are left inside."""
    candidates = [at for at, found in marks.items() if found.role == "bare" and not found.quoted]
    dotted = [at for at in candidates if _dotted(lines[at], marks[at])]
    if len(dotted) >= 0.5 * len(candidates):  # then numbers without a dot are line numbers, amounts and the like
        candidates = dotted
    groups = {at for at, found in marks.items() if found.role in ("container", "group")}
    restarts = sum(marks[at].value == 1 and not marks[at].suffix for at in candidates)
    nested = restarts >= 4 and restarts > 0.08 * len(candidates)
    shown = sum(lines[at].level > 0 for at in candidates)
    by_bold = _counted_in_bold(lines, marks, candidates)
    by_level = (shown >= 4 and shown > 0.05 * len(candidates)) or by_bold
    walk = _Walk(lines, marks, groups, nested, by_level, by_bold)
    counted = [at for at in candidates if walk.begins_section(at)]
    return candidates if len(counted) < len(candidates) and _ascends(lines, marks, candidates) else counted


def _counted_in_bold(lines: Sequence[Line], marks: dict[int, Mark], candidates: list[int]) -> bool:
    """True where the bold numbers alone count up nearly without a gap: they head the sections, others stand inside."""
    values = [marks[at].value for at in candidates if lines[at].bold]
    enough = 4 <= len(values) < len(candidates) and len(values) > 0.05 * len(candidates)
    return enough and len(set(values)) >= 0.8 * max(values) and len(values) <= 1.5 * len(set(values))


def _ascends(lines: Sequence[Line], marks: dict[int, Mark], candidates: list[int]) -> bool:
    """True where all numbers ascend and each begins a sentence: extracts, which leave sections out."""
    places = [(marks[at].value, marks[at].suffix) for at in candidates]
    if len(places) < _MIN_EXTRACT or any(one >= two for one, two in pairwise(places)):
        return False
    return all(_dotted(lines[at], marks[at]) and _begins(lines, at, marks[at]) for at in candidates)


def _dotted(line: Line, found: Mark) -> bool:
    printed = line.text[: len(line.text) - len(found.rest)].rstrip()
    return line.level > 0 or printed.endswith(".") or found.rest[:1] == ")"


class _Walk:
    """Follows two counts at once: sections through the law, subsections within each."""

    def __init__(
        self, lines: Sequence[Line], marks: dict[int, Mark], groups: set[int], nested: bool, by_level: bool,
        by_bold: bool = False,
    ) -> None:
        self.lines, self.marks, self.groups = lines, marks, groups
        self.nested, self.by_level, self.by_bold = nested, by_level, by_bold
        self.last, self.suffix, self.sub, self.at = 0, "", 0, -1

    def begins_section(self, at: int) -> bool:
        found = self.marks[at]
        fresh = any(place in self.groups for place in range(self.at + 1, at)) if self.groups else False
        if self._accepts(at, found, fresh):
            self.last, self.suffix, self.sub, self.at = found.value, found.suffix, 0, at
            return True
        if found.value == self.sub + 1 or found.value == 1:
            self.sub = found.value
        return False

    def _accepts(self, at: int, found: Mark, fresh: bool) -> bool:
        if found.suffix[:1].isdigit() and self.lines[at].level != 6:
            return False  # 1.1 is a paragraph of 1, unless the format says otherwise
        onward = (found.value, found.suffix) > (self.last, self.suffix) and found.value <= self.last + 3
        headed = heads(self.lines, at, found)
        if self.by_level:
            if self.lines[at].level == 6:  # the format itself says that a provision begins here
                return True
            return (self.lines[at].level > 0 or (self.by_bold and self.lines[at].bold)) and (
                self.last < found.value + 1 <= self.last + 40 or (fresh and found.value == 1)
            )
        if not onward:
            far = headed and self.last < found.value <= self.last + 15 and self.sub == 0
            return (far or (fresh and found.value == 1 and self.last > 3)) and not self.nested
        if not self.nested:
            return True
        if found.value == self.sub + 1 and not (headed or fresh):
            return False
        return headed or fresh or (found.value == self.last + 1 and found.value != self.sub + 1)


def heads(lines: Sequence[Line], at: int, found: Mark) -> bool:
    """True where the rest of the line reads like a heading rather than like a sentence."""
    if lines[at].level or lines[at].bold:
        return True
    rest = found.rest.strip(" .")
    if _DASH_HEADING.match(found.rest) or re.match(r"[\s.]*\(\s?(?:1|a|i)\s?\)", found.rest):
        return True
    if not rest or len(rest) > 110 or _UNFINISHED.search(found.rest.strip().rstrip(".")):
        return False
    ends = found.rest.rstrip()[-1:]
    following = lines[at + 1].text.lstrip() if at + 1 < len(lines) else ""
    if ends != "." and is_small(following[:1]):
        return False
    return ends != "." or bool(re.match(r"\(?\s?1\s?[.)]", following)) or len(rest) < 60


def note_start(lines: Sequence[Line], at: int) -> int:
    """Where the note in the margin beside line ``at`` begins; ``at`` itself where there is none."""
    start = at
    while start and lines[start - 1].zone == "margin":
        start -= 1
    return start


def quote_end(lines: Sequence[Line], at: int) -> int:
    """The last line of the quotation that begins line ``at``, or ``at - 1`` where it never closes."""
    opening = lines[at].text.lstrip()[:1]
    closers = _CLOSERS.get(opening, "")
    if opening == '"':
        return _straight_quote_end(lines, at)
    depth = 0
    for place in range(at, min(len(lines), at + _MAX_QUOTE)):
        for char in lines[place].text:
            if char in closers and depth > 0:
                depth -= 1
            elif char == opening:
                depth += 1
        if depth == 0:
            return place
    return at - 1


def _straight_quote_end(lines: Sequence[Line], at: int) -> int:
    """The line that ends in a straight quotation mark, before another that begins with one: these do not nest."""
    for place in range(at, min(len(lines), at + _MAX_QUOTE)):
        text = lines[place].text.strip()
        if place > at and text.startswith('"'):
            return at - 1
        if _QUOTE_ENDS.search(text) and text.count('"') % 2 == (place > at):  # the marks within a line are its own
            return place
    return at - 1


def _listed_again(marks: dict[int, Mark]) -> set[int]:
    """Lines of a list that names articles without their text: another follows at once, the text stands elsewhere."""
    named = [at for at, found in marks.items() if found.role in ("article", "section") and not found.quoted]
    with_text = {(marks[at].role, marks[at].label) for at in named if at + 1 not in marks}
    return {at for at in named if at + 1 in marks and (marks[at].role, marks[at].label) in with_text}
