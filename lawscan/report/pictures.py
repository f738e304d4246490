"""Pictures of pages that a report shows. The caller draws them and hands in the bytes; here is what they belong to."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lawscan.report.laws import LawLine

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a provision as printed: encoded bytes, their media type, the page, and its size in pixels."""

    content: bytes
    media: str
    page: int
    width: int
    height: int

    @property
    def uri(self) -> str:
        """The picture as a data URI, which a page holds in itself."""
        return f"data:{self.media};base64,{base64.b64encode(self.content).decode('ascii')}"


def key(line: LawLine) -> Key:
    """What a picture is filed under: a line's place, file and tag."""
    return line.address, line.file_sha256, line.tag


def wanted(lines: Iterable[LawLine]) -> Iterator[LawLine]:
    """The lines that can have a picture, each provision once, those that carry a count first."""
    seen = set()
    for line in sorted(lines, key=lambda each: each.carries != "yes"):  # a stable sort: else in the list's order
        place = (line.address, line.file_sha256)
        if line.page and line.file.lower().endswith(".pdf") and place not in seen:
            seen.add(place)
            yield line
