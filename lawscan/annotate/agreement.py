"""Do two readers agree? Percent, label counts, Cohen's kappa, Krippendorff's alpha; undefined where it is undefined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from lawscan.annotate.journal import meaning
from lawscan.annotate.record import Record


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures for one question (a tag, or stance or mode of a tag). None means undefined, never 0 or 1."""

    question: str
    items: int
    judgements: int
    percent: float | None
    kappa: float | None
    alpha: float | None
    counts: Mapping[str, int]


def krippendorff_alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Nominal alpha (Krippendorff 2004, ch. 11); None where no unit has two values or only one label occurs.

    >>> krippendorff_alpha([("a", "a"), ("b", "b"), ("a", "b")])
    0.4444444444444444
    >>> krippendorff_alpha([("a", "a"), ("a", "a")]) is None
    True
    """
    pairs: dict[tuple[Hashable, Hashable], float] = defaultdict(float)
    for values in units:
        if len(values) >= 2:
            for one, two in permutations(values, 2):
                pairs[(one, two)] += 1 / (len(values) - 1)
    totals: dict[Hashable, float] = defaultdict(float)
    for (one, _), weight in pairs.items():
        totals[one] += weight
    n = sum(totals.values())
    expected = sum(totals[one] * totals[two] for one, two in permutations(totals, 2))
    if n <= 1 or expected == 0:
        return None
    observed = sum(weight for (one, two), weight in pairs.items() if one != two)
    return 1 - (n - 1) * observed / expected


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two readers; None where chance agreement is certain or nothing was read twice."""
    n = len(first)
    if n == 0:
        return None
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    one, two = Counter(first), Counter(second)
    chance = sum(one[label] * two[label] for label in one) / n**2
    return None if chance == 1 else (observed - chance) / (1 - chance)


def double_readings(current: Iterable[Record]) -> dict[tuple[str, str], list[Record]]:
    """Texts that two or more annotators answered: (address, text hash) → their records, by annotator's name."""
    read: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in sorted(current, key=lambda each: each.annotator):
        if record.role == "annotator" and record.answer in ("labels", "none"):
            read[(record.address, record.text_sha256)].append(record)
    return {key: records for key, records in read.items() if len(records) >= 2}


def measure(current: Iterable[Record], tags: Sequence[str]) -> list[Agreement]:
    """Agreement on each tag (present or not), and on stance and mode where all readers gave the tag."""
    readings = list(double_readings(current).values())
    results = []
    for tag in tags:
        found = [[_has(each, tag) for each in records] for records in readings]
        results.append(_agreement(tag, found))
        for part in ("stance", "mode"):
            both = [
                [_part(each, tag, part) for each in records]
                for records in readings
                if all(_has(r, tag) == "yes" for r in records)
            ]
            results.append(_agreement(f"{tag} {part}", both))
    return results


def _has(record: Record, tag: str) -> str:
    return "yes" if any(label.tag == tag for label in record.labels) else "no"


def _part(record: Record, tag: str, part: str) -> str:
    return next(str(getattr(label, part)) for label in record.labels if label.tag == tag)


def _agreement(question: str, units: list[list[str]]) -> Agreement:
    pairs = [pair for unit in units for pair in combinations(unit, 2)]
    same = sum(a == b for a, b in pairs)
    kappa = cohen_kappa([a for a, _ in pairs], [b for _, b in pairs])
    counts = Counter(value for unit in units for value in unit)
    percent = same / len(pairs) if pairs else None
    return Agreement(
        question, len(units), sum(map(len, units)), percent, kappa, krippendorff_alpha(units), dict(counts)
    )


def disagreements(current: Iterable[Record]) -> list[list[Record]]:
    """Double readings that differ, lowest agreement first: on the tag before those on stance or mode."""
    records = list(current)
    ruled = {(each.address, each.text_sha256) for each in records if each.role == "adjudicator"}
    open_ = [
        r for key, r in double_readings(records).items() if key not in ruled and len({meaning(each) for each in r}) > 1
    ]
    return sorted(open_, key=lambda readers: (_overlap(readers), readers[0].address))


def _overlap(readers: list[Record]) -> float:
    sets = [frozenset(label.tag for label in each.labels) for each in readers]
    union = frozenset().union(*sets)
    return len(frozenset.intersection(*sets)) / len(union) if union else 1.0
