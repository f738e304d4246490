"""The shape that passes from a PDF page to layout: a printed word with its place on the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Word:
    """One word in logical character order; coordinates are page points as displayed, origin top left.

    ``order`` is its place in the file's own text stream, ``breaks`` that the stream begins a new line before it,
    ``hyphen`` that it ends in a hyphen at the end of a line.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    order: int = 0
    breaks: bool = False
    rtl: bool = False
    hyphen: bool = False
    bold: bool = False
    confidence: float = -1.0

    @property
    def height(self) -> float:
        """Printed height in points."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Vertical middle in points from the top."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class PageText:
    """What the fast reader found on a page, before any layout.

    ``head`` and ``foot`` are the text of the top and bottom strips: running heads are found by comparing them.
    """

    number: int
    text: str
    width: float
    height: float
    head: str = ""
    foot: str = ""
    images: float = 0.0
    bad: float = 0.0
    lost: str = ""
