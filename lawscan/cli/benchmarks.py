"""`lawscan benchmarks` and `lawscan laws`: counts with their evidence, and the law list."""

from __future__ import annotations

import datetime
import shlex
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lawscan.cli.country import code_of
from lawscan.errors import LawscanError, UsageError

if TYPE_CHECKING:
    from lawscan.benchmarks import BenchmarkResult, CountryResult
    from lawscan.report.gather import Scan
    from lawscan.report.laws import LawList
    from lawscan.report.translations import Translations
    from lawscan.robustness import Robustness
    from lawscan.scheme import Scheme

Database = Annotated[Path, typer.Argument(help="The scan database.", metavar="SCAN.db")]
AsOf = Annotated[str | None, typer.Option(help="Look at the law on this day, YYYY-MM-DD; today without it.")]
Roles = Annotated[list[str] | None, typer.Option("--role", help="ISO3=host, ISO3=origin or ISO3=both; repeatable.")]
SchemeFile = Annotated[Path | None, typer.Option("--scheme", help="Benchmark rules other than lawscan's own.")]
Unsure = Annotated[bool, typer.Option("--unsure/--no-unsure", help="Keep or leave out what the machine doubts.")]
Answers = Annotated[Path, typer.Option("--annotations", help="Folder with people's answers.")]
ANNOTATIONS = Path("annotations")


def register(app: typer.Typer) -> None:
    """Add `benchmarks` and `laws`."""
    app.command("benchmarks")(benchmarks)
    app.command("laws")(laws)


def benchmarks(
    database: Database,
    json: Annotated[bool, typer.Option("--json", help="Everything, with the provisions behind each number.")] = False,
    as_of: AsOf = None,
    role: Roles = None,
    scheme: SchemeFile = None,
    unsure: Unsure = True,
    annotations: Answers = ANNOTATIONS,
) -> None:
    """Count the benchmarks: how many countries, which, and on what evidence."""
    from lawscan.robustness import robustness
    from lawscan.timeline import timeline

    scan, rules, results = _counted(database, annotations, scheme, as_of, role, unsure)
    again = (scan.hits, scan.coverage, rules, _roles(role or ()))
    robust = {result.id: robustness(result, *again) for result in results}
    if json:
        from lawscan.report.plain import benchmarks as plain
        from lawscan.report.plain import dumps

        typer.echo(dumps(plain(results, robust, {result.id: timeline(result, *again) for result in results})), nl=False)
        return
    for result in results:
        _print(result, robust[result.id])
    print(f"Next: lawscan laws {database} -o laws.html", file=sys.stderr)


def laws(
    database: Database,
    country: Annotated[list[str] | None, typer.Option(help="Only this country (code or name); repeatable.")] = None,
    format: Annotated[str | None, typer.Option(
        help="markdown, html, csv, json, docx or globalcit; without it, what the file's ending says, or markdown.",
    )] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write; - for the terminal.")] = Path("-"),
    as_of: AsOf = None,
    role: Roles = None,
    scheme: SchemeFile = None,
    unsure: Unsure = True,
    annotations: Answers = ANNOTATIONS,
    translations: Annotated[Path | None, typer.Option(help="CSV: address or title, translated_title.")] = None,
    pictures: Annotated[bool, typer.Option("--pictures", help="In HTML, show the pages of PDF files.")] = False,
    pictures_limit: Annotated[int, typer.Option(min=1, help="The most pages to show.")] = 200,
) -> None:
    """Write the law list: by country, which law and article, since when, in force or not, and who checked it."""
    from lawscan.report import known, render
    from lawscan.report.laws import build
    from lawscan.report.translations import Translations, read

    format = format or _format_of(output)
    known(format)
    _can_show(format, pictures)
    titles = read(translations) if translations else Translations()
    scan, rules, results = _counted(database, annotations, scheme, as_of, role, unsure)
    beside = None if str(output) == "-" else output.resolve().parent
    made = datetime.date.today().isoformat()
    listed = build(scan, results, rules, made, command_line(), [code_of(name) for name in country or ()], beside,
                   _roles(role or ()), deep=format in ("html", "json"), translations=titles)
    _say_unused(titles, scan)
    if scan.left_out:
        print(f"{scan.left_out} unsure provisions are left out of counts and lists.", file=sys.stderr)
    if pictures:
        listed = _pictured(listed, scan, pictures_limit)
    _write(output, render(listed, format))
    _say_written(listed, output)


# A file's ending says its format; whoever names a page ".html" does not want Markdown in it.
_ENDINGS = {".html": "html", ".htm": "html", ".csv": "csv", ".json": "json", ".docx": "docx"}


def _format_of(output: Path) -> str:
    return _ENDINGS.get(output.suffix.lower(), "markdown")


def _can_show(format: str, pictures: bool) -> None:
    if pictures and format != "html":
        raise UsageError(f"--pictures: a {format} report shows none.", "Write to a .html file, or add --format html.")


