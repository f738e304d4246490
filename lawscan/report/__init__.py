"""Reports: one law list, and one renderer a format. `render(laws, "html")` picks the renderer."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from lawscan.errors import UsageError

if TYPE_CHECKING:
    from lawscan.report.laws import LawList

FORMATS = {"markdown": "markdown", "html": "html", "csv": "table", "json": "plain"}


def render(laws: LawList, format: str) -> str:
    """The law list in a text format.

    Raises:
        UsageError: there is no such format.
    """
    if format not in FORMATS:
        raise UsageError(f"no report format {format}.", f"One of: {', '.join(FORMATS)}.")
    module = importlib.import_module(f"lawscan.report.{FORMATS[format]}")
    text: str = module.render(laws)
    return text
