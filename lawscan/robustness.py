"""How a benchmark's count moves when doubtful hits are left out, and what would have to be wrong for it to fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from lawscan import force
from lawscan.benchmarks import BenchmarkResult, CountryResult, Coverage, count, roll_up
from lawscan.law import Hit, letters
from lawscan.scheme import Scheme, Way


@dataclass(frozen=True, slots=True)
class Doubt:
    """The count without one group of hits."""

    id: str
    title: str
    dropped: int
    counted: int
    met: bool
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Robustness:
    """The counts without each group of doubtful hits, and the smallest set of hits that the target hangs on.

    ``spare`` is how many countries the count has over the target. ``breaking`` holds hits of ``breaking_countries``:
    were all of them wrong, the benchmark would fail, and no smaller set was found that does it (each country is
    unmade by taking its hits away one at a time, fullest first; copies of one text go together and count once). Both
    are empty where the target is not met.
    """

    doubts: tuple[Doubt, ...]
    spare: int
    breaking: tuple[Hit, ...] = ()
    breaking_countries: tuple[str, ...] = ()


def robustness(result: BenchmarkResult, hits: Sequence[Hit], coverage: Coverage, scheme: Scheme,
               roles: Mapping[str, str] | None = None) -> Robustness:
    """Count one benchmark again without each group of doubtful hits.

    Args:
        result: the benchmark as counted on these hits.
    """
    mine = [hit for hit in hits if hit.tag.tag == result.tag]
    doubts = tuple(_without(result, title, key, doubtful, mine, coverage, scheme, roles)
                   for key, (title, doubtful) in groups(scheme).items())
    spare = result.counted - result.target
    if not result.met:
        return Robustness(doubts, spare)
    needed = {country.iso3: _unmaking(country, result.id, scheme) for country in result.countries if country.counted}
    chosen = sorted(needed, key=lambda iso3: (len(needed[iso3]), iso3))[:spare + 1]
    return Robustness(doubts, spare, tuple(hit for iso3 in chosen for hit in needed[iso3]), tuple(chosen))


def groups(scheme: Scheme) -> dict[str, tuple[str, Callable[[Hit], bool]]]:
    """The groups of doubtful hits: a title and a test each."""
    return {
        "low-score": (f"score under {scheme.low_score:g}, not verified",
                      lambda hit: hit.verdict is None and hit.tag.score < scheme.low_score),
        "unsure": ("marked unsure", lambda hit: hit.tag.unsure),
        "translation": ("translations of the law", lambda hit: hit.translation),
        "excerpt": ("excerpts of the law", lambda hit: excerpt(hit, scheme)),
        "force-unstated": ("laws whose file does not state that they are in force",
                           lambda hit: force.standing(hit) not in ("in force", "partly in force")),
        "force-unknown": ("laws whose file shows not even that they were enacted",
                          lambda hit: force.standing(hit) == "unknown"),
        "unverified": ("not verified by people", lambda hit: hit.verdict is None),
    }


def excerpt(hit: Hit, scheme: Scheme) -> bool:
    """Whether the title or file name says that this is only part of the law."""
    words = f"{hit.title} {hit.file_path.rpartition('/')[2]}".casefold()
    return any(word in words for word in scheme.excerpt_titles)


def _without(result: BenchmarkResult, title: str, key: str, doubtful: Callable[[Hit], bool], hits: Sequence[Hit],
             coverage: Coverage, scheme: Scheme, roles: Mapping[str, str] | None) -> Doubt:
    kept = [hit for hit in hits if not doubtful(hit)]
    alone = replace(scheme, benchmarks=tuple(rule for rule in scheme.benchmarks if rule.id == result.id))
    again = count(kept, coverage, alone, result.as_of, roles)[0]
    before = {country.iso3 for country in result.countries if country.counted}
    after = {country.iso3 for country in again.countries if country.counted}
    return Doubt(key, title, len(hits) - len(kept), again.counted, again.met, tuple(sorted(before - after)))


def _unmaking(country: CountryResult, benchmark: str, scheme: Scheme) -> tuple[Hit, ...]:
    """Hits without which a country would not count."""
    rules = {way.id: way for rule in scheme.benchmarks if rule.id == benchmark for way in rule.ways if way.counts}
    gone: dict[str, Hit] = {}
    for way in country.ways:
        if way.id in rules:
            _unmake(rules[way.id], [*way.carrying, *way.against, *way.overridden], gone, scheme)
    return tuple(gone.values())


def _unmake(way: Way, hits: Sequence[Hit], gone: dict[str, Hit], scheme: Scheme) -> None:
    """Take texts away one at a time, with their copies, until this way no longer accepts."""
    while True:
        left = [hit for hit in hits if letters(hit.text) not in gone]
        found = roll_up(replace(way, partners=False), left, scheme)
        if found.outcome not in ("full", "conditional"):
            return
        first = found.carrying[0]
        gone[letters(first.text)] = first
