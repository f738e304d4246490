"""`lawscan compare`: with the codings of experts, or with an earlier scan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lawscan.errors import UsageError

if TYPE_CHECKING:
    from lawscan.compare import Agreement, Comparison
    from lawscan.difference import Difference
    from lawscan.law import Hit


def register(app: typer.Typer) -> None:
    """Add `compare`."""
    app.command("compare")(compare)


def compare(
    database: Annotated[Path, typer.Argument(help="The scan (the older one of two).", metavar="SCAN.db")],
    newer: Annotated[Path | None, typer.Argument(help="A newer scan: say what changed.", metavar="NEW.db")] = None,
    against: Annotated[Path | None, typer.Option(help="A GLOBALCIT, MACIMIDE or MIPEX file (CSV).")] = None,
    explained: Annotated[Path | None, typer.Option(help="CSV of iso3, rule, kind, explanation: known causes.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Day to look at; else the coding's last day.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
    annotations: Annotated[Path, typer.Option(help="Folder with people's answers.")] = Path("annotations"),
) -> None:
    """Compare a scan with the codings of experts (--against), or with a newer scan."""
    if (against is None) == (newer is None):
        raise UsageError("compare needs one other side.", "Give --against CODINGS.csv, or a second database.")
    found = _experts(database, against, explained, as_of, annotations) if against else _scans(
        database, newer or database, as_of, annotations)
    if json:
        from lawscan.report.plain import dumps

        typer.echo(dumps(_plain(found)), nl=False)
    elif isinstance(found, list):
        for agreement in found:
            _print_agreement(agreement)
    else:
        _print_difference(found)


def _experts(database: Path, path: Path, explained: Path | None, as_of: str | None,
             annotations: Path) -> list[Agreement]:
    from lawscan.benchmarks import count
    from lawscan.compare import against
    from lawscan.report.gather import gather
    from lawscan.scheme import load

    scan = gather(database, annotations)
    return against(path, lambda day: count(scan.hits, scan.coverage, load(), as_of or day or None), explained)


def _scans(older: Path, newer: Path, as_of: str | None, annotations: Path) -> Difference:
    from lawscan.benchmarks import count
    from lawscan.difference import difference
    from lawscan.report.gather import gather
    from lawscan.scheme import load

    old, new = gather(older, annotations), gather(newer, annotations)
    results = [count(scan.hits, scan.coverage, load(), as_of) for scan in (old, new)]
    return difference(old.hits, new.hits, *results)


def _print_agreement(found: Agreement) -> None:
    total, same = len(found.compared), found.same_law
    typer.echo(found.title)
    typer.echo(f"  {_share(found.agreeing, total)} agree as of {found.as_of}; kappa {_number(found.kappa)}, "
               f"weighted {_number(found.weighted_kappa)}")
    (low, high), (grade, near, opposite) = found.interval, found.apart
    typer.echo(f"  the share lies between {low:.0%} and {high:.0%} (95 %); of the same grade {grade}, the next {near}, "
               f"the opposite {opposite}")
    if len(same) != total:
        typer.echo(f"  {_share(sum(each.agrees for each in same), len(same))} agree where the same law was read")
    for why, codes in found.left_out.items():
        typer.echo(f"  not compared ({why}): {' '.join(codes)}")
    for each in found.disagreements:
        _print_row(each)
    typer.echo()


def _print_row(each: Comparison) -> None:
    coding = each.coding
    typer.echo(f"  {coding.iso3}  ours: {each.outcome}; theirs: {coding.code} {coding.means} [{coding.article[:80]}]")
    typer.echo(f"       {f'{each.explained}: {each.explanation}' if each.explained else each.hint}")
    for hit in each.hits[:3]:
        typer.echo(f"       {hit.title}, {hit.num}: {' '.join(hit.tag.evidence.text.split())[:160]}")


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" ({part / whole:.0%})" if whole else "")


def _number(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.2f}"


def _print_difference(found: Difference) -> None:
    for title, laws in (("New laws", found.new_laws), ("Gone", found.gone_laws), ("Repealed", found.repealed)):
        typer.echo(f"{title}: {len(laws)}")
        for law in laws:
            typer.echo(f"  {law.iso3} {law.title} {law.number}".rstrip())
    typer.echo(f"Provisions: {len(found.new_hits)} new, {len(found.gone_hits)} gone, {len(found.changed)} changed")
    for each in found.changed:
        typer.echo(f"  {each.after.iso3} {each.after.title}, {each.after.num}: {each.before.tag.stance} -> "
                   f"{each.after.tag.stance}")
    typer.echo(f"Statuses moved: {len(found.moved)}")
    for moved in found.moved:
        typer.echo(f"  benchmark {moved.benchmark}, {moved.name}: {moved.before} -> {moved.after}")
    if not any((found.new_laws, found.gone_laws, found.repealed, found.new_hits, found.gone_hits, found.changed,
                found.moved)):
        print("Nothing changed.", file=sys.stderr)


def _plain(found: list[Agreement] | Difference) -> dict[str, Any]:
    from lawscan.report.plain import provision

    def hits(several: tuple[Hit, ...]) -> list[dict[str, Any]]:
        return [provision(hit) for hit in several]

    if isinstance(found, list):
        return {"rules": [_plain_agreement(each) for each in found]}
    laws = {name: [{"iso3": law.iso3, "title": law.title, "kind": law.kind, "number": law.number}
                   for law in getattr(found, name)] for name in ("new_laws", "gone_laws", "repealed")}
    changed = [{"before": provision(each.before), "after": provision(each.after)} for each in found.changed]
    moved = [{"benchmark": each.benchmark, "iso3": each.iso3, "name": each.name, "before": each.before,
              "after": each.after} for each in found.moved]
    return {**laws, "new_hits": hits(found.new_hits), "gone_hits": hits(found.gone_hits), "changed": changed,
            "moved": moved}


def _plain_agreement(found: Agreement) -> dict[str, Any]:
    from lawscan.report.plain import provision

    rows = [{"iso3": each.coding.iso3, "ours": each.outcome, "code": each.coding.code, "means": each.coding.means,
             "grade": each.coding.grade, "article": each.coding.article, "agrees": each.agrees, "why": each.why,
             "hint": each.hint, "explained": each.explained, "explanation": each.explanation,
             "provisions": [provision(hit) for hit in each.hits]} for each in found.compared]
    same = found.same_law
    return {"rule": found.rule, "title": found.title, "as_of": found.as_of, "compared": len(found.compared),
            "agreeing": found.agreeing, "same_law": len(same), "same_law_agreeing": sum(each.agrees for each in same),
            "interval": list(found.interval), "grades_apart": list(found.apart),
            "kappa": found.kappa, "weighted_kappa": found.weighted_kappa, "countries": rows,
            "left_out": {why: list(codes) for why, codes in found.left_out.items()}}
