"""Hits to countries to counts: each benchmark's number with the provisions that carry it and the rule that decided.

Everything here is a pure function of plain hits, the coverage of a scan and the scheme: no database, and no clock but
the day that is passed in. People's verdicts outrank the machine's tags.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from lawscan import force, jurisdictions, partners
from lawscan.law import Hit
from lawscan.read.facts import amendments
from lawscan.scheme import Benchmark, Scheme, Way

STATUSES = ("verified", "machine", "conflicting", "not found", "not scanned")
NOTE_WITHIN = 300  # characters after a quote in which a note of amendment belongs to it
Coverage = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class WayResult:
    """What one country's law says in one way: the outcome and the hits for it, against it, and overridden.

    ``outcome`` is full, conditional, against, conflicting or none; ``why`` names the rule that decided between texts.
    """

    id: str
    title: str
    counts: bool
    outcome: str = "none"
    why: str = ""
    carrying: tuple[Hit, ...] = ()
    against: tuple[Hit, ...] = ()
    overridden: tuple[Hit, ...] = ()
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outside:
    """A hit that cannot carry a benchmark, and why: a bill, a repealed law, a verdict that says no."""

    hit: Hit
    why: str


@dataclass(frozen=True, slots=True)
class CountryResult:
    """One country under one benchmark.

    ``status`` is one of STATUSES; ``since`` says whether a law that carries it was enacted since the benchmark was set
    (None: no date tells); ``read`` is what was scanned of it.
    """

    iso3: str
    name: str
    role: str
    status: str
    counted: bool
    outcome: str
    reason: str
    ways: tuple[WayResult, ...] = ()
    outside: tuple[Outside, ...] = ()
    since: bool | None = None
    read: Mapping[str, Any] = field(default_factory=dict)

    @property
    def carrying(self) -> tuple[Hit, ...]:
        """The hits that make the country count, each once, those of the ways that count first."""
        ways = sorted(self.ways, key=lambda way: not way.counts)
        hits = [hit for way in ways if way.outcome in ("full", "conditional") for hit in way.carrying]
        return tuple({(hit.provision_id, hit.address, hit.tag.tag): hit for hit in hits}.values())


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """A benchmark's count: how many countries, whether that meets the target, and every country behind it."""

    id: str
    title: str
    source: str
    set_on: str
    as_of: str
    target: int
    role: str
    tag: str
    counted: int
    met: bool
    verified: int
    since: int
    any_role: int
    by_way: Mapping[str, Mapping[str, int]]
    countries: tuple[CountryResult, ...]
    not_countries: tuple[CountryResult, ...] = ()


def count(hits: Sequence[Hit], coverage: Coverage, scheme: Scheme, as_of: str | None = None,
          roles: Mapping[str, str] | None = None, expected: Iterable[str] = ()) -> list[BenchmarkResult]:
    """Count every benchmark of the scheme.

    Args:
        hits: tagged provisions, with verdicts where people have answered.
        coverage: what was scanned, by alpha-3 code; a country in it without hits is ``not found``.
        as_of: the day (ISO) on which the law is looked at; today without one.
        roles: host, origin or both by alpha-3 code, over the roles of roles.csv.
        expected: codes to report as ``not scanned`` when they are neither in hits nor in coverage.

    Returns:
        One result a benchmark, in the scheme's order.
    """
    day = as_of or datetime.date.today().isoformat()
    known = {**{iso3: role.role for iso3, role in jurisdictions.roles().items()}, **(roles or {})}
    return [_benchmark(rule, hits, coverage, scheme, day, known, expected) for rule in scheme.benchmarks]


