"""PDF in, printed lines in reading order out. The only file that imports pypdfium2 and pdfplumber.

A cascade: pdfium reads every page once, quickly; a prefilter marks the pages that can matter; those and their
neighbours are laid out word by word, with pdfplumber's eye for ruled tables; pages that hold pictures instead of text
go to OCR. Every page ends in a report.
"""

from __future__ import annotations

import ctypes
import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from lawscan.errors import Damaged, Encrypted, ReadError, Refused
from lawscan.law import Box, PageReport
from lawscan.read import clean, layout, ocr, prefilter
from lawscan.read.lines import Line
from lawscan.read.options import ReadOptions
from lawscan.read.words import PageText, Word, edges

MAX_PAGE_CHARS = 500_000  # a page of small print has 15,000
MAX_IMAGE_PIXELS = 300_000_000  # an A0 sheet at 300 dpi has 140 million
MAX_RENDER_PIXELS = 25_000_000
OCR_DPI = 300
FEW_CHARS = 250  # below this a page with a large picture is looked at as a picture
BAD_SHARE = 0.15  # undecoded characters above which a text layer is garbled
RESCUE_SECONDS = 20.0  # for the slow second reader, which needs half a second a page
LEAST_FLUENT = 0.03  # share of common words below which a text layer is suspected to be garbled

_SOFT = "\x02\ufffe"  # how pdfium marks a hyphen at the end of a line, which it then joins to the next
_SURROGATE = re.compile("[\ud800-\udfff]")
_RTL_LETTER = "\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufefc"
_RTL_WORD = re.compile(f"[{_RTL_LETTER}][{_RTL_LETTER}\u0591-\u05c7\u064b-\u065f\u0670]+")
_ALEF_LAM = {f"{alef}\u0644" for alef in "\u0627\u0622\u0623\u0625"}
_TORN_LIGATURES = {"\u064a\u0641", "\u0647\u0644\u0644\u0627"}  # "fi" (in) and "allah", drawn as one glyph
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_Rect = tuple[float, float, float, float]
_Place = Callable[[_Rect], _Rect]


def read_pdf(
    path: Path | str, options: ReadOptions = ReadOptions()
) -> tuple[list[Line], tuple[PageReport, ...], list[str]]:
    """Lines in reading order, what became of each page, and what went wrong (one line each).

    Raises:
        Encrypted: a password is needed or wrong.
        Damaged: the bytes are no PDF that can be opened.
        Refused: more bytes, pages or characters than the options allow.
    """
    try:
        with open_pdf(path, options) as document:
            return _Reading(Path(path), document, options).run()
    except Damaged as damaged:
        return _rescue(Path(path), options, damaged)


@contextmanager
def open_pdf(path: Path | str, options: ReadOptions = ReadOptions()) -> Iterator[Any]:
    """The open pdfium document, closed again; refused before anything is read where a limit is already passed."""
    document = _open(Path(path), options)
    try:
        yield document
    finally:
        document.close()


def _open(path: Path, options: ReadOptions) -> Any:
    import pypdfium2

    size = path.stat().st_size
    if size > options.max_bytes:
        raise Refused(f"{path}: {size} bytes, the limit is {options.max_bytes}.", "Raise the limit or split the file.")
    try:
        document = pypdfium2.PdfDocument(path, password=options.password or None)
    except pypdfium2.PdfiumError as cause:
        raise _open_error(path, size, str(cause), options) from None
    count = len(document)
    if 0 < count <= options.max_pages:
        return document
    document.close()
    if count == 0:
        raise Damaged(f"{path}: no page can be found.", "The file may be cut off: fetch it again.")
    raise Refused(f"{path}: {count} pages, the limit is {options.max_pages}.", "Raise the limit or split the file.")


def _open_error(path: Path, size: int, cause: str, options: ReadOptions) -> ReadError:
    if "password" in cause.lower():
        said = "the password is wrong" if options.password else "a password is needed"
        return Encrypted(f"{path}: encrypted, {said}.", "Say it with --password.")
    if "security" in cause.lower():
        return Encrypted(f"{path}: encrypted in a way that cannot be read.", "Ask the publisher for an open copy.")
    return Damaged(f"{path}: not a readable PDF ({size} bytes).", "Open it by hand; if that fails, fetch it again.")


