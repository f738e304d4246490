"""PDF in, printed lines in reading order out. The only file that imports pypdfium2 and pdfplumber."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lawscan.errors import Damaged, Encrypted, Refused
from lawscan.law import Box, PageReport
from lawscan.read.lines import Line
from lawscan.read.options import ReadOptions
from lawscan.read.words import Word


def read_pdf(path: Path | str, options: ReadOptions = ReadOptions()) -> tuple[list[Line], tuple[PageReport, ...], list[str]]:
    """Lines in reading order, what became of each page, and what went wrong (one line each).

    Raises:
        Encrypted: a password is needed or wrong.
        Damaged: the bytes are no PDF that can be opened.
        Refused: more pages than ``options.max_pages``.
    """
    document = open_pdf(path, options)
    lines: list[Line] = []
    reports: list[PageReport] = []
    problems: list[str] = []
    try:
        for number in range(1, len(document) + 1):
            words = page_words(document, number)
            lines.extend(_stream_lines(words, number))
            chars = sum(len(word.text) for word in words)
            status = "text" if chars else "empty"
            reports.append(PageReport(number, status, bool(chars), "" if chars else "no text", chars=chars))
    finally:
        document.close()
    return lines, tuple(reports), problems


def open_pdf(path: Path | str, options: ReadOptions = ReadOptions()) -> Any:
    """The open pdfium document; refused before anything else is read where a limit is already passed."""
    import pypdfium2

    path = Path(path)
    try:
        document = pypdfium2.PdfDocument(path, password=options.password or None)
        count = len(document)
    except pypdfium2.PdfiumError as cause:
        raise _open_error(path, str(cause), options) from None
    if count == 0:
        document.close()
        raise Damaged(f"{path}: no page can be found.", "The file may be cut off: fetch it again.")
    if count > options.max_pages:
        document.close()
        raise Refused(f"{path}: {count} pages, the limit is {options.max_pages}.", "Raise it with --max-pages.")
    return document


def _open_error(path: Path, cause: str, options: ReadOptions) -> Exception:
    if "password" in cause.lower():
        said = "the password is wrong" if options.password else "a password is needed"
        return Encrypted(f"{path}: encrypted, {said}.", "Say it with --password.")
    if "security" in cause.lower():
        return Encrypted(f"{path}: encrypted in a way that cannot be read.", "Ask the publisher for an open copy.")
    size = path.stat().st_size if path.exists() else 0
    return Damaged(f"{path}: not a readable PDF ({size} bytes): {cause}", "Fetch the file again.")


def page_words(document: Any, number: int) -> list[Word]:
    """The words of a page as pdfium reads them: logical character order, boxes as displayed."""
    page = document[number - 1]
    try:
        textpage = page.get_textpage()
        try:
            return list(_words(page, textpage))
        finally:
            textpage.close()
    finally:
        page.close()


def _words(page: Any, textpage: Any) -> Iterator[Word]:
    place = _placer(page)
    text = _characters(textpage)
    box = _boxes(textpage)
    start, breaks, order = -1, True, 0
    for index, char in enumerate(f"{text} "):
        if not char.isspace() and char not in _SOFT:
            start = index if start < 0 else start
            continue
        if start >= 0:
            yield _word(text[start:index], place(box(start)), place(box(index - 1)), order, breaks, char in _SOFT)
            start, breaks, order = -1, False, order + 1
        breaks = breaks or char in "\r\n" or char in _SOFT


_SOFT = "\x02\ufffe"  # how pdfium marks a hyphen at the end of a line, which it then joins to the next


def _word(text: str, first: Any, last: Any, order: int, breaks: bool, hyphen: bool) -> Word:
    x0, top, x1, bottom = min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3])
    rtl = any("\u0590" <= char <= "\u08ff" or "\ufb1d" <= char <= "\ufefc" for char in text)
    return Word(text + ("-" if hyphen else ""), x0, top, x1, bottom, order, breaks, rtl, hyphen)


def _characters(textpage: Any) -> str:
    """One code point for each of pdfium's character indexes, so that boxes can be asked for by offset."""
    from pypdfium2 import raw

    count = raw.FPDFText_CountChars(textpage)
    ask = raw.FPDFText_GetUnicode
    return "".join([chr(ask(textpage, index) or 0xFFFD) for index in range(count)])


def _boxes(textpage: Any) -> Any:
    """A function from a character's index to its (left, bottom, right, top) in page space."""
    from pypdfium2 import raw

    rect = raw.FS_RECTF()
    pointer = ctypes.byref(rect)

    def box(index: int) -> tuple[float, float, float, float]:
        raw.FPDFText_GetLooseCharBox(textpage, index, pointer)
        return rect.left, rect.bottom, rect.right, rect.top

    return box


def _placer(page: Any) -> Any:
    """A function from page space to what a reader sees: crop box and /Rotate applied, origin top left."""
    left, bottom, right, top = page.get_bbox()
    turn = page.get_rotation()

    def place(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        x0, y0, x1, y1 = box
        if turn == 90:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if turn == 180:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        if turn == 270:
            return top - y1, right - x1, top - y0, right - x0
        return x0 - left, top - y1, x1 - left, top - y0

    return place


def _stream_lines(words: list[Word], number: int) -> Iterator[Line]:
    row: list[Word] = []
    for word in words:
        if word.breaks and row:
            yield _line(row, number)
            row = []
        row.append(word)
    if row:
        yield _line(row, number)


def _line(row: list[Word], number: int) -> Line:
    box = Box(number, min(w.x0 for w in row), min(w.top for w in row), max(w.x1 for w in row), max(w.bottom for w in row))
    return Line(" ".join(word.text for word in row), number, box, size=round(box.bottom - box.top, 1))
