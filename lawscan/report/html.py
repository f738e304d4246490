"""HTML: one file that opens offline, prints well and works without script."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import groupby
from typing import Any

from lawscan import jurisdictions
from lawscan.benchmarks import STATUSES, BenchmarkResult, CountryResult
from lawscan.lexicon import direction
from lawscan.report.citation import cited
from lawscan.report.laws import OUTCOMES, CountryLaws, LawLine, LawList, paged, unsure
from lawscan.report.markdown import DISCLAIMER
from lawscan.report.pictures import Picture, key
from lawscan.report.reading import SCORES, covers, words

WORDS = {True: "yes", False: "no", None: "date unknown"}


@dataclass(frozen=True, slots=True)
class LawGroup:
    """The lines of one law in one file."""

    first: LawLine
    lines: tuple[LawLine, ...]


def render(laws: LawList) -> str:
    """The report as one HTML page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(loader=PackageLoader("lawscan", "report/templates"), autoescape=True, undefined=StrictUndefined,
                      trim_blocks=True, lstrip_blocks=True)
    env.filters.update(direction=direction, groups=groups, since=WORDS.__getitem__, slug=slug, web=web, mark=mark,
                       said=OUTCOMES.__getitem__, unsure=unsure, picture=partial(_picture, laws),
                       told=_told, paged=paged, partner=_partner, saying=_saying)
    script, style = _template("report.js"), _template("report.css")
    return env.get_template("report.html").render(
        laws=laws, disclaimer=DISCLAIMER, world=_world(), statuses=STATUSES, style=style, script=script,
        script_hash=_hash(script), style_hash=_hash(style), shown=places(laws.benchmarks), cited=cited,
        listed={country.iso3 for country in laws.countries}, covers=covers(laws), words=[*words(laws), SCORES])


def groups(country: CountryLaws) -> list[LawGroup]:
    """A country's lines by law."""
    found = []
    for _, lines in groupby(country.lines, key=lambda line: (line.law, line.file)):
        kept = tuple(lines)
        found.append(LawGroup(kept[0], kept))
    return found


def _saying(result: BenchmarkResult, way_id: str, outcome: str) -> list[CountryResult]:
    """The countries whose law says so in one way, by name."""
    found = [country for country in result.countries
             if any(way.id == way_id and way.outcome == outcome for way in country.ways)]
    return sorted(found, key=lambda country: country.name)


def _told(line: LawLine) -> str:
    """A line's note without what its badges say."""
    return "; ".join(part for part in line.note.split("; ") if part != "unsure")


def _partner(partner: str) -> str:
    """A partner state by its name; unions have names."""
    return jurisdictions.name(partner) if len(partner) == 3 and partner.isupper() else partner


def _picture(laws: LawList, line: LawLine) -> Picture | None:
    return laws.pictures.get(key(line))


def slug(status: str) -> str:
    """A status as a class name.

    >>> slug("not found")
    'not-found'
    """
    return status.replace(" ", "-")


def mark(country: CountryResult) -> str:
    """The class that colours a country: its status, or `elsewhere` where it holds but the role is another."""
    if country.status in ("verified", "machine") and not country.counted:
        return "elsewhere"
    return slug(country.status)


def web(address: str) -> str:
    """An address that a browser may open, or ""."""
    return address if address.startswith(("http://", "https://")) else ""


def places(results: Iterable[BenchmarkResult]) -> dict[str, list[dict[str, Any]]]:
    """Every shape of the map with its country's standing, by benchmark."""
    return {result.id: _standing({country.iso3: country for country in result.countries}) for result in results}


def _standing(countries: Mapping[str, CountryResult]) -> list[dict[str, Any]]:
    world = _world()
    shapes: Sequence[str] = [*world["paths"], *(code for code in world["points"] if code in countries)]
    return [{"iso3": code, "country": countries.get(code), "point": world["points"].get(code)} for code in shapes]


@cache
def _world() -> dict[str, Any]:
    world: dict[str, Any] = json.loads(files("lawscan.report").joinpath("world.json").read_text(encoding="utf-8"))
    return world


def _template(name: str) -> str:
    return files("lawscan.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """The content-security hash of an inline script or style."""
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
