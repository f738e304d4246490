"""Reports: one law list, and one renderer a format. `render(laws, "html")` picks the renderer."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from lawscan.errors import UsageError

if TYPE_CHECKING:
    from lawscan.report.laws import LawList

FORMATS = {"markdown": "markdown", "html": "html", "csv": "table", "json": "plain", "docx": "docx",
           "globalcit": "codings"}


def render(laws: LawList, format: str) -> bytes:
    """The law list in a format of FORMATS, as the bytes of a file (UTF-8 where it is text).

    Raises:
        UsageError: there is no such format.
    """
    known(format)
    made: str | bytes = importlib.import_module(f"lawscan.report.{FORMATS[format]}").render(laws)
    return made.encode("utf-8", "replace") if isinstance(made, str) else made


def known(format: str) -> None:
    """Raise UsageError where no renderer makes the format."""
    if format == "pdf":
        raise UsageError("PDF is made from the HTML report.", "Write --format html, open it and print to PDF.")
    if format not in FORMATS:
        raise UsageError(f"no report format {format}.", f"One of: {', '.join(FORMATS)}.")
