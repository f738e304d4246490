"""A coding sheet in the manner of GLOBALCIT: one row a country and mode, so that coders can lay it beside their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lawscan.benchmarks import CountryResult, WayResult
from lawscan.law import Hit
from lawscan.report.laws import LawList, checked, pages
from lawscan.report.table import rows

COLUMNS = ("iso3", "country", "year", "mode_id", "article", "procedure", "specification", "category", "page",
           "law", "source", "file_sha256", "checked")
MODES = {"outbound": "L05", "inbound": "A06b"}
CATEGORIES = {
    "L05": {"full": "No provision", "against": "Generally applicable provision",
            "conditional": "Generally applicable provision but with exceptions",
            "conflicting": "Conflicting provisions"},
    "A06b": {"full": "No requirement", "against": "Generally applicable provision (no major exceptions)",
             "conditional": "Requirement with major exceptions", "conflicting": "Conflicting provisions"},
}


@dataclass(frozen=True, slots=True)
class _Row:
    country: CountryResult
    way: WayResult
    mode: str
    year: str

    def cells(self) -> dict[str, object]:
        hits = self.way.carrying if self.way.outcome == "full" else (*self.way.against, *self.way.carrying)
        return {"iso3": self.country.iso3, "country": self.country.name, "year": self.year, "mode_id": self.mode,
                "article": _join(hit.num for hit in hits), "procedure": "",
                "specification": _join(" ".join(hit.tag.evidence.text.split()) for hit in hits),
                "category": CATEGORIES[self.mode][self.way.outcome], "page": _join(pages(hit) for hit in hits),
                "law": _join(_law(hit) for hit in hits), "source": _join(_source(hit) for hit in hits),
                "file_sha256": _join(hit.file_sha256 for hit in hits), "checked": _join(checked(hit) for hit in hits)}


def render(laws: LawList) -> str:
    """Codings of L05 and A06b as CSV; `procedure` stays empty, since lapse and withdrawal are not told apart."""
    return rows(COLUMNS, (row.cells() for row in _coded(laws)))


def _coded(laws: LawList) -> Iterator[_Row]:
    for result in laws.benchmarks:
        for country in result.countries:
            for way in country.ways:
                if way.id in MODES and way.outcome != "none":
                    yield _Row(country, way, MODES[way.id], result.as_of[:4])


def _law(hit: Hit) -> str:
    return f"{hit.title} ({hit.instrument_number})" if hit.instrument_number else hit.title


def _source(hit: Hit) -> str:
    return hit.source_url or hit.file_path


def _join(texts: Iterable[str]) -> str:
    """Different texts, in order, with a bar between."""
    return " | ".join(dict.fromkeys(text for text in texts if text))
