"""The law list: every hit as one line: which law, which article, since when, in force or not, and who checked it."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lawscan import force, jurisdictions
from lawscan.benchmarks import BenchmarkResult, CountryResult, enacted_since, with_verdict
from lawscan.law import Hit
from lawscan.letters import is_small
from lawscan.report.citation import cited
from lawscan.report.gather import Provenance, Scan, once
from lawscan.report.translations import Translations
from lawscan.robustness import Robustness, excerpt, groups, robustness
from lawscan.scheme import Scheme, Way
from lawscan.timeline import Moment, timeline

if TYPE_CHECKING:
    from lawscan.report.pictures import Key, Picture

_STRENGTH = ("yes", "beside", "against", "overridden", "no")
_FIGURES = re.compile(r"\d+")
OUTCOMES = {"full": "in full", "conditional": "with conditions", "against": "refuses",
            "conflicting": "speaks both ways", "none": ""}
_SENTENCE_ENDS = ".;:!?。；：؛؟۔।…)]—–"


@dataclass(frozen=True, slots=True)
class LawLine:
    """One tagged provision with all that a reader needs to check it. Field order is the order of CSV columns."""

    iso3: str
    country: str
    role: str
    benchmark: str
    country_status: str
    carries: str
    tag: str
    stance: str
    mode: str
    law: str
    translated_title: str
    kind: str
    number: str
    enacted: str
    enacted_since_benchmark: str
    force: str
    standing: str
    article: str
    heading: str
    page: str
    quote: str
    language: str
    translation: bool
    checked: str
    score: float
    stance_score: float
    note: str
    doubts: str
    partners: str
    link: str
    source_url: str
    file: str
    file_sha256: str
    also_in: str
    text_sha256: str
    address: str
    gazette: str


@dataclass(frozen=True, slots=True)
class CountryLaws:
    """One jurisdiction: its result under each benchmark, and its lines."""

    iso3: str
    name: str
    role: str
    results: Mapping[str, CountryResult]
    lines: tuple[LawLine, ...]
    read: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LawList:
    """Everything that a renderer prints."""

    benchmarks: tuple[BenchmarkResult, ...]
    countries: tuple[CountryLaws, ...]
    provenance: Provenance
    as_of: str
    command: str
    made: str
    left_out: int = 0
    doubts: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by tag, of its stances and modes
    ways: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)
    timelines: Mapping[str, tuple[Moment, ...]] = field(default_factory=dict)
    robustness: Mapping[str, Robustness] = field(default_factory=dict)
    pictures: Mapping[Key, Picture] = field(default_factory=dict)
    chosen: bool = False

    @property
    def lines(self) -> list[LawLine]:
        """All lines, by country."""
        return [line for country in self.countries for line in country.lines]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a hit stands under its benchmark."""

    benchmark: str = ""
    status: str = ""
    carries: str = ""
    note: str = ""
    since: str = ""
    partners: str = ""


def build(scan: Scan, results: Sequence[BenchmarkResult], scheme: Scheme, made: str, command: str,
          only: Iterable[str] = (), beside: Path | None = None, roles: Mapping[str, str] | None = None,
          deep: bool = True, translations: Translations = Translations()) -> LawList:
    """Lay out the law list.

    Args:
        results: the benchmarks, counted on the same scan.
        made: the day the report is made (ISO); command: how to make it again.
        only: alpha-3 codes to keep; all without any.
        beside: the folder the report will stand in: links to source files are relative to it.
        roles: the roles that the results were counted with, where they are not those of roles.csv.
        deep: count again for timeline and robustness, which only some formats print.
        translations: titles that people translated.
    """
    places = _places(results)
    lines: dict[str, list[LawLine]] = defaultdict(list)
    for hit in once(scan.hits, scan.provenance.files, lambda hit: _order(places, hit)):
        if with_verdict(hit) is not None:
            lines[hit.iso3].append(law_line(hit, places, scheme, beside, translations))
    wanted = set(only)
    codes = [code for code in sorted({*lines, *scan.coverage}, key=_sort_key) if not wanted or code in wanted]
    countries = tuple(_country(code, results, lines.get(code, []), scan.coverage.get(code, {})) for code in codes)
    again = (scan.hits, scan.coverage, scheme, roles)
    recounted = results if deep else ()
    return LawList(
        tuple(results), countries, scan.provenance, results[0].as_of if results else made, command, made,
        scan.left_out, doubts={name: title for name, (title, _) in groups(scheme).items()},
        titles={tag.name: tag.title for tag in scheme.tags},
        meanings={tag.name: tag.meanings for tag in scheme.tags},
        ways={rule.id: rule.ways for rule in scheme.benchmarks}, chosen=bool(wanted),
        timelines={result.id: timeline(result, *again) for result in recounted},
        robustness={result.id: robustness(result, *again) for result in recounted})


