"""How a provision is cited: by the number that it bears, or by what it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from lawscan.law import Hit

_CITED = {"art": "Art.", "sec": "Sec.", "chp": "Chapter", "dvs": "Division", "part": "Part", "title": "Title",
          "schedule": "Schedule", "rule": "Rule", "reg": "Reg.", "para": "Para."}
_NAMED = {"transitory": "transitory provisions", "schedule": "Schedule", "": "Provision"}


def cited(num: str, eid: str) -> str:
    """A provision as one cites it: by the number that it bears, or by what it is.

    >>> cited("12", "chp_1__art_12"), cited("§ 7", "sec_7"), cited("", "transitory__art_2"), cited("", "preamble")
    ('Art. 12', '§ 7', 'Art. 2', 'preamble')
    >>> cited("6", "schedule_8__part_1__sec_6"), cited("", "schedule_1")
    ('Schedule 8, Sec. 6', 'Schedule 1')
    """
    *above, last = eid.split("__")
    schedule = next((step for step in above if step.startswith("schedule")), "")
    return ", ".join(filter(None, [schedule and _alone("", schedule), _alone(num, last)]))


def _alone(num: str, step: str) -> str:
    """One step of an eid as it is cited."""
    kind, _, number = step.partition("-dup")[0].partition("_")
    if num and not num[0].isdecimal() and not num[0].isalpha():
        return num
    shown = num or number.replace("_", " ")
    return f"{_CITED.get(kind, kind)} {shown}".strip() if shown else _NAMED.get(kind, kind)


_ARTICLE = re.compile(r"\b(?:articles?|perkara)\b", re.IGNORECASE)
_SECTION = re.compile(r"\b(?:sections?|seksyen)\b", re.IGNORECASE)


def articles_named(hits: Iterable[Hit]) -> list[Hit]:
    """The hits, with what only a number heads called an article where its constitution speaks of its articles.

    The reader calls a provision that a bare number heads a section; so do the acts of common-law countries, and some of
    their constitutions (Jamaica's), while others (Kenya's, India's) say article. The address stays as it is.
    """
    every = list(hits)
    said: dict[int, int] = defaultdict(int)
    for hit in every:
        if hit.instrument_kind == "constitution":
            said[hit.instrument_id] += len(_ARTICLE.findall(hit.text)) - len(_SECTION.findall(hit.text))
    return [replace(hit, eid=_as_article(hit.eid)) if said.get(hit.instrument_id, 0) > 0 and _is_bare(hit) else hit
            for hit in every]


def _is_bare(hit: Hit) -> bool:
    """Whether only a number heads it in the body of the law: schedules number their sections anew."""
    if hit.eid.startswith(("schedule", "transitory")):
        return False
    return hit.num[:1].isdecimal() and not _SECTION.match(hit.text.lstrip("#* "))


def _as_article(eid: str) -> str:
    above, mark, last = eid.rpartition("__")
    return f"{above}{mark}{re.sub('^sec_', 'art_', last)}"
