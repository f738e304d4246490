"""Our statuses beside the codings of experts, and one scan beside an earlier one."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lawscan import jurisdictions
from lawscan.benchmarks import BenchmarkResult, CountryResult, WayResult
from lawscan.errors import UsageError
from lawscan.intervals import interval
from lawscan.law import Hit

GRADES = ("against", "conditional", "full")
# Explanations under which two different laws were read.
ANOTHER_LAW = ("old-version", "newer-version", "bill", "other-law")
SHEETS = {"TU": "TR"}  # a sheet of MIPEX named otherwise than by ISO, and without a code of its own
NO_ACT = "only a constitution was read, and it is silent: the coders read the nationality act"
NOTHING = "no provision of this kind was read"


@dataclass(frozen=True, slots=True)
class Coding:
    """What an expert coded of one country by one rule."""

    rule: str
    iso3: str
    code: str
    grade: str
    means: str
    admits: tuple[str, ...]
    article: str
    year: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One country under one rule: our outcome and quotes beside the expert's code."""

    coding: Coding
    outcome: str
    agrees: bool
    why: str
    hits: tuple[Hit, ...]
    hint: str = ""
    explained: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """All countries under one rule. ``same_law`` leaves out those where, as explained, two different laws were read."""

    rule: str
    title: str
    as_of: str
    compared: tuple[Comparison, ...]
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def agreeing(self) -> int:
        """In how many countries our outcome is one that the code admits."""
        return sum(each.agrees for each in self.compared)

    @property
    def disagreements(self) -> tuple[Comparison, ...]:
        """The rest, one by one."""
        return tuple(each for each in self.compared if not each.agrees)

    @property
    def same_law(self) -> tuple[Comparison, ...]:
        """The comparisons in which both read the same law, as far as anybody has said otherwise."""
        return tuple(each for each in self.compared if each.explained not in ANOTHER_LAW)

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share that agrees lies, with 95 % confidence (Clopper–Pearson)."""
        return interval(self.agreeing, len(self.compared))

    @property
    def apart(self) -> tuple[int, int, int]:
        """How many comparisons are of the same grade, of the grade next to it, and of opposite grades."""
        steps = [abs(GRADES.index(_grade(each)) - GRADES.index(each.coding.grade)) for each in self.compared]
        return steps.count(0), steps.count(1), steps.count(2)

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa over the three grades (silence is the grade that the rule gives it)."""
        return kappa([(_grade(each), each.coding.grade) for each in self.compared])

    @property
    def weighted_kappa(self) -> float | None:
        """Kappa with linear weights: a grade next door is half a disagreement."""
        return kappa([(_grade(each), each.coding.grade) for each in self.compared], weighted=True)


def _grade(each: Comparison) -> str:
    return {"silent": "full", "conflicting": "conditional"}.get(each.outcome, each.outcome)


def kappa(pairs: Sequence[tuple[str, str]], weighted: bool = False) -> float | None:
    """Cohen's kappa of two codings on the grades; None where it is not defined.

    >>> kappa([("full", "full"), ("against", "against"), ("full", "against"), ("against", "against")])
    0.5
    """
    def apart(one: str, other: str) -> float:
        return abs(GRADES.index(one) - GRADES.index(other)) / 2 if weighted else float(one != other)

    if not pairs:
        return None
    ours, theirs = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    seen = sum(apart(one, other) for one, other in pairs) / len(pairs)
    chance = sum(ours[a] * theirs[b] * apart(a, b) for a in ours for b in theirs) / len(pairs) ** 2
    return 1 - seen / chance if chance else None


def against(path: Path, results_on: Callable[[str], Sequence[BenchmarkResult]],
            explained: Path | None = None) -> list[Agreement]:
    """Compare with a file of expert codings; which of GLOBALCIT, MACIMIDE or MIPEX it is shows in its columns.

    Args:
        results_on: counts the benchmarks as of a day; asked for the last day of each coding's year.
        explained: a CSV of iso3, rule, kind, explanation for disagreements that somebody has looked into.

    Raises:
        UsageError: the file is none of the codings that experts.toml knows.
    """
    notes = _explanations(explained) if explained else {}
    found = []
    for rule, codings in read_codings(path).items():
        year = max(coding.year for coding in codings)
        day = f"{year}-12-31" if year else ""
        found.append(_agreement(rule, codings, results_on(day), day, notes))
    return found


