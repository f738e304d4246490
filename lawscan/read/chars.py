"""Characters of a page with their boxes, asked of pdfium in bulk: a call a box through plain pointers, no objects."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import repeat
from typing import Any, TypeVar

import numpy as np

Rect = tuple[float, float, float, float]

_SURROGATE = re.compile("[\ud800-\udfff]")
_RTL_LETTER = "\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufefc"
_RTL_WORD = re.compile(f"[{_RTL_LETTER}][{_RTL_LETTER}\u0591-\u05c7\u064b-\u065f\u0670]+")
_ALEF_LAM = {f"{alef}\u0644" for alef in "\u0627\u0622\u0623\u0625"}
_TORN_LIGATURES = {"\u064a\u0641", "\u0647\u0644\u0644\u0627"}  # "fi" (in) and "allah", drawn as one glyph
RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SHORTS = ctypes.POINTER(ctypes.c_ushort)
_BOLD = 600  # the font weight from which print is bold
_BOX = 16  # bytes of pdfium's rectangle: four floats
_DOWN = np.array((1.0, -1.0, 1.0, -1.0))  # a PDF's heights are counted upwards
_Number = TypeVar("_Number", float, np.ndarray)


@cache
def _pdfium() -> Any:
    """pdfium's own functions, imported when the first PDF is read; asking here is faster than importing each time."""
    from pypdfium2 import raw

    return raw