def _benchmark(rule: Benchmark, hits: Sequence[Hit], coverage: Coverage, scheme: Scheme, day: str,
               roles: Mapping[str, str], expected: Iterable[str]) -> BenchmarkResult:
    by_country: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.tag.tag == rule.tag and not hit.tag.below_threshold:
            by_country[hit.iso3].append(hit)
    codes = sorted({*by_country, *coverage, *expected} - {""})
    results = [_country(code, by_country.get(code, []), rule, coverage, scheme, day, roles) for code in codes]
    if by_country.get(""):
        results.append(_country("", by_country[""], rule, coverage, scheme, day, roles))
    countries = tuple(result for result in results if jurisdictions.is_country(result.iso3))
    others = tuple(result for result in results if not jurisdictions.is_country(result.iso3))
    return _totals(rule, day, countries, others)


def _totals(rule: Benchmark, day: str, countries: tuple[CountryResult, ...],
            others: tuple[CountryResult, ...]) -> BenchmarkResult:
    counted = [country for country in countries if country.counted]
    return BenchmarkResult(
        id=rule.id, title=rule.title, source=rule.source, set_on=rule.set_on, as_of=day, target=rule.target,
        role=rule.role, tag=rule.tag, counted=len(counted), met=len(counted) >= rule.target,
        verified=sum(country.status == "verified" for country in counted),
        since=sum(country.since is True for country in counted),
        any_role=sum(country.status in ("verified", "machine") for country in countries),
        by_way={way.id: _tally(way.id, countries) for way in rule.ways},
        countries=countries, not_countries=others)


def _tally(way_id: str, countries: Iterable[CountryResult]) -> dict[str, int]:
    tally = dict.fromkeys(("full", "conditional", "against", "conflicting"), 0)
    for country in countries:
        for way in country.ways:
            if way.id == way_id and way.outcome in tally:
                tally[way.outcome] += 1
    return tally


def _country(iso3: str, hits: Sequence[Hit], rule: Benchmark, coverage: Coverage, scheme: Scheme, day: str,
             roles: Mapping[str, str]) -> CountryResult:
    judged = [_judge(hit, rule, day) for hit in hits]
    inside = [each for each in judged if isinstance(each, Hit)]
    ways = tuple(roll_up(way, inside, scheme) for way in rule.ways)
    result = CountryResult(
        iso3=iso3, name=jurisdictions.name(iso3) if iso3 else "Jurisdiction unknown", role=roles.get(iso3, ""),
        status="", counted=False, outcome=_outcome(ways), reason="", ways=ways,
        outside=tuple(each for each in judged if isinstance(each, Outside)), read=coverage.get(iso3, {}))
    said = sorted({hit.tag.stance for hit in inside})
    return _decide(result, rule, bool(hits) or iso3 in coverage, said)


def _judge(hit: Hit, rule: Benchmark, day: str) -> Hit | Outside:
    """The hit as people see it, or why it cannot carry the benchmark."""
    seen = with_verdict(hit)
    if seen is None:
        return Outside(hit, f"people answered that this is no {rule.tag.replace('_', ' ')} provision")
    if hit.instrument_kind in rule.not_kinds:
        return Outside(seen, f"a {hit.instrument_kind} is not enacted law")
    if part := next((part for part in rule.not_parts if part in _parts(hit.eid)), ""):
        return Outside(seen, f"{part} of a law are no provision of it")
    why = force.why_not_law(hit, day)
    if not why and hit.force in rule.not_forces and not force.repealed(hit):
        why = "not in force"
    return Outside(seen, why) if why else seen


def _parts(eid: str) -> set[str]:
    """The kinds of the parts that an eid leads through: chp, art, notes."""
    return {step.partition("_")[0].partition("-")[0] for step in eid.split("__")}


def with_verdict(hit: Hit) -> Hit | None:
    """The hit with the stance and mode that people gave it, or None where they say that the tag is wrong."""
    if hit.verdict is None:
        return hit
    tag = next((tag for tag in hit.verdict.tags if tag.tag == hit.tag.tag), None)
    return replace(hit, tag=tag) if tag else None


def _outcome(ways: Sequence[WayResult]) -> str:
    outcomes = {way.outcome for way in ways if way.counts}
    return next((word for word in ("full", "conditional", "conflicting", "against") if word in outcomes), "none")


