"""Names of states and unions in many languages, codes, and which are hosts or origins of migrants.

Names are matched exactly (after folding case, accents, spacing and apostrophes) against our own aliases and CLDR's
territory names; likeness is never enough, because it takes Niger for Nigeria. Data: jurisdictions.toml and roles.csv.
"""

from __future__ import annotations

import csv
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

APOSTROPHES = str.maketrans("’ʻʼ`", "''''")


@dataclass(frozen=True, slots=True)
class Role:
    """Whether people mostly come to a country (host), leave it (origin) or both, with the year and the source."""

    iso3: str
    role: str
    year: str
    source: str
    net_migration_thousand: float | None = None
    immigrants: int | None = None
    emigrants: int | None = None


def lookup(name: str, lang: str = "") -> str:
    """The ISO 3166-1 alpha-3 code of a jurisdiction named in any language, or "" where the name is not known.

    Args:
        name: a name, long form, former name or alpha-3 code; a leading article does no harm.
        lang: language of the text that uses the name, searched first.

    >>> lookup("Republic of Korea"), lookup("Niger"), lookup("Swaziland"), lookup("Atlantis")
    ('KOR', 'NER', 'SWZ', '')
    """
    stripped = name.strip()
    if stripped in _data()["codes"]:
        return stripped
    key = fold(stripped)
    if not key:
        return ""
    for index in (_aliases(), _territories("en"), _territories(lang) if lang else {}):
        if key in index:
            return index[key]
    found = {_territories(code).get(key, "") for code in _data()["languages"]} - {""}
    return found.pop() if len(found) == 1 else ""


def fold(name: str) -> str:
    """The form in which names are compared.

    >>> fold("  The République  d’Haïti. ")
    "republique d'haiti"
    """
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter) or letter >= "\u0900")
    text = unicodedata.normalize("NFC", text).translate(APOSTROPHES).replace("&", " and ")
    return " ".join(text.split()).strip(" .,;:").removeprefix("the ")


def alpha2(iso3: str) -> str:
    """The two-letter code used in Akoma Ntoso addresses, lower case; "xx" where the jurisdiction is not known.

    >>> alpha2("KEN"), alpha2("EUU"), alpha2("")
    ('ke', 'eu', 'xx')
    """
    code: str = _data()["codes"].get(iso3, "XX")
    return code.lower()


def iso3_of(two: str) -> str:
    """The alpha-3 code of a two-letter code, or "".

    >>> iso3_of("ke"), iso3_of("XK"), iso3_of("zz")
    ('KEN', 'XKX', '')
    """
    return _by_alpha2().get(two.upper(), "")


def name(iso3: str, lang: str = "en") -> str:
    """The short name of a jurisdiction in a language; the code itself where nobody knows better.

    >>> name("DEU"), name("DEU", "fr"), name("XCE")
    ('Germany', 'Allemagne', 'Council of Europe')
    """
    own = {**_data()["supranational"], **_data()["historic"]}
    if iso3 in own:
        return str(own[iso3]["name"])
    return _cldr(lang).get(_data()["codes"].get(iso3, ""), "") or iso3


def is_country(iso3: str) -> bool:
    """Whether the code is a present country or territory: unions and vanished states are not.

    >>> is_country("KEN"), is_country("EUU"), is_country("SUN")
    (True, False, False)
    """
    return iso3 in _data()["alpha2"]


def historic(iso3: str) -> tuple[str, ...]:
    """The successors of a vanished state, or () for any other jurisdiction.

    >>> historic("CSK")
    ('CZE', 'SVK')
    """
    return tuple(_data()["historic"].get(iso3, {}).get("successors", ()))


@cache
def roles() -> dict[str, Role]:
    """Roles by alpha-3 code, from the migration figures of roles.csv."""
    with _file("roles.csv").open(encoding="utf-8", newline="") as rows:
        return {row["iso3"]: _role(row) for row in csv.DictReader(rows)}


def _role(row: dict[str, str]) -> Role:
    number = row["net_migration_2014_2023_thousand"]
    counts = (int(row[key]) if row[key] else None for key in ("immigrants_2019", "emigrants_2019"))
    return Role(row["iso3"], row["role"], row["year"], row["source"], float(number) if number else None, *counts)


def _file(filename: str) -> Any:
    return files("lawscan").joinpath(filename)


@cache
def _data() -> dict[str, Any]:
    data = tomllib.loads(_file("jurisdictions.toml").read_text(encoding="utf-8"))
    others = {code: entry["alpha2"] for group in ("supranational", "historic") for code, entry in data[group].items()}
    return {**data, "codes": {**data["alpha2"], **others}}


@cache
def _by_alpha2() -> dict[str, str]:
    return {two: three for three, two in _data()["codes"].items()}


@cache
def _aliases() -> dict[str, str]:
    data = _data()
    index = {fold(alias): code for code, names in data["aliases"].items() for alias in names}
    for group in ("supranational", "historic"):
        index |= {fold(alias): code for code, entry in data[group].items() for alias in entry["aliases"]}
    return index


@cache
def _cldr(lang: str) -> dict[str, str]:
    from babel import Locale, UnknownLocaleError  # reading CLDR costs 30 ms: only when a name is wanted

    try:
        return dict(Locale.parse(lang).territories)
    except (UnknownLocaleError, ValueError):
        return {}


@cache
def _territories(lang: str) -> dict[str, str]:
    codes = {two: three for three, two in _data()["alpha2"].items()}
    return {fold(name): codes[two] for two, name in _cldr(lang).items() if two in codes}


@cache
def country_names(lang: str) -> dict[str, str]:
    """Folded names of countries to alpha-3 codes, as texts in this language (and English) write them."""
    both = {**_territories("en"), **_territories(lang)} if lang else _territories("en")
    left_out = set(_data()["not_in_texts"])
    return {key: code for key, code in {**_aliases(), **both}.items()
            if is_country(code) and code not in left_out and len(key) > 3}


def unions() -> dict[str, tuple[str, ...]]:
    """Unions and conventions that recognise skills among members: label to regular expressions."""
    return {label: tuple(patterns) for label, patterns in _data()["unions"].items()}