# ---- one file -------------------------------------------------------------------------------------------------------


@dataclass
class _Reading:
    """One file while it is read: the survey of all pages, then each page's lines in turn."""

    path: Path
    document: Any
    options: ReadOptions
    survey: list[PageText] = field(default_factory=list)
    reports: list[PageReport] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    heads: frozenset[str] = frozenset()
    lang: str = ""
    mend: Callable[[str], str] | None = None

    def run(self) -> tuple[list[Line], tuple[PageReport, ...], list[str]]:
        chars = 0
        for number in range(1, len(self.document) + 1):
            self.survey.append(survey_page(self.document, number))
            chars += len(self.survey[-1].text)
            if chars > self.options.max_chars:
                raise Refused(f"{self.path}: more than {self.options.max_chars} characters.", "Split the file.")
        self._mend()
        self.heads = layout.repeated_heads((page.strips() for page in self.survey), len(self.survey))
        self.lang = self.options.lang
        lines = [line for page, full in zip(self.survey, self._plan(), strict=True) for line in self._page(page, full)]
        return clean.join_hyphens(lines, self._known), tuple(self.reports), self.problems

    def _mend(self) -> None:
        """Set right, in the whole survey, what the file's producer is known to write wrongly."""
        self.mend = clean.mender(page.text for page in self.survey)
        if self.mend:
            for page in self.survey:
                page.text = self.mend(page.text)
                page.rows = [(self.mend(text), rect, bold) for text, rect, bold in page.rows]

    def _plan(self) -> list[bool]:
        """Which pages get full layout."""
        texts = [page.text for page in self.survey]
        for page, candidate in zip(self.survey, prefilter.candidates(texts, self.options.lang), strict=True):
            page.candidate = candidate
        if self.options.exhaustive:
            return [True] * len(texts)
        return prefilter.pages_to_lay_out(texts, [page.candidate for page in self.survey])

    def _known(self, word: str) -> bool:
        return word.casefold() in self._vocabulary

    @cached_property
    def _vocabulary(self) -> set[str]:
        return clean.words_of(page.text for page in self.survey)

    def _page(self, page: PageText, full: bool) -> list[Line]:
        """The lines of a page; whatever goes wrong costs this page only, and is said."""
        try:
            lines, report = self._read(page, full)
        except Exception as cause:  # a page must not cost the file: what it was is reported
            lines, report = [], _lost(page.number, f"{type(cause).__name__}: {cause}")
        self.reports.append(report)
        if not report.read and report.status != "empty":
            self.problems.append(f"page {report.number}: {report.status}: {report.reason}")
        return lines

    def _read(self, page: PageText, full: bool) -> tuple[list[Line], PageReport]:
        if page.lost:
            return [], _lost(page.number, page.lost)
        status = page_status(page)
        if status == "empty":
            reason = "nothing is printed on it that could be text"
            return [], PageReport(page.number, "empty", False, reason)
        if status == "text":
            return self._text(page, full, status)
        return self._picture(page, status)

    def _text(self, page: PageText, full: bool, status: str, reason: str = "") -> tuple[list[Line], PageReport]:
        method = "pdfium"
        if full:
            lines, method = self._laid_out(page)
        else:
            lines = _stream_lines(page, self.heads)
        chars = sum(len(line.text) for line in lines)
        return lines, PageReport(page.number, status, True, reason, method, chars, candidate=page.candidate)

    def _laid_out(self, page: PageText) -> tuple[list[Line], str]:
        words = page_words(self.document, page.number)
        if self.mend:
            words = [replace(word, text=self.mend(word.text)) for word in words]
        lines = layout.lay_out(words, page.number, page.width, page.height, self.heads)
        return [_normal(line) for line in lines], "pdfium"

    def _picture(self, page: PageText, status: str) -> tuple[list[Line], PageReport]:
        """A page whose text is not in the file, or not usable there: scanned, garbled or mixed."""
        if not self.options.ocr or not ocr.available():
            return self._unread(page, status, ocr.INSTALL if self.options.ocr else "OCR was switched off.")
        image, scale = page_image(self.document, page.number)
        words, lang = ocr.read_image(image, self.lang or self._script_language(), scale)
        text = " ".join(word.text for word in words)
        if _worse(text, page.text, status):
            if status == "scanned":
                return [], PageReport(page.number, status, False, "OCR found no text in the picture", "ocr")
            decoded = status == "mixed" or page.bad <= BAD_SHARE  # a list or a table, then, that has few common words
            kept, reason = ("text", "") if decoded else (status, "text layer kept: OCR read no better")
            return self._text(page, True, kept, reason)
        self.lang = self.lang or (lang if len(text) > 400 else "")
        lines = layout.lay_out(words, page.number, page.width, page.height, self.heads)
        page.candidate = prefilter.is_candidate(text)
        chars, sure = sum(len(line.text) for line in lines), ocr.confidence(words)
        return lines, PageReport(page.number, status, True, "", "ocr", chars, sure, page.candidate)

    def _unread(self, page: PageText, status: str, hint: str) -> tuple[list[Line], PageReport]:
        """What is left of a picture page without OCR: its text layer if that is text, and the reason."""
        if status == "mixed" or (status == "garbled" and page.bad < BAD_SHARE):
            said = "text beside the picture" if status == "mixed" else "text layer, which does not read as language"
            lines, report = self._text(page, True, status, f"only the {said} was read. {hint}")
            self.problems.append(f"page {page.number}: {status}: {report.reason}")
            return lines, report
        said = "it is a picture" if status == "scanned" else "its text layer cannot be decoded"
        return [], PageReport(page.number, status, False, f"{said}. {hint}", candidate=page.candidate)

    def _script_language(self) -> str:
        """The language of the file's own text, for its scanned pages; "" where it has too little of it."""
        text = " ".join(page.text for page in self.survey if page.bad < 0.02)[:20_000]
        if len(text) < 500 or clean.fluency(text) < 2 * LEAST_FLUENT:
            return ""
        import py3langid

        return str(py3langid.classify(text)[0])


