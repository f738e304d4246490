"""Small and capital letters, for scripts that have both."""

from __future__ import annotations

_GEORGIAN = ("\u10d0", "\u10ff")


def is_small(char: str) -> bool:
    """Whether a letter is a small one that can begin no sentence.

    Georgian letters count as small in Unicode, but Georgian begins its sentences with them.

    >>> is_small("a"), is_small("A"), is_small("\u10d0"), is_small("1"), is_small("")
    (True, False, False, False, False)
    """
    return char.islower() and not _GEORGIAN[0] <= char <= _GEORGIAN[1]
