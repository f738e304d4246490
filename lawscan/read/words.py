"""The shape that passes from a PDF page to layout: a printed word with its place on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lawscan.read.spots import Spots

SOFT = "\x02\ufffe"  # how pdfium marks a hyphen at the end of a line, which it then joins to the next
STRIP = 0.1  # share of the height of a page's text, above and below, that may hold running heads


@dataclass(slots=True)
class Word:
    """One word in logical character order; coordinates are page points as displayed, origin top left.

    ``order`` is its place in the file's own text stream, ``breaks`` that the stream begins a new line before it,
    ``hyphen`` that it ends in a hyphen at the end of a line,
    ``turn`` how its letters run on the displayed page: 0 level, 90 downwards, 180 upside down, 270 upwards.
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
    turn: int = 0
    confidence: float = -1.0

    height: float = field(init=False, default=0.0)
    middle: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Reckoned once: layout asks for them a hundred times a word."""
        self.height = self.bottom - self.top
        self.middle = (self.top + self.bottom) / 2


@dataclass(slots=True)
class PageText:
    """What the fast reader found on a page, before any layout.

    ``rows`` are its lines in the file's own order, each with (x0, top, x1, bottom) and whether it is bold; ``order``
    the places and zones of those that are no running heads or page numbers, in reading order where the page is plain
    (see read/plain.py), else in the file's. ``spots`` are its words, where somebody wanted them, until the page is laid
    out. ``images`` is the share of the page that pictures cover, asked only where text is scarce; ``bad`` the share of
    undecoded characters; ``lost`` why nothing of the page can be used.
    """

    number: int
    text: str
    width: float
    height: float
    rows: list[tuple[str, tuple[float, float, float, float], bool]] = field(default_factory=list)
    images: float = 0.0
    bad: float = 0.0
    lost: str = ""
    candidate: bool = False
    plain: bool = False
    order: list[tuple[tuple[int, ...], str]] = field(default_factory=list)
    spots: Spots | None = None

    def strips(self) -> list[tuple[str, float]]:
        """The lines at the top and bottom edges with their heights: running heads repeat there from page to page."""
        top, foot = edges([(y0, y1) for _, (_, y0, _, y1), _ in self.rows])
        return [(text, (y0 + y1) / 2) for text, (_, y0, _, y1), _ in self.rows if not top <= (y0 + y1) / 2 <= foot]


def edges(spans: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where the top strip of a page's text ends and the bottom strip begins, given (top, bottom) of what stands there.

    Measured from the text, not from the paper: statutes are often printed small on a large sheet.
    """
    if not spans:
        return 0.0, 0.0
    top, bottom = min(span[0] for span in spans), max(span[1] for span in spans)
    return top + STRIP * (bottom - top), bottom - STRIP * (bottom - top)
