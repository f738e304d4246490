"""Addresses of laws and provisions after the Akoma Ntoso Naming Convention.

Such as ``/akn/ke/act/2011/12/eng@2016-01-01/~part_3__sec_14``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PART = r"[^/@~!]+"
_PATTERN = re.compile(
    rf"/akn/(?P<country>[a-z]{{2,3}})/(?P<kind>{_PART})(?:/(?P<date>\d{{4}}(?:-\d\d(?:-\d\d)?)?|nd))/(?P<number>{_PART})"
    rf"(?:/(?P<lang>[a-z]{{2,3}})?(?:@(?P<version>[^/~]*))?)?(?:/?~(?P<eid>[^/]+))?$"
)
_ALPHA3 = {
    "ar": "ara",
    "az": "aze",
    "bg": "bul",
    "ca": "cat",
    "cs": "ces",
    "da": "dan",
    "de": "deu",
    "el": "ell",
    "en": "eng",
    "es": "spa",
    "et": "est",
    "fa": "fas",
    "fi": "fin",
    "fr": "fra",
    "hi": "hin",
    "hr": "hrv",
    "hu": "hun",
    "id": "ind",
    "it": "ita",
    "ja": "jpn",
    "ko": "kor",
    "lt": "lit",
    "lv": "lav",
    "nl": "nld",
    "no": "nor",
    "pl": "pol",
    "pt": "por",
    "ro": "ron",
    "ru": "rus",
    "si": "sin",
    "sk": "slk",
    "sl": "slv",
    "sr": "srp",
    "sv": "swe",
    "sw": "swa",
    "ta": "tam",
    "tr": "tur",
    "uk": "ukr",
    "vi": "vie",
    "am": "amh",
    "bn": "ben",
    "he": "heb",
    "hy": "hye",
    "is": "isl",
    "ka": "kat",
    "mk": "mkd",
    "ms": "msa",
    "mt": "mlt",
    "sq": "sqi",
    "th": "tha",
    "ur": "urd",
    "zh": "zho",
}


@dataclass(frozen=True, slots=True)
class Address:
    """A work, an expression of it (``lang``, ``version``) and, with ``eid``, a place in it.

    ``country`` is ISO 3166-1 alpha-2 in lower case (``un`` for treaties, ``xx`` where it is not known); ``lang`` is ISO
    639-2 alpha-3.
    """

    country: str
    kind: str
    date: str
    number: str
    lang: str = ""
    version: str = ""
    eid: str = ""

    def __str__(self) -> str:
        text = f"/akn/{self.country}/{self.kind}/{self.date or 'nd'}/{self.number}"
        if self.lang:
            text += f"/{self.lang}@{self.version}"
        return f"{text}/~{self.eid}" if self.eid else text


def parse(text: str) -> Address:
    """The address that the text writes.

    Raises:
        ValueError: the text is no address.

    >>> parse("/akn/ke/act/2011/12/eng@2016-01-01/~part_3__sec_14").eid
    'part_3__sec_14'
    """
    found = _PATTERN.match(text)
    if found is None:
        raise ValueError(f"'{text}' is no Akoma Ntoso address such as /akn/ke/act/2011/12/eng@/~sec_14.")
    parts = {key: value or "" for key, value in found.groupdict().items()}
    return Address(**parts | {"date": "" if parts["date"] == "nd" else parts["date"]})


def slug(text: str) -> str:
    """Words of a title or number as one part of an address, in the script they are written in.

    >>> slug("The Citizenship Act, 1955"), slug("LEY Nº 32.421")
    ('the-citizenship-act-1955', 'ley-no-32.421')
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "-".join(re.findall(r"\w+(?:\.\w+)*", plain))[:80] or "unnamed"


def alpha3(lang: str) -> str:
    """ISO 639-2 code of a lexicon's ISO 639-1 code: "en" gives "eng"; what it does not know stays.

    >>> alpha3("uk")
    'ukr'
    """
    return _ALPHA3.get(lang, lang)


def alpha2(iso3: str) -> str:
    """The country code that addresses use for an ISO 3166-1 alpha-3 code; "xx" where it is not known.

    >>> alpha2("KEN"), alpha2("INT"), alpha2("")
    ('ke', 'un', 'xx')
    """
    if iso3 in _SPECIAL or not iso3:
        return _SPECIAL.get(iso3, "xx")
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    found = aliases.get(iso3, [""])[0] if len(iso3) == 3 else iso3
    return found.lower() if len(found) == 2 else iso3.lower()


_SPECIAL = {"INT": "un", "XCE": "coe", "EUU": "eu", "XKX": "xk"}


def work(iso3: str, kind: str, date: str, number: str, title: str = "") -> Address:
    """The address of a law as a work, from what is known of it.

    >>> str(work("KEN", "act", "2011-08-30", "12"))
    '/akn/ke/act/2011-08-30/12'
    """
    name = slug(number or title)
    return Address(alpha2(iso3), kind if kind not in ("", "unknown") else "act", date, name)
