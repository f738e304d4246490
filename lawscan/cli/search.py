"""`lawscan search`: provisions that hold a phrase, tagged or not."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lawscan.store import StoredProvision

BEFORE, AFTER = 50, 110  # characters of the text that are shown around the phrase


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("search")(search)


def search(
    database: Annotated[Path, typer.Argument(help="The scan database.")],
    phrase: Annotated[str, typer.Argument(help="In any script; letter case and accents do not matter.")],
    country: Annotated[list[str] | None, typer.Option(
        "--country", help="Code or name; ? is: not known; may be repeated.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="The most provisions to list.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False,
) -> None:
    """Find a phrase in all provisions that were read, tagged or not."""
    from lawscan.cli.country import codes_in
    from lawscan.errors import UsageError
    from lawscan.store import Store

    if not phrase.strip():
        raise UsageError("There is nothing to search for.", "Give a word or a phrase.")
    with Store(database) as store:
        codes = codes_in(country, store.jurisdictions(), database) if country else None
        found = store.search(phrase, limit, codes)
    for one in found:
        print(json.dumps(_record(one), ensure_ascii=False) if as_json else _plain(one, phrase))
    more = f" There may be more: --limit {2 * limit}." if len(found) == limit else ""
    read = f" Read one: lawscan show {database} {found[0].id}" if found else ""
    print(f"{len(found):,} provisions.{more}{read}", file=sys.stderr)


def _record(one: StoredProvision) -> dict[str, object]:
    law, text = one.instrument, one.provision
    return {"provision_id": one.id, "iso3": law.iso3, "title": law.title, "num": text.num, "heading": text.heading,
            "text": text.text, "page_first": text.page_first, "page_last": text.page_last, "lang": text.lang,
            "tags": [f"{tag.tag}/{tag.stance}" for tag in one.tags if not tag.below_threshold],
            "address": one.address, "file_path": one.file_path, "file_sha256": one.file_sha256}


def _plain(one: StoredProvision, phrase: str) -> str:
    from lawscan.cli.hits import printable

    law, text = one.instrument, one.provision
    page = f", page {text.page_first}" if text.page_first else ""
    where = f"{one.id}  {law.iso3 or '?'}  {law.title[:50]}, {text.num or text.eid}{page}: "
    return printable(where + around(text.text, phrase))


def around(text: str, phrase: str) -> str:
    """The words around a phrase, on one line.

    >>> around("Art. 1\\nÀ la nationalité française", "NATIONALITE francaise")
    'Art. 1 À la nationalité française'
    """
    from lawscan.lexicon import fold, fold_map

    line = " ".join(text.split())
    folded, source = fold_map(line)
    at = source[max(0, folded.find(" ".join(fold(phrase).split())))] if source else 0
    start, end = max(0, at - BEFORE), at + AFTER
    return ("…" if start else "") + line[start:end] + ("…" if end < len(line) else "")
