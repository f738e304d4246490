"""One compiled pattern a language for the lines that begin something: a provision, a container, a schedule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lawscan import lexicon
from lawscan.letters import is_small
from lawscan.read import numbers

CONTAINERS = ("part", "book", "title", "chapter", "division")
_EIDS = {"part": "part", "book": "book", "title": "title", "chapter": "chp", "division": "dvs"}
_QUOTES = "\"„“«»”‟‘'‹›"
# A footnote's mark and the bracket of an amendment before a number; scans read the mark as a letter.
_EDITED = r"(?:\d{1,3}|[*†‡]{1,3}|['’lI])?\s?\[\s?(?=[^\W_])|[*†‡]{1,3}\s?(?=\d)"
OPENING = '"„“«‟‘‹”»'


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line begins.

    ``role`` is article, section, either (an article or, in other countries, a chapter), bare, container, schedule,
    preamble, contents or transitory; outline adds group (an article above sections). ``name`` is the eid prefix
    ("art", "chp"); ``label`` is the number as printed, ``value`` and ``suffix`` its order; ``rest`` is what
    follows on the line; ``strong`` is False where the line could as well be a reference in running text.
    """

    role: str
    name: str
    label: str
    value: int
    suffix: str
    rest: str
    strong: bool
    quoted: bool


@dataclass(frozen=True)
class Structure:
    """The compiled structure words of a language."""

    code: str
    line: re.Pattern[str]
    reference: re.Pattern[str]
    levels: dict[str, str]
    ordinals: tuple[tuple[str, int], ...]
    sole: frozenset[str]
    firsts: frozenset[str]


def _cases(words: list[str]) -> list[str]:
    out: dict[str, None] = {}
    for word in words:
        out[word] = None
        out[word.upper()] = None
        if word[:1].isupper():
            out[word.capitalize()] = None
            out[word.title()] = None
    return [word for word in out if word]