def _lost(number: int, cause: str) -> PageReport:
    return PageReport(number, "unreadable", False, f"{cause}; open the page by hand or fetch the file again")


def page_status(page: PageText) -> str:
    """What a page is before OCR: text, scanned, garbled, mixed or empty."""
    chars = len("".join(page.text.split()))
    pictured = page.images > 0.35
    if chars == 0:
        return "scanned" if page.images > 0.02 else "empty"
    if page.bad > BAD_SHARE or clean.fluency(page.text) < LEAST_FLUENT:
        return "garbled"
    return "mixed" if pictured and chars < FEW_CHARS else "text"


def _worse(read: str, layer: str, status: str) -> bool:
    """Whether OCR's text is no gain over the text layer."""
    if status == "garbled" and clean.badness(layer) <= BAD_SHARE:
        return clean.fluency(read, 0.0) < max(1.5 * clean.fluency(layer), 2 * LEAST_FLUENT)
    return len(read.strip()) < (20 if status == "scanned" else 1.2 * len(layer.strip()))


def _normal(line: Line) -> Line:
    text = clean.normal(line.text)
    if text == line.text:
        return line
    return Line(text, line.page, line.box, line.zone, line.bold, line.size, line.level, line.expression)


# ---- the quick survey -----------------------------------------------------------------------------------------------


def survey_page(document: Any, number: int) -> PageText:
    """A page's text in the file's own order, with one box a line; an unreadable page says why in ``lost``."""
    from pypdfium2 import PdfiumError

    try:
        with _textpage(document, number) as (page, textpage):
            return _survey(page, textpage, number)
    except (PdfiumError, OverflowError, ValueError) as cause:
        return PageText(number, "", 0.0, 0.0, lost=f"pdfium: {cause}")


@contextmanager
def _textpage(document: Any, number: int) -> Iterator[tuple[Any, Any]]:
    page = document[number - 1]
    try:
        textpage = page.get_textpage()
        try:
            yield page, textpage
        finally:
            textpage.close()
    finally:
        page.close()


def _survey(page: Any, textpage: Any, number: int) -> PageText:
    width, height = page.get_size()
    text = _characters(textpage)
    if len(text) > MAX_PAGE_CHARS:
        return PageText(number, "", width, height, lost=f"{len(text)} characters on one page, limit {MAX_PAGE_CHARS}")
    place, box = _placer(page), _boxes(textpage)
    text = _righted(text, place, box)
    found = PageText(number, text, width, height, bad=clean.badness(text))
    found.rows = list(_stream_rows(text, place, box, _weights(textpage)))
    if len(text) < 2 * FEW_CHARS:
        found.images, found.lost = _pictures(page, width * height)
    return found


