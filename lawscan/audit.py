"""What a scan may have missed: a random sample of untagged provisions, and the estimate that people's answers allow."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lawscan.errors import UsageError
from lawscan.intervals import interval
from lawscan.store import StoredProvision

COLUMNS = ("sample", "address", "text_sha256", "country", "law", "article", "page", "file", "language", "text",
           "answer", "note")
YES, NO = ("yes", "y", "1", "true"), ("no", "n", "0", "false", "none")
LONGEST = 3000  # characters of a provision in the sheet; the file and page are named beside it


@dataclass(frozen=True, slots=True)
class Estimate:
    """What answers to a random sample say of all untagged provisions.

    ``low`` and ``high`` bound the share that was missed, by Clopper and Pearson, exact and on the safe side; ``recall``
    puts the missed beside the found: found / (found + missed).
    """

    tag: str
    population: int
    checked: int
    missed: int
    share: float
    low: float
    high: float
    confidence: float
    found: int

    @property
    def missed_between(self) -> tuple[int, int]:
        """How many provisions were missed, at least and at most; those seen in the sample are certain."""
        return max(self.missed, round(self.low * self.population)), round(self.high * self.population)

    @property
    def recall_between(self) -> tuple[float, float]:
        """Share of all relevant provisions that the scan found, at least and at most."""
        least, most = self.missed_between
        return _recall(self.found, most), _recall(self.found, least)


def _recall(found: int, missed: int) -> float:
    return found / (found + missed) if found + missed else 1.0


def sheet(drawn: Iterable[StoredProvision]) -> list[dict[str, str]]:
    """Rows for people to answer: in `answer` a tag's name, several with a space between, or `no`."""
    return [_row(place, each) for place, each in enumerate(drawn, 1)]


def _row(place: int, each: StoredProvision) -> dict[str, str]:
    text = each.provision
    return {"sample": str(place), "address": each.address, "text_sha256": text.text_sha256,
            "country": each.instrument.iso3, "law": each.instrument.title, "article": text.num,
            "page": str(text.page_first or ""), "file": each.file_path, "language": text.lang,
            "text": text.text[:LONGEST], "answer": "", "note": ""}


def read_answers(path: Path) -> list[dict[str, str]]:
    """The rows of an answered sheet.

    Raises:
        UsageError: it is no sheet of `lawscan audit`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", "") or "no CSV in UTF-8"
        raise UsageError(f"{path}: {why}.", "Give the sheet of lawscan audit, with answers filled in.") from error
    if rows and not {"address", "text_sha256", "answer"} <= rows[0].keys():
        raise UsageError(f"{path}: not a sheet of lawscan audit.", f"Its columns are: {', '.join(COLUMNS)}.")
    return rows


def estimate(rows: Iterable[Mapping[str, str]], population: int, found: Mapping[str, int],
             confidence: float = 0.95) -> list[Estimate]:
    """One estimate a tag, and one for any tag (""), from the rows that have an answer.

    Args:
        population: how many untagged provisions the sample was drawn from.
        found: how many provisions the scan tagged, by tag.

    Raises:
        UsageError: there is no answer, or one is neither a tag nor yes or no.
    """
    answers = [_answer(row, tuple(found)) for row in rows if (row.get("answer") or "").strip()]
    if not answers:
        raise UsageError("No answer is filled in.", f"Write no, or {' or '.join(found)}, in the column answer.")
    estimates = [_estimate("", [bool(answer) for answer in answers], population, sum(found.values()), confidence)]
    for tag, number in found.items():
        estimates.append(_estimate(tag, [tag in answer for answer in answers], population, number, confidence))
    return estimates


def _answer(row: Mapping[str, str], tags: Sequence[str]) -> frozenset[str]:
    """The tags that a person gave; plain yes is every tag's "maybe" and counts for the sum only."""
    words = row["answer"].casefold().replace(",", " ").split()
    if all(word in NO for word in words):
        return frozenset()
    for word in words:
        if word not in (*tags, *YES):
            raise UsageError(f"sample {row.get('sample', '?')}: answer {word!r} is not known.",
                             f"Use no, yes, or one or more of: {', '.join(tags)}.")
    return frozenset(words)


def _estimate(tag: str, missed: Sequence[bool], population: int, found: int, confidence: float) -> Estimate:
    seen, checked = sum(missed), len(missed)
    low, high = interval(seen, checked, confidence)
    return Estimate(tag, population, checked, seen, seen / checked if checked else 0.0, low, high, confidence, found)