def _decide(country: CountryResult, rule: Benchmark, scanned: bool, said: Sequence[str]) -> CountryResult:
    status = _status(country, scanned)
    holds = status in ("verified", "machine")
    in_role = not rule.role or country.role in (rule.role, "both")
    counted = holds and in_role and jurisdictions.is_country(country.iso3)
    since = _since(country.carrying, rule.set_on) if holds else None
    reason = _reason(country, rule, holds, in_role) or _silence(country, said)
    return replace(country, status=status, counted=counted, since=since, reason=reason)


def _status(country: CountryResult, scanned: bool) -> str:
    if not scanned:
        return "not scanned"
    if country.outcome in ("full", "conditional"):
        deciding = [way for way in country.ways if way.counts and way.outcome == country.outcome]
        decisive = [hit for way in deciding for hit in way.carrying]
        return "verified" if any(hit.verdict for hit in decisive) else "machine"
    return "conflicting" if country.outcome == "conflicting" else "not found"


def _reason(country: CountryResult, rule: Benchmark, holds: bool, in_role: bool) -> str:
    if not jurisdictions.is_country(country.iso3):
        return "not a country: shown, never counted" if country.iso3 else "nobody said whose law it is: not counted"
    if holds and not in_role:
        known = f"its role is {country.role}" if country.role else "its role is not known"
        return f"not counted: {known}, the benchmark asks for {rule.role} countries"
    if country.outcome == "against":
        return "provisions found, none of them accepts"
    if country.outcome == "none" and country.outside:
        return "found only where it does not count: " + "; ".join(sorted({each.why for each in country.outside}))
    return next((way.why for way in country.ways if way.counts and way.outcome == country.outcome and way.why), "")


def _silence(country: CountryResult, said: Sequence[str]) -> str:
    """Why provisions that are law decide nothing: "no provision found" would not be true."""
    if country.outcome != "none" or not said:
        return ""
    return f"provisions found, none of them decides: {', '.join(said)}"


def _since(hits: Iterable[Hit], day: str) -> bool | None:
    answers = [enacted_since(hit, day) for hit in hits]
    if any(answers):
        return True
    return False if answers and all(answer is False for answer in answers) else None


def enacted_since(hit: Hit, day: str) -> bool | None:
    """Whether a provision was enacted on or after a day, by its law or by an amendment that its own note names.

    None where it cannot be told: no date, the date of a reprint, or the law was amended since and no note says where.
    """
    told = force.on_or_after(force.enacted(hit), day)
    if told:
        return None if _edition(hit.title, hit.lang) else True
    start = hit.tag.evidence.start
    noted = _noted(hit.text[start:hit.tag.evidence.end + NOTE_WITHIN], hit.lang)
    own = force.on_or_after(noted, day) if noted else None
    if own:
        return True
    elsewhere = any(force.on_or_after(event.date, day) for event in hit.events if event.kind == "amendment")
    return None if told is None or (elsewhere and own is None) else False


@lru_cache(maxsize=20_000)
def _edition(title: str, lang: str) -> bool:
    """Whether a title is that of a reprint or consolidation, whose day is not the law's own."""
    return bool(amendments(title, lang))


@lru_cache(maxsize=20_000)
def _noted(text: str, lang: str) -> str:
    """The day or year in the first note of amendment that has one."""
    return next((note.date for note in amendments(text, lang) if note.date), "")


def roll_up(way: Way, hits: Sequence[Hit], scheme: Scheme) -> WayResult:
    """What a country's hits say together in one way, by the scheme's conflict rules."""
    mine = [hit for hit in hits if not way.modes or hit.tag.mode in way.modes]
    groups = _instruments([hit for hit in mine if _side(way, hit)], scheme)
    empty = WayResult(way.id, way.title, way.counts)
    if not groups:
        return empty
    leaders, rest, why = _leaders(way, groups, scheme)
    lead = [hit for group in leaders for hit in group]
    decided = replace(empty, outcome=_side_of(way, leaders), why=why, carrying=_on(way, lead, ("full", "part")),
                      against=_on(way, lead, ("against",)), overridden=tuple(hit for group in rest for hit in group))
    return replace(decided, partners=partners.named(decided.carrying)) if way.partners else decided


