"""Pages that are one column read downwards in the file's own order: there is nothing on them to lay out.

A page is plain where its lines come one under the other, none beside another, and no white strip runs down between
them. That is found from the ends of lines and the spaces between words, at a fraction of the cost of full layout, and
keeps layout from seeing columns in the rivers of a justified page. Pure functions; no PDF library here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from lawscan.read.chars import RTL, Rect

Gap = tuple[float, float, int, int]  # from x, to x, characters of the line before it and after it

_SPACES = re.compile(r"\s+")
_GUTTER = 0.5  # of a line's height: white that may be a gutter; layout takes a quarter from both sides
_CELL = 2.2  # of a line's height: white between the cells of a table row
_LABEL = 8  # characters: what stands before or after a gutter is more than a hanging number
_LINES = 3  # beside a gutter, before it is one
_NUMBERS = 5  # lines that begin with a bare number, before they may be line numbers
_NUMBERED = re.compile(r"\d{1,4}\s")


def flows(rows: Sequence[tuple[str, Rect]]) -> bool:
    """Whether lines come one under the other, level and left to right, without small print at the foot.

    Args:
        rows: text and (x0, top, x1, bottom) of each line, in the file's own order.
    """
    if not rows or any(RTL.search(text) for text, _ in rows if not text.isascii()):
        return False
    heights = [rect[3] - rect[1] for _, rect in rows]
    size = _body_size(rows)
    if min(heights) <= 0 or max(heights) > 3 * size or heights[-1] < 0.93 * size:
        return False
    return all(_below(one[1], two[1]) for one, two in pairwise(rows))


def _below(one: Rect, two: Rect) -> bool:
    """Whether the second line stands under the first and is another line, as layout tells them."""
    if one[1] + one[3] >= two[1] + two[3]:
        return False
    shared = min(one[3], two[3]) - max(one[1], two[1])
    return shared <= 0.55 * min(one[3] - one[1], two[3] - two[1])


def _body_size(rows: Sequence[tuple[str, Rect]]) -> float:
    """The largest height in which a good part of the page is set."""
    weight: Counter[float] = Counter()
    for text, rect in rows:
        weight[round((rect[3] - rect[1]) * 2) / 2] += len(text)
    most = max(weight.values())
    return max(size for size, letters in weight.items() if letters >= 0.2 * most)


def spaces(text: str) -> list[tuple[int, int]]:
    """Where the words of a line end and the next begin: offsets of the characters on both sides of each space.

    >>> spaces("of the law")
    [(1, 3), (5, 7)]
    """
    return [(found.start() - 1, found.end()) for found in _SPACES.finditer(text) if found.start()]


def gaps(text: str, places: Sequence[Rect]) -> list[Gap]:
    """The white between the words of a line where it is wide enough for a gutter.

    Args:
        text: of the line.
        places: the boxes of the characters that :func:`spaces` names, in that order, two for each space.
    """
    found: list[Gap] = []
    for at, (before, after) in enumerate(spaces(text)):
        left, right = places[2 * at], places[2 * at + 1]
        if right[0] - left[2] > _GUTTER * (left[3] - left[1]):
            found.append((left[2], right[0], before + 1, len(text) - after))
    return found


def one_column(rows: Sequence[tuple[str, Rect]], white: Sequence[Sequence[Gap]]) -> bool:
    """Whether no white strip parts the lines of a page that :func:`flows`, and none is a row of a table.

    Args:
        rows: text and box of each line, from top to bottom.
        white: of each line its :func:`gaps`.
    """
    if sum(bool(_NUMBERED.match(text)) for text, _ in rows) >= _NUMBERS and any(white):
        return False
    strips: list[tuple[float, float, int]] = []
    for (_, rect), found in zip(rows, white, strict=True):
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
    least = _GUTTER * (rect[3] - rect[1])
    on: list[tuple[float, float, int]] = []
    for x0, x1, count in strips:
        on += [
            (max(x0, left), min(x1, right), count + counts)
            for left, right, counts in ((-1e9, rect[0], 0), *((g[0], g[1], 1) for g in found), (rect[2], 1e9, 0))
            if min(x1, right) - max(x0, left) > least
        ]
    fresh = [(x0, x1, 1) for x0, x1, before, after in found if min(before, after) > _LABEL]
    return [*on, *fresh][:60]
