"""Two languages of one script side by side: the columns of a page are two expressions of one law, not one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from lawscan.lexicon.detect import detect
from lawscan.read.lines import Line

_ENOUGH = 250  # letters of a column before its language is asked
_SAMPLE = 12  # pages that are asked
_SHARE = 0.7  # of these that must agree


def by_language(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, with those of the second column as an expression of their own where its language is another.

    >>> [line.expression for line in by_language([Line("one", 1), Line("two", 1, side=1)])]
    [0, 0]
    """
    pages: dict[int, dict[int, list[str]]] = {}
    for line in lines:
        if line.side <= 1 and not line.expression:
            pages.setdefault(line.page, {}).setdefault(line.side, []).append(line.text)
    pairs = [pair for page in pages.values() if (pair := _pair(page))]
    if not _bilingual(pairs[:: max(1, len(pairs) // _SAMPLE)]):
        return lines
    return [replace(line, expression=1) if line.side == 1 and not line.expression else line for line in lines]


def _pair(page: dict[int, list[str]]) -> tuple[str, str] | None:
    one, two = ("\n".join(page.get(side, [])) for side in (0, 1))
    return (one, two) if min(len(one), len(two)) >= _ENOUGH else None


def _bilingual(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether one language stands at the left and another at the right of nearly all pages."""
    if not pairs:
        return False
    found = Counter((detect(one), detect(two)) for one, two in pairs)
    (one, two), count = found.most_common(1)[0]
    return one != two and count >= _SHARE * len(pairs)
