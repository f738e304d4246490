"""Draw the pages that `lawscan laws --pictures` puts into the report: cut to the provision, small, not too many."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lawscan.errors import LawscanError
from lawscan.law import Box, Hit
from lawscan.report.laws import LawLine
from lawscan.report.pictures import Key, Picture, key, wanted

DPI = 110.0
MARGIN = 24.0  # points around a provision, so that the line before and after can be seen
WIDEST, HIGHEST = 1000, 1400  # pixels
MOST_BYTES = 15_000_000  # of all pictures together: a page that a browser still opens at once
QUALITY = 55


@dataclass
class Album:
    """The pictures drawn, and how many were left out: over the limits, or because the file is not what was scanned."""

    pictures: dict[Key, Picture] = field(default_factory=dict)
    over: int = 0
    undrawn: list[str] = field(default_factory=list)

    def said(self) -> str:
        """One line about it."""
        parts = [f"{len(self.pictures)} page pictures"]
        parts += [f"{self.over} left out (--pictures-limit, or {MOST_BYTES // 1_000_000} MB)"] if self.over else []
        parts += [f"{len(self.undrawn)} not drawn, first: {self.undrawn[0]}"] if self.undrawn else []
        return "; ".join(parts)


def draw(lines: Iterable[LawLine], hits: Iterable[Hit], most: int) -> Album:
    """Draw a picture for each line of a PDF while the limits allow, those lines first that carry a count."""
    by_key: Mapping[Key, Hit] = {(hit.address, hit.file_sha256, hit.tag.tag): hit for hit in hits}
    album, total = Album(), 0
    for line in wanted(lines):
        if len(album.pictures) >= most or total >= MOST_BYTES:
            album.over += 1
            continue
        try:
            picture = _draw(by_key[key(line)])
        except (LawscanError, OSError, ValueError) as error:
            album.undrawn.append(str(error))
            continue
        album.pictures[key(line)] = picture
        total += len(picture.content)
    return album


def _draw(hit: Hit) -> Picture:
    from PIL import Image

    from lawscan.read.pdf import render_page

    path = Path(hit.file_path)
    if _hash(path) != hit.file_sha256:
        raise ValueError(f"{path} has changed since it was scanned")
    page, width = _page(hit)
    boxes = [box for box in hit.boxes if box.page == page]
    with tempfile.TemporaryDirectory() as folder:
        drawn = render_page(path, page, boxes, Path(folder) / "page.png", dpi=DPI)
        with Image.open(drawn) as image:
            return _encoded(image.crop(_frame(boxes, image.width / width, image.size)), page)


@cache
def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _page(hit: Hit) -> tuple[int, float]:
    """The page on which the quote begins, as far as its text tells (else the provision's first), and its width."""
    from lawscan.read.pdf import open_pdf, survey_page

    start = _letters(hit.tag.evidence.text)[:40]
    with open_pdf(hit.file_path) as document:
        surveyed = (survey_page(document, number) for number in _range(hit, len(document)))
        found = next((page for page in surveyed if start and start in _letters(page.text)), None)
        page = found or survey_page(document, min(hit.page_first, len(document)))
        return page.number, page.width or 595.0


def _range(hit: Hit, count: int) -> Iterator[int]:
    yield from range(hit.page_first, min(max(hit.page_last, hit.page_first), count) + 1)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _frame(boxes: Iterable[Box], scale: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The strip of the page to keep, in pixels: its whole width, and the provision with a margin."""
    kept = list(boxes)
    if not kept:
        return 0, 0, *size
    top = max(0, int((min(box.top for box in kept) - MARGIN) * scale))
    bottom = min(size[1], int((max(box.bottom for box in kept) + MARGIN) * scale))
    return (0, top, size[0], bottom) if bottom > top else (0, 0, *size)


def _encoded(image: Any, page: int) -> Picture:
    image.thumbnail((WIDEST, HIGHEST))
    out = io.BytesIO()
    image.convert("RGB").save(out, "WEBP", quality=QUALITY)
    return Picture(out.getvalue(), "image/webp", page, image.width, image.height)
