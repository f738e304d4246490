"""What a file says of its law outside the provisions: front matter, titles, kinds, dates, force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from lawscan import lexicon
from lawscan.law import Event, Gazette

KINDS = ("bill", "constitution", "treaty", "code", "decree", "regulation", "act", "notice")
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_NUMERIC = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_KEYS = {
    "title": ("title", "titel", "name"),
    "country": ("country", "jurisdiction"),
    "rank": ("rank", "kind", "type_display"),
    "date": ("publication_date", "enacted_date", "signature_date", "date"),
    "status": ("status", "force"),
    "source": ("source", "url", "eli"),
    "lang": ("language", "lang"),
    "number": ("official_citation", "number", "citation"),
    "gazette": ("official_journal", "gazette", "memorial", "fundstelle"),
    "gazette_number": ("bopa_issue", "fek_number", "lgbl_nr", "gazette_number"),
}
_STATUS = {
    "in_force": "in-force",
    "in force": "in-force",
    "partially_in_force": "partially-in-force",
    "repealed": "not-in-force",
    "not_in_force": "not-in-force",
    "annulled": "not-in-force",
    "expired": "not-in-force",
    "bill": "unknown",
}


_NO_GAZETTE = Gazette()
_NEAR = 40  # characters between the words that announce a date and its end
_BESIDE = 70  # the same, where a law's name and number may stand between
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file itself says of its law, in front matter or metadata."""

    title: str = ""
    iso3: str = ""
    iso3_source: str = ""
    lang: str = ""
    kind: str = ""
    number: str = ""
    date: str = ""
    force: str = ""
    source_url: str = ""
    gazette: Gazette = _NO_GAZETTE
    events: tuple[Event, ...] = ()


def iso3_of(name: str) -> str:
    """ISO 3166-1 alpha-3 of a country code or exact name; "" where it is neither.

    >>> iso3_of("ke"), iso3_of("uk"), iso3_of("KEN"), iso3_of("Atlantis")
    ('KEN', 'GBR', 'KEN', '')
    """
    code = {"UK": "GB", "EL": "GR"}.get(name.upper(), name.upper())
    if len(code) in (2, 3) and code.isalpha():
        return _codes().get(code, "")
    return _by_name(name) if name else ""


@cache
def _codes() -> dict[str, str]:
    from babel.core import get_global

    three = {
        alpha3: two[0]
        for alpha3, two in get_global("territory_aliases").items()
        if len(alpha3) == 3 and alpha3.isalpha() and len(two) == 1 and len(two[0]) == 2
    }
    return (
        {two: alpha3 for alpha3, two in three.items() if alpha3 not in _OLD}
        | {alpha3: alpha3 for alpha3 in three}
        | {"EU": "EUU"}
    )


_OLD = frozenset(
    [
        "ATB",
        "ANT",
        "BUR",
        "CSK",
        "CTE",
        "DDR",
        "DHY",
        "FXX",
        "HVO",
        "JTN",
        "MID",
        "NHB",
        "NTZ",
        "PCI",
        "PCZ",
        "PUS",
        "RHO",
        "ROM",
        "SCG",
        "SUN",
        "TMP",
        "VDR",
        "WAK",
        "YMD",
        "YUG",
        "ZAR",
    ]
)


def _by_name(name: str) -> str:
    """By the jurisdictions table of the house, where it stands."""
    try:
        from lawscan import jurisdictions  # a room of its own: absent from a bare reader
    except ImportError:
        return ""
    return str(jurisdictions.lookup(name))


def from_front_matter(fields: dict[str, str]) -> Facts:
    """The facts in the front matter of a Markdown law (as the legalize family writes it)."""
    said = {key: next((fields[name] for name in names if fields.get(name)), "") for key, names in _KEYS.items()}
    iso3 = iso3_of(said["country"])
    lang = said["lang"][:2].casefold()
    events = tuple(
        Event(kind, day)
        for kind, name in (
            ("publication", "publication_date"),
            ("commencement", "entry_in_force"),
            ("commencement", "entry_into_force"),
            ("amendment", "last_updated"),
        )
        if (day := iso_date(fields.get(name, ""))) and (kind != "amendment" or day >= iso_date(said["date"]))
    )
    kind = kind_of(said["rank"].replace("-", " ").replace("_", " ")) or kind_of(said["title"], lang)
    return Facts(
        title=said["title"],
        iso3=iso3,
        iso3_source="front-matter" if iso3 else "",
        kind=kind,
        number=said["number"],
        lang=lang if lang in lexicon.codes() else "",
        date=iso_date(said["date"]),
        force=force_of(said["status"]),
        source_url=said["source"] if said["source"].startswith("http") else "",
        gazette=Gazette(said["gazette"], said["gazette_number"], iso_date(fields.get("publication_date", ""))),
        events=events,
    )