def _side(way: Way, hit: Hit) -> str:
    stance = hit.tag.stance
    if stance in way.full:
        return "full"
    return "part" if stance in way.part else "against" if stance in way.against else ""


def _on(way: Way, hits: Sequence[Hit], sides: tuple[str, ...]) -> tuple[Hit, ...]:
    return tuple(sorted((hit for hit in hits if _side(way, hit) in sides), key=lambda hit: (
        _side(way, hit) != "full", -hit.tag.score, hit.address)))


def _instruments(hits: Sequence[Hit], scheme: Scheme) -> list[list[Hit]]:
    """Hits by instrument, the one that wins a conflict first: rank, then the later date, then undated ones."""
    groups: dict[tuple[int, str], list[Hit]] = defaultdict(list)
    for hit in hits:
        groups[hit.instrument_id, hit.title].append(hit)
    newest_first = sorted(groups.values(), key=lambda group: force.enacted(group[0]), reverse=True)
    return sorted(newest_first, key=lambda group: scheme.rank(group[0].instrument_kind))


def _side_of(way: Way, groups: Sequence[Sequence[Hit]]) -> str:
    """full, conditional, against or conflicting: what instruments of equal standing say together."""
    each = {_alone(way, group) for group in groups}
    if "conflicting" in each or ("against" in each and len(each) > 1):
        return "conflicting"
    return next(word for word in ("full", "conditional", "against") if word in each)


def _alone(way: Way, group: Sequence[Hit]) -> str:
    """What one instrument says by itself."""
    sides = [_side(way, hit) for hit in group]
    refusals = sides.count("against")
    if not refusals:
        return "full" if "full" in sides else "conditional"
    if refusals == len(sides):
        return "against"
    if way.mixed != "majority":
        return way.mixed
    return "against" if refusals > len(sides) / 2 and "full" not in sides else "conditional"


def _leaders(way: Way, groups: list[list[Hit]], scheme: Scheme) -> tuple[list[list[Hit]], list[list[Hit]], str]:
    """The instruments that decide, those they override, and the rule by which."""
    outcomes = [_alone(way, group) for group in groups]
    accepts = [outcome in ("full", "conditional") for outcome in outcomes]
    if len(set(accepts)) == 1:
        return groups, [], "one instrument both accepts and refuses" if _mixed(way, groups) else ""
    first = groups[0]
    equal = [group for group in groups if _equal(first, group, scheme)]
    rest = [group for group in groups if not _equal(first, group, scheme)]
    sides = {_alone(way, group) in ("full", "conditional") for group in equal}
    if len(sides) > 1:
        return equal, rest, "texts of the same rank speak against each other and no date decides"
    return equal, rest, _why(first, rest[0], scheme)


def _mixed(way: Way, groups: Sequence[Sequence[Hit]]) -> bool:
    return any(len({_side(way, hit) == "against" for hit in group}) > 1 for group in groups)


def _equal(first: Sequence[Hit], other: Sequence[Hit], scheme: Scheme) -> bool:
    if scheme.rank(first[0].instrument_kind) != scheme.rank(other[0].instrument_kind):
        return False
    earlier, later = force.span(force.enacted(other[0])), force.span(force.enacted(first[0]))
    return earlier is None or later is None or earlier[1] >= later[0]


def _why(first: Sequence[Hit], other: Sequence[Hit], scheme: Scheme) -> str:
    if scheme.rank(first[0].instrument_kind) != scheme.rank(other[0].instrument_kind):
        return f"the {first[0].instrument_kind} stands over the {other[0].instrument_kind}"
    return f"the later text ({force.enacted(first[0])}) stands over the earlier ({force.enacted(other[0])})"
