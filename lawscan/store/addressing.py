"""The address under which a stored provision can be cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lawscan import addresses
from lawscan.law import Instrument


def instrument_address(instrument: Instrument) -> addresses.Address:
    """Work and language of an instrument; a title stands in for a number nobody gave.

    >>> str(instrument_address(Instrument("Citizenship Act", "act", "en", iso3="KEN", number="12", date="2011")))
    '/akn/ke/act/2011/12/eng@'
    """
    date = instrument.date or instrument.gazette.date
    work = addresses.work(instrument.iso3, instrument.kind, date, instrument.number, instrument.title)
    return replace(work, lang=addresses.alpha3(instrument.lang) or "und")


def distinct(eids: Iterable[str]) -> Iterator[str]:
    """The eids in order, repeated ones numbered, so that an address names one provision of its instrument.

    >>> list(distinct(["sec_1", "sec_1", ""]))
    ['sec_1', 'sec_1--2', 'unnamed']
    """
    seen: dict[str, int] = {}
    for eid in eids:
        name = eid or "unnamed"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}--{seen[name]}"
