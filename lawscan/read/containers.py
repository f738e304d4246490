"""A file holds one law or, as a gazette, many: where each begins, and what is known of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from lawscan.law import Event, Gazette, Instrument, Provision
from lawscan.letters import is_small
from lawscan.lexicon.detect import detect, script
from lawscan.read import facts as said
from lawscan.read.facts import Facts
from lawscan.read.lines import Line
from lawscan.read.options import ReadOptions
from lawscan.read.structure import Mark

_HEAD = 60
_NEAR = 6
_TAIL = 40  # last lines of a law, where signatures, assents and histories stand
_PREAMBLE = 8000  # characters of a preamble, which may stand below a table of contents
_NOTED = 200  # lines with figures that are looked at for notes of amendments
_NUMBERED = ("article", "section", "bare")
_NUMBER = re.compile(
    r"\b(?:act|law|bill|cap\.?|chapter|no\.?|nos\.?|n\.?[°ºr]\.?|nomor|n\.(?=\s?\d)|num\.?|nr\.?|number|č\.?|№|رقم)\s*[:.]?\s*\(?\s*"
    r"(?:no\.?\s*|n[°º]\s*)?([\d٠-٩]+[\d٠-٩./\-‑]*(?:\s*(?:of|de|del|لسنة|/)\s*\(?[\d٠-٩]{4}\)?)?)",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?:(?<=\s)|\()(\d{1,4}/(?:1[89]|20)\d\d|(?:1[89]|20)\d\d:\d{1,4})\b")
_AMENDS = re.compile(r"\b(?:emenda|enmienda|amend|modif|reform|änder)", re.IGNORECASE)
_CHAPTERED = re.compile(r"\(?\b(\d{1,3} of (?:1[6-9]|20)\d\d)\b\)?", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b")
_GAZETTE = re.compile(
    r"(?:the\s+)?(?:gazette of|official gazette of"
    r"|journal officiel d(?:e la |e l['’]|u |e |es )|gaceta oficial de(?: la)? "
    r"|diario oficial de(?: la)? "
    r"|diário da |boletín oficial de(?: la)? |الجريدة الرسمية ل)\s*(.+)"
    r"|(?:the\s+)?(.{3,40}?)\s+(?:government\s+|official\s+)?gazette\b",
    re.IGNORECASE,
)
_GAZETTE_NUMBER = re.compile(
    r"\b(?:no|n[°ºo]|nr|núm|num|vol|issue|αρ\. φύλλου|العدد)\.?\s*[:.]?\s*([\dIVXLC][\w./-]{0,12})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one instrument, its language, and what its first lines say of it."""

    lines: Sequence[Line]
    lang: str
    title: str = ""
    marks: dict[int, Mark] | None = None


