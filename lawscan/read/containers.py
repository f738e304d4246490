"""A file holds one law or, as a gazette, many: where each begins, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lawscan.law import Instrument, Provision
from lawscan.read.facts import Facts
from lawscan.read.lines import Line
from lawscan.read.options import ReadOptions


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one instrument, and what its first lines say of it."""

    lines: Sequence[Line]
    title: str = ""


def split(lines: Sequence[Line], lang: str) -> list[Part]:
    """The instruments among the lines."""
    title = next((line.text.strip() for line in lines if line.text.strip()), "")
    return [Part(lines, title[:300])]


def instrument(part: Part, provisions: tuple[Provision, ...], lang: str, options: ReadOptions, facts: Facts) -> Instrument:
    """The instrument, with the caller's word before the file's."""
    return Instrument(
        title=options.title or facts.title or part.title,
        kind=options.kind or facts.kind or "unknown",
        lang=lang,
        iso3=options.iso3 or facts.iso3,
        iso3_source="manifest" if options.iso3 else facts.iso3_source,
        number=options.number or facts.number,
        date=options.date or facts.date,
        force=options.force or facts.force or "unknown",
        gazette=facts.gazette,
        events=facts.events,
        source_url=options.source_url or facts.source_url,
        translation=options.translation,
        provisions=provisions,
    )