def _sort_key(iso3: str) -> tuple[bool, str]:
    return not jurisdictions.is_country(iso3), jurisdictions.name(iso3)


def _country(iso3: str, results: Sequence[BenchmarkResult], lines: list[LawLine],
             read: Mapping[str, Any]) -> CountryLaws:
    found = {result.id: country for result in results for country in (*result.countries, *result.not_countries)
             if country.iso3 == iso3}
    first = next(iter(found.values()), None)
    ordered = sorted(lines, key=lambda line: (line.tag, line.law, line.file, line.page.zfill(6),
                                              _counting(line.address)))
    return CountryLaws(iso3, jurisdictions.name(iso3) if iso3 else "Jurisdiction unknown",
                       first.role if first else "", found, tuple(ordered), read)


def _counting(text: str) -> str:
    """A text that sorts as people count: article 4 before article 10.

    >>> sorted(["art_10", "art_4"], key=_counting)
    ['art_4', 'art_10']
    """
    return _FIGURES.sub(lambda found: found.group().zfill(9), text)


def _order(places: Mapping[tuple[int, str, str], _Place], hit: Hit) -> int:
    """Copies that carry a count are shown before those that do not."""
    place = places.get((hit.provision_id, hit.address, hit.tag.tag))
    return _STRENGTH.index(place.carries) if place else len(_STRENGTH)


def _places(results: Sequence[BenchmarkResult]) -> dict[tuple[int, str, str], _Place]:
    """How each hit stands under the benchmark of its tag: the strongest standing wins."""
    places: dict[tuple[int, str, str], _Place] = {}
    for result in results:
        for country in (*result.countries, *result.not_countries):
            for hit, carries, note in _standings(country):
                key = (hit.provision_id, hit.address, hit.tag.tag)
                since = {True: "yes", False: "no", None: ""}[enacted_since(hit, result.set_on)]
                carried = [way for way in country.ways if hit in way.carrying]
                named = ", ".join(sorted({each for way in carried for each in way.partners}))
                places[key] = _Place(result.id, country.status, carries, note, since, named)
    return places


def _standings(country: CountryResult) -> Iterable[tuple[Hit, str, str]]:
    """Every hit of a country with its standing, weaker standings first."""
    for outside in country.outside:
        yield outside.hit, "no", outside.why
    for way in country.ways:
        why = "later or higher texts stand over it" if way.outcome == "conflicting" else way.why
        yield from ((hit, "overridden", f"overridden: {why}") for hit in way.overridden)
    for way in country.ways:
        yield from ((hit, "against", "") for hit in way.against)
    for way in sorted(country.ways, key=lambda way: way.counts):
        yield from ((hit, "yes" if way.counts else "beside", "") for hit in way.carrying)


def law_line(hit: Hit, places: Mapping[tuple[int, str, str], _Place], scheme: Scheme,
             beside: Path | None = None, translations: Translations = Translations()) -> LawLine:
    """One hit as a line."""
    seen = with_verdict(hit) or hit
    place = places.get((hit.provision_id, hit.address, hit.tag.tag), _Place())
    role = jurisdictions.roles().get(hit.iso3)
    return LawLine(
        iso3=hit.iso3, country=jurisdictions.name(hit.iso3) if hit.iso3 else "Jurisdiction unknown",
        role=role.role if role else "", benchmark=place.benchmark, country_status=place.status, carries=place.carries,
        tag=hit.tag.tag, stance=seen.tag.stance, mode=seen.tag.mode or "", law=hit.title,
        translated_title=translations.of(hit.address, hit.title),
        kind=hit.instrument_kind, number=hit.instrument_number, enacted=force.enacted(hit),
        enacted_since_benchmark=place.since, force=in_force(hit), standing=force.said(hit),
        article=cited(hit.num, hit.eid), heading=hit.heading, page=pages(hit),
        quote=quoted(seen),
        language=hit.lang, translation=hit.translation,
        checked=checked(hit), score=round(hit.tag.score, 3), stance_score=round(hit.tag.stance_score, 3),
        note="; ".join(filter(None, [place.note, *remarks(hit, scheme)])),
        doubts=" ".join(name for name, (_, doubted) in groups(scheme).items() if doubted(hit)),
        partners=place.partners, link=link(hit, beside), source_url=hit.source_url,
        file=hit.file_path, file_sha256=hit.file_sha256,
        also_in="; ".join(hit.also_in), text_sha256=hit.text_sha256, address=hit.address,
        gazette=" ".join(filter(None, (hit.gazette.title, hit.gazette.number, hit.gazette.date))))