def _say_written(listed: LawList, output: Path) -> None:
    if str(output) != "-":
        print(f"{len(listed.lines)} provisions of {len(listed.countries)} jurisdictions: {output}", file=sys.stderr)


def _say_unused(titles: Translations, scan: Scan) -> None:
    unused = titles.unused((hit.address, hit.title) for hit in scan.hits)
    if unused:
        print(f"{len(unused)} translated titles fit no law of the list, first: {unused[0]}", file=sys.stderr)


def _pictured(listed: LawList, scan: Scan, most: int) -> LawList:
    from lawscan.cli.pictures import draw

    album = draw(listed.lines, scan.hits, most)
    print(f"{album.said()}.", file=sys.stderr)
    return replace(listed, pictures=album.pictures)


def command_line() -> str:
    """The command that is running, as one can type it."""
    return shlex.join(["lawscan", *sys.argv[1:]])


def _counted(database: Path, annotations: Path, scheme: Path | None, as_of: str | None,
             role: list[str] | None, unsure: bool = True) -> tuple[Scan, Scheme, list[BenchmarkResult]]:
    from lawscan.benchmarks import count
    from lawscan.report.gather import gather, without_unsure
    from lawscan.scheme import load

    rules = load(scheme)
    scan = gather(database, annotations)
    scan = scan if unsure else without_unsure(scan)
    return scan, rules, count(scan.hits, scan.coverage, rules, _day(as_of), _roles(role or ()))


def _day(as_of: str | None) -> str | None:
    if as_of is None:
        return None
    try:
        return datetime.date.fromisoformat(as_of).isoformat()
    except ValueError as error:
        raise UsageError(f"--as-of {as_of} is no day.", "Write it as 2020-12-31.") from error


def _roles(pairs: list[str] | tuple[()]) -> dict[str, str]:
    roles = {}
    for pair in pairs:
        name, _, role = pair.partition("=")
        if role not in ("host", "origin", "both"):
            raise UsageError(f"--role {pair}: not a role.", "Write it as KEN=origin, KEN=host or KEN=both.")
        roles[code_of(name)] = role
    return roles


def _write(output: Path, content: bytes) -> None:
    if str(output) == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise LawscanError(f"{output}: {error.strerror}", "choose another place with -o") from error


def _print(result: BenchmarkResult, robust: Robustness) -> None:
    word = "met" if result.met else "not met"
    role = f" {result.role}" if result.role else ""
    typer.echo(f"Benchmark {result.id}: {result.title}")
    typer.echo(f"  {result.counted}{role} countries, at least {result.target} wanted, as of {result.as_of}: {word}"
               f" ({result.verified} verified, {result.since} enacted since {result.set_on})")
    told = [each for each in result.countries if each.status not in ("not found", "not scanned")]
    for country in sorted(told, key=lambda each: (not each.counted, each.name)):
        typer.echo(f"  {'*' if country.counted else ' '} {country.name:<28} {country.status:<12} {_says(country)}")
    for line in _folded(each for each in result.countries if each.status in ("not found", "not scanned")):
        typer.echo(line)
    for doubt in robust.doubts:
        if doubt.dropped:
            typer.echo(f"    without the {doubt.dropped} {doubt.title}: {doubt.counted} countries, "
                       f"{'met' if doubt.met else 'not met'}")
    if robust.breaking:
        typer.echo(f"    it would fail if {len(robust.breaking)} provisions were all wrong, those of "
                   f"{', '.join(robust.breaking_countries)}")
    typer.echo()


def _folded(countries: Iterable[CountryResult]) -> list[str]:
    """Countries without a law that counts, one paragraph for each reason, so that the count stays in sight."""
    groups: dict[str, list[str]] = {}
    for country in sorted(countries, key=lambda each: each.name):
        why = country.reason or ("no provision found" if country.status == "not found" else "")
        groups.setdefault(f"{country.status}: {why}".removesuffix(": "), []).append(country.name)
    return [textwrap.fill(f"{why} ({len(names)}): {', '.join(names)}", 110, initial_indent=" " * 4,
                          subsequent_indent=" " * 6, break_long_words=False, break_on_hyphens=False)
            for why, names in sorted(groups.items(), key=lambda group: -len(group[1]))]


def _says(country: CountryResult) -> str:
    from lawscan.report.citation import cited
    from lawscan.report.laws import pages

    first = country.carrying[0] if country.carrying else None
    if first is None:
        return country.reason
    title = textwrap.shorten(first.title or "untitled", 70, placeholder=" …").rstrip(" ,;.")
    page = f"page{'s' if '-' in pages(first) else ''} {pages(first)}" if first.page_first else ""
    where = ", ".join(filter(None, (title, cited(first.num, first.eid), page)))
    more = f", and {len(country.carrying) - 1} more" if len(country.carrying) > 1 else ""
    return f"{country.outcome}: {where}{more}. {country.reason}".strip()
