"""``lawscan read``: what ingestion sees of a file."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from lawscan.law import Manifestation, Provision


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(read)


def read(
    file: Path = typer.Argument(..., help="PDF, HTML, XML, Markdown, DOCX, EPUB or text."),
    json_: bool = typer.Option(False, "--json", help="JSON Lines, one provision each, and nothing else on stdout."),
    password: str = typer.Option("", help="Password of an encrypted PDF."),
    exhaustive: bool = typer.Option(False, help="Read every page with full layout, not only those that may hold hits."),
) -> None:
    """Show the provisions of one file as lawscan reads them."""
    from lawscan.errors import UsageError
    from lawscan.read import ReadOptions, read_file

    if not file.is_file():
        folder = file.is_dir()
        raise UsageError(f"{file}: {'a folder' if folder else 'no such file'}.",
                         f"Scan it: lawscan scan {file} -o scan.db" if folder else "")
    found = read_file(file, ReadOptions(password=password or None, exhaustive=exhaustive))
    for problem in found.problems:
        print(f"lawscan: {file}: {problem}", file=sys.stderr)
    for instrument in found.instruments:
        for provision in instrument.provisions:
            print(json.dumps(as_json(provision), ensure_ascii=False) if json_ else _plain(provision))
    print(_summary(found), file=sys.stderr)


def as_json(provision: Provision) -> dict[str, object]:
    """The provision as one JSON line: boxes are [page, x0, top, x1, bottom] in PDF points, origin top left."""
    return {
        "eid": provision.eid,
        "num": provision.num,
        "heading": provision.heading,
        "text": provision.text,
        "lang": provision.lang,
        "page_first": provision.page_first,
        "page_last": provision.page_last,
        "boxes": [[box.page, *(round(value, 2) for value in box[1:])] for box in provision.boxes],
    }


def _plain(provision: Provision) -> str:
    where = f" (p. {provision.page_first})" if provision.page_first else ""
    first = provision.text.replace("\n", " ")[:160]
    return f"{provision.eid}{where}  {first}"


def _summary(found: Manifestation) -> str:
    provisions = sum(len(each.provisions) for each in found.instruments)
    blank = sum(page.status == "empty" for page in found.pages)
    unread = sum(not page.read for page in found.pages) - blank
    return (
        f"{found.format}: {len(found.instruments)} instruments, {provisions} provisions, {len(found.pages)} pages, "
        f"{blank} blank, {unread} not read. Next: lawscan scan {shlex.quote(found.path)} -o scan.db"
    )
