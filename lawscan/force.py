"""When an instrument is law: partial dates as spans of days, and the events that begin and end its life.

A date may be partial (``2012``, ``2012-11``), so every question about it has three answers: yes, no, and None where the
date does not say.
"""

from __future__ import annotations

import calendar
import datetime
import re
from functools import lru_cache

from lawscan.law import Hit

BEGINS = ("commencement", "publication", "enactment")
STANDINGS = ("in force", "partly in force", "not in force", "enacted", "bill", "unknown")
_STATED = {"in-force": "in force", "partially-in-force": "partly in force", "not-in-force": "not in force"}
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@lru_cache(maxsize=50_000)
def span(date: str) -> tuple[str, str] | None:
    """First and last day that a partial date may mean, or None where it is no date.

    >>> span("2012-02"), span("2011"), span("")
    (('2012-02-01', '2012-02-29'), ('2011-01-01', '2011-12-31'), None)
    """
    found = _PARTIAL.fullmatch(date.strip()[:10])
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = datetime.date(year, month or 1, day or 1)
        last = datetime.date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first.isoformat(), last.isoformat()


def on_or_after(date: str, day: str) -> bool | None:
    """Whether a partial date lies on or after a day: True, False, or None where it cannot be told.

    >>> on_or_after("2013", "2012-11-19"), on_or_after("2012", "2012-11-19"), on_or_after("2011-05-02", "2012-11-19")
    (True, None, False)
    """
    days = span(date)
    if days is None:
        return None
    if days[0] >= day:
        return True
    return None if days[1] >= day else False


def enacted(hit: Hit) -> str:
    """The date of the hit's instrument: its enactment, else its own date, else its first sign of life, else ""."""
    events = sorted(event.date for event in hit.events if event.kind == "enactment" and event.date)
    others = sorted(event.date for event in hit.events if event.kind in BEGINS and event.date)
    own = filter(None, [_named_year(hit), hit.instrument_date])
    return next(iter([*events, *own, *others, *filter(None, [hit.gazette.date])]), "")


def _named_year(hit: Hit) -> str:
    """The one year of a title ("Safety Act 1994"), where the law's date is that of a later amendment or reprint."""
    years = set(_YEAR.findall(hit.title))
    amended = {event.date[:4] for event in hit.events if event.kind == "amendment"}
    year = years.pop() if len(years) == 1 else ""
    return year if year < hit.instrument_date[:4] and hit.instrument_date[:4] in amended else ""


def commenced(hit: Hit) -> str:
    """The day from which the instrument is law: its commencement where the source says one, else its enactment."""
    starts = sorted(event.date for event in hit.events if event.kind == "commencement" and event.date)
    return starts[0] if starts else enacted(hit)


def repealed(hit: Hit) -> str:
    """The day on which the instrument ended, or ""."""
    ends = sorted(event.date for event in hit.events if event.kind == "repeal" and event.date)
    return ends[0] if ends else ""


def why_not_law(hit: Hit, day: str) -> str:
    """Why the instrument is no law on a day, in words; "" where it is, or where no date speaks against it."""
    begin, end = commenced(hit), repealed(hit)
    if begin and (days := span(begin)) and days[0] > day:
        return f"not yet law on {day}: begins {begin}"
    if end and (days := span(end)) and days[1] <= day:
        return f"repealed {end}"
    return ""


def standing(hit: Hit) -> str:
    """Whether the instrument is law, as far as its file says: one of STANDINGS.

    ``enacted`` is a law whose file shows that it was enacted, published, commenced or amended, while nobody states
    whether it is in force now; ``unknown`` shows not even that.
    """
    if hit.instrument_kind == "bill":
        return "bill"
    if hit.force in _STATED:
        return "not in force" if repealed(hit) and hit.force == "in-force" else _STATED[hit.force]
    if repealed(hit):
        return "not in force"
    lived = any(event.kind in (*BEGINS, "amendment") for event in hit.events)
    printed = bool(hit.gazette.number or hit.gazette.date) and hit.instrument_kind not in ("notice", "unknown")
    return "enacted" if lived or printed else "unknown"


def said(hit: Hit) -> str:
    """The standing of an instrument with the words or the day that show it."""
    found = standing(hit)
    if found == "not in force" and (end := repealed(hit)):
        by = next((event.cause for event in hit.events if event.kind == "repeal" and event.date == end), "")
        return f"repealed {end} {by}".strip() if by.startswith("by ") else f"repealed {end}"
    causes = [event for event in hit.events if event.kind in (*BEGINS, "amendment")]
    first = causes[0] if found == "enacted" and causes else None
    words = f" (\"{first.cause}\")" if first and first.cause else ""
    return f"{found}{words}" if found != "unknown" else "force unknown"
