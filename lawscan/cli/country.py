"""A country as callers name it: by code or by name, in any letter case."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable
from pathlib import Path

UNKNOWN = "?"  # what tables print where nobody said whose law it is


def code_of(name: str, also: Container[str] = ()) -> str:
    """The ISO 3166-1 alpha-3 code of a country.

    Args:
        name: a code or a name; ``?`` is: not known, and becomes "".
        also: codes that are good though no list has them, such as those that stand in a scan.

    Raises:
        UsageError: there is no such country.

    >>> code_of("Kenya"), code_of("ken"), code_of("?"), code_of("XAA", {"XAA"})
    ('KEN', 'KEN', '', 'XAA')
    """
    from lawscan.errors import UsageError
    from lawscan.jurisdictions import lookup

    if name in ("", UNKNOWN) or name.upper() in also:
        return name.upper().strip(UNKNOWN)
    code = lookup(name) or lookup(name.upper())
    if not code:
        raise UsageError(f"no jurisdiction {name}.", "Use its ISO 3166 alpha-3 code or its full name.")
    return code


def codes_in(names: Iterable[str], scanned: Container[str], database: Path) -> list[str]:
    """The codes of these countries; those of which the scan holds no law are named on stderr.

    "No hits" of such a country says nothing about its law.
    """
    codes = [code_of(name, scanned) for name in names]
    for code in codes:
        if code not in scanned:
            print(f"note: {database} holds no law of {code or 'an unknown country'}.", file=sys.stderr)
    return codes
