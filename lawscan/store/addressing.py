"""The address under which a stored provision can be cited: an Akoma Ntoso work URI, a language and an eid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from lawscan.law import Instrument

# Akoma Ntoso knows act, bill and doc; what we tell apart beyond that becomes its subtype.
_TYPES = {"act": "act", "bill": "bill", "constitution": "act/constitution", "code": "act/code",
          "regulation": "act/regulation", "decree": "act/decree", "treaty": "act/treaty", "notice": "doc/notice"}


@cache
def _aliases(table: str) -> dict[str, str]:
    from babel.core import get_global

    found: dict[str, str] = {}
    for code, target in get_global(table).items():  # type: ignore[arg-type]
        if len(code) == 3 and code.isalpha():
            found[code] = target[0] if isinstance(target, list) else target
    return found


def country_part(iso3: str) -> str:
    """Alpha-2 in lower case; ``xx`` where the jurisdiction is unknown.

    >>> country_part("KEN"), country_part("")
    ('ke', 'xx')
    """
    return _aliases("territory_aliases").get(iso3.upper(), iso3 or "xx").lower()


def language_part(lang: str) -> str:
    """ISO 639-3 of an ISO 639-1 code; ``und`` where unknown.

    >>> language_part("en"), language_part("")
    ('eng', 'und')
    """
    two_to_three = {two: three for three, two in reversed(_aliases("language_aliases").items()) if len(two) == 2}
    return {"de": "deu", "fr": "fra", "nl": "nld", "zh": "zho", **_PREFERRED}.get(lang, two_to_three.get(lang, lang or "und"))


# Languages with a bibliographic and a terminological code: the terminological one is right in Akoma Ntoso.
_PREFERRED = {"el": "ell", "cs": "ces", "sk": "slk", "ro": "ron", "fa": "fas", "sq": "sqi", "hy": "hye", "ka": "kat",
              "mk": "mkd", "ms": "msa", "my": "mya", "is": "isl", "eu": "eus", "cy": "cym", "bo": "bod", "mi": "mri",
              "no": "nor", "ar": "ara", "sw": "swa", "et": "est", "lv": "lav", "sr": "srp", "hr": "hrv"}


def slug(text: str, limit: int = 60) -> str:
    """Letters and digits of any script joined by hyphens, for an address part.

    >>> slug("Act No. 12/2011")
    'act-no-12-2011'
    """
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")[:limit].rstrip("-")


def instrument_address(instrument: Instrument) -> str:
    """Work URI and language of an instrument; a title stands in for a number nobody gave.

    >>> instrument_address(Instrument("Citizenship Act", "act", "en", iso3="KEN", number="12", date="2011"))
    '/akn/ke/act/2011/12/eng'
    """
    kind = _TYPES.get(instrument.kind, "doc")
    name = slug(instrument.number) or slug(instrument.title) or "unnamed"
    date = instrument.date or instrument.gazette.date or "undated"
    return f"/akn/{country_part(instrument.iso3)}/{kind}/{date}/{name}/{language_part(instrument.lang)}"


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