def _stream_rows(
    text: str, place: _Place, box: Callable[[int], _Rect], heavy: Callable[[int], bool]
) -> Iterator[tuple[str, _Rect, bool]]:
    start = 0
    for index, char in enumerate(f"{text}\n"):
        if char not in "\r\n" and char not in _SOFT:
            continue
        row = text[start:index]
        kept = row.strip()
        if kept:
            first = start + len(row) - len(row.lstrip())
            rect = _around(place(box(first)), place(box(first + len(kept) - 1)))
            yield kept + ("-" if char in _SOFT else ""), rect, heavy(first) and heavy(first + len(kept) - 1)
        start = index + 1


def _around(one: _Rect, two: _Rect) -> _Rect:
    return min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3])


def _pictures(page: Any, area: float) -> tuple[float, str]:
    """Share of the page that pictures cover, and why it must not be rendered (huge pictures), else ""."""
    from pypdfium2 import raw

    covered = 0.0
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        wide, high = picture.get_px_size()
        if wide * high > MAX_IMAGE_PIXELS:
            return 0.0, f"a picture of {wide} x {high} pixels, limit {MAX_IMAGE_PIXELS} pixels"
        left, bottom, right, top = picture.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return min(1.0, covered / area) if area > 0 else 0.0, ""


def _stream_lines(page: PageText, heads: frozenset[str]) -> list[Line]:
    """A page's lines in the file's own order, running heads and folios left out: for pages that hold no candidate."""
    top, foot = edges([(rect[1], rect[3]) for _, rect, _ in page.rows])
    lines: list[Line] = []
    for text, rect, bold in page.rows:
        middle = (rect[1] + rect[3]) / 2
        if (middle < top or middle > foot) and (layout.is_head(text, heads) or layout.is_folio(text)):
            continue
        box = Box(page.number, *(round(value, 1) for value in rect))
        lines.append(Line(clean.normal(text), page.number, box, bold=bold, size=round(rect[3] - rect[1], 1)))
    return lines


# ---- words ----------------------------------------------------------------------------------------------------------


def page_words(document: Any, number: int) -> list[Word]:
    """The words of a page as pdfium reads them: logical character order, boxes as displayed."""
    with _textpage(document, number) as (page, textpage):
        return list(_words(page, textpage))


def _words(page: Any, textpage: Any) -> Iterator[Word]:
    place, box, heavy = _placer(page), _boxes(textpage), _weights(textpage)
    text = _righted(_characters(textpage), place, box)
    start, breaks, order, turn = -1, True, 0, 0
    for index, char in enumerate(f"{text} "):
        if not char.isspace() and char not in _SOFT:
            start = index if start < 0 else start
            continue
        if start >= 0:
            word = _word(text[start:index], place(box(start)), place(box(index - 1)), char in _SOFT)
            word.order, word.breaks, word.bold = order, breaks, heavy(start)
            turn = word.turn = turn if len(word.text) < 3 and not breaks else word.turn
            yield word
            start, breaks, order = -1, False, order + 1
        breaks = breaks or char in "\r\n" or char in _SOFT


def _word(text: str, first: _Rect, last: _Rect, hyphen: bool) -> Word:
    rtl = bool(_RTL.search(text))
    turn = _direction(first, last, rtl) if len(text) > 2 else 0
    return Word(text + ("-" if hyphen else ""), *_around(first, last), rtl=rtl, hyphen=hyphen, turn=turn)


def _direction(first: _Rect, last: _Rect, rtl: bool) -> int:
    across = (last[0] + last[2] - first[0] - first[2]) / 2
    down = (last[1] + last[3] - first[1] - first[3]) / 2
    if abs(down) > 0.5 * abs(across) and abs(down) > 0.3 * (first[3] - first[1]):
        slanted = abs(across) > 0.5 * abs(down)
        return layout.SLANTED if slanted else (90 if down > 0 else 270)
    return 180 if across < 0 and not rtl else 0


