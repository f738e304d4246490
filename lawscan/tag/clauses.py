"""Sentences, semicolon parts and list items: the pieces in which a law decides one thing.

A list item takes its lead-in along: in "loses citizenship if he: (a) acquires …" the item says both.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lawscan.letters import is_small

_ITEM = (
    r"(?:[-–—•*·]|\(?\d{1,3}[.)\]/]|\(?[^\W\d_]{1,4}[)\]]|[^\W\d_][.]|\d{1,3}[°º]|[\u0660-\u0669\u06f0-\u06f9]{1,3}-"
    r"|[\u0621-\u064a\u0640]{1,3}\s?[-–]|\d{1,2}\s?-(?=\s)|[一二三四五六七八九十]{1,3}(?=\u3000))"
)
# The second line of items: a word joins them (", and (b) …"). A colon is the full stop of Armenian, before a capital.
_BREAK = re.compile(
    rf"(?P<item>(?:\n\s*|(?<=[:;,.—؛፤])\s+)(?={_ITEM}\s)"
    r"|(?<=[;,،؛])\s+(?=[^\W\d_]{1,5}\s+\([^\W\d_]{1,4}\)\s))"
    r"|(?P<end>(?<=[.!?;\u037e؛؟।۔։።፤])[\"”»’)\]]*\s+)"
    r"|(?P<colon>(?<=[\u0561-\u0587]:)\s+(?=[\u0531-\u0556]))"
    r"|(?P<cjk>(?<=[。；！？]))"
    r"|(?P<para>\n\s*\n\s*)"
)
# Short words that a full stop abbreviates, in any language; other short words may end a sentence ("… by law.").
_ABBREVIATIONS = frozenset(re.findall(r"\w+", """
    abl abs al alin ap apt arr art arts aufl ausg bbl bd bekl betr bgbl bis bl br bzgl bzw ca cap cf ch cit cl co
    col cons dec div doc dr ds dz ed edn eds eff etc evtl ex fn fr gem ges ggf gov hon hr ibid idf inc ing inkl jr
    km lic lit ltd max min mio mme mr mrs ms mt mz napr nn no nos nr nrn nro num núm obs ods odst ofic op ord par
    para pct pgs pkt poz pp pr pres prof prov pt ptes pts písm qq rdf ref reg rev rn rozp rub rz sch sec secs seg
    sen sf sig sog spp sr ss st str sv tel ter tit tj tz tzn tzv ust usw va vgl viz vol vs zb ziff zm zn čl čís αρ
    αρθρ αριθ αφ εδ εκδ κλπ παρ περ τευχ φεκ абз бр гл дв др изм им ин кн ліб нап напр обл обн пар пер пп пр ред
    рис рр св сл ст стр тов тыс ул уст чл
"""))
_SHORT_BEFORE = re.compile(r"(?:^|[\s(.])(\w{1,4})\.$")
_HEAD_LINE = re.compile(r"\A\s*([^\n]{1,160})\n")
_GOES_ON = (",", ";", ":", "-", "—")


class Clause(NamedTuple):
    """One clause: its span, and the span of the lead-in it stands under (empty when none)."""

    start: int
    end: int
    lead_start: int = 0
    lead_end: int = 0
    heading: bool = False


def _is_break(text: str, match: re.Match[str]) -> bool:
    """Full stops of abbreviations (``Art. 5``, ``Abs. 2``) and before small letters end nothing."""
    if match.lastgroup == "item":
        return "\n" in match.group() or not _is_reference(text, match.start(), match.end())
    if match.lastgroup != "end" or text[match.start() - 1] != ".":
        return True
    after = text[match.end():match.end() + 1]
    before = text[max(0, match.start() - 8):match.start()]
    if not after or is_small(after) or after.isdigit():
        return "\n" in match.group() and not is_small(after) and not _abbreviates(before)
    return not _abbreviates(before)


def _is_reference(text: str, start: int, end: int) -> bool:
    """Whether what looks like an item goes on with a reference: ``Art. 15. …``, ``12, т. 2``; or is a dash.

    A dash after a comma is prose: "those who came, – wherever from".
    """
    if text[start - 1] == ",":
        if text[end:end + 1] in "-–—":
            return True
        return not text[end:end + 1].isdigit() and text[end + 1:end + 2] == "."
    return text[start - 1] == "." and _abbreviates(text[max(0, start - 8):start])


def _abbreviates(before: str) -> bool:
    """Whether the full stop at the end belongs to a short form: of the list, one letter, a number, or ROMAN."""
    short = _SHORT_BEFORE.search(before)
    if not short:
        return False
    word = short.group(1)
    return len(word) == 1 or word.isdigit() or word.isupper() or word.casefold() in _ABBREVIATIONS


def head_end(text: str) -> int:
    """Where the heading line ends, or 0 when the first line runs on into the text.

    >>> head_end("Section 4 Dual citizenship\\nA citizen may ...")
    26
    """
    match = _HEAD_LINE.match(text)
    if not match:
        return 0
    line, after = match.group(1).rstrip(), text[match.end():].lstrip()[:1]
    runs_on = line.endswith(_GOES_ON) or is_small(after)
    return match.end(1) if line.startswith("#") or not runs_on else 0


def split(text: str) -> list[Clause]:
    """The clauses of a provision, in order, none empty.

    >>> [text[c.start:c.end] for text in ["He is. She was; it"] for c in split(text)]
    ['He is.', 'She was;', 'it']
    """
    start = head_end(text)
    clauses = [Clause(0, start, heading=True)] if start else []
    lead = (0, 0)
    is_item = False
    for at, resume, next_is_item in _cuts(text, start):
        piece = text[start:at].rstrip()
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            clauses.append(Clause(first, start + len(piece), *(lead if is_item else (0, 0))))
            if not is_item:
                lead = (first, start + len(piece)) if next_is_item and not piece.endswith((".", "。")) else (0, 0)
        start, is_item = resume, next_is_item
    return clauses or [Clause(0, len(text))]


def _cuts(text: str, start: int) -> list[tuple[int, int, bool]]:
    cuts = [(m.start(), m.end(), m.lastgroup == "item") for m in _BREAK.finditer(text, start) if _is_break(text, m)]
    return [*cuts, (len(text), len(text), False)]
