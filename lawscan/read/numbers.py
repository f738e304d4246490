"""Printed numbers of provisions: "14A", "1 bis", "1er", "XIV", "第十五", "الأولى" and what they stand for in order."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LATIN_SUFFIXES = (
    "bis",
    "ter",
    "quater",
    "quáter",
    "quarter",
    "quinquies",
    "quinquiès",
    "sexies",
    "septies",
    "octies",
    "novies",
    "nonies",
    "decies",
    "undecies",
    "duodecies",
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN = re.compile(r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,4})$")
_CJK_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "両": 2, "两": 2, "○": 0}
_CJK_UNITS = {"十": 10, "百": 100, "千": 1000}
_LEADING = re.compile(r"(\d+)")
_TAIL = re.compile(r"[^\W\d_]+|\d+")
_CODE = re.compile(r"^[LRDA]\*{0,2}\.?\s?(?=\d)")
_ROMAN_FIRST = re.compile(r"^I(?:er|re|ère)(?!\w)")
_ORDINAL_MARKS = re.compile(r"(?<=\d)\s?(?:\.?[º°ª]|er|re|ère|ᵉʳ|o)(?![^\W\d_])")


def roman(text: str) -> int:
    """The value of a Roman number, 0 where it is none.

    >>> roman("XIV"), roman("viii"), roman("Mix")
    (14, 8, 1009)
    >>> roman("IIX")
    0
    """
    upper = text.upper()
    if not _ROMAN.match(upper):
        return 0
    values = [_ROMAN_VALUES[char] for char in upper]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))


def cjk(text: str) -> int:
    """The value of a Chinese number, 0 where it is none.

    >>> cjk("二十三"), cjk("百零五"), cjk("一二")
    (23, 105, 12)
    """
    if not text or any(char not in _CJK_DIGITS and char not in _CJK_UNITS for char in text):
        return 0
    if not any(char in _CJK_UNITS for char in text):
        return int("".join(str(_CJK_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _CJK_UNITS:
            total += (digit or 1) * _CJK_UNITS[char]
            digit = 0
        else:
            digit = _CJK_DIGITS[char]
    return total + digit


def western(text: str) -> str:
    """The text with digits of any script as 0-9.

    >>> western("١٧ a")
    '17 a'
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


@lru_cache(maxsize=4096)
def order(label: str, ordinals: tuple[tuple[str, int], ...] = ()) -> tuple[int, str]:
    """The place of a printed number: its value and its suffix. Value 0 means that it is no number.

    >>> order("14A"), order("1 bis"), order("1er"), order("IV"), order("180-1"), order("L. 4111-2")
    ((14, 'A'), (1, 'bis'), (1, ''), (4, ''), (180, '1'), (4111, '2'))
    """
    label = _CODE.sub("", label)
    plain = _ROMAN_FIRST.sub("I", _ORDINAL_MARKS.sub("", western(label).strip(" .:)(-–—")))
    found = _LEADING.match(plain)
    if found:
        tail = _TAIL.findall(plain[found.end() :])
        return int(found.group(1)), "-".join(tail)
    head, _, rest = plain.partition(" ")
    value = _word_value(plain, ordinals)
    if value:
        return value, ""
    value = _word_value(head, ordinals) or roman(re.split(r"[-.]", head)[0])
    suffix = "-".join(_TAIL.findall(rest)) or "-".join(re.split(r"[-.]", head)[1:])
    return (value, suffix) if value else (cjk(plain), "")


def _word_value(word: str, ordinals: tuple[tuple[str, int], ...]) -> int:
    low = word.casefold()
    return next((value for name, value in ordinals if name == low), 0)
