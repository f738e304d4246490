"""What changed between two scans: laws that came or went, repeals, provisions, and statuses that moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lawscan import force
from lawscan.benchmarks import BenchmarkResult
from lawscan.law import Hit


@dataclass(frozen=True, slots=True)
class Law:
    """A law as two scans may both hold it."""

    iso3: str
    title: str
    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A country whose status under a benchmark changed."""

    benchmark: str
    iso3: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A provision that is tagged in both scans, otherwise."""

    before: Hit
    after: Hit


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed; empty tuples where nothing did."""

    new_laws: tuple[Law, ...]
    gone_laws: tuple[Law, ...]
    repealed: tuple[Law, ...]
    new_hits: tuple[Hit, ...]
    gone_hits: tuple[Hit, ...]
    changed: tuple[Changed, ...]
    moved: tuple[Moved, ...]


def difference(old: Sequence[Hit], new: Sequence[Hit], old_results: Sequence[BenchmarkResult],
               new_results: Sequence[BenchmarkResult]) -> Difference:
    """Compare the tagged laws of two scans, and the benchmarks counted on each on the same day."""
    before, after = {_key(hit): hit for hit in old}, {_key(hit): hit for hit in new}
    laws_before, laws_after = _laws(old), _laws(new)
    both = [Changed(before[key], after[key]) for key in sorted(before.keys() & after.keys())]
    return Difference(
        new_laws=_sorted(laws_after.keys() - laws_before.keys()),
        gone_laws=_sorted(laws_before.keys() - laws_after.keys()),
        repealed=_sorted(law for law in laws_before.keys() & laws_after.keys()
                         if _ended(laws_after[law]) and not _ended(laws_before[law])),
        new_hits=tuple(after[key] for key in sorted(after.keys() - before.keys())),
        gone_hits=tuple(before[key] for key in sorted(before.keys() - after.keys())),
        changed=tuple(each for each in both if _says(each.before) != _says(each.after)),
        moved=tuple(_moved(old_results, new_results)))


def _key(hit: Hit) -> tuple[str, str, str]:
    return hit.iso3, hit.address, hit.tag.tag


def _says(hit: Hit) -> tuple[str, str | None, str]:
    return hit.tag.stance, hit.tag.mode, hit.text_sha256


def _laws(hits: Iterable[Hit]) -> dict[Law, Hit]:
    return {Law(hit.iso3, hit.title, hit.instrument_kind, hit.instrument_number): hit for hit in hits}


def _sorted(laws: Iterable[Law]) -> tuple[Law, ...]:
    return tuple(sorted(laws, key=lambda law: (law.iso3, law.title, law.number)))


def _ended(hit: Hit) -> bool:
    return hit.force == "not-in-force" or bool(force.repealed(hit))


def _moved(old: Sequence[BenchmarkResult], new: Sequence[BenchmarkResult]) -> Iterable[Moved]:
    before = {(result.id, country.iso3): country for result in old for country in result.countries}
    after = {(result.id, country.iso3): country for result in new for country in result.countries}
    for key in sorted(before.keys() | after.keys()):
        was = before[key].status if key in before else "not scanned"
        now = after[key].status if key in after else "not scanned"
        if was != now:
            yield Moved(key[0], key[1], (after.get(key) or before[key]).name, was, now)
