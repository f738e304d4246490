"""How a benchmark's count grew since it was set: countries in force, and with a law enacted since, by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lawscan import force
from lawscan.benchmarks import BenchmarkResult, Coverage, count
from lawscan.law import Hit
from lawscan.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Moment:
    """One day: how many countries counted, and how many of them by a law enacted since the benchmark was set.

    ``joined`` and ``left`` are the countries by which the count differs from that of the day before in the timeline.
    """

    day: str
    in_force: int
    enacted_since: int
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def timeline(result: BenchmarkResult, hits: Sequence[Hit], coverage: Coverage, scheme: Scheme,
             roles: Mapping[str, str] | None = None) -> tuple[Moment, ...]:
    """The count on the day the benchmark was set, at the end of each year, and on the day of the result.

    Undated laws count on every day: nothing says when they began.
    """
    mine = [hit for hit in hits if hit.tag.tag == result.tag]
    rule = next(rule for rule in scheme.benchmarks if rule.id == result.id)
    ways = tuple(replace(way, partners=False) for way in rule.ways)
    alone = replace(scheme, benchmarks=(replace(rule, ways=ways),))
    found: dict[bytes, BenchmarkResult] = {}
    moments: list[Moment] = []
    before: set[str] = set()
    for day in days(result.set_on, result.as_of):
        lives = bytes(not force.why_not_law(hit, day) for hit in mine)  # what counts depends on no more of the day
        if lives not in found:
            found[lives] = count(mine, coverage, alone, day, roles)[0]
        now = {country.iso3 for country in found[lives].countries if country.counted}
        moments.append(Moment(day, found[lives].counted, found[lives].since, tuple(sorted(now - before)),
                              tuple(sorted(before - now))))
        before = now
    return tuple(moments)


def days(first: str, last: str) -> list[str]:
    """The first day, the ends of the years between, and the last day.

    >>> days("2012-11-19", "2014-06-01")
    ['2012-11-19', '2012-12-31', '2013-12-31', '2014-06-01']
    """
    ends = [f"{year}-12-31" for year in range(int(first[:4]), int(last[:4]) + 1)]
    return [first, *(end for end in ends if first < end < last), last] if first < last else [last]
