"""Law as data: one TOML file a language, and the loader that makes patterns of it.

Pattern language of ``[concepts]`` (matched on :func:`fold`-ed text):

- words are separated by spaces and match whole words: ``"lose"``;
- ``*`` at the end or start of a word stands for any further letters: ``"nationalit*"``, ``"*جنسي*"``;
- ``a|b`` in one place are alternatives: ``"other|another countr*|state*"``;
- ``...`` between words lets up to four words stand between: ``"cease* ... citizen*"``;
- in languages with ``spaced = false`` (Chinese, Japanese, Thai …) words match anywhere, and spaces in a pattern mean
  "up to six characters between".
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from lawscan.errors import SchemeError

_MARKS_DROPPED = re.compile("[\u0300-\u036f\u064b-\u0652\u0670\u0640\u200c-\u200f\u202a-\u202e\u00ad]")
_ARABIC = str.maketrans("أإآٱىيیكھۀؤئ", "اااايييکههوي")
# Final sigma; and the Turkish dotless i, which capitals ("VATANDAŞLIĞI") lose in case folding.
_GREEK_END = str.maketrans("ςı", "σi")
# Vowel signs of the Indic and South-East Asian scripts stand inside words, but are no word characters to ``re``.
_SIGNS = "".join(chr(c) for c in range(0x0900, 0x1A00) if unicodedata.category(chr(c)).startswith("M"))


def fold(text: str) -> str:
    """Text as patterns see it: same length where possible is NOT promised; use :func:`fold_map` for offsets.

    >>> fold("Staatsangehörigkeit ΙΘΑΓΈΝΕΙΑ")
    'staatsangehorigkeit ιθαγενεια'
    """
    spread = unicodedata.normalize("NFKD", text.casefold())
    kept = _MARKS_DROPPED.sub("", spread)
    return (
        unicodedata.normalize("NFC", kept).translate(_ARABIC).translate(_GREEK_END).replace("ي", "ی").replace("ك", "ک")
    )


def fold_map(text: str) -> tuple[str, list[int]]:
    """Folded text and, for each of its code points, the offset of its source code point.

    >>> fold_map("Ähm")
    ('ahm', [0, 1, 2])
    """
    out: list[str] = []
    source: list[int] = []
    for offset, char in enumerate(text):
        folded = fold(char)
        out.append(folded)
        source.extend([offset] * len(folded))
    return "".join(out), source


@dataclass(frozen=True)
class Lexicon:
    """One language: identity, structure words, dates, words of force, concepts.

    ``concepts`` maps a concept's name (upper case) to its patterns; ``structure`` holds what segmentation reads;
    ``checked`` says how far the file has been checked, in words.
    """

    code: str
    name: str
    script: str
    direction: str
    spaced: bool
    checked: str
    structure: Mapping[str, list[str]]
    dates: Mapping[str, list[str]]
    force: Mapping[str, list[str]]
    concepts: Mapping[str, list[str]]


def codes() -> list[str]:
    """ISO 639-1 codes of the languages that have a lexicon, sorted."""
    return list(_codes())


@cache
def _codes() -> tuple[str, ...]:
    """Looked up once: the folder was listed many times a file."""
    names = (entry.name for entry in resources.files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


# Languages that the lexicon of another reads: other codes of the same language, and close relatives.
_READ_AS = {
    "nb": "no", "nn": "no", "bs": "hr", "sh": "sr", "cnr": "sr", "mo": "ro", "iw": "he", "in": "id", "prs": "fa",
    "gl": "pt", "lb": "de", "gsw": "de", "af": "nl", "fo": "da", "cmn": "zh", "yue": "zh",
}


@cache
def nearest(lang: str) -> str:
    """The lexicon that reads a language: its own, or a close relative's; "" where there is none.

    >>> nearest("pt-BR"), nearest("nb"), nearest("eu")
    ('pt', 'no', '')
    """
    code = re.split("[-_]", lang.casefold())[0]
    code = _READ_AS.get(code, code)
    return code if code in codes() else ""


@cache
def load(code: str) -> Lexicon:
    """The lexicon of a language.

    Raises:
        SchemeError: no such language, or its file is not well formed.
    """
    entry = resources.files(__package__) / f"{code}.toml"
    try:
        raw = tomllib.loads(entry.read_text(encoding="utf-8"))
        return Lexicon(
            code=code,
            name=raw["name"],
            script=raw["script"],
            direction=raw.get("direction", "ltr"),
            spaced=raw.get("spaced", True),
            checked=raw.get("checked", ""),
            structure=raw.get("structure", {}),
            dates=raw.get("dates", {}),
            force=raw.get("force", {}),
            concepts=raw.get("concepts", {}),
        )
    except FileNotFoundError:
        raise SchemeError(f"No lexicon for language '{code}'.", f"There are: {', '.join(codes())}.") from None
    except (tomllib.TOMLDecodeError, KeyError) as cause:
        raise SchemeError(
            f"lexicon/{code}.toml is not well formed: {cause}.", "See docs/how-to/add-a-language.md."
        ) from cause


def pattern_regex(pattern: str, spaced: bool = True) -> str:
    """The regular expression of one pattern, on folded text.

    >>> pattern_regex("other|another state*")
    '(?<!\\\\w)(?:other|another)(?!\\\\w)[\\\\W_]+(?<!\\\\w)(?:state\\\\w*)(?!\\\\w)'
    """
    regex = _pattern_regex(pattern, spaced)
    if spaced and any("\u0900" <= char < "\u1a00" for char in pattern):
        return regex.replace(r"[\W_]", "\0").replace(r"\w", rf"[\w{_SIGNS}]").replace("\0", rf"(?:_|[^\w{_SIGNS}])")
    return regex


def _pattern_regex(pattern: str, spaced: bool) -> str:
    words = pattern.strip().split()
    parts: list[str] = []
    gap = ""
    for word in words:
        if word == "...":
            gap = r"(?:[\W_]+\w+){0,4}?[\W_]+" if spaced else r".{0,12}?"
            continue
        if parts:
            parts.append(gap or (r"[\W_]+" if spaced else r".{0,6}?"))
        gap = ""
        parts.append(_word_regex(word, spaced))
    return "".join(parts)


def _word_regex(word: str, spaced: bool) -> str:
    alternatives = []
    for choice in word.split("|"):
        body = re.escape(fold(choice.strip("*")))
        if spaced:
            body = (r"\w*" if choice.startswith("*") else "") + body + (r"\w*" if choice.endswith("*") else "")
        alternatives.append(body)
    inner = f"(?:{'|'.join(alternatives)})"
    return rf"(?<!\w){inner}(?!\w)" if spaced else inner


# Also languages without a lexicon: their quotes stand in reports.
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "ku"})


def direction(lang: str) -> str:
    """The writing direction of a language, as HTML wants it.

    >>> direction("ar"), direction("fr")
    ('rtl', 'ltr')
    """
    return "rtl" if lang.split("-")[0] in _RIGHT_TO_LEFT else "ltr"
