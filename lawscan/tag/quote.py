"""The evidence: the deciding clause, trimmed to the part that carries its concepts."""

from __future__ import annotations

from lawscan.tag.concepts import Mark
from lawscan.tag.features import Reading

LONGEST = 320  # code points; a quote is to be read at a glance
_MARGIN = 40


def quote_of(reading: Reading, number: int) -> tuple[int, int]:
    """Half-open offsets of the quote of one clause; a long clause is cut to its concepts at word ends."""
    part = reading.clauses[number]
    start, end = part.start, part.end
    if end - start > LONGEST:
        inside = [m for m in reading.marks[number] if start <= m.start and m.end <= end]
        if inside:
            start, end = _densest(inside, start, end)
    return _trim(reading.text, start, end)


def _densest(inside: list[Mark], start: int, end: int) -> tuple[int, int]:
    """The window of the longest allowed length that holds most different concepts."""
    def richness(first: int) -> int:
        return len({m.concept for m in inside if first <= m.start and m.end <= first + LONGEST - 2 * _MARGIN})

    first = max((m.start for m in inside), key=lambda at: (richness(at), -at))
    last = max(m.end for m in inside if m.end <= first + LONGEST - 2 * _MARGIN or m.start == first)
    return max(start, first - _MARGIN), min(end, last + _MARGIN)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Move inwards to whole words, without blanks at either end."""
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start += 1
    while start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end -= 1
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