def iso_date(text: str) -> str:
    """The first ISO or day.month.year date in the text, or a bare year; "" where there is none.

    >>> iso_date("zo 19.1.1993"), iso_date("2011-08-30"), iso_date("1955")
    ('1993-01-19', '2011-08-30', '1955')
    """
    found = _ISO.search(text)
    if found:
        return found.group()
    numeric = _NUMERIC.search(text)
    if numeric and 1 <= int(numeric[2]) <= 12 and 1 <= int(numeric[1]) <= 31:
        return f"{numeric[3]}-{int(numeric[2]):02}-{int(numeric[1]):02}"
    return text if re.fullmatch(r"(?:1[6-9]|20)\d\d", text.strip()) else ""


@cache
def _date_pattern(lang: str) -> tuple[re.Pattern[str], dict[str, int]]:
    months: dict[str, int] = {}
    for place, names in enumerate(lexicon.load(lang if lang in lexicon.codes() else "en").dates.get("months", []), 1):
        months.update({name.casefold(): place for name in names.split("|")})
    words = "|".join(re.escape(name).replace(r"\*", r"\w*") for name in sorted(months, key=len, reverse=True)) or "(?!)"
    year = r"((?:1[6-9]|20)\d\d)"
    day = r"(\d{1,2})(?:st|nd|rd|th|er|º|°|\.|-?(?:го|й))?"
    pattern = (
        rf"(?<!\w){day}(?:\s+day\s+of|\s+de|\s+d['’]|\s+of|\s)?\s*({words})[.,]?\s+(?:de\s+|del\s+|του\s+|năm\s+)?{year}"
        rf"|(?<!\w)({words})\s+{day},?\s+{year}"
        rf"|{year}\s?(?:年|년|\.|m\.)\s*({words}|\d{{1,2}}\s?[月월])\s*(\d{{1,2}})\s?(?:日|일|d\.)?"
    )
    return re.compile(pattern, re.IGNORECASE), months


def date_in(text: str, lang: str) -> str:
    """The first written-out date in the text, as ISO 8601; "" where there is none.

    >>> date_in("of 30th August, 2011", "en"), date_in("z 19. januára 1993", "sk"), date_in("平成30年", "ja")
    ('2011-08-30', '1993-01-19', '')
    """
    pattern, months = _date_pattern(lang if lang in lexicon.codes() else "en")
    found = pattern.search(text)
    if found is None:
        return iso_date(text) if _ISO.search(text) or _NUMERIC.search(text) else ""
    d1, m1, y1, m2, d2, y2, y3, m3, d3 = found.groups()
    day, month, year = (d1 or d2 or d3), (m1 or m2 or m3), (y1 or y2 or y3)
    number = _month(month, months)
    return f"{year}-{number:02}-{int(day):02}" if number and 1 <= int(day) <= 31 else year


def _month(word: str, months: dict[str, int]) -> int:
    low = word.casefold().strip()
    if low in months:
        return months[low]
    digits = re.match(r"\d+", low)
    if digits:
        return int(digits.group()) if int(digits.group()) <= 12 else 0
    return next((place for name, place in months.items() if name.endswith("*") and low.startswith(name[:-1])), 0)


@cache
def _words(lang: str, key: str) -> re.Pattern[str]:
    langs: Iterable[str] = [lang] if lang in lexicon.codes() else lexicon.codes()
    words = {
        lexicon.fold(word)
        for code in langs
        for word in lexicon.load(code).force.get(key, [])
        if len(word) > 1 or not word.isascii()
    }
    spaced = lang not in lexicon.codes() or lexicon.load(lang).spaced
    inner = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{inner})(?!\w)" if spaced else inner)