def runs_by_script(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Lines cut where a file goes over from one script to another for pages on end.

    So a gazette prints one language after the other.
    """
    pages: dict[int, list[str]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line.text)
    if len(pages) < 2:
        return [lines]
    scripts = {page: script(" ".join(texts)) for page, texts in pages.items()}
    counts = Counter(found for found in scripts.values() if found)
    if len(counts) < 2 or counts.most_common(2)[1][1] < max(2, 0.15 * len(pages)):
        return [lines]
    runs: list[list[Line]] = [[]]
    current = ""
    for line in lines:
        found = scripts[line.page]
        if found and current and found != current and runs[-1]:
            runs.append([])
        current = found or current
        runs[-1].append(line)
    return list(runs) if len(runs) <= 4 else [lines]


def starts(lines: Sequence[Line], marks: dict[int, Mark], lang: str) -> list[int]:
    """Where instruments begin: at a title that names a kind of law and a number or year, where the count then restarts.

    Nothing begins inside a schedule, nor at a title that repeats the one before, as after a contents list.
    """
    numbered = [
        at for at, found in sorted(marks.items()) if found.role in _NUMBERED and found.strong and not found.quoted
    ]
    schedules = [at for at, found in marks.items() if found.role == "schedule" and found.strong]
    titles = [at for at, line in enumerate(lines) if is_title(line, lang)] if len(numbered) > 1 else []
    titles = sorted({*titles, *_across(lines, marks, numbered, lang)})
    if not titles:
        return [0]
    begins = [0]
    for before, at in pairwise(numbered):
        if marks[at].value != 1 or at - before < 2 or any(before < place < at for place in schedules):
            continue
        inside = any(begins[-1] < place < at for place in schedules)
        near = (place for place in titles if max(before + 1, at - _HEAD) <= place < at)
        title = next((place for place in near if not _cited(lines, place, inside)), None)
        if title is not None and not _known(lines, titles, title):
            begins.append(title)
    return begins


def _cited(lines: Sequence[Line], at: int, in_schedule: bool) -> bool:
    """True where a line only names a law: an item of a schedule's list, or the end of a sentence."""
    line = lines[at]
    if in_schedule and line.text.rstrip()[-1:] in ".;" and not line.level:
        return True
    if line.level or line.bold or line.text.isupper() or _centred(lines, at):
        return False
    before = lines[at - 1].text.rstrip() if at else ""
    return in_schedule or (len(before) > 40 and before[-1:] not in ".;:!?)")


def _across(lines: Sequence[Line], marks: dict[int, Mark], numbered: list[int], lang: str) -> list[int]:
    """Titles without number or year, as notices in gazettes have: centred across the page, just above a first number.

    A law whose every chapter counts anew has such heads too; there they begin nothing.
    """
    firsts = [at for at in numbered[1:] if marks[at].value == 1 and not marks[at].suffix]
    if not firsts or len(firsts) > max(3, 0.08 * len(numbered)):
        return []
    return [
        place
        for at in firsts
        for place in range(max(1, at - _NEAR), at)
        if place not in marks and _centred(lines, place) and said.kind_of(lines[place].text[:60], lang)
    ]


def _centred(lines: Sequence[Line], at: int) -> bool:
    """True where the line is set in the middle of the page, clear of both edges and across any gap of columns."""
    box, text = lines[at].box, lines[at].text.strip()
    if box is None or lines[at].zone != "body" or not 8 <= len(text) <= 220 or is_small(text[0]):
        return False
    page = [line.box for line in lines[max(0, at - 120) : at + 120] if line.box and line.box.page == box.page]
    left, right = min(each.x0 for each in page), max(each.x1 for each in page)
    middle, width = (left + right) / 2, right - left
    clear = min(box.x0 - left, right - box.x1)
    return abs((box.x0 + box.x1) / 2 - middle) < 0.04 * width and clear > 0.01 * width and box.x0 < middle < box.x1


def _known(lines: Sequence[Line], titles: list[int], at: int) -> bool:
    """True where the title stood above already: a running head, or the title after the contents."""
    key, number = _key(lines[at].text), number_in(lines[at].text)
    above = [lines[place].text for place in titles if place < at] + [line.text for line in lines[: min(_HEAD, at)]]
    return any(
        key in _key(text) or (len(_key(text)) > 15 and _key(text) in key) or (number and number == number_in(text))
        for text in above
    )


def _key(title: str) -> str:
    return re.sub(r"[\W_]+", "", title).casefold()[:60]


def is_title(line: Line, lang: str) -> bool:
    """True where the line reads like the title of a law: set off, of a kind, with a number or a year."""
    text = line.text.strip()
    if not 8 <= len(text) <= 220 or line.zone != "body" or text[-1] in ",;:" or text[0] in "(\"“„«'":
        return False
    set_off = line.level in (1, 2) or line.bold or text.isupper() or bool(_TITLE_CASE.match(text))
    return set_off and any(char.isdigit() for char in text) and bool(said.kind_of(text, lang)) and not is_small(text[0])


_TITLE_WORD = r"(?:[A-ZÀ-ÞĀ-Ž][\w'’.)-]*|of|the|and|to|for|de|la|du|des|del|on|in|n[°ºo]\.?|[(\d][\w)./°º-]*)"
_TITLE_CASE = re.compile(rf"{_TITLE_WORD}(?:[\s,]+{_TITLE_WORD})*+\.?$")


def head_title(lines: Sequence[Line], lang: str) -> str:
    """The title among the first lines of a law, else its first line."""
    best_score, best_at = 0, 0
    for at, line in enumerate(lines):
        text = " ".join(line.text.split())
        if not 6 <= len(text) <= 300 or line.zone != "body" or not said.kind_of(text, lang) or _prose(lines, at):
            continue
        score = (
            (2 if line.level == 1 else 0)
            + bool(line.level or line.bold)
            + text.isupper()
            + 2 * bool(_YEAR.search(text))
            + 2 * (text[0].isupper() or not text[0].isalpha() or (not is_small(text[0]) and _centred(lines, at)))
            + (len(text) < 120)
            + 2 * (at < 2 and text[0].isupper())
            + _centred(lines, at)
            - 3 * (is_small(text[0]) or bool(re.match(r"\d+\.\s", text)))
        )
        if score > best_score:
            best_score, best_at = score, at
    first = next((at for at, line in enumerate(lines) if line.text.strip() and line.zone == "body"), None)
    if best_score >= 4:
        return _joined(lines, best_at)
    return _joined(lines, first)[:300] if first is not None else ""


def _prose(lines: Sequence[Line], at: int) -> bool:
    """True where the line is a part of running text: not set off, and the next goes on in small letters."""
    line = lines[at]
    if at == 0 or line.level or line.bold or line.text.isupper() or _HANGING.search(line.text):
        return False
    return at + 1 < len(lines) and is_small(lines[at + 1].text.lstrip()[:1]) and not _centred(lines, at)


def _joined(lines: Sequence[Line], at: int) -> str:
    """A title broken over up to four lines of capitals, as one."""
    title = " ".join(lines[at].text.split())
    for place in range(at - 1, max(-1, at - 4), -1):
        above = " ".join(lines[place].text.split())
        letters = [char for char in above if char.isalpha()]
        broken = is_small(title[:1]) or _CONTINUES.match(title) or _OPEN_END.search(above)
        if (
            not broken
            or _MASTHEAD.search(above)
            or lines[place].zone != "body"
            or sum(char.isupper() for char in letters) < 0.7 * len(letters)
            or len(letters) < 3
        ):
            break
        title = f"{above} {title}"
    below = at + 1
    while below < min(len(lines), at + 4) and lines[below].zone == "body":
        if not _HANGING.search(title) and not _HANGING.fullmatch(lines[below].text.strip()):
            break
        title = f"{title} {' '.join(lines[below].text.split())}"
        below += 1
    return title


_CONTINUES = re.compile(r"(?:ACT|LAW|ORDINANCE|BILL|REGULATIONS|\(|[A-Z]+ ACT)\b", re.IGNORECASE)
_MASTHEAD = re.compile(r"\b(?:gazette|republic|government|parliament)\b", re.IGNORECASE)
_HANGING = re.compile(r"\b(?:of|the|and|for|de|du|des|del|da|do|la|der|des|von)$", re.IGNORECASE)
_OPEN_END = re.compile(r"\b(?:OF|THE|TO|AND|FOR)$|[(,]$")


def instrument(
    part: Part, provisions: tuple[Provision, ...], options: ReadOptions, facts: Facts, masthead: Facts
) -> Instrument:
    """The instrument, with the caller's word before the file's, and the file's metadata before its print."""
    head = _head(part)
    title = options.title or facts.title or head_title(part.lines[:_HEAD], part.lang)
    printed = _printed(title, head, part.lang)
    kind = options.kind or facts.kind or printed.kind or "unknown"
    return Instrument(
        title=title,
        kind=kind,
        lang=part.lang,
        iso3=options.iso3 or facts.iso3 or masthead.iso3,
        iso3_source="manifest" if options.iso3 else (facts.iso3_source or masthead.iso3_source),
        number=options.number or facts.number or printed.number,
        date=options.date or facts.date or printed.date,
        force=options.force or facts.force or printed.force or "unknown",
        gazette=facts.gazette if facts.gazette != Gazette() else masthead.gazette,
        events=facts.events + (() if kind == "bill" else _life(part, head, provisions, facts)),
        source_url=options.source_url or facts.source_url,
        translation=options.translation,
        provisions=provisions,
    )


def _head(part: Part) -> list[str]:
    """The printed lines above the first provision, at most :data:`_HEAD`."""
    marks = part.marks or {}
    first = next((at for at in sorted(marks) if marks[at].role in _NUMBERED and marks[at].strong), _HEAD)
    return [line.text.strip() for line in part.lines[: min(max(first, 3), _HEAD)]]


def _life(part: Part, head: list[str], provisions: tuple[Provision, ...], facts: Facts) -> tuple[Event, ...]:
    """What the print says beyond the metadata: above the first provision, below the last, and in notes."""
    preambles = [each.text[:_PREAMBLE] for each in provisions if each.eid.startswith("preamble")]
    first, last = len(head), max(len(head), len(part.lines) - _TAIL)
    tail = [line.text for line in part.lines[last:]]
    noted = (line.text for line in part.lines[first:last] if any(char.isdigit() for char in line.text))
    known = {event.kind for event in facts.events}
    found = said.life([*head, *preambles], tail, islice(noted, _NOTED), part.lang)
    return tuple(event for event in found if event.kind not in known)


def _printed(title: str, head: list[str], lang: str) -> Facts:
    near = head[:25]
    named = [title, *(text for text in near[:8] if _names_itself(text, lang))]
    number = next((found for text in named if (found := number_in(text))), "")
    date = next((found for text in (title, *near) if (found := said.date_in(text, lang))), "")
    year = _YEAR.search(title)
    force = "not-in-force" if any(said.repealed_at_head(text, lang) for text in near) else ""
    kind = said.kind_of(title, lang)
    if any(len(text) < 60 and said.kind_of(text, lang) == "bill" for text in near[:10]):
        kind = "bill"
    return Facts(kind=kind, number=number, date=date or (year.group() if year else ""), force=force)


def _names_itself(text: str, lang: str) -> bool:
    """True where a line begins as the name or the number of a law does, rather than citing one."""
    return len(text) < 150 and bool(said.kind_of(text[:20], lang) or _NUMBER.match(text) or _CHAPTERED.match(text))


def number_in(text: str) -> str:
    """The number that a title gives the law, not that of a law which it says amends it.

    >>> number_in("Citizenship Act, No. 45 of 1987"), number_in("LEY Nº 32421"), number_in("Act (57 of 1955)")
    ('45 of 1987', '32421', '57 of 1955')
    >>> number_in("LEI N.º 9/2009"), number_in("Lag (2016:145)"), number_in("CONSTITUTION AFTER AMENDMENT No. 131")
    ('9/2009', '2016:145', '')
    >>> number_in("Mutual Recognition Act 1997")
    ''
    """
    found = _CHAPTERED.search(text) or _NUMBER.search(text) or _SLASHED.search(text)
    if found is None or _AMENDS.search(text[: found.start(1)]):
        return ""
    number = found.group(1).strip(" .,-/()")
    only_year = _YEAR.fullmatch(number) and re.match(r"(?:act|law|bill)\b", found.group(), re.IGNORECASE)
    return "" if only_year else number


def masthead(lines: Sequence[Line], lang: str) -> Facts:
    """Country and gazette from the first page's masthead: exact names only, never a guess."""
    iso3 = title = number = date = ""
    for line in lines[:40]:
        text = " ".join(line.text.split()).strip(" .,*—–-")
        if not 3 < len(text) <= 100:
            continue
        found = _GAZETTE.match(re.sub(r"^\d+\s+", "", text)) if not is_small(text[0]) else None
        named = next((group for group in found.groups() if group), "") if found else ""
        if found and not title and len(text) <= 70:
            title = re.sub(r"^\d+\s+|\s+\d+$", "", text)
        iso3 = iso3 or _country(named)
        if title and not number and (numbered := _GAZETTE_NUMBER.search(text)):
            number = numbered.group(1)
        if title and not date:
            date = said.date_in(text, lang)
    iso3 = iso3 or _alone(lines[:40])
    return Facts(
        iso3=iso3, iso3_source="masthead" if iso3 else "", gazette=Gazette(title, number, date) if title else Gazette()
    )


def _alone(lines: Sequence[Line]) -> str:
    """The country that stands on a line of its own; of several none: such a page lists parties or places."""
    texts = (" ".join(line.text.split()).strip(" .,*—–-") for line in lines)
    codes = {_country(text) for text in texts if 3 < len(text) <= 100} - {""}
    return codes.pop() if len(codes) == 1 else ""


def _country(text: str) -> str:
    name = re.sub(r"^(?:THE|La|Le|L['’])\s*", "", text.strip(" .,:;-—"), flags=re.IGNORECASE)
    name = re.split(r"\s+(?:EXTRAORDINARY|EXTRAORDINAIRE|SUPPLEMENT)\b", name, flags=re.IGNORECASE)[0]
    return said.iso3_of(name) if len(name) > 3 else ""


def part_language(lines: Sequence[Line], default: str) -> str:
    """The language of the lines, where they are enough to tell, else ``default``."""
    sample = "\n".join(line.text for line in lines[:: max(1, len(lines) // 200)])
    return detect(sample, default) if len(sample) > 300 else default
