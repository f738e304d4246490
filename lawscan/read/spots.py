"""Where the words of a page stand, as arrays: taken while the page is open, so that layout need not open it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from lawscan.read.plain import GUTTER, Gap
from lawscan.read.words import SOFT

_PLANE = 0xFFFF  # beyond it there are no spaces
_BREAKS = np.array([chr(code) in "\r\n" + SOFT for code in range(_PLANE + 1)])
_BLANK = _BREAKS | np.array([chr(code).isspace() for code in range(_PLANE + 1)])


@dataclass
class Spots:
    """The words of a text with the boxes of their first and last letters.

    Attributes:
        text: of the page, in the file's own order.
        bounds: where each word starts and ends in it, in turn.
        boxes: (x0, top, x1, bottom) of the letters at those bounds, as displayed.
        heavy: whether each word is bold; empty where nobody asked.
    """

    text: str
    bounds: np.ndarray
    boxes: np.ndarray
    heavy: list[bool] = field(default_factory=list)

    @cached_property
    def lines(self) -> np.ndarray:
        """The number of the line that each word stands in, from 0."""
        breaks = np.cumsum(_BREAKS[_codes(self.text)])[self.bounds[::2]]
        return np.cumsum(np.diff(breaks, prepend=breaks[:1]) > 0)

    def gaps(self, texts: Sequence[str]) -> list[list[Gap]]:
        """Of each line the white between its words where it is wide enough for a gutter.

        Args:
            texts: of the lines of the page, all of them.
        """
        found: list[list[Gap]] = [[] for _ in texts]
        starts, ends = self.bounds[::2], self.bounds[1::2]
        begins = starts[np.searchsorted(self.lines, np.arange(len(texts)))] if len(starts) else starts
        for word in self._wide():
            line = int(self.lines[word])
            before, after = int(ends[word] - begins[line]), int(starts[word + 1] - begins[line])
            x0, x1 = float(self.boxes[2 * word + 1, 2]), float(self.boxes[2 * word + 2, 0])
            found[line].append((x0, x1, before, len(texts[line]) - after))
        return found

    def _wide(self) -> Iterator[int]:
        """The words that much white parts from the next one in their line."""
        last, following = self.boxes[1:-1:2], self.boxes[2::2]
        wide = following[:, 0] - last[:, 2] > GUTTER * (last[:, 3] - last[:, 1])
        return map(int, np.flatnonzero(wide & (self.lines[1:] == self.lines[:-1])))


def bounds(text: str) -> np.ndarray:
    """Where each word of a text starts and ends, in turn.

    >>> bounds("of the law").tolist()
    [0, 2, 3, 6, 7, 10]
    """
    return np.flatnonzero(np.diff(_BLANK[_codes(f"\n{text}\n")]))


def _codes(text: str) -> np.ndarray:
    return np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32), _PLANE)
