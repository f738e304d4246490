"""Exchange with other tools: each format is a pure pair, ``dump(items)`` and ``parse(text)``, tested as a round trip.

What a format cannot carry is listed in ``LOST``; the docs print that table.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from lawscan.errors import UsageError

FORMATS = ("csv", "docbin", "doccano", "labelstudio", "prodigy")


def room(name: str) -> ModuleType:
    """The module of a format.

    Raises:
        UsageError: no such format; the message lists those that there are.
    """
    if name not in FORMATS:
        raise UsageError(f"No exchange format {name!r}.", f"There are: {', '.join(FORMATS)}.")
    return import_module(f"lawscan.annotate.exchange.{'csvfile' if name == 'csv' else name}")
