"""The roll-up of hand labels beside the codings of experts: on all texts, and on those that were law when they coded.

    python benchmarks/comparison/run.py --shared ../shared                  # hand labels of the real set
    python benchmarks/comparison/run.py --shared ../shared --scan scan.db   # a scan of ../shared/laws instead
    python benchmarks/comparison/run.py --shared ../shared --write          # into README.md and outcomes.csv
    python benchmarks/comparison/run.py --shared ../shared --scan scan.db --write   # the scan's, into README.md

Which texts were current is decided from dates and instruments alone, by a rule that was written down, with its facts in
versions.csv, before anybody looked at the agreement it gives:

1. A text is *current* when its state (`text_of`) is no older than its last revision up to 31 December 2020
   (`revised`) and no younger than 2020. Texts without a row in versions.csv are current when the instrument is of 2020
   or earlier. Provisions of texts that are not current are left out.
2. A country is compared *on the instrument cited* when among its current texts is one of the sort that the coders cite
   for the rule: its constitution, or an act on nationality. Where they cite none ("No provision"), one of a sort that
   they cite for this country anywhere.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lawscan.benchmarks import count
from lawscan.compare import Agreement, against
from lawscan.law import Evidence, Hit, Tag, text_sha256
from lawscan.report.gather import gather, without_unsure
from lawscan.scheme import load

HERE = Path(__file__).parent
YEAR = 2020
DAY = f"{YEAR}-12-31"
CODINGS = "codings/dual_status_joined_derived.csv"
MODES = tuple(f"codings/globalcit_data_v1.0_country-year-mode_{part}.csv" for part in ("loss", "acq"))
CAUSES = ("old-version", "newer-version", "other-law", "bill", "coder-reading", "grade", "our-error")
ACTS = re.compile(r"\b(?!CONST)[A-Z]{3}\b|\b(?:Act|Law|Code|Decree|Order)\b")
NOTHING_CITED = {"", "n.a.", "no provision", "none"}


def index(shared: Path) -> dict[str, dict[str, object]]:
    """The shared laws by file name."""
    rows = map(json.loads, (shared / "laws" / "index.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["file"]: row for row in rows}


def labelled(shared: Path) -> list[Hit]:
    """The hand labels as if a machine had given them, each sure."""
    files = {(row["iso3"], row["title"], row["year"]): name for name, row in index(shared).items()}
    lines = (shared / "realset" / "provisions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    return [_hit(number, row, tag, files[row["iso3"], row["instrument"], row["year"]])
            for number, row in enumerate(rows) for tag in row["tags"]]


def _hit(number: int, row: Mapping[str, object], tag: Mapping[str, str], file: str) -> Hit:
    quote = tag["evidence"]
    start = max(0, str(row["text"]).find(quote))
    return Hit(
        provision_id=number, address=str(row["id"]), iso3=str(row["iso3"]), instrument_id=hash(file) & 0x7FFFFFFF,
        title=str(row["instrument"]), instrument_kind=str(row["kind"]), instrument_number="",
        instrument_date=str(row["year"]), force="unknown", lang=str(row["lang"]), eid="", num=str(row["locator"]),
        heading="", text=str(row["text"]), text_sha256=text_sha256(str(row["text"])), page_first=0, page_last=0,
        boxes=(),
        tag=Tag(tag["tag"], 1.0, tag["stance"], 1.0, tag.get("mode"), Evidence(start, start + len(quote), quote)),
        file_path=f"laws/{file}", file_sha256="")


def name_of(path: str) -> str:
    """A shared file as versions.csv names it."""
    return path.rpartition("laws/")[2]


def currents(files: Mapping[str, Mapping[str, object]]) -> set[str]:
    """Files whose text was law, as far as dates tell, on the last day of the coders' year."""
    with (HERE / "versions.csv").open(encoding="utf-8", newline="") as file:
        versions = {row["file"]: row for row in csv.DictReader(file)}
    return {name for name, row in files.items() if _current(versions.get(name), int(str(row["year"])))}


def _current(version: Mapping[str, str] | None, year: int) -> bool:
    if version is None:
        return year <= YEAR
    return int(version["revised"] or 0) <= int(version["text_of"]) <= YEAR


def sorts(article: str) -> set[str]:
    """Which sorts of instrument a coder's citation names."""
    if article.strip().casefold() in NOTHING_CITED:
        return set()
    constitution = {"constitution"} if re.search(r"\bconst", article, re.IGNORECASE) else set()
    return constitution | ({"act"} if ACTS.search(article) else set())


def cited_anywhere(shared: Path) -> dict[str, set[str]]:
    """Sorts of instrument that the coders cite for a country under any mode."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in MODES:
        with (shared / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found[row["iso3"]] |= sorts(row["article"])
    return found


def have(files: Mapping[str, Mapping[str, object]], kept: Iterable[str], about: set[str]) -> dict[str, set[str]]:
    """Sorts of current instruments by country; an act only where it is known to be about nationality."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in kept:
        row = files[name]
        if row["kind"] == "constitution":
            found[str(row["iso3"])].add("constitution")
        elif name in about:
            found[str(row["iso3"])].add("act")
    return found


def about_nationality() -> set[str]:
    """Acts that versions.csv lists: those on nationality."""
    with (HERE / "versions.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"] for row in csv.DictReader(file)}


