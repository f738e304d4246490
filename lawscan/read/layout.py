"""Printed words in, lines in reading order out: gutters, marginal notes, running heads, footnotes, tables.

A region of a page is cut where white runs down between text on both sides (a gutter), as long as nothing crosses it;
what stands above and below is read before and after. Each side is cut again. Pure functions; no PDF library here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from statistics import median

import numpy as np

from lawscan.law import Box
from lawscan.read.lines import Line
from lawscan.read.structure import numbered_words
from lawscan.read.words import Word, edges

PLACE = 8.0  # points within which a running head keeps its height from page to page
SLANTED = 45  # a Word.turn: neither level nor upright, as watermarks run
_FOLIO = re.compile(
    r"^[\W_]*(?:(?:page|seite|página|pagina|str|s|p)\W*)?(?:[ivxlc]{1,7}|\d{1,5})"
    r"(?:\W+(?:of|de|von|sur|/)?\W*\d{1,5})?[\W_]*$",
    re.I,
)
_MARK = re.compile(r"^[\W_]{0,2}(?:\d{1,3}|[*†‡§¹²³⁴-⁹])[\W_]?\s*\S")
_RULE = re.compile(r"^[\s_=~.·•―—–-]{4,}$")  # a printed rule made of characters
_FOLIOED = re.compile(r"^\W*\d{1,3}\s|\s\d{1,3}\W*$|[\[\]]")
_WHOLE = re.compile(r"\b[^\W\d_]{2,}\b")
_LONGER = re.compile(r"\b[^\W\d_]{4,}\b")
_WIDEST = 120  # characters of a running head
_LONG = 12  # lines that a gutter parts before it counts as one of a whole page
_WIDER = 1.5  # times the usual space of its lines that a gutter is wide
_WORD = 8  # letters that count as a word in scripts without spaces
_MOST = 0.6  # of the pages that "Article 6" must head before it is a running head rather than where an article begins
EDGE = 0.12  # of the page, above and below, where a line may stand apart from the rest
_CLEAR = 1.8  # heights of a line between what stands apart and the rest
_LABEL = re.compile(r"^[\W_]*\w{1,4}[\W_]*$")


@dataclass(slots=True)
class Row:
    """Words that share a printed line inside one column, in reading order."""

    words: list[Word]
    zone: str = "body"
    expression: int = 0
    side: int = 0

    top: float = field(init=False, default=0.0)
    bottom: float = field(init=False, default=0.0)
    x0: float = field(init=False, default=0.0)
    x1: float = field(init=False, default=0.0)
    size: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Reckoned once: its corners and the median height of its words, in points."""
        self.x0, self.top, self.x1, self.bottom = _bounds(self.words)
        heights = sorted([word.height for word in self.words])
        self.size = heights[len(heights) // 2]

    @property
    def text(self) -> str:
        """Its words with single spaces."""
        return " ".join(word.text for word in self.words)


def lay_out(
    words: Sequence[Word], page: int, width: float, height: float, heads: frozenset[str] = frozenset()
) -> list[Line]:
    """The lines of a page in reading order, running heads and folios left out.

    Args:
        words: what stands on the page, in the file's own order.
        page: its number, from 1.
        width: in points, as displayed.
        height: in points, as displayed.
        heads: keys of running heads, see :func:`head_key`.
    """
    printed = {word.order: word for word in words}
    level, sideways = _upright([word for word in words if word.height > 0], width, height)
    kept = _without_heads(level, heads)
    head, body, foot = _apart(kept, height)
    rows = [row for row in head + _read_order(body) if not _RULE.match(row.text)]
    rows = _footnotes_last(rows) + foot + _aside(sideways)
    return [_line(row, page, printed) for row in rows]


def _apart(words: list[Word], height: float) -> tuple[list[Row], list[Word], list[Row]]:
    """Lines at the edges of the page with much white between them and the rest: they belong to no column.

    On a page alone nothing else tells a running head; small print at the very foot is a note.
    """
    rows = rows_of(words, _is_rtl(words))
    if len(rows) < 8:
        return [], words, []
    size = _body_size(rows)
    low = max(row.bottom for row in rows[:-2])
    top = next((at for at in (1, 2) if rows[at].top - max(r.bottom for r in rows[:at]) > _CLEAR * size), 0)
    top = top if top and rows[top - 1].bottom < EDGE * height else 0
    foot = [row for row in rows[-2:] if row.top - low > _CLEAR * size and row.size < 0.93 * size]
    foot = [row for row in foot if row.top > (1 - EDGE) * height]
    taken = {id(word) for row in (*rows[:top], *foot) for word in row.words}
    rest = [word for word in words if id(word) not in taken]
    return rows[:top], rest, [replace(row, zone="footnote") for row in foot]


def _read_order(words: list[Word]) -> list[Row]:
    """Rows in reading order; where no strip of the page is a margin, notes may still stand now left, now right."""
    rtl = _is_rtl(words)
    rows = _cut(words, rtl, _tall(words))
    plain = all(row.zone == "body" for row in rows)  # small print beside a table is a part of it
    notes = _side_notes(words, rtl) if plain else []
    if not notes:
        return rows
    noted = {id(word) for row in notes for word in row.words}
    body = [word for word in words if id(word) not in noted]
    return _with_notes(_cut(body, rtl, _tall(body)), notes)


@lru_cache(maxsize=4096)
def head_key(text: str) -> str:
    """A running head without what changes from page to page: digits, Roman numerals, punctuation.

    >>> head_key("14  Homoeopathy Act, No. 10 of 2016")
    'homoeopathy act no of'
    """
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return " ".join(word for word in words if not re.fullmatch(r"[ivxlc]{1,7}", word))


def repeated_heads(strips: Iterable[Iterable[tuple[str, float]]], pages: int) -> frozenset[str]:
    """Keys of the running heads of a file: lines that stand at one place in the strips of many pages.

    Args:
        strips: for each page the lines at its edges, each with the height of its middle in points.
        pages: how many pages the file has.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for lines in map(list, strips):
        places = {(head_key(text), round(middle / PLACE)) for text, middle in lines if not _is_note(text)}
        first = min(lines, key=lambda line: line[1], default=("", 0.0))
        places.add((folio_key(first[0]), round(first[1] / PLACE)))
        seen.update(place for place in places if len(place[0]) >= 3)
    least = max(2, min(4, -(-pages // 4)))
    found = frozenset(
        key
        for (key, place), count in seen.items()
        if count + max(seen[key, place - 1], seen[key, place + 1])
        >= (max(6, _MOST * pages) if numbered_words().issuperset(key.split()) else least)
    )
    return found - {f"# {key}" for key in found}


def without_scanned_heads(lines: list[Line], scanned: set[int]) -> list[Line]:
    """The lines without the running heads of scanned pages, which show only when all of them are read.

    Args:
        lines: of all pages.
        scanned: the numbers of the pages that OCR read.
    """
    pages: dict[int, list[Line]] = {}
    for line in lines:
        if line.page in scanned and line.box is not None:
            pages.setdefault(line.page, []).append(line)
    strips = [_strip(own) for own in pages.values()]
    heads = repeated_heads(([(line.text, middle) for line, middle in strip] for strip in strips), len(pages))
    drop = {id(line) for strip in strips for line, _ in strip if heads and is_head(line.text, heads)}
    return [line for line in lines if id(line) not in drop] if drop else lines


def _strip(lines: Sequence[Line]) -> list[tuple[Line, float]]:
    """The lines with a word at the top and bottom edges of a page, with the heights of their middles."""
    placed = [(line, (line.box.top + line.box.bottom) / 2) for line in lines if line.box]
    top, foot = edges([(line.box.top, line.box.bottom) for line in lines if line.box])
    return [(line, middle) for line, middle in placed if not top <= middle <= foot and _LONGER.search(line.text)]


@lru_cache(maxsize=4096)
def folio_key(text: str) -> str:
    """A running head that carries the page number or a bracket, without what else may change; "" for other lines.

    Gazettes name there the sections of a page, each page others.

    >>> folio_key("SEC. 1] THE GAZETTE OF INDIA 3"), folio_key("4 THE GAZETTE OF INDIA [PART II—")
    ('# the gazette of india', '# the gazette of india')
    """
    if not _FOLIOED.search(text) or len(text) > _WIDEST or (_is_note(text) and "[" not in text):
        return ""
    words = [word for word in _WHOLE.findall(text.casefold()) if word not in numbered_words()]
    words = [word for word in words if not re.fullmatch(r"[ivxlc]{1,7}", word)]
    return " ".join(["#", *words]) if len(words) > 1 else ""


def _is_known(text: str, heads: frozenset[str]) -> bool:
    """Whether a line, or what of it is alike on each page, is one of the running heads."""
    return head_key(text) in heads or folio_key(text) in heads


def _is_note(text: str) -> bool:
    """Footnotes repeat too ("1 Subs. by Act 6 of 2004"), but they are no running heads."""
    return bool(_MARK.match(text)) and len(head_key(text).split()) > 5


def is_head(text: str, heads: frozenset[str]) -> bool:
    """Whether a line of a strip is a running head: one whole, or pieces of some with at most a word between."""
    key = head_key(text)
    if not key or _is_known(text, heads):
        return bool(key)
    rest = key
    for head in _longest_first(heads):
        rest = rest.replace(head, " ") if len(head) > 4 else rest
    return len(rest.split()) <= 1 < len(key.split()) and len(rest.strip()) < 0.4 * len(key)


@lru_cache(maxsize=8)
def _longest_first(heads: frozenset[str]) -> list[str]:
    return sorted(heads, key=len, reverse=True)


# ---- frame ----------------------------------------------------------------------------------------------------------


def _upright(words: Sequence[Word], width: float, height: float) -> tuple[list[Word], list[Word]]:
    """Words turned so that most lines run level, and those that still run across them.

    Slanted words are watermarks and go.
    """
    turns: Counter[int] = Counter()
    for word in words:
        if len(word.text) > 2 and word.turn != SLANTED:
            turns[word.turn] += len(word.text)
    most = turns.most_common(1)[0][0] if turns else 0
    plain = {most, SLANTED, 180 if most == 0 else 0}  # numbers in right-to-left lines may look upside down
    across = [word for word in words if word.turn not in plain and len(word.text) > 2]
    aside = {id(word) for word in across}
    level = [word for word in words if id(word) not in aside and word.turn != SLANTED]
    if most:
        level = [_turn(word, most, width, height) for word in level]
    return level, across


def _aside(words: Sequence[Word]) -> list[Row]:
    """Words that run across the others (stamps at the edge, turned table heads), as the file has them, at the end."""
    rows: list[list[Word]] = []
    for word in words:
        if rows and not word.breaks and rows[-1][-1].order == word.order - 1:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Row(row, zone="footnote") for row in rows]


def _turn(word: Word, turn: int, width: float, height: float) -> Word:
    x0, top, x1, bottom = word.x0, word.top, word.x1, word.bottom
    if turn == 90:  # runs downwards: the page's right side becomes its top
        x0, top, x1, bottom = word.top, width - word.x1, word.bottom, width - word.x0
    elif turn == 270:  # runs upwards: the page's left side becomes its top
        x0, top, x1, bottom = height - word.bottom, word.x0, height - word.top, word.x1
    elif turn == 180:
        x0, top, x1, bottom = width - word.x1, height - word.bottom, width - word.x0, height - word.top
    return replace(word, x0=x0, top=top, x1=x1, bottom=bottom)


def _is_rtl(words: Sequence[Word]) -> bool:
    return sum(len(w.text) for w in words if w.rtl) * 2 > sum(len(w.text) for w in words)


# ---- rows -----------------------------------------------------------------------------------------------------------


def rows_of(words: Sequence[Word], rtl: bool = False) -> list[Row]:
    """Words gathered to printed lines from top to bottom; a superscript stays in the line that it hangs on."""
    rows: list[list[Word]] = []  # the first word of each is its tallest: what others are measured against
    for word in sorted(words, key=lambda each: each.middle):
        row = _its_row(rows, word)
        if row is None:
            rows.append([word])
        elif word.height > row[0].height:
            row.insert(0, word)
        else:
            row.append(word)
    return sorted([Row(_in_order(row, rtl)) for row in rows], key=lambda row: row.top)


def _its_row(rows: list[list[Word]], word: Word) -> list[Word] | None:
    """The nearest of the last three rows that a word overlaps by half the height of the smaller one.

    Written without min and max, which cost a tenth of the time of full layout.
    """
    for row in rows[:-4:-1]:
        tall = row[0]
        low = tall.bottom if tall.bottom < word.bottom else word.bottom
        high = tall.top if tall.top > word.top else word.top
        if low - high > 0.55 * (tall.height if tall.height < word.height else word.height):
            return row
    return None


def _in_order(row: list[Word], rtl: bool) -> list[Word]:
    """Left to right by place; right to left as the file has it where that descends, else by place.

    Numbers and foreign words inside right-to-left lines run the other way: the reader under us has sorted those.
    """
    if not rtl:
        return sorted(row, key=lambda word: word.x0)
    if row[0].confidence >= 0:  # OCR knows the order of its words; their boxes overlap
        return sorted(row, key=lambda word: word.order)
    return _rtl_order(sorted(row, key=lambda word: -word.x1))


def _rtl_order(row: list[Word]) -> list[Word]:
    out: list[Word] = []
    foreign: list[Word] = []
    for word in row:
        if not word.rtl and re.search(r"[A-Za-z]", word.text):
            foreign.insert(0, word)
            continue
        out += foreign
        foreign = []
        out.append(word)
    return out + foreign


# ---- running heads --------------------------------------------------------------------------------------------------


def _without_heads(words: list[Word], heads: frozenset[str]) -> list[Word]:
    """Words without running heads (repeated lines in the strips) and folios (bare numbers as first or last line)."""
    top, foot = edges([(word.top, word.bottom) for word in words])
    rows = rows_of([word for word in words if word.middle < top or word.middle > foot])
    repeated = (row for row in rows if is_head(row.text, heads))
    heading = [row for row in repeated if _is_known(row.text, heads) or not _is_note(row.text)]
    drop = {id(word) for row in heading for word in row.words}
    left = [word for word in words if id(word) not in drop]
    edge = rows_of([word for word in left if word.middle < top or word.middle > foot])
    drop |= {id(word) for row in edge[:1] + edge[-1:] if _ends_page(row, left) for word in row.words}
    return [word for word in words if id(word) not in drop]


def is_folio(text: str) -> bool:
    """Whether a line is a page number and nothing else.

    >>> is_folio("- 12 -"), is_folio("Page 3 of 12"), is_folio("12. Fees")
    (True, True, False)
    """
    return bool(_FOLIO.match(text))


def is_rule(text: str) -> bool:
    """Whether a line is a rule drawn with characters.

    >>> is_rule("_____"), is_rule("1. ____")
    (True, False)
    """
    return not text[:1].isalnum() and bool(_RULE.match(text))


def _ends_page(row: Row, words: list[Word]) -> bool:
    """A bare page number that nothing stands beyond."""
    if not is_folio(row.text):
        return False
    above = any(word.bottom <= row.top for word in words)
    below = any(word.top >= row.bottom for word in words)
    return above != below


# ---- gutters --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Gutter:
    x: float
    top: float
    bottom: float
    lines: float


def _cut(words: list[Word], rtl: bool, tall: float, depth: int = 0) -> list[Row]:
    """Rows of a region in reading order; ``tall`` is the height of the whole page's text."""
    if not words:
        return []
    found = _split(words, tall, depth == 0) if depth < 8 and len(words) > 8 else None
    if found is None:
        return _plain(words, rtl)
    gutter, kind = found
    above = [w for w in words if w.middle < gutter.top]
    below = [w for w in words if w.middle > gutter.bottom]
    beside = [w for w in words if gutter.top <= w.middle <= gutter.bottom]
    left = [w for w in beside if (w.x0 + w.x1) / 2 < gutter.x]
    right = [w for w in beside if (w.x0 + w.x1) / 2 >= gutter.x]
    before, after = _cut(above, rtl, tall, depth + 1), _cut(below, rtl, tall, depth + 1)
    return before + _join_sides(left, right, kind, rtl, tall, depth + 1) + after


def _join_sides(left: list[Word], right: list[Word], kind: str, rtl: bool, tall: float, depth: int) -> list[Row]:
    if kind == "numbers-left":
        return _cut(right, rtl, tall, depth)
    if kind == "numbers-right":
        return _cut(left, rtl, tall, depth)
    if kind == "margin-left":
        return _with_notes(_cut(right, rtl, tall, depth), rows_of(left, rtl))
    if kind == "margin-right":
        return _with_notes(_cut(left, rtl, tall, depth), rows_of(right, rtl))
    first, second = (right, left) if rtl else (left, right)
    one, two = _cut(first, rtl, tall, depth), _cut(second, rtl, tall, depth)
    if _other_script(one, two):
        two = [replace(row, expression=row.expression + 1) for row in two]
    return one + [replace(row, side=row.side + 1) for row in two]


def _plain(words: list[Word], rtl: bool) -> list[Row]:
    rows = rows_of(words, rtl)
    cells = [0, *(_cells(row) for row in rows), 0]
    for at, row in enumerate(rows, 1):
        if cells[at] >= 3 and max(cells[at - 1], cells[at + 1]) >= 2:  # a line alone is one whose words were spread
            row.zone = "table"
    return rows


def _cells(row: Row) -> int:
    """How many pieces with wide white between them a row has; leaders do not count."""
    ordered = sorted(row.words, key=lambda word: word.x0)
    gaps = (b.x0 - a.x1 for a, b in pairwise(ordered))
    return 1 + sum(gap > 2.2 * row.size for gap in gaps)


def _split(words: list[Word], tall: float, whole_page: bool) -> tuple[_Gutter, str] | None:
    """The best gutter of the region that does part columns, notes or line numbers.

    On a whole page a second look, for thinner white, finds marginal notes that come near the text.
    """
    em = median(word.height for word in words)
    for grow in (0.25, 0.08)[: 1 + whole_page]:
        gutters = _gutters(words, em, grow * em)
        for gutter in gutters:
            kind = _kind(words, gutter, tall, _alongside(gutter, gutters))
            if kind and (grow > 0.2 or kind.startswith("margin")):
                return _beside_text(words, gutter, kind), kind
    return None


def _beside_text(words: list[Word], gutter: _Gutter, kind: str) -> _Gutter:
    """A margin's gutter moved close to the text: a long word of a note may reach nearly as far."""
    if not kind.startswith("margin"):
        return gutter
    beside = [w for w in words if gutter.top <= w.middle <= gutter.bottom]
    if kind == "margin-left":
        x = min([w.x0 for w in beside if (w.x0 + w.x1) / 2 >= gutter.x]) - 0.5
    else:
        x = max([w.x1 for w in beside if (w.x0 + w.x1) / 2 < gutter.x]) + 0.5
    # A word that only touches the line does not cross it.
    crossing = [w for w in words if w.x0 < x - 0.25 * w.height and w.x1 > x + 0.25 * w.height]
    above = [w.bottom for w in crossing if w.middle < gutter.top]
    below = [w.top for w in crossing if w.middle > gutter.bottom]
    top = max(above, default=min(w.top for w in words))
    bottom = min(below, default=max(w.bottom for w in words))
    return _Gutter(x, min(top, gutter.top), max(bottom, gutter.bottom), gutter.lines)


def _alongside(gutter: _Gutter, gutters: Sequence[_Gutter]) -> list[float]:
    """Where other long gutters run beside this one: each side may itself be several columns."""
    return [
        each.x
        for each in gutters
        if each is not gutter
        and each.lines > _LONG
        and min(each.bottom, gutter.bottom) - max(each.top, gutter.top) > 0.6 * (gutter.bottom - gutter.top)
    ]


def _gutters(words: list[Word], em: float, grow: float) -> list[_Gutter]:
    """White strips with text on both sides, most lines first: one for each distinct place."""
    step_x, step_y = 2.0, max(em / 2, 1.0)
    left, top = min(w.x0 for w in words), min(w.top for w in words)
    ink = _ink(words, left, top, step_x, step_y, grow)
    both = np.maximum.accumulate(ink, axis=1) & np.maximum.accumulate(ink[:, ::-1], axis=1)[:, ::-1] & ~ink
    count, start, end = _white_runs(ink, both)
    found: list[_Gutter] = []
    while len(found) < 6 and count.max(initial=0) >= 3:
        middle = _plateau(count)
        place = left + (middle + 0.5) * step_x
        found.append(_Gutter(place, top + start[middle] * step_y, top + (end[middle] + 1) * step_y, count[middle] / 2))
        _forget(count, middle, int(2 * em / step_x))
    return found


def _ink(words: list[Word], left: float, top: float, step_x: float, step_y: float, grow: float) -> np.ndarray:
    """Where words stand, each a little wider than printed so that spaces between words are no gutter."""
    wide = int((max(w.x1 for w in words) - left) / step_x) + 2
    high = int((max(w.bottom for w in words) - top) / step_y) + 2
    ink = np.zeros((min(high, 3000), min(wide, 3000)), dtype=bool)
    for word in words:
        trim = 0.15 * word.height
        y0, y1 = int((word.top + trim - top) / step_y), int((word.bottom - trim - top) / step_y)
        x0, x1 = int(max(word.x0 - grow - left, 0) / step_x), int((word.x1 + grow - left) / step_x)
        ink[y0 : y1 + 1, x0 : x1 + 1] = True
    return ink


def _white_runs(ink: np.ndarray, both: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each x: the white run with the most two-sided steps: how many those are, where it starts and ends."""
    high, wide = ink.shape
    count, since, best, first, last = (np.zeros(wide, dtype=np.int32) for _ in range(5))
    for y in range(high):
        black = ink[y]
        since[black] = y + 1
        count += both[y]
        count[black] = 0
        better = (count >= best) & (count > 0)
        best[better], first[better], last[better] = count[better], since[better], y
    return best, first, last


def _plateau(count: np.ndarray) -> int:
    """The middle of the widest stretch of x that reaches (nearly) the highest count."""
    high = np.flatnonzero(count >= max(count.max() * 0.97, 1))
    groups = np.split(high, np.flatnonzero(np.diff(high) > 1) + 1)
    widest = max(groups, key=len)
    return int(widest[len(widest) // 2])


def _forget(count: np.ndarray, middle: int, around: int) -> None:
    """Leave out the slopes of a gutter, so that the next one is another: white of a few lines is everywhere."""
    least = 0.3 * count[middle]
    left = right = middle
    while left >= 0 and (count[left] > least or middle - left < around):
        left -= 1
    while right < len(count) and (count[right] > least or right - middle < around):
        right += 1
    count[left + 1 : right] = 0


def _kind(words: list[Word], gutter: _Gutter, tall: float, others: Sequence[float] = ()) -> str:
    """What the gutter parts: columns, margin-left/right, numbers-left/right; "" where it is no gutter at all."""
    beside = [w for w in words if gutter.top <= w.middle <= gutter.bottom]
    left = rows_of([w for w in beside if (w.x0 + w.x1) / 2 < gutter.x])
    right = rows_of([w for w in beside if (w.x0 + w.x1) / 2 >= gutter.x])
    if not left or not right:
        return ""
    for rows, side in ((left, "left"), (right, "right")):
        if _line_numbers(rows):
            return f"numbers-{side}"
    if _labels(left) or _labels(right) or _is_river(left, right):
        return ""
    if gutter.bottom - gutter.top > 0.3 * tall:
        if _is_margin(left, right):
            return "margin-left"
        if _is_margin(right, left):
            return "margin-right"
    parts = [_parts(left, others), _parts(right, others)]
    long = gutter.lines > _LONG or (gutter.lines > 4 and gutter.bottom - gutter.top > 0.6 * tall)
    return "columns" if all(_are_columns(one, two, long) for one in parts[0] for two in parts[1]) else ""


def _parts(rows: list[Row], others: Sequence[float]) -> list[list[Row]]:
    """The rows of each column on one side of a gutter, where other gutters part that side again."""
    x0, x1 = min(row.x0 for row in rows), max(row.x1 for row in rows)
    bounds = [x0 - 1, *sorted(x for x in others if x0 < x < x1), x1 + 1]
    if len(bounds) == 2:
        return [rows]
    words = [word for row in rows for word in row.words]
    columns = ([w for w in words if low <= (w.x0 + w.x1) / 2 < high] for low, high in pairwise(bounds))
    return [rows_of(column) for column in columns if column]


def _is_river(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Spaces between words that happen to stand under each other are no wider than the others of their lines."""
    if _smaller(left, right) or _smaller(right, left):
        return False
    wider = []
    at = 0
    for one in left:
        while at < len(right) and right[at].bottom <= one.top + 0.5 * one.size:
            at += 1
        if at == len(right) or right[at].top >= one.bottom - 0.5 * one.size:
            continue
        two = right[at]
        usual = _gaps(one) + _gaps(two)
        if usual:
            wider.append((two.x0 - one.x1) / max(median(usual), 0.1))
    return bool(wider) and median(wider) < _WIDER


def _gaps(row: Row) -> list[float]:
    ordered = sorted(row.words, key=lambda word: word.x0)
    return [two.x0 - one.x1 for one, two in pairwise(ordered)]


def _smaller(side: Sequence[Row], main: Sequence[Row]) -> bool:
    return median(row.size for row in side) < 0.93 * median(row.size for row in main)


def _tall(words: Sequence[Word]) -> float:
    return max([word.bottom for word in words]) - min([word.top for word in words]) if words else 0.0


def _line_numbers(rows: Sequence[Row]) -> bool:
    """Bare numbers that count up evenly: 1 2 3 … or 5 10 15 …"""
    texts = [row.text for row in rows]
    if len(texts) < 5 or not all(text.isdecimal() and len(text) <= 4 for text in texts):
        return False
    steps = {int(b) - int(a) for a, b in pairwise(texts)}
    return steps <= {1} or steps <= {5}


def _labels(rows: Sequence[Row]) -> bool:
    """Hanging numbers, bullets, page numbers or leaders rather than text."""
    short = sum(1 for row in rows if _LABEL.match(row.text) or not re.search(r"\w", row.text))
    return short > 0.6 * len(rows)


def _is_margin(side: Sequence[Row], main: Sequence[Row]) -> bool:
    """A narrow strip of short notes beside a full text column: in smaller print, or much less of it."""
    width = max(r.x1 for r in side) - min(r.x0 for r in side)
    body = max(r.x1 for r in main) - min(r.x0 for r in main)
    smaller = _smaller(side, main)
    if width > (0.45 if smaller else 0.36) * body or len(main) < 5:
        return False
    letters = sum(len(r.text) for r in side), sum(len(r.text) for r in main)
    return letters[0] < 0.5 * letters[1] and (smaller or letters[0] < 0.3 * letters[1]) and _fill(main) > 0.6


def _fill(rows: Sequence[Row], share: float = 0.5) -> float:
    """How much of the column's width its lines fill: the median, or another quantile.

    A line in twenty may stick out, as a running head does on a page alone.
    """
    spare = len(rows) // 20
    width = sorted(r.x1 for r in rows)[-1 - spare] - sorted(r.x0 for r in rows)[spare]
    wide = sorted(r.x1 - r.x0 for r in rows)
    return wide[min(int(share * len(wide)), len(wide) - 1)] / width if width > 0 else 0.0


def _are_columns(left: Sequence[Row], right: Sequence[Row], long: bool) -> bool:
    """Text columns are filled by their lines; the cells of a table are not."""
    narrow = min((max(r.x1 for r in side) - min(r.x0 for r in side)) / side[0].size for side in (left, right))
    if min(len(left), len(right)) < 3 or narrow < 8:
        return False
    words = min(sum(max(len(r.words), len(r.text) / _WORD) for r in side) / len(side) for side in (left, right))
    filled = min(_fill(left), _fill(right))
    if long:  # headings and last lines are short: a quarter of full lines shows a column
        filled = max(filled, min(_fill(left, 0.75), _fill(right, 0.75)) - 0.35)
    return filled > (0.5 if long else 0.62) and words >= 2


def _other_script(one: Sequence[Row], two: Sequence[Row]) -> bool:
    """Whether two columns are written in different scripts, and so are two expressions of one text."""
    return bool(one and two) and _script(one) != _script(two)


def _script(rows: Sequence[Row]) -> str:
    seen: Counter[str] = Counter()
    for row in rows:
        seen.update(_script_of(char) for char in row.text[:60] if char.isalpha())
    return seen.most_common(1)[0][0] if seen else ""


_SCRIPTS = (
    (0x250, "Latn"), (0x400, "Grek"), (0x530, "Cyrl"), (0x590, "Armn"), (0x600, "Hebr"), (0x780, "Arab"),
    (0x980, "Deva"), (0xA00, "Beng"), (0xB80, "Indc"), (0xC00, "Taml"), (0xD80, "Indc"), (0xE00, "Sinh"),
    (0xE80, "Thai"), (0x10A0, "Laoo"), (0x1100, "Geor"), (0x1200, "Hang"), (0x1E00, "Ethi"), (0x2000, "Latn"),
    (0x3040, "Hans"), (0x3100, "Jpan"), (0xAC00, "Hans"), (0xD7B0, "Hang"), (0xFB00, "Hans"), (0xFB50, "Latn"),
)  # fmt: skip


def _script_of(char: str) -> str:
    code = ord(char)
    return next((name for end, name in _SCRIPTS if code < end), "Arab")


# ---- notes and footnotes --------------------------------------------------------------------------------------------


def _with_notes(body: list[Row], notes: list[Row]) -> list[Row]:
    """Each marginal note just before the line that its first line stands beside."""
    out = list(body)
    for note in reversed(_notes(notes)):
        near = next((i for i, row in enumerate(out) if row.zone != "margin" and row.bottom > note[0].top + 1), len(out))
        out[near:near] = [replace(row, zone="margin") for row in note]
    return out


def _side_notes(words: Sequence[Word], rtl: bool) -> list[Row]:
    """Notes in plainly smaller print at either side of the lines that they stand beside, whichever side it is."""
    level = [word for word in words if word.confidence < 0]  # heights that OCR measures say little
    if len(level) < 20:
        return []
    size = _body_size([Row([word]) for word in level])
    small = [word for word in level if word.height < 0.8 * size]
    body = [word for word in level if word.height >= 0.8 * size]
    wide = max(word.x1 for word in level) - min(word.x0 for word in level)
    blocks = _notes(rows_of(small, rtl)) if small else []
    return [row for block in blocks if _beside(block, body, size, wide) for row in block]


def _beside(block: Sequence[Row], body: Sequence[Word], size: float, wide: float) -> bool:
    """Whether small print is a narrow note with white between it and the text, which stands on one side only."""
    x0, x1 = min(row.x0 for row in block), max(row.x1 for row in block)
    text = " ".join(row.text for row in block)
    if x1 - x0 > 0.3 * wide or _MARK.match(text) or not re.search(r"[^\W\d_]{3}", text):
        return False
    near = [word for word in body if word.top < block[-1].bottom and word.bottom > block[0].top]
    first = [word for word in near if word.top < block[0].bottom]
    left = all(word.x0 - x1 > 0.5 * size for word in near)
    right = all(x0 - word.x1 > 0.5 * size for word in near)
    return len(first) >= 3 and (left or right)


def _notes(rows: list[Row]) -> list[list[Row]]:
    notes: list[list[Row]] = []
    for row in rows:
        if notes and row.top - notes[-1][-1].bottom < 0.8 * row.size:
            notes[-1].append(row)
        else:
            notes.append([row])
    return notes


def _footnotes_last(rows: list[Row]) -> list[Row]:
    """Small print at the foot of a column, which begins with a mark, goes behind the page's text as footnotes."""
    body = [row for row in rows if row.zone == "body"]
    if len(body) < 4:
        return rows
    size = _body_size(body)
    low = min(r.top for r in rows) + 0.4 * (max(r.bottom for r in rows) - min(r.top for r in rows))
    marked: set[int] = set()
    for column in _runs(body):
        marked |= _foot_of(column, size, low)
    notes = [replace(row, zone="footnote") for row in rows if id(row) in marked]
    return [row for row in rows if id(row) not in marked] + notes


def _body_size(rows: Sequence[Row]) -> float:
    """The largest size in which a good part of the page is set: small print may be more than half of it."""
    weight: Counter[float] = Counter()
    for row in rows:
        weight[round(row.size * 2) / 2] += len(row.text)
    return max(size for size, letters in weight.items() if letters >= 0.2 * max(weight.values()))


def _runs(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that follow each other downwards: a column."""
    runs: list[list[Row]] = []
    for row in rows:
        if runs and row.top >= runs[-1][-1].top:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _foot_of(column: Sequence[Row], size: float, low: float) -> set[int]:
    foot: list[Row] = []
    for row in reversed(column):
        if row.size > 0.93 * size or row.top < low:
            break
        foot.append(row)
    while foot and not _MARK.match(foot[-1].text):
        foot.pop()
    return {id(row) for row in foot}


def _line(row: Row, page: int, printed: dict[int, Word]) -> Line:
    words = [printed[word.order] for word in row.words]
    box = Box(page, *(round(v, 1) for v in _bounds(words)))
    letters = sum(len(word.text) for word in words) or 1
    bold = sum(len(word.text) for word in words if word.bold) > 0.6 * letters
    return Line(row.text, page, box, row.zone, bold, round(row.size, 1), 0, row.expression, row.side)


def _bounds(words: Sequence[Word]) -> tuple[float, float, float, float]:
    return (
        min([word.x0 for word in words]), min([word.top for word in words]),
        max([word.x1 for word in words]), max([word.bottom for word in words]),
    )  # fmt: skip
