"""A long PDF read by page ranges, each by another process, with the result of reading it at once.

Every range looks quickly over the whole file first, for what a page's reading depends on: running heads, vocabulary,
which pages are candidates, the language of scans. Only what is slow, layout and OCR, is shared out. Lines pass from the
ranges to the one who joins them; provisions may therefore cross the borders of ranges.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from itertools import accumulate
from pathlib import Path
from typing import Any

from lawscan.errors import Unsupported
from lawscan.law import Box, Manifestation, PageReport
from lawscan.read import clean, layout, prefilter, sniff
from lawscan.read.lines import Line
from lawscan.read.options import ReadOptions
from lawscan.read.pdf import _Reading, open_pdf, page_status
from lawscan.read.segment import segment_lines
from lawscan.read.words import PageText

# What a page costs, about: in the file's own order, laid out, read by OCR.
_PLAIN, _LAID_OUT, _PICTURE = 1, 15, 1000
LEAST_PAGES = 20  # fewer are sooner read by one than looked over by several


def read_part(path: Path, options: ReadOptions, part: int, parts: int) -> str:
    """Lines and page reports of one of ``parts`` ranges of a PDF (the first is 0), as JSON for :func:`join_parts`.

    Raises:
        Damaged, Encrypted, Refused: where reading it at once would have to say so too, or save what can be saved.
        Unsupported: it is no PDF, or has too few pages to be worth it.
    """
    raw = path.read_bytes()
    if sniff(raw) != "pdf":
        raise Unsupported(f"{path}: not a PDF, so it has no pages to share out.")
    with open_pdf(path, options) as document:
        if len(document) < LEAST_PAGES:
            raise Unsupported(f"{path}: {len(document)} pages, too few to share out.")
        reading = _Part(path, document, options, part=part, parts=parts)
        reading.run()
        said = reading.said()
    return json.dumps(said | {"sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)})


def join_parts(path: Path, options: ReadOptions, parts: Sequence[str]) -> Manifestation:
    """The manifestation that reading the file at once gives, from all its ranges in order.

    Raises:
        Unsupported: the file changed while its ranges were read.
    """
    told = [json.loads(part) for part in parts]
    if len({(one["sha256"], one["bytes"]) for one in told}) != 1:
        raise Unsupported(f"{path}: it changed while it was read.")
    words = frozenset(told[0]["words"])
    printed = [_line(row) for one in told for row in one["lines"]]
    pages = tuple(PageReport(**page) for one in told for page in one["pages"])
    printed = layout.without_scanned_heads(printed, {page.number for page in pages if page.method == "ocr"})
    lines = clean.join_hyphens(printed, lambda word: word.casefold() in words)
    problems = tuple(problem for one in told for problem in one["problems"])
    return Manifestation(str(path), told[0]["sha256"], told[0]["bytes"], "pdf", pages, segment_lines(lines, options),
                         problems)


def _line(row: dict[str, Any]) -> Line:
    return Line(**row | {"box": Box(*row["box"]) if row["box"] else None})


def _row(line: Line) -> dict[str, Any]:
    return {each.name: getattr(line, each.name) for each in fields(Line)}


def shares(costs: Sequence[int], parts: int) -> list[int]:
    """Which part takes each page, so that ranges are whole and cost about the same.

    >>> shares([1, 1, 1, 1, 4], 2)
    [0, 0, 0, 0, 1]
    """
    total = sum(costs)
    return [int((end - cost / 2) * parts / total) for end, cost in zip(accumulate(costs), costs, strict=True)]


@dataclass
class _Part(_Reading):
    """A reading of which only one range's pages are kept; others are read only where they decide the OCR language."""

    part: int = 0
    parts: int = 1
    kept: list[Line] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)

    def _look_at(self, pages: prefilter.Pages, text: str) -> bool:
        """Only pages about this range are laid out here."""
        likely, place = super()._look_at(pages, text), len(pages.texts) * self.parts / len(self.document)
        return likely and self.part - 0.5 < place < self.part + 1.5

    def _plan(self, pages: prefilter.Pages) -> list[bool]:
        plan = super()._plan(pages)
        self.taken = shares([self._cost(page, full) for page, full in zip(self.survey, plan, strict=True)], self.parts)
        return plan

    def _cost(self, page: PageText, full: bool) -> int:
        if self.options.ocr and self._pictured(page):
            return _PICTURE
        return _LAID_OUT if full else _PLAIN

    def _pictured(self, page: PageText) -> bool:
        return not page.lost and page_status(page) not in ("text", "empty")

    def _page(self, page: PageText, full: bool) -> list[Line]:
        taker = self.taken[page.number - 1]
        if taker == self.part:
            self.kept += super()._page(page, full)
        elif taker < self.part and self.options.ocr and not self.lang and self._pictured(page):
            self._only_language(page, full)
        return []

    def _only_language(self, page: PageText, full: bool) -> None:
        """The first scanned pages decide the language that later ones are read in."""
        reports, problems = len(self.reports), len(self.problems)
        super()._page(page, full)
        del self.reports[reports:], self.problems[problems:]

    def said(self) -> dict[str, Any]:
        """What the joiner needs; the vocabulary is the whole file's, so the first part's will do."""
        words = sorted(self._vocabulary.all) if self.part == 0 else []
        return {"words": words, "lines": [_row(line) for line in self.kept], "problems": self.problems,
                "pages": [asdict(page) for page in self.reports]}