def read_codings(path: Path) -> dict[str, list[Coding]]:
    """Expert codings by rule, the latest year of each country."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: {error}", "Give a CSV of GLOBALCIT, MACIMIDE or MIPEX.") from error
    found = {rule["id"]: _latest(_codings(rule, rows)) for rule in _rules().values()}
    found = {rule: codings for rule, codings in found.items() if codings}
    if not found:
        raise UsageError(f"{path}: not a coding that lawscan knows.", "See its columns in lawscan/experts.toml.")
    return found


@cache
def _rules() -> dict[str, dict[str, Any]]:
    data = tomllib.loads(files("lawscan").joinpath("experts.toml").read_text(encoding="utf-8"))
    return {rule["id"]: rule for rule in data["rules"]}


def _codings(rule: Mapping[str, Any], rows: Iterable[Mapping[str, str]]) -> Iterable[Coding]:
    for row in rows:
        iso3 = row.get("iso3") or row.get("ISO3") or jurisdictions.iso3_of(SHEETS.get(row.get("sheet", ""), ""))
        code = _code(rule, row)
        if code in rule["codes"] and jurisdictions.is_country(iso3):
            entry = rule["codes"][code]
            article = next((row[name] for name in rule["article"] if row.get(name)), "")
            year = row.get("year") or row.get("Year") or rule.get("year", "")
            yield Coding(rule["id"], iso3, code, entry["grade"], entry["means"], tuple(entry["admits"]), article, year)


def _code(rule: Mapping[str, Any], row: Mapping[str, str]) -> str:
    if "mode_id" in row:
        wanted = row["mode_id"] == rule.get("mode")
        return str(rule.get("categories", {}).get((row.get("category") or "").strip(), "")) if wanted else ""
    if "indicator" in rule and row.get("indicator") != rule["indicator"]:
        return ""
    value = next((row[column] for column in rule["columns"] if row.get(column)), "").removesuffix(".0")
    return value[:1] if rule.get("first_digit") else value


def _latest(codings: Iterable[Coding]) -> list[Coding]:
    return list({coding.iso3: coding for coding in sorted(codings, key=lambda each: each.year)}.values())


def _agreement(rule_id: str, codings: Iterable[Coding], results: Sequence[BenchmarkResult], day: str,
               notes: Mapping[tuple[str, str], tuple[str, str]]) -> Agreement:
    rule = _rules()[rule_id]
    result = next((each for each in results if each.id == rule["benchmark"]), None)
    countries = {country.iso3: country for country in result.countries} if result else {}
    compared: list[Comparison] = []
    left_out: dict[str, list[str]] = {}
    for coding in sorted(codings, key=lambda each: each.iso3):
        country = countries.get(coding.iso3)
        if country is None or country.status == "not scanned":
            continue
        outcome, why, hits = _outcome(rule, country)
        if outcome == "none":
            left_out.setdefault(why, []).append(coding.iso3)
        else:
            kind, text = notes.get((coding.iso3, rule_id), ("", ""))
            agrees = outcome in coding.admits
            hint = "" if agrees else _hint(coding, outcome, hits)
            compared.append(Comparison(coding, outcome, agrees, why, hits, hint, kind, text))
    silent = {why: tuple(codes) for why, codes in left_out.items()}
    return Agreement(rule_id, rule["title"], day, tuple(compared), silent)


def _outcome(rule: Mapping[str, Any], country: CountryResult) -> tuple[str, str, tuple[Hit, ...]]:
    """Our outcome, the rule that decided, and the hits behind it."""
    ways = [way for way in country.ways if rule["way"] in ("*", way.id) and way.outcome != "none"]
    if ways:
        best = max(ways, key=lambda way: GRADES.index(way.outcome) if way.outcome in GRADES else -1)
        return best.outcome, best.why, _shown(best)
    others = [hit for way in country.ways for hit in _shown(way)]
    if not rule["silence"]:
        return "silent", "", ()
    if any(hit.instrument_kind != "constitution" for hit in others):
        return "silent", "the law that was read says nothing on this", ()
    return "none", NO_ACT if others else NOTHING, ()


def _shown(way: WayResult) -> tuple[Hit, ...]:
    return (*way.carrying, *way.against, *way.overridden)


def _hint(coding: Coding, outcome: str, hits: Sequence[Hit]) -> str:
    """What a reader should look at first; a guess from the data, not an explanation."""
    if hits and all(hit.instrument_kind == "constitution" for hit in hits):
        return "only a constitution was read here; its text may be older than the coding, or the act may differ"
    if any("repeal" in hit.title.casefold() or "historic" in hit.title.casefold() for hit in hits):
        return "a law named here may be repealed"
    if "conditional" in (outcome, coding.grade):
        return "a difference of grade, not of direction"
    return "opposite readings"


def _explanations(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {(row["iso3"], row["rule"]): (row["kind"], row["explanation"]) for row in csv.DictReader(file)}
    except (OSError, KeyError) as error:
        raise UsageError(f"{path}: {error}", "Columns: iso3, rule, kind, explanation.") from error