@cache
def _calls() -> tuple[Callable[[int, int, int], int], Callable[[int, int], int]]:
    """pdfium's questions for a character's loose box and font weight, taking addresses: a quarter of the usual cost.

    Python's lock is kept meanwhile: letting it go would take longer than the answer does.
    """
    raw = _pdfium()

    def plain(function: Any, *kinds: Any) -> Any:
        return ctypes.PYFUNCTYPE(ctypes.c_int, *kinds)(ctypes.cast(function, ctypes.c_void_p).value or 0)

    box = plain(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    return box, plain(raw.FPDFText_GetFontWeight, ctypes.c_void_p, ctypes.c_int)


@contextmanager
def open_page(document: Any, number: int) -> Iterator[Chars]:
    """The characters of a page, to be asked for while it is open.

    Raises:
        PdfiumError: the page cannot be loaded.
    """
    raw = _pdfium()
    page = raw.FPDF_LoadPage(document, number - 1)
    if not page:
        raise _error("Failed to load page.")
    try:
        textpage = raw.FPDFText_LoadPage(page)
        if not textpage:
            raise _error("Failed to load text page.")
        try:
            yield Chars(page, textpage)
        finally:
            raw.FPDFText_ClosePage(textpage)
    finally:
        raw.FPDF_ClosePage(page)


def _error(said: str) -> Exception:
    from pypdfium2 import PdfiumError

    error: Exception = PdfiumError(said)
    return error


class Chars:
    """The characters of one open page, one code point for each of pdfium's indexes, in its own order."""

    def __init__(self, page: Any, textpage: Any) -> None:
        raw = _pdfium()
        self._address: int = ctypes.cast(textpage, ctypes.c_void_p).value or 0
        self._box, self._weight = _calls()
        self._one = (ctypes.c_float * 4)()
        self._frame = _frame(page)
        self._turn: int = 90 * raw.FPDFPage_GetRotation(page)
        self.size: tuple[float, float] = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
        self.text = _characters(textpage)

    def set_right(self) -> None:
        """Turn round the right-to-left words that stand back to front in the text; it stays as long."""
        self.text = righted(self.text, self.place, self.box)

    def box(self, index: int) -> Rect:
        """A character's (left, bottom, right, top) in page space."""
        self._box(self._address, index, ctypes.addressof(self._one))
        left, top, right, bottom = self._one
        return left, bottom, right, top

    def heavy(self, index: int) -> bool:
        """Whether a character is printed bold."""
        return self._weight(self._address, index) >= _BOLD

    def heavies(self, indexes: Sequence[int]) -> list[bool]:
        """Of many characters, whether each is printed bold."""
        return [weight >= _BOLD for weight in map(self._weight, repeat(self._address), indexes)]

    def places(self, indexes: Sequence[int]) -> np.ndarray:
        """The boxes of many characters as a reader sees them: a row (x0, top, x1, bottom) each, origin top left."""
        count = len(indexes)
        room = np.zeros((count, 4), np.float32)
        start = room.ctypes.data
        deque(map(self._box, repeat(self._address), indexes, range(start, start + _BOX * count, _BOX)), 0)
        found: np.ndarray = room.astype(float)
        if self._turn == 0:  # nearly always, and faster than one by one
            left, _, _, top = self._frame
            level: np.ndarray = (found - (left, top, left, top)) * _DOWN
            return level
        x0, y1, x1, y0 = found.T
        return np.column_stack(self.place((x0, y0, x1, y1)))

    def place(self, box: tuple[_Number, _Number, _Number, _Number]) -> tuple[_Number, _Number, _Number, _Number]:
        """From page space to what a reader sees: crop box and /Rotate applied, origin top left."""
        left, bottom, right, top = self._frame
        x0, y0, x1, y1 = box
        if self._turn == 90:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if self._turn == 180:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        if self._turn == 270:
            return top - y1, right - x1, top - y0, right - x0
        return x0 - left, top - y1, x1 - left, top - y0


def _frame(page: Any) -> Rect:
    """What of the page is shown: (left, bottom, right, top) in page space."""
    rect = _pdfium().FS_RECTF()
    if not _pdfium().FPDF_GetPageBoundingBox(page, rect):
        raise _error("Failed to get page bounding box.")
    return rect.left, rect.bottom, rect.right, rect.top


def around(one: Rect, two: Rect) -> Rect:
    """The box around two boxes."""
    return (
        one[0] if one[0] < two[0] else two[0],
        one[1] if one[1] < two[1] else two[1],
        one[2] if one[2] > two[2] else two[2],
        one[3] if one[3] > two[3] else two[3],
    )


def _characters(textpage: Any) -> str:
    """One code point for each of pdfium's character indexes, so that boxes can be asked for by offset."""
    raw = _pdfium()
    count = raw.FPDFText_CountChars(textpage)
    if count <= 0:
        return ""
    room = np.zeros(count + 1, np.uint16)
    raw.FPDFText_GetText(textpage, 0, count, room.ctypes.data_as(_SHORTS))
    text = room[:count].tobytes().decode("utf-16-le", errors="surrogatepass").rstrip("\0")
    if len(text) == count and (text.isascii() or not _SURROGATE.search(text)):
        return text
    ask = raw.FPDFText_GetUnicode
    return "".join([_scalar(ask(textpage, index)) for index in range(count)])


def _scalar(code: int) -> str:
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


# ---- right to left --------------------------------------------------------------------------------------------------


def righted(text: str, place: Callable[[Rect], Rect], box: Callable[[int], Rect]) -> str:
    """The text with right-to-left words that stand back to front in it turned round; as long as before.

    The paper decides, word by word: the first letter of such a word is printed at its right end. pdfium guesses an
    order for whole lines, and guesses wrong for some words where a producer draws each word by itself.
    """
    if text.isascii() or not RTL.search(text):
        return text
    return _RTL_WORD.sub(lambda found: _printed_order(found, place, box), _ligatures_righted(text, box))


def _ligatures_righted(text: str, box: Callable[[int], Rect]) -> str:
    """The letters of ligatures in their order, where the page has the commonest of them, lam-alef, back to front."""
    glyphs = [run for found in _RTL_WORD.finditer(text) for run in _one_box(found, box)]
    pairs = [text[start:end] for start, end in glyphs]
    wrong, right = sum(pair in _ALEF_LAM for pair in pairs), sum(pair[::-1] in _ALEF_LAM for pair in pairs)
    if wrong <= right:
        return text
    letters = list(text)
    for start, end in glyphs:
        letters[start:end] = letters[start:end][::-1]
    return "".join(letters)


def _one_box(found: re.Match[str], box: Callable[[int], Rect]) -> Iterator[tuple[int, int]]:
    """Where letters of a word are printed by one glyph: from and to which offset."""
    start, rect = found.start(), box(found.start())
    for index in range(found.start() + 1, found.end() + 1):
        here = box(index) if index < found.end() else None
        if here == rect:
            continue
        if index - start > 1 and not any(map(unicodedata.combining, found.string[start:index])):
            yield start, index
        start, rect = index, here or rect


def _printed_order(found: re.Match[str], place: Callable[[Rect], Rect], box: Callable[[int], Rect]) -> str:
    letters = [index for index in range(found.start(), found.end()) if not unicodedata.combining(found.string[index])]
    if len(letters) < 2:
        return found.group()
    first, last = place(box(letters[0])), place(box(letters[-1]))
    if first == last and found.group() in _TORN_LIGATURES:
        return found.group()[::-1]
    level = max(first[1], last[1]) < min(first[3], last[3])
    forwards = first[0] + first[2] >= last[0] + last[2]
    return found.group() if forwards or not level else _turned(found, box)


def _turned(found: re.Match[str], box: Callable[[int], Rect]) -> str:
    """A word from its last letter to its first; the letters of a ligature, which share one box, stay in order."""
    glyphs: list[str] = []
    before: Rect | None = None
    for index, char in enumerate(found.group(), found.start()):
        here = box(index)
        if glyphs and (here == before or unicodedata.combining(char)):
            glyphs[-1] += char
        else:
            glyphs.append(char)
        before = here
    return "".join(reversed(glyphs))