def remarks(hit: Hit, scheme: Scheme) -> Iterable[str]:
    """What a careful reader should know of a line: an excerpt, text of an amendment, doubt, a vanished state."""
    if excerpt(hit, scheme):
        yield "excerpt of the law"
    if hit.quoted:
        yield "text that an amending act puts into another law"
    if hit.tag.unsure and hit.verdict is None:
        yield "unsure"
    if successors := jurisdictions.historic(hit.iso3):
        yield f"law of a state that is no more; its successors: {', '.join(successors)}"


def in_force(hit: Hit) -> str:
    """What the file states of its force, but not in force where a later law ended it."""
    return "not-in-force" if force.standing(hit) == "not in force" else hit.force


def quoted(hit: Hit) -> str:
    """The words of the law that a line quotes, on one line: the evidence, or how the provision begins where the
    evidence is no more than its number. An ellipsis stands where the quote begins or ends inside a sentence."""
    words = hit.tag.evidence.text
    only_number = bool(hit.num) and hit.text.startswith(words) and words.rstrip(" .:-–—").endswith(hit.num)
    if only_number or not words:
        return clipped(hit.text, 0, min(300, len(hit.text)))
    start = hit.tag.evidence.start
    if hit.text[start:start + len(words)] != words:
        return " ".join(words.split())
    return clipped(hit.text, start, start + len(words))


def clipped(text: str, start: int, end: int) -> str:
    """A part of a text on one line, with an ellipsis where it begins or ends inside a sentence.

    >>> text = "1. Loss. A citizen who acquires another citizenship loses this one. He may apply."
    >>> clipped(text, 9, 67), clipped(text, 19, 51)
    ('A citizen who acquires another citizenship loses this one.', '… who acquires another citizenship …')
    """
    words = " ".join(text[start:end].split())
    before, after = text[:start].rstrip(), text[end:].lstrip()
    begins = not before or before[-1] in _SENTENCE_ENDS or (text[len(before):start].count("\n") > 0
                                                            and not is_small(words[:1]))
    ends = not after or words[-1:] in _SENTENCE_ENDS or after[0] in _SENTENCE_ENDS
    return f"{'' if begins else '… '}{words}{'' if ends else ' …'}"


def pages(hit: Hit) -> str:
    """Printed page range of a hit: "", "7" or "7-8"."""
    if not hit.page_first:
        return ""
    return str(hit.page_first) if hit.page_last in (0, hit.page_first) else f"{hit.page_first}-{hit.page_last}"


def paged(line: LawLine) -> str:
    """A line's pages in words: "page 7", "pages 7-8", or "" where there are none."""
    return f"page{'s' if '-' in line.page else ''} {line.page}" if line.page else ""


def unsure(line: LawLine) -> bool:
    """Whether the machine doubts this line and nobody has answered it."""
    return "unsure" in line.note.split("; ")


def checked(hit: Hit) -> str:
    """Who stands behind a line: people by name and day, or the machine."""
    if hit.verdict is None:
        return "machine"
    return f"verified {hit.verdict.signed}"


def quote_page(hit: Hit) -> int:
    """The page on which the quote most likely begins: as far into the provision's area as into its text.

    >>> from types import SimpleNamespace as Of
    >>> from lawscan.law import Box
    >>> half = Of(start=60), (Box(7, 0, 500, 300, 700), Box(8, 0, 100, 300, 300))
    >>> quote_page(Of(page_first=7, boxes=half[1], text="x" * 100, tag=Of(evidence=half[0])))
    8
    """
    areas = [(box.page, (box.x1 - box.x0) * (box.bottom - box.top)) for box in hit.boxes]
    wanted = sum(area for _, area in areas) * hit.tag.evidence.start / max(1, len(hit.text))
    for page, area in areas:
        wanted -= area
        if wanted < 0:
            return page
    return hit.page_first


def link(hit: Hit, beside: Path | None = None) -> str:
    """Where the source file can be opened: relative to the report, at the page for a PDF."""
    path = Path(hit.file_path)
    shown = os.path.relpath(path, beside) if beside is not None else str(path)
    page = f"#page={quote_page(hit)}" if hit.page_first and path.suffix.lower() == ".pdf" else ""
    return quote(Path(shown).as_posix()) + page


def as_dict(line: LawLine) -> dict[str, Any]:
    """A line as plain values, in column order."""
    return asdict(line)
