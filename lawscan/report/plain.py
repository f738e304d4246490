"""JSON: the benchmarks with their evidence, and the law list; its schema is benchmarks.schema.json beside this file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lawscan import force
from lawscan.benchmarks import BenchmarkResult, CountryResult, Outside, WayResult
from lawscan.law import Hit
from lawscan.report.citation import cited
from lawscan.report.laws import LawList, as_dict, checked, in_force, pages
from lawscan.robustness import Robustness
from lawscan.timeline import Moment

SCHEMA_VERSION = "1"


def render(laws: LawList) -> str:
    """The law list and the benchmarks as one JSON object."""
    counted = benchmarks(laws.benchmarks, laws.robustness, laws.timelines)
    return dumps({**counted, "made": laws.made, "command": laws.command,
                  "lawscan": laws.provenance.version, "left_out": laws.left_out,
                  "laws": [as_dict(line) for line in laws.lines]})


def dumps(value: object) -> str:
    """JSON as the project prints it."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def benchmarks(results: Sequence[BenchmarkResult], robust: Mapping[str, Robustness] | None = None,
               timelines: Mapping[str, Sequence[Moment]] | None = None) -> dict[str, Any]:
    """Benchmark results as plain values, with how firmly they stand and how they grew where that was reckoned."""
    made = [benchmark(result) for result in results]
    for each in made:
        if robust and each["id"] in robust:
            each["robustness"] = firmness(robust[each["id"]])
        if timelines and each["id"] in timelines:
            each["timeline"] = [asdict(moment) for moment in timelines[each["id"]]]
    return {"schema": SCHEMA_VERSION, "benchmarks": made}


def firmness(found: Robustness) -> dict[str, Any]:
    """Robustness as plain values."""
    return {"spare": found.spare, "doubts": [{**asdict(doubt), "lost": list(doubt.lost)} for doubt in found.doubts],
            "breaking_countries": list(found.breaking_countries),
            "breaking": [provision(hit) for hit in found.breaking]}


def benchmark(result: BenchmarkResult) -> dict[str, Any]:
    """One benchmark as plain values."""
    names = ("id", "title", "source", "set_on", "as_of", "target", "role", "tag", "counted", "met", "verified",
             "since", "any_role")
    return {**{name: getattr(result, name) for name in names}, "by_way": dict(result.by_way),
            "countries": [country(each) for each in result.countries],
            "not_countries": [country(each) for each in result.not_countries]}


def country(result: CountryResult) -> dict[str, Any]:
    """One country as plain values, with the provisions that carry its status."""
    names = ("iso3", "name", "role", "status", "counted", "outcome", "reason", "since")
    return {**{name: getattr(result, name) for name in names}, "read": dict(result.read),
            "provisions": [provision(hit) for hit in result.carrying],
            "ways": [way(each) for each in result.ways if each.outcome != "none"],
            "outside": [outside(each) for each in result.outside]}


def way(result: WayResult) -> dict[str, Any]:
    """What the law says in one way, as plain values."""
    return {"id": result.id, "counts": result.counts, "outcome": result.outcome, "why": result.why,
            "partners": list(result.partners), "carrying": [hit.address for hit in result.carrying],
            "against": [provision(hit) for hit in result.against],
            "overridden": [provision(hit) for hit in result.overridden]}


def outside(each: Outside) -> dict[str, Any]:
    """A hit that cannot count, with the reason."""
    return {**provision(each.hit), "why": each.why}


def provision(hit: Hit) -> dict[str, Any]:
    """A hit as the line that can be checked: law, article, page, quote, hash."""
    return {"address": hit.address, "law": hit.title, "kind": hit.instrument_kind, "number": hit.instrument_number,
            "enacted": force.enacted(hit), "force": in_force(hit), "standing": force.said(hit),
            "article": cited(hit.num, hit.eid), "heading": hit.heading,
            "page": pages(hit), "stance": hit.tag.stance, "mode": hit.tag.mode, "score": round(hit.tag.score, 3),
            "quote": hit.tag.evidence.text, "lang": hit.lang, "checked": checked(hit), "file": hit.file_path,
            "file_sha256": hit.file_sha256, "also_in": list(hit.also_in),
            "text_sha256": hit.text_sha256, "source_url": hit.source_url}