def kind_of(title: str, lang: str = "") -> str:
    """What kind of instrument the title or rank names; "" where it names none.

    The kind named first wins, save that a bill or a constitution is told by any place in a title of up to ten words.

    >>> kind_of("Projet de loi relatif à la nationalité", "fr"), kind_of("The Citizenship Act, 1955", "en")
    ('bill', 'act')
    """
    folded = lexicon.fold(title[:300])
    places = {kind: found.start() for kind in KINDS if (found := _words(lang, kind).search(folded))}
    if "bill" in places and places["bill"] <= min(places.values()) + 25:
        return "bill"
    return min(places, key=lambda kind: (places[kind], KINDS.index(kind))) if places else ""


def force_of(status: str, lang: str = "") -> str:
    """ELI force of a status word: in-force, partially-in-force, not-in-force; "" where it says none.

    >>> force_of("in_force"), force_of("derogada", "es"), force_of("")
    ('in-force', 'not-in-force', '')
    """
    low = status.strip().casefold()
    if not low or low in _STATUS:
        return _STATUS.get(low, "")
    folded = lexicon.fold(status)
    for key, force in (("partially", "partially-in-force"), ("repealed", "not-in-force"), ("in_force", "in-force")):
        if _words(lang, key).search(folded):
            return force
    return ""


def repealed_at_head(text: str, lang: str) -> bool:
    """True where a short line at the head of a law says that it is repealed, as "(Repealed)" or "DEROGADA por Ley …".

    >>> repealed_at_head("[Repealed by Act No. 5 of 2003]", "en"), repealed_at_head("Repeal of Act No. 3", "en")
    (True, False)
    """
    stripped = text.strip(" ()[]*.{}\\")
    shouted = stripped.partition(" ")[0].isupper() and len(stripped) > 1  # a note of the publisher, of any length
    return (len(stripped) < 160 or shouted) and bool(_words(lang, "repealed").match(lexicon.fold(stripped)))


@cache
def _phrases(lang: str, key: str) -> re.Pattern[str]:
    """The phrases of a key of ``[force]`` as one pattern, on folded text; of no language but the law's own."""
    known = lexicon.load(lang) if lang in lexicon.codes() else None
    phrases = known.force.get(key, []) if known else []
    return re.compile("|".join(lexicon.pattern_regex(phrase, known.spaced) for phrase in phrases if known) or "(?!)")


def life(head: Sequence[str], tail: Sequence[str], body: Iterable[str], lang: str) -> tuple[Event, ...]:
    """What a law's own print says of its life: that it was enacted, amended (the latest note), or repealed.

    The events name the words that say so; they have a date only where one stands beside. Bills print the same words as
    acts: whoever calls this knows the kind.

    Args:
        head: the lines above the first provision.
        tail: the last lines.
        body: lines between, where notes of amendments stand.

    >>> life(["Assented to 30th December, 1955.", "BE it enacted by Parliament"], [], [], "en")
    (Event(kind='enactment', date='1955-12-30', cause='assented to'),)
    """
    ends = "\n".join((*head, *tail))
    notes = [note for text in (ends, *body) for note in amendments(text, lang)]
    amended = max(notes, key=lambda note: note.date, default=None)
    return tuple(event for event in (_enacted(ends, lang), amended, _repeal(head, lang)) if event)


def amendments(text: str, lang: str) -> list[Event]:
    """The notes of amendment in a text, with their days or years where they have one.

    >>> [note.date for note in amendments("[substituted by Act 5 of 2009] (w.e.f. 3.12.2010)", "en")]
    ['2010-12-03', '2010-12-03']
    """
    folded = lexicon.fold(text)
    found = []
    for match in _phrases(lang, "amended").finditer(folded):
        beside = folded[match.start() : match.end() + _BESIDE]
        years = _YEAR.findall(beside.partition(")")[0])
        date = date_in(folded[match.start() : match.end() + _NEAR], lang) or (years[-1] if years else "")
        found.append(Event("amendment", date, " ".join(match.group().split())))
    return found


def _enacted(text: str, lang: str) -> Event | None:
    folded = lexicon.fold(text)
    for key in ("enacted_on", "enacted"):
        found = _phrases(lang, key).search(folded)
        dated = found and key == "enacted_on"
        date = date_in(folded[found.start() : found.end() + _NEAR], lang) if found and dated else ""
        if found and (date or not dated):
            return Event("enactment", date, " ".join(found.group().split()))
    return None


def _repeal(lines: Iterable[str], lang: str) -> Event | None:
    """A repeal that a line says together with its day; one without a day is a matter of force alone."""
    for line in lines:
        if repealed_at_head(line, lang) and (day := date_in(line, lang)):
            return Event("repeal", day, line.strip()[:_NEAR])
    return None
