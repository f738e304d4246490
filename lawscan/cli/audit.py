"""`lawscan audit`: draw a sample of what was not tagged, and turn answers into an estimate of what was missed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lawscan.errors import LawscanError

if TYPE_CHECKING:
    from lawscan.audit import Estimate


def register(app: typer.Typer) -> None:
    """Add `audit`."""
    app.command("audit")(audit)


def audit(
    database: Annotated[Path, typer.Argument(help="The scan database.", metavar="SCAN.db")],
    size: Annotated[int, typer.Option(help="Provisions to draw.", min=1)] = 200,
    seed: Annotated[int, typer.Option(help="The same seed draws the same sample.")] = 1,
    country: Annotated[list[str] | None, typer.Option(help="Only these countries (code or name); repeatable.")] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Sheet to write; - for stdout.")] = Path("audit.csv"),
    answers: Annotated[Path | None, typer.Option(help="An answered sheet: print the estimate.")] = None,
    confidence: Annotated[float, typer.Option(help="Of the interval.", min=0.5, max=0.999)] = 0.95,
    json: Annotated[bool, typer.Option("--json", help="The estimate as JSON.")] = False,
) -> None:
    """Estimate what the scan missed: draw untagged provisions for people to check, then read their answers."""
    if answers is None:
        _draw(database, size, seed, country, output)
    else:
        _report(_estimates(database, answers, country, confidence), json)


def _draw(database: Path, size: int, seed: int, country: list[str] | None, output: Path) -> None:
    from lawscan.audit import COLUMNS, sheet
    from lawscan.cli.country import codes_in
    from lawscan.report.table import rows
    from lawscan.store import Store

    with Store(database) as store:
        codes = codes_in(country, store.jurisdictions(), database) if country else None
        lines = sheet(store.untagged(iso3=codes, limit=size, seed=seed))
    text = rows(COLUMNS, lines)
    if str(output) == "-":
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise LawscanError(f"{output}: {error.strerror}", "Choose another place with -o.") from error
    print(f"{len(lines)} provisions: {output}. Fill the column `answer`: a tag's name, or no.", file=sys.stderr)
    print(f"Next: lawscan audit {database} --answers {output}", file=sys.stderr)


def _estimates(database: Path, answers: Path, country: list[str] | None, confidence: float) -> list[Estimate]:
    from lawscan.audit import estimate, read_answers
    from lawscan.cli.country import codes_in
    from lawscan.scheme import load
    from lawscan.store import Store

    with Store(database) as store:
        read = store.jurisdictions()
        codes = codes_in(country, read, database) if country else list(read)
        hits = store.hits(iso3=codes)
    scanned = sum(each["provisions"] for code, each in read.items() if code in codes)
    population = scanned - len({hit.provision_id for hit in hits})
    found = {tag.name: sum(hit.tag.tag == tag.name for hit in hits) for tag in load().tags}
    return estimate(read_answers(answers), population, found, confidence)


def _report(estimates: list[Estimate], json: bool) -> None:
    if json:
        from dataclasses import asdict

        from lawscan.report.plain import dumps

        typer.echo(dumps([{**asdict(each), "missed_between": each.missed_between,
                           "recall_between": each.recall_between} for each in estimates]), nl=False)
        return
    for each in estimates:
        least, most = each.missed_between
        worst, best = each.recall_between
        typer.echo(f"{each.tag or 'any tag'}: {each.missed} of {each.checked} checked were missed "
                   f"({each.low:.2%} to {each.high:.2%} at {each.confidence:.0%} confidence); of {each.population} "
                   f"untagged provisions {least} to {most}; found {each.found}: recall {worst:.2f} to {best:.2f}")
