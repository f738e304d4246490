"""How a provision is cited: by the number that it bears, or by what it is."""

from __future__ import annotations

_CITED = {"art": "Art.", "sec": "Sec.", "chp": "Chapter", "dvs": "Division", "part": "Part", "title": "Title",
          "schedule": "Schedule", "rule": "Rule", "reg": "Reg.", "para": "Para."}
_NAMED = {"transitory": "transitory provisions", "schedule": "schedule", "": "Provision"}


def cited(num: str, eid: str) -> str:
    """A provision as one cites it: by the number that it bears, or by what it is.

    >>> cited("12", "chp_1__art_12"), cited("§ 7", "sec_7"), cited("", "transitory__art_2"), cited("", "preamble")
    ('Art. 12', '§ 7', 'Art. 2', 'preamble')
    """
    kind, _, number = eid.rpartition("__")[2].partition("-dup")[0].partition("_")
    if num and not num[0].isdecimal() and not num[0].isalpha():
        return num
    shown = num or number.replace("_", " ")
    return f"{_CITED.get(kind, kind)} {shown}".strip() if shown else _NAMED.get(kind, kind)
