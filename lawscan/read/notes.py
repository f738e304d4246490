"""Editors' notes in small print between the provisions of a reprint: they quote numbers, but they are no provisions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lawscan.read.heads import own_size
from lawscan.read.lines import Line

_HEAD = re.compile(
    r"[\W_]*(?:notes?|catatan|nota|notas|anmerkungen?|notater|noter|uwagi|poznámky?|примечани[ея]|примітк[аи]|ملاحظات)"
    r"(?:[\W_]*\(?cont(?:\.|inued)\)?)?[\W_]*$",
    re.IGNORECASE,
)
_MANY = 3  # heads, after which all small print is notes: where they go on, pages repeat the head in their running head
_SMALL = 0.85  # of the size of the law's own print


def set_apart(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with small print that stands under a head "NOTES" made footnotes.

    >>> [line.zone for line in set_apart([Line("law" * 9, size=10), Line("NOTES", size=8), Line("Art. 4", size=7)])]
    ['body', 'footnote', 'footnote']
    """
    least = _SMALL * own_size(lines)
    heads = sum(0 < line.size < least and bool(_HEAD.match(line.text)) for line in lines)
    if not heads:
        return lines
    out, inside = [], False
    for line in lines:
        small = 0 < line.size < least
        inside = small and (inside or heads >= _MANY or bool(_HEAD.match(line.text)))
        out.append(replace(line, zone="footnote") if inside and line.zone == "body" else line)
    return out

