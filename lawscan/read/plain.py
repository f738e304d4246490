"""Pages that are one column read downwards, perhaps with notes in the margin: they are laid out line by line.

A page is plain where its lines come one under the other, none beside another but marginal notes, and no white strip
runs down through them. That is found from the ends of lines and the spaces between words, at a fraction of the cost of
full layout, and keeps layout from seeing columns in the rivers of a justified page. Pure functions, no PDF library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile
from statistics import median

from lawscan.read.chars import RTL, Rect

Row = tuple[str, Rect]
Placed = tuple[tuple[int, ...], str]  # the rows of a printed line by their places, and its zone
Gap = tuple[float, float, int, int]  # from x, to x, characters of the line before it and after it

GUTTER = 0.5  # of a line's height: white that may be a gutter; layout takes a quarter from both sides
_CELL = 2.2  # of a line's height: white between the cells of a table row
_LABEL = 8  # characters: what stands before or after a gutter is more than a hanging number
_JUMPS = 2  # back up the page, in the file's order of lines that are one column
_LINES = 3  # beside a gutter, before it is one
_NUMBERS = 5  # lines that begin with a bare number, before they may be line numbers
_LETTERS = re.compile(r"[^\W\d_]{3}")
_MARK = re.compile(r"^[\W_]{0,2}(?:\d{1,3}|[*†‡§¹²³⁴-⁹])[\W_]?\s*\S")
_NUMBERED = re.compile(r"\d{1,4}\s")


def order(rows: Sequence[Row]) -> list[Placed] | None:
    """The lines of a page in reading order with their zones, where that needs no look at single words; else None.

    So it is where lines come one under the other, level and left to right; where all that stands beside them is line
    numbers, which go, or short notes at one side, each put before the line that it stands beside; and where small print
    at the foot has a mark. Pieces of one printed line, as superscripts make them, are put together.

    Args:
        rows: text and (x0, top, x1, bottom) of each line, in the file's own order.
    """
    if not rows or any(RTL.search(text) for text, _ in rows if not text.isascii()):
        return None
    if straight(rows):
        foot = set() if _last_is_large(rows) else _foot(rows, range(len(rows)), _body_size(rows))
        return None if foot is None else [((at,), "footnote" if at in foot else "body") for at in range(len(rows))]
    pieces = _pieces(rows)
    lines = [_joined(rows, own) for own in pieces]
    numbers, notes = _aside(lines)
    body = [at for at in range(len(lines)) if at not in notes and at not in numbers]
    size = _body_size([lines[at] for at in body]) if body else 0.0
    body = body if _flow(lines, body, size) else _downwards(lines, body, size)
    if not body or not _flow(lines, body, size) or not _flow(lines, notes, size):
        return None
    foot = _foot(lines, body, size)
    if foot is None:
        return None
    zoned = _with_notes(lines, [(at, "footnote" if at in foot else "body") for at in body], notes)
    return [(pieces[at], zone) for at, zone in zoned]


def straight(rows: Sequence[Row]) -> bool:
    """Whether every line stands below the one before; written out, for it is asked of every page."""
    least, most, above, under = 1e9, 0.0, -1e9, -1e9
    for _, (_, top, _, bottom) in rows:
        height = bottom - top
        if top < under and (top + bottom <= above + under or under - top > 0.55 * min(height, under - above)):
            return False
        least, most = min(least, height), max(most, height)
        above, under = top, bottom
    return 0 < least and most < 2 * least


def _pieces(rows: Sequence[Row]) -> list[tuple[int, ...]]:
    """The places of the rows of each printed line: mostly one."""
    out: list[tuple[int, ...]] = [(0,)]
    for at in range(1, len(rows)):
        one, two = rows[at - 1][1], rows[at][1]
        near = -1 < two[0] - one[2] < 0.75 * max(one[3] - one[1], two[3] - two[1])
        if near and shares(one, two):
            out[-1] = (*out[-1], at)
        else:
            out.append((at,))
    return out


def shares(one: Rect, two: Rect) -> bool:
    """Whether two boxes stand in one printed line, as full layout tells it."""
    shared = min(one[3], two[3]) - max(one[1], two[1])
    return shared > 0.55 * min(one[3] - one[1], two[3] - two[1])


def _joined(rows: Sequence[Row], own: tuple[int, ...]) -> Row:
    """A printed line, as high as its tallest piece."""
    if len(own) == 1:
        return rows[own[0]]
    tall = max((rows[at][1] for at in own), key=lambda rect: rect[3] - rect[1])
    left, right = min(rows[at][1][0] for at in own), max(rows[at][1][2] for at in own)
    return " ".join(rows[at][0] for at in own), (left, tall[1], right, tall[3])


def _flow(rows: Sequence[Row], own: Sequence[int], size: float) -> bool:
    """Whether lines are level, and each stands below the one before."""
    heights = [rows[at][1][3] - rows[at][1][1] for at in own]
    if heights and (min(heights) <= 0 or max(heights) > 3 * size):
        return False
    return all(_below(rows[one][1], rows[two][1]) for one, two in pairwise(own))


def _downwards(rows: Sequence[Row], own: Sequence[int], size: float) -> list[int]:
    """Lines from top to bottom, where the file only has a line or two elsewhere, such as a head at its end.

    Empty where the file goes back to the top for more than that, as from column to column, and where small signs hang
    on lines.
    """
    if any(rows[at][1][3] - rows[at][1][1] < 0.75 * size for at in own):
        return []
    middles = {at: rows[at][1][1] + rows[at][1][3] for at in own}
    stretch, jumps = {own[0]: 0} if own else {}, 0
    for one, two in pairwise(own):
        jumps += middles[two] <= middles[one]
        stretch[two] = jumps
    down = sorted(own, key=lambda at: middles[at])
    changes = sum(stretch[one] != stretch[two] for one, two in pairwise(down))
    return down if 0 < jumps <= _JUMPS and changes <= 2 * jumps else []


def _aside(rows: Sequence[Row]) -> tuple[set[int], list[int]]:
    """The lines that stand wholly at one side of the text column: line numbers, and notes if few and short enough."""
    widest = max(x1 - x0 for _, (x0, _, x1, _) in rows)
    wide = [rect for _, rect in rows if rect[2] - rect[0] > 0.6 * widest]
    left, right = min(rect[0] for rect in wide), max(rect[2] for rect in wide)
    least = GUTTER * (wide[0][3] - wide[0][1])
    sides = [
        [at for at, (_, rect) in enumerate(rows) if rect[2] < left - least],
        [at for at, (_, rect) in enumerate(rows) if rect[0] > right + least],
    ]
    numbers = {at for side in sides if _counts([rows[at][0] for at in side]) for at in side}
    notes = [side for side in sides if side and side[0] not in numbers]
    if len(notes) != 1 or not _are_notes([rows[at] for at in notes[0]], rows, right - left):
        return numbers, []
    return numbers, notes[0]


def _counts(texts: Sequence[str]) -> bool:
    """Whether bare numbers count up evenly, as at the edge of a bill: 1 2 3 or 5 10 15."""
    if len(texts) < 3 or not all(text.isdecimal() and len(text) < 4 for text in texts):
        return False
    steps = {int(two) - int(one) for one, two in pairwise(texts)}
    return steps <= {1} or steps <= {5}


def _are_notes(notes: Sequence[Row], rows: Sequence[Row], column: float) -> bool:
    """Whether what stands beside a text column is much less than it, and narrow."""
    if len(rows) - len(notes) < 5 or not any(_LETTERS.search(text) for text, _ in notes):
        return False
    reach = max(rect[2] for _, rect in notes) - min(rect[0] for _, rect in notes)
    said = sum(len(text) for text, _ in notes), sum(len(text) for text, _ in rows)
    small = median(rect[3] - rect[1] for _, rect in notes) < 0.93 * _body_size(rows)
    return said[0] < (0.33 if small else 0.23) * said[1] and reach < 0.36 * column


def _with_notes(rows: Sequence[Row], body: list[tuple[int, str]], notes: Sequence[int]) -> list[tuple[int, str]]:
    """Each note just before the line that its first line stands beside, as in full layout."""
    out = list(body)
    blocks: list[list[int]] = []
    for at in notes:
        rect = rows[at][1]
        if blocks and rect[1] - rows[blocks[-1][-1]][1][3] < 0.8 * (rect[3] - rect[1]):
            blocks[-1].append(at)
        else:
            blocks.append([at])
    for block in reversed(blocks):
        top = rows[block[0]][1][1]
        beside = (i for i, (at, zone) in enumerate(out) if zone != "margin" and rows[at][1][3] > top + 1)
        near = next(beside, len(out))
        out[near:near] = [(at, "margin") for at in block]
    return out


def _foot(rows: Sequence[Row], body: Sequence[int], size: float) -> set[int] | None:
    """The footnotes below the text; None where it is not plain what small print at the foot is."""
    low = rows[body[0]][1][1] + 0.4 * (rows[body[-1]][1][3] - rows[body[0]][1][1])
    small = list(takewhile(lambda at: _is_small(rows[at][1], size, low), reversed(body)))
    if not small or len(body) < 4:
        return set()
    while small and not _MARK.match(rows[small[-1]][0]):
        small.pop()
    return set(small) or None


def _last_is_large(rows: Sequence[Row]) -> bool:
    """Whether the last line is about as high as the highest one: then there is no small print at the foot."""
    (_, top, _, bottom) = rows[-1][1]
    return bottom - top > 0.93 * (max([rect[3] - rect[1] for _, rect in rows]) + 0.25)


def _is_small(rect: Rect, size: float, low: float) -> bool:
    return rect[3] - rect[1] <= 0.93 * size and rect[1] >= low


def _below(one: Rect, two: Rect) -> bool:
    """Whether the second line stands under the first and is another line, as layout tells them."""
    if one[1] + one[3] >= two[1] + two[3]:
        return False
    return not shares(one, two)


def _body_size(rows: Sequence[Row]) -> float:
    """The largest height in which a good part of the page is set."""
    weight: dict[int, int] = {}
    for text, (_, top, _, bottom) in rows:
        half = round(2 * (bottom - top))
        weight[half] = weight.get(half, 0) + len(text)
    most = max(weight.values())
    return max([half for half, letters in weight.items() if letters >= 0.2 * most]) / 2


def joined(rows: Sequence[Row], white: Sequence[Sequence[Gap]]) -> bool:
    """Whether the file has joined a note to the line beside it: then a wide gap parts the two, in either of them."""
    return any(
        x1 - x0 > rect[3] - rect[1] and before > _LABEL
        for (_, rect), own in zip(rows, white, strict=True)
        for x0, x1, before, _ in own
    )


def crossed(body: Sequence[Row], notes: Sequence[Row]) -> bool:
    """Whether a line of the text begins where the notes at its left do, or ends where those at its right do."""
    own = median([rect[0] for _, rect in body])
    left = [rect[0] for _, rect in notes if rect[2] < own + 1]
    right = [rect[2] for _, rect in notes if rect[0] > own + 1]
    return any(rect[0] < max(left, default=-1e9) + 1 or rect[2] > min(right, default=1e9) - 1 for _, rect in body)


def one_column(rows: Sequence[Row], white: Sequence[Sequence[Gap]]) -> bool:
    """Whether no white strip parts the lines of a text column, and none is a row of a table.

    Args:
        rows: text and box of each line, from top to bottom.
        white: of each line its gaps, see read/spots.py.
    """
    if sum(bool(_NUMBERED.match(text)) for text, _ in rows) >= _NUMBERS and any(white):
        return False
    strips: list[tuple[float, float, int]] = []
    for (_, rect), found in zip(rows, white, strict=True):
        if not found and not strips:
            continue
        if sum(x1 - x0 > _CELL * (rect[3] - rect[1]) for x0, x1, _, _ in found) >= 2:
            return False
        strips = _continued(strips, rect, found)
        if any(count >= _LINES for _, _, count in strips):
            return False
    return True


def _continued(
    strips: Sequence[tuple[float, float, int]], rect: Rect, found: Sequence[Gap]
) -> list[tuple[float, float, int]]:
    """The white strips that are still white after one more line, each with the lines that stand on both its sides."""
    least = GUTTER * (rect[3] - rect[1])
    on: list[tuple[float, float, int]] = []
    for x0, x1, count in strips:
        on += [
            (max(x0, left), min(x1, right), count + counts)
            for left, right, counts in ((-1e9, rect[0], 0), *((g[0], g[1], 1) for g in found), (rect[2], 1e9, 0))
            if min(x1, right) - max(x0, left) > least
        ]
    fresh = [(x0, x1, 1) for x0, x1, before, after in found if min(before, after) > _LABEL]
    return [*on, *fresh][:60]
