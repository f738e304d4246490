"""`lawscan hits` and `lawscan show`: find and read tagged provisions."""

from __future__ import annotations

import csv
import io
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from lawscan.law import Hit
    from lawscan.store import StoredProvision

ANSWERS = Path("annotations")
FORMATS = ("table", "json", "csv")
COLUMNS = ("provision_id", "iso3", "title", "instrument_kind", "instrument_number", "instrument_date", "force", "num",
           "heading", "tag", "stance", "mode", "score", "evidence", "text", "page_first", "page_last", "lang",
           "address", "file_path", "file_sha256", "source_url", "checked")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("hits")(hits)
    app.command("show")(show)


def hits(
    database: Annotated[Path, typer.Argument(help="The scan database.")],
    country: Annotated[list[str] | None, typer.Option(
        "--country", help="Code or name; ? is: not known; may be repeated.")] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Tag; may be repeated.")] = None,
    stance: Annotated[list[str] | None, typer.Option("--stance", help="Stance; may be repeated.")] = None,
    min_score: Annotated[float | None, typer.Option("--min-score", min=0, max=1, help="Lowest score.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="A phrase that they hold, in any script.")] = None,
    below: Annotated[bool, typer.Option("--below", help="Also tags below the model's threshold.")] = False,
    form: Annotated[str, typer.Option("--format", help="table, json (JSON Lines) or csv.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    annotations: Annotated[Path, typer.Option("--annotations", help="Folder with people's answers.")] = ANSWERS,
) -> None:
    """List tagged provisions, with what people answered; a table on a terminal, JSON Lines or CSV for programs."""
    from lawscan.cli.country import codes_in
    from lawscan.errors import UsageError
    from lawscan.report.gather import added, answers_in, with_answer
    from lawscan.store import Store

    chosen = "json" if as_json else form or ("table" if sys.stdout.isatty() else "csv")
    if chosen not in FORMATS:
        raise UsageError(f"There is no format '{chosen}'.", f"Use one of {', '.join(FORMATS)}.")
    _known(tag or (), stance or ())
    with Store(database) as store:
        codes = codes_in(country, store.jurisdictions(), database) if country else None
        settled = answers_in(annotations)
        found = [with_answer(hit, settled) for hit in store.hits(codes, tag, stance, min_score, text, below)]
        if settled:
            given = added(store, store.hits(include_below=below), settled)
            found += _asked_for(given, codes, tag, stance, text)
    {"table": _print_table, "json": _print_json, "csv": _print_csv}[chosen](found)
    print(f"{len(found):,} hits.{_next(database, found, text)}", file=sys.stderr)


def _next(database: Path, found: Sequence[Hit], text: str | None) -> str:
    if found:
        return f" Read one: lawscan show {database} {found[0].provision_id}"
    return f" Among provisions without a tag: lawscan search {database} {shlex.quote(text)}" if text else ""


def _known(tags: Sequence[str], stances: Sequence[str]) -> None:
    """Refuse a tag or stance that no hit can have: "0 hits" would say that there is no such law."""
    from lawscan.errors import UsageError
    from lawscan.scheme import load

    allowed = {each.name: each.stances for each in load().tags}
    for name in tags:
        if name not in allowed:
            raise UsageError(f"There is no tag '{name}'.", f"Use one of {', '.join(allowed)}.")
    had = dict.fromkeys(stance for name in tags or allowed for stance in allowed[name])
    for name in stances:
        if name not in had:
            raise UsageError(f"There is no stance '{name}'.", f"Use one of {', '.join(had)}.")


def _asked_for(given: Sequence[Hit], codes: Sequence[str] | None, tags: Sequence[str] | None,
               stances: Sequence[str] | None, text: str | None) -> list[Hit]:
    """Of the hits that people gave where the machine found none, those asked for; no score keeps them out."""
    from lawscan.lexicon import fold

    return [hit for hit in given
            if (codes is None or hit.iso3 in codes) and (not tags or hit.tag.tag in tags)
            and (not stances or hit.tag.stance in stances) and (not text or fold(text) in fold(hit.text))]


def checked(hit: Hit) -> str:
    """Who stands behind a hit, the machine or people; and where people answered otherwise, what they answered."""
    if hit.verdict is None:
        return "machine"
    given = next((tag for tag in hit.verdict.tags if tag.tag == hit.tag.tag), None)
    said = "verified" if given else "refused"
    if given and given.stance != hit.tag.stance:
        said = f"corrected to {given.stance}"
    return f"{said} {hit.verdict.signed}"


def row_of(hit: Hit) -> dict[str, Any]:
    """A hit as one flat row."""
    flat = {"tag": hit.tag.tag, "stance": hit.tag.stance, "mode": hit.tag.mode, "score": round(hit.tag.score, 4),
            "evidence": hit.tag.evidence.text, "checked": checked(hit)}
    return {name: flat[name] if name in flat else getattr(hit, name) for name in COLUMNS}


def _print_json(found: Sequence[Hit]) -> None:
    for hit in found:
        print(json.dumps(row_of(hit), ensure_ascii=False))


def _print_csv(found: Sequence[Hit]) -> None:
    from lawscan.store.upkeep import csv_safe

    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows({name: csv_safe(value) for name, value in row_of(hit).items()} for hit in found)
    print(out.getvalue(), end="")


def _print_table(found: Sequence[Hit]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    answered = any(hit.verdict for hit in found)  # else a column of "machine" would only cost width
    table = Table("id", "country", "law", "provision", "tag", "score", "evidence", *(["checked"] if answered else []))
    for hit in found:
        table.add_row(*(Text(printable(cell)) for cell in [*_cells(hit), *([checked(hit)] if answered else [])]))
    Console().print(table)


def _cells(hit: Hit) -> tuple[str, ...]:
    return (str(hit.provision_id), hit.iso3 or "?", hit.title[:50], f"{hit.num} {hit.heading}"[:40],
            f"{hit.tag.tag} {hit.tag.stance}", f"{hit.tag.score:.2f}", " ".join(hit.tag.evidence.text.split())[:80])


def printable(text: str) -> str:
    """Text without control characters, which could move the cursor or colour the terminal.

    >>> printable("a\\x1b[31mb")
    'a�[31mb'
    """
    return "".join(char if char.isprintable() or char in "\n\t\u200c\u200d" else "\ufffd" for char in text)


def show(
    database: Annotated[Path, typer.Argument(help="The scan database.")],
    provision: Annotated[str, typer.Argument(help="Its number in the database, or its address.")],
    picture: Annotated[Path | None, typer.Option("--picture", help="Write its page, boxed, as PNG.")] = None,
    password: Annotated[str | None, typer.Option("--password", help="Of an encrypted PDF.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Print a provision with its evidence marked, its law, source, page and hash."""
    from lawscan.store import Store

    with Store(database) as store:
        found = store.provision(provision)
    if as_json:
        from dataclasses import asdict

        print(json.dumps(asdict(found) | {"text_sha256": found.provision.text_sha256}, ensure_ascii=False))
    else:
        _print_provision(found)
    if picture:
        print(f"Picture: {_draw(found, picture, password)}", file=sys.stderr)


def _print_provision(found: StoredProvision) -> None:
    law, text = found.instrument, found.provision
    pages = "" if not text.page_first else f", page {text.page_first}" + (
        f"–{text.page_last}" if text.page_last > text.page_first else "")
    head = [f"{law.iso3 or 'country unknown'}  {law.title}  ({law.kind}, {law.number or 'no number'}, "
            f"{law.date or 'no date'}, {law.force})", found.address, f"{found.file_path}{pages}"]
    tail = [f"{tag.tag}: {tag.stance} ({tag.mode or '-'}), score {tag.score:.2f}, stance {tag.stance_score:.2f}"
            + (", below the threshold" if tag.below_threshold else "") for tag in found.tags]
    source = [f"source: {law.source_url}"] if law.source_url else []
    for line in [*head, "", _marked(found), "", *tail, *source, f"text sha256: {text.text_sha256}",
                 f"file sha256: {found.file_sha256}"]:
        print(printable(line) if "\x1b[7m" not in line else line)


def _marked(found: StoredProvision) -> str:
    """The text with the evidence of its tags between marks; on a terminal that may have colour, inverted."""
    from rich.console import Console

    start_mark, end_mark = ("\x1b[7m", "\x1b[27m") if Console().color_system else ("⟦", "⟧")
    text = found.provision.text
    spans = merged([(tag.evidence.start, tag.evidence.end) for tag in found.tags
                    if not tag.below_threshold and tag.evidence.end > tag.evidence.start])
    parts, last = [], 0
    for start, end in spans:
        parts += [printable(text[last:start]), start_mark, printable(text[start:end]), end_mark]
        last = end
    return "".join([*parts, printable(text[last:])])


def merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, overlapping ones joined.

    >>> merged([(5, 9), (0, 3), (2, 4)])
    [(0, 4), (5, 9)]
    """
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _draw(found: StoredProvision, picture: Path, password: str | None) -> Path:
    from lawscan.errors import UsageError
    from lawscan.read.pdf import render_page

    if found.file_format != "pdf":
        raise UsageError(f"{found.file_path} has no pages to picture: it is {found.file_format}.")
    if not Path(found.file_path).is_file():
        raise UsageError(f"{found.file_path} is no longer there.")
    page = found.provision.page_first
    boxes = [box for box in found.provision.boxes if box.page == page]
    render_page(found.file_path, page, boxes, picture, password=password)
    return picture