def scanned(path: Path, no_unsure: bool) -> list[Hit]:
    """The hits of a scan; on demand those alone that `laws --no-unsure` lists."""
    scan = gather(path)
    return list((without_unsure(scan) if no_unsure else scan).hits)


def measure(hits: Sequence[Hit], shared: Path) -> dict[str, Agreement]:
    """Agreement by rule, as of the coders' day."""
    coverage = {str(row["iso3"]): {"files": 1} for row in index(shared).values()}
    results = count(hits, coverage, load(), DAY)
    found = against(shared / CODINGS, lambda _: results, HERE / "explained.csv")
    return {each.rule: each for each in found}


def on_cited(found: Agreement, shared: Path, owned: Mapping[str, set[str]]) -> Agreement:
    """Only the countries of which an instrument of the sort cited was read."""
    anywhere = cited_anywhere(shared)

    def fits(iso3: str, article: str) -> bool:
        return bool((sorts(article) or anywhere[iso3]) & owned.get(iso3, set()))

    return replace(found, compared=tuple(each for each in found.compared
                                         if fits(each.coding.iso3, each.coding.article)))


def rows(hits: Sequence[Hit], shared: Path) -> Iterator[tuple[str, str, Agreement]]:
    """Rule, which texts, and the agreement on them."""
    files = index(shared)
    kept = currents(files)
    current = measure([hit for hit in hits if name_of(hit.file_path) in kept], shared)
    owned = have(files, kept, about_nationality())
    for rule, plain in measure(hits, shared).items():
        yield rule, "all texts", plain
        yield rule, "current texts", current[rule]
        yield rule, "current, instrument cited", on_cited(current[rule], shared, owned)


def table(hits: Sequence[Hit], shared: Path) -> Iterator[str]:
    """The figures as Markdown."""
    yield "| rule | texts | compared | agree | 95 % interval | same grade | next grade | opposite | kappa | weighted |"
    yield "| --- | --- | --: | --: | --- | --: | --: | --: | --: | --: |"
    for rule, texts, each in rows(hits, shared):
        low, high = each.interval
        near = each.apart
        cells = (rule, texts, len(each.compared), f"{each.agreeing} ({_share(each.agreeing, len(each.compared))})",
                 f"{low:.2f}–{high:.2f}", near[0], near[1], near[2], _number(each.kappa), _number(each.weighted_kappa))
        yield f"| {' | '.join(map(str, cells))} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def causes(hits: Sequence[Hit], shared: Path) -> Iterator[str]:
    """How many disagreements have which cause, by rule and texts."""
    yield "| rule | texts | disagree | " + " | ".join(CAUSES) + " | unexplained |"
    yield "| --- | --- | --: |" + " --: |" * (len(CAUSES) + 1)
    for rule, texts, each in rows(hits, shared):
        kinds = [one.explained for one in each.disagreements]
        cells = (rule, texts, len(kinds), *map(kinds.count, (*CAUSES, "")))
        yield f"| {' | '.join(map(str, cells))} |"


def write_figures(hits: Sequence[Hit], shared: Path, name: str) -> None:
    """Put the figures between the marks of this name in README.md."""
    readme, begins, ends = HERE / "README.md", f"<!-- {name} -->", f"<!-- /{name} -->"
    head, _, rest = readme.read_text(encoding="utf-8").partition(begins)
    figures = "\n".join((begins, *table(hits, shared), "", *causes(hits, shared), ends))
    readme.write_text(head + figures + rest.partition(ends)[2], encoding="utf-8")


def write_outcomes(hits: Sequence[Hit], shared: Path) -> None:
    """Put every compared country into outcomes.csv."""
    with (HERE / "outcomes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("rule", "texts", "iso3", "ours", "code", "grade", "agrees", "kind"))
        writer.writerows((rule, texts, each.coding.iso3, each.outcome, each.coding.code, each.coding.grade,
                          "yes" if each.agrees else "no", "" if each.agrees else each.explained)
                         for rule, texts, found in rows(hits, shared) for each in found.compared)


def main() -> None:
    """Print the tables, and every disagreement with --disagreements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--scan", type=Path, help="a scan of the shared laws, in place of the hand labels")
    parser.add_argument("--no-unsure", action="store_true", help="of the scan, without what the machine doubts")
    parser.add_argument("--write", action="store_true", help="put the figures into README.md and outcomes.csv")
    parser.add_argument("--disagreements", action="store_true", help="print each with our quotes")
    given = parser.parse_args()
    hits = scanned(given.scan, given.no_unsure) if given.scan else labelled(given.shared)
    print("\n".join((*table(hits, given.shared), "", *causes(hits, given.shared))))
    if given.write:
        write_figures(hits, given.shared, "scan" if given.scan else "figures")
    if given.write and not given.scan:
        write_outcomes(hits, given.shared)
    if given.disagreements:
        for rule, texts, found in rows(hits, given.shared):
            _print(rule, texts, found)


def _print(rule: str, texts: str, found: Agreement) -> None:
    print(f"\n## {rule}, {texts}: {len(found.compared)} compared")
    for each in found.disagreements:
        coding = each.coding
        print(f"{coding.iso3} ours {each.outcome}; theirs {coding.code} {coding.means} [{coding.article}] "
              f"({each.explained or 'unexplained'})")
        for hit in each.hits:
            says = f"{hit.tag.mode}/{hit.tag.stance}: {hit.tag.evidence.text[:200]!r}"
            print(f"    {name_of(hit.file_path)} {hit.num} {says}")


if __name__ == "__main__":
    main()