def _characters(textpage: Any) -> str:
    """One code point for each of pdfium's character indexes, so that boxes can be asked for by offset."""
    from pypdfium2 import raw

    count = raw.FPDFText_CountChars(textpage)
    if count <= 0:
        return ""
    buffer = ctypes.create_string_buffer((count + 1) * 2)
    raw.FPDFText_GetText(textpage, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
    text = buffer.raw[: count * 2].decode("utf-16-le", errors="surrogatepass").rstrip("\0")
    if len(text) == count and not _SURROGATE.search(text):
        return text
    ask = raw.FPDFText_GetUnicode
    return "".join([_scalar(ask(textpage, index)) for index in range(count)])


def _righted(text: str, place: _Place, box: Callable[[int], _Rect]) -> str:
    """The text with right-to-left words that stand back to front in it turned round; as long as before.

    The paper decides, word by word: the first letter of such a word is printed at its right end. pdfium guesses an
    order for whole lines, and guesses wrong for some words where a producer draws each word by itself.
    """
    if not _RTL.search(text):
        return text
    return _RTL_WORD.sub(lambda found: _printed_order(found, place, box), _ligatures_righted(text, box))


def _ligatures_righted(text: str, box: Callable[[int], _Rect]) -> str:
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


def _one_box(found: re.Match[str], box: Callable[[int], _Rect]) -> Iterator[tuple[int, int]]:
    """Where letters of a word are printed by one glyph: from and to which offset."""
    start, rect = found.start(), box(found.start())
    for index in range(found.start() + 1, found.end() + 1):
        here = box(index) if index < found.end() else None
        if here == rect:
            continue
        if index - start > 1 and not any(map(unicodedata.combining, found.string[start:index])):
            yield start, index
        start, rect = index, here or rect


def _printed_order(found: re.Match[str], place: _Place, box: Callable[[int], _Rect]) -> str:
    letters = [index for index in range(found.start(), found.end()) if not unicodedata.combining(found.string[index])]
    if len(letters) < 2:
        return found.group()
    first, last = place(box(letters[0])), place(box(letters[-1]))
    if first == last and found.group() in _TORN_LIGATURES:
        return found.group()[::-1]
    level = max(first[1], last[1]) < min(first[3], last[3])
    forwards = first[0] + first[2] >= last[0] + last[2]
    return found.group() if forwards or not level else _turned(found, box)


def _turned(found: re.Match[str], box: Callable[[int], _Rect]) -> str:
    """A word from its last letter to its first; the letters of a ligature, which share one box, stay in order."""
    glyphs: list[str] = []
    before: _Rect | None = None
    for index, char in enumerate(found.group(), found.start()):
        here = box(index)
        if glyphs and (here == before or unicodedata.combining(char)):
            glyphs[-1] += char
        else:
            glyphs.append(char)
        before = here
    return "".join(reversed(glyphs))


def _scalar(code: int) -> str:
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


def _boxes(textpage: Any) -> Callable[[int], _Rect]:
    """A function from a character's index to its (left, bottom, right, top) in page space."""
    from pypdfium2 import raw

    rect = raw.FS_RECTF()
    pointer = ctypes.byref(rect)

    def box(index: int) -> _Rect:
        raw.FPDFText_GetLooseCharBox(textpage, index, pointer)
        return rect.left, rect.bottom, rect.right, rect.top

    return box


def _weights(textpage: Any) -> Callable[[int], bool]:
    from pypdfium2 import raw

    return lambda index: bool(raw.FPDFText_GetFontWeight(textpage, index) >= 600)


def _placer(page: Any) -> _Place:
    """A function from page space to what a reader sees: crop box and /Rotate applied, origin top left."""
    left, bottom, right, top = page.get_bbox()
    turn = page.get_rotation()

    def place(box: _Rect) -> _Rect:
        x0, y0, x1, y1 = box
        if turn == 90:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if turn == 180:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        if turn == 270:
            return top - y1, right - x1, top - y0, right - x0
        return x0 - left, top - y1, x1 - left, top - y0

    return place


# ---- the second reader ----------------------------------------------------------------------------------------------


def _rescue(path: Path, options: ReadOptions, damaged: Damaged) -> tuple[list[Line], tuple[PageReport, ...], list[str]]:
    """What pdfplumber, which forgives more, finds in a file that pdfium does not open; else the first error."""
    if path.stat().st_size < 200:
        raise damaged
    lines: list[Line] = []
    reports: list[PageReport] = []
    try:
        for number, words, width, height in _plumbed(path, options):
            found = [_normal(line) for line in layout.lay_out(words, number, width, height)]
            lines += found
            chars = sum(len(line.text) for line in found)
            reason = "" if chars else "nothing could be saved of it; fetch the file again"
            status = "text" if chars else "unreadable"
            candidate = prefilter.is_candidate(" ".join(line.text for line in found))
            reports.append(PageReport(number, status, bool(chars), reason, "pdfplumber", chars, candidate=candidate))
    except _OutOfTime as cause:
        rest = range(len(reports) + 1, cause.pages + 1)
        reports += [PageReport(number, "unreadable", False, _OutOfTime.reason) for number in rest]
    except Exception as cause:  # the second reader meets what the first refused: any of its own errors can come
        reports.append(_lost(len(reports) + 1, f"{type(cause).__name__}: {cause}"))
    if not lines:
        raise damaged
    lost = [f"page {each.number}: {each.status}: {each.reason}" for each in reports if not each.read]
    known = clean.words_of(line.text for line in lines)
    saved = f"{path.name} is damaged: what could be saved of it was read."
    return clean.join_hyphens(lines, lambda word: word.casefold() in known), tuple(reports), [saved, *lost]


class _OutOfTime(Exception):
    """The second reader has used up its time; it knows how many pages there are."""

    reason = (
        f"the file is damaged, and the {RESCUE_SECONDS:g} seconds for saving it were over before this page; "
        "repair it (qpdf --linearize) or fetch it again"
    )

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


def _plumbed(path: Path, options: ReadOptions) -> Iterator[tuple[int, list[Word], float, float]]:
    import logging

    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it grumbles about is why we are here
    with pdfplumber.open(path, password=options.password or "") as document:
        if len(document.pages) > options.max_pages:
            raise Refused(f"{path}: too many pages.", "Split the file.")
        late = time.monotonic() + RESCUE_SECONDS
        for page in document.pages:
            if time.monotonic() > late:
                raise _OutOfTime(len(document.pages))
            words = [
                _plumbed_word(found, order) for order, found in enumerate(page.extract_words(keep_blank_chars=False))
            ]
            yield page.page_number, words, float(page.width), float(page.height)
            page.close()


def _plumbed_word(found: dict[str, Any], order: int) -> Word:
    """A word of pdfplumber's, which has right-to-left words back to front."""
    text = str(found["text"])
    rtl = bool(_RTL.search(text))
    x0, top, x1, bottom = (float(found[key]) for key in ("x0", "top", "x1", "bottom"))
    return Word(text[::-1] if rtl else text, x0, top, x1, bottom, order=order, rtl=rtl)


# ---- pictures -------------------------------------------------------------------------------------------------------


def page_image(document: Any, number: int, dpi: float = OCR_DPI) -> tuple[Any, float]:
    """A page as a PIL image, and its pixels to a point; finer than :data:`MAX_RENDER_PIXELS` allows is never drawn."""
    page = document[number - 1]
    try:
        width, height = page.get_size()
        scale = min(dpi / 72, (MAX_RENDER_PIXELS / max(1.0, width * height)) ** 0.5)
        return page.render(scale=scale, grayscale=dpi == OCR_DPI).to_pil(), scale
    finally:
        page.close()


def render_page(
    path: Path | str,
    page: int,
    boxes: Sequence[Box],
    out_png: Path | str,
    password: str | None = None,
    dpi: float = 110,
) -> Path:
    """Write a picture of a page with boxes drawn on it, and return where it is.

    Raises:
        Damaged: the file has no such page.
    """
    from PIL import ImageDraw

    with open_pdf(path, ReadOptions(password=password)) as document:
        if not 1 <= page <= len(document):
            raise Damaged(f"{path}: there is no page {page} of {len(document)}.", "Ask for another page.")
        image, scale = page_image(document, page, dpi)
    image = image.convert("RGB")
    draw = ImageDraw.Draw(image, "RGBA")
    for box in boxes:
        if box.page == page:
            corners = [(box.x0 * scale, box.top * scale), (box.x1 * scale, box.bottom * scale)]
            draw.rectangle(corners, fill=(255, 210, 0, 70), outline=(200, 60, 0, 255))
    image.save(out_png)
    return Path(out_png)