def _any(words: list[str]) -> str:
    ordered = sorted(_cases(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) or r"(?!)"


def _ordinals(words: list[str]) -> tuple[tuple[str, int], ...]:
    return tuple((name.casefold(), place) for place, names in enumerate(words, 1) for name in names.split("|"))


def _number(ordinal_words: list[str], suffixes: list[str]) -> str:
    suffix = "|".join(re.escape(word) for word in (*numbers.LATIN_SUFFIXES, *suffixes))
    names = _any([name for names in ordinal_words for name in names.split("|")])
    return (
        r"(?:\d{1,3}(?:\.\d{1,3})*\.[A-ZĐ]{1,4}(?:\.\d{1,4}){1,3}"  # codified law of Vietnam: 15.6.LQ.2
        r"|\d{1,4}(?:[.\-‑–]\d{1,3}(?![\d\w]))*(?:\.?[º°ª]|(?:er|re|ère|ᵉʳ|o)(?!\w))?"
        r"(?:[\-‑]?[A-Za-z]{1,2}(?!\w)|\s[a-zA-Z](?=\s*(?:[.)\]:–—-]|$)))?"
        r"|I(?:er|re|ère)(?!\w)|[IVXLC]{1,7}(?:[.\-‑](?:[A-Z]|\d{1,2}))?(?!\w)"
        rf"|(?:{names})(?!\w))"
        rf"(?:[\s\-‑]*(?i:{suffix})(?!\w)(?:\s?\(\d+\))?)?"
    )


_CODED = r"(?:[LRDA]\*{0,2}\.?\s?(?=\d))?"  # French codes: L. 4111-2 of the statute part, R. 123-4 of decrees


def _words(entry: lexicon.Lexicon, *keys: str) -> list[str]:
    return [word for key in keys for word in entry.structure.get(key, [])]


def _line_pattern(entry: lexicon.Lexicon) -> str:
    table = entry.structure
    number = _number([*table.get("ordinals", []), *table.get("sole", [])], table.get("suffixes", []))
    coded = _CODED if entry.code == "fr" else ""
    prefix = _any(table.get("prefixes", []))
    cjk = "|".join(_words(entry, "article_cjk"))
    han = r"[\d０-９〇零○一二三四五六七八九十百千两両]{1,8}"
    containers = _any(_words(entry, *CONTAINERS))
    after = _any(_words(entry, *CONTAINERS, "schedule"))
    return (
        rf"\s*(?P<quote>[{OPENING}]\s?)?(?:{_EDITED})?(?:"
        rf"(?P<article>(?:(?:{prefix})\s+)?(?:{_any(_words(entry, 'article'))}))"
        rf"(?:[\s:]*(?P<an>{coded}{number})|[\s:]*[(\[]\s?(?P<abn>{number})\s?[)\]])"
        rf"|(?P<either>{_any(_words(entry, 'article_or_chapter'))})[\s:]*(?P<en>{number})"
        rf"|(?P<section>{_any(_words(entry, 'section'))})[\s:]*(?P<sn>{number})"
        rf"|(?P<aan>{number})\.?\s*(?P<article_after>{_any(_words(entry, 'article_after'))})(?!\w)"
        rf"|(?P<san>{number})\.?\s*(?P<section_after>{_any(_words(entry, 'section_after'))})(?!\w)"
        + (rf"|[第제]\s*(?P<cn>{han})\s*(?:{cjk})(?P<cs>(?:之|의|の)\s*{han})?" if cjk else "")
        + (rf"|[第제]\s*(?P<cbn>{han})\s*(?P<cjk_container>{containers})" if cjk else "")
        + rf"|(?P<schedule>{_any(_words(entry, 'schedule'))})(?!\w)[\s:]*(?P<hn>{number}|[A-Z](?!\w))?"
        rf"|(?P<container>{containers})(?!\w)[\s:]*(?P<bn>{number}|[A-Z](?!\w))?"
        rf"|(?P<can>{number})\.?\s+(?P<container_after>{after})(?!\w|\s*[\d§])"
        rf"|(?P<preamble>{_any(_words(entry, 'preamble'))})[\s.:]*$"
        rf"|(?P<contents>{_any(_words(entry, 'contents'))})[\s.:]*$"
        rf"|(?P<transitory>{_any(_words(entry, 'transitory'))})[\s.:]*$"
        r"|(?P<bare>\d{1,4}(?:\.\d{1,3}){0,2}(?:[A-Z]{1,2}|[a-z]{1,2}(?=\.\s))?)(?=[.)\s]|$)\.?"
        r")"
    )


@cache
def structure(code: str) -> Structure:
    """The structure of a language's laws, from its lexicon; English where there is no lexicon."""
    entry = lexicon.load(code if code in lexicon.codes() else "en")
    levels: dict[str, str] = {}
    for level in CONTAINERS:
        for word in _cases(entry.structure.get(level, [])):
            levels.setdefault(word, level)
    refs = "|".join(re.escape(word) for word in sorted(_words(entry, "refs"), key=len, reverse=True)) or "(?!)"
    return Structure(
        code=code,
        line=re.compile(_line_pattern(entry)),
        reference=re.compile(
            rf"(?:{refs})"  # unspaced scripts: what follows at once belongs to a sentence
            if entry.structure.get("article_cjk")
            else rf"(?:\s*\(\w{{1,4}}\))*\s*(?:,|(?:{refs})(?!\w))"
        ),
        levels=levels,
        ordinals=_ordinals(entry.structure.get("ordinals", [])),
        sole=frozenset(word.casefold() for word in entry.structure.get("sole", [])),
        firsts=_firsts(entry),
    )


def _firsts(entry: lexicon.Lexicon) -> frozenset[str]:
    """Every character that a marked line can begin with: most lines are ruled out by their first one."""
    words = [
        word for key, words in entry.structure.items() if key not in ("refs", "suffixes") for word in _cases(words)
    ]
    starts = {part[0] for word in words for part in word.split("|")}
    digits = {char for char in map(chr, range(0x30, 0x1000)) if char.isdecimal()} | set("０１２３４５６７８９")
    return frozenset(starts | digits | set("IVXLC[*†‡l'’") | set(OPENING) | set("第제"))


@cache
def openings(code: str) -> tuple[str, ...]:
    """What lines that head an article or section begin with in a language whose number follows the word."""
    words = _cases(_words(lexicon.load(code), "article", "section"))
    return tuple(f"{word} " for word in words if word != "§")


@cache
def numbered_words() -> frozenset[str]:
    """The words before numbers that head provisions and their groups, in any language, case folded."""
    keys = ("article", "article_or_chapter", "article_after", "section", "section_after", *CONTAINERS)
    words = (word for code in lexicon.codes() for word in _words(lexicon.load(code), *keys))
    return frozenset(word.strip(" .").casefold() for word in words)


def _strong(words: Structure, rest: str) -> bool:
    """False where what follows the number reads like running text: "Article 5 of this Law", "§ 4 Abs. 2"."""
    if not rest.strip(" .:-–—"):
        return True
    if words.reference.match(rest) or rest.lstrip()[:1] in _QUOTES:
        return False
    first = rest.lstrip(" .:-–—()[]*\t")[:1]
    return not (is_small(first) and rest[:1].isspace())


def mark(words: Structure, text: str) -> Mark | None:
    """What the line begins, or None for running text."""
    stripped = text.lstrip()
    if stripped[:1] not in words.firsts:
        return None
    found = words.line.match(text)
    if found is None:
        return None
    group = found.groupdict()
    rest = text[found.end() :]
    quoted = bool(group["quote"])
    for key, number, name in (
        ("article", "an" if group["an"] else "abn", "art"),
        ("section", "sn", "sec"),
        ("article_after", "aan", "art"),
        ("section_after", "san", "sec"),
    ):
        if group[key]:
            return _provision(words, key.removesuffix("_after"), name, group[number], rest, quoted)
    if group["either"]:
        return _provision(words, "either", "art", group["en"] or "", rest, quoted)
    if group.get("cn"):
        label = group["cn"] + (group.get("cs") or "")
        return _provision(words, "article", "art", label, rest, quoted)
    if group["bare"]:
        value, suffix = numbers.order(group["bare"])
        return Mark("bare", "sec", group["bare"], value, suffix, rest, _strong(words, rest), quoted)
    return _container(words, group, rest, quoted)


def _provision(words: Structure, role: str, name: str, label: str, rest: str, quoted: bool) -> Mark:
    label = " ".join(label.split())
    value, suffix = (1, "") if label.casefold() in words.sole else numbers.order(label, words.ordinals)
    return Mark(role, name, label, value, suffix, rest, _strong(words, rest), quoted)


def _container(words: Structure, group: dict[str, str | None], rest: str, quoted: bool) -> Mark | None:
    for role in ("preamble", "contents", "transitory"):
        if group[role]:
            return Mark(role, role, "", 0, "", rest, True, quoted)
    strong = _strong(words, rest)
    if group["schedule"]:
        return Mark("schedule", "schedule", group["hn"] or "", *_value(words, group["hn"]), rest, strong, quoted)
    word = group["container"] or group.get("cjk_container") or group["container_after"] or ""
    label = group["bn"] or group.get("cbn") or group["can"]
    if word not in words.levels:
        return Mark("schedule", "schedule", label or "", *_value(words, label), rest, strong, quoted)
    return Mark("container", _EIDS[words.levels[word]], label or "", *_value(words, label), rest, strong, quoted)


def _value(words: Structure, label: str | None) -> tuple[int, str]:
    return numbers.order(label, words.ordinals) if label else (0, "")
