"""PDF in, printed lines in reading order out. With read/chars.py the only file that knows pypdfium2 and pdfplumber.

A cascade: pdfium reads every page once, quickly; a prefilter marks the pages that can matter, and where the provisions
on them run on to; those are laid out word by word, unless their lines are plainly one column as the file has them;
pages that hold pictures instead of text go to OCR. Every page ends in a report.
"""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from pathlib import Path
from typing import Any

import numpy as np

from lawscan.errors import Damaged, Encrypted, ReadError, Refused
from lawscan.law import Box, PageReport
from lawscan.read import clean, layout, ocr, plain, prefilter
from lawscan.read.chars import RTL, Chars, Rect, around, open_page
from lawscan.read.lines import Line
from lawscan.read.options import ReadOptions
from lawscan.read.spots import Spots, bounds
from lawscan.read.words import SOFT, PageText, Word, edges

MAX_PAGE_CHARS = 500_000  # a page of small print has 15,000
MAX_IMAGE_PIXELS = 300_000_000  # an A0 sheet at 300 dpi has 140 million
MAX_RENDER_PIXELS = 25_000_000
OCR_DPI = 300
FEW_CHARS = 250  # below this a page with a large picture is looked at as a picture
BAD_SHARE = 0.15  # undecoded characters above which a text layer is garbled
MANY = 0.2  # share of candidates above which all pages are laid out: cutting into provisions looks at the whole file
RESCUE_SECONDS = 20.0  # for the slow second reader, which needs half a second a page
PAGE_SECONDS = 5.0  # for one page of it
KEPT_PAGES = 2000  # whose words are kept from the survey on, at 30 KB each; those of later ones are looked up again
LEAST_FLUENT = 0.03  # share of common words below which a text layer is suspected to be garbled

_RUN = re.compile(rf"[^\s{SOFT}](?:[^\r\n{SOFT}]*[^\s{SOFT}])?")  # a line without the white around it
_ODD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x01\x03-\x08\x0e-\x1f\x80-\x9f]")


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
        document = _unlocked(path, options.password)
    except pypdfium2.PdfiumError as cause:
        raise _open_error(path, size, str(cause), options) from None
    count = len(document)
    if 0 < count <= options.max_pages:
        return document
    document.close()
    if count == 0:
        raise Damaged(f"{path}: no page can be found.", "The file may be cut off: fetch it again.")
    raise Refused(f"{path}: {count} pages, the limit is {options.max_pages}.", "Raise the limit or split the file.")


def _unlocked(path: Path, password: str | None) -> Any:
    """The document; where the password is wrong, opened without one: it may be that of other files of the scan."""
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path, password=password or None)
    except pypdfium2.PdfiumError as cause:
        if not password or "password" not in str(cause).lower():
            raise
        try:
            return pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            raise cause from None


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
        pages = self._look()
        if self._mend():
            pages = prefilter.Pages([page.text for page in self.survey], self.lang)
        self.heads = layout.repeated_heads((page.strips() for page in self.survey), len(self.survey))
        plan = self._plan(pages)
        lines = [line for page, full in zip(self.survey, plan, strict=True) for line in self._page(page, full)]
        lines = layout.without_scanned_heads(lines, {page.number for page in self.reports if page.method == "ocr"})
        return clean.join_hyphens(lines, self._known), tuple(self.reports), self.problems

    def _look(self) -> prefilter.Pages:
        """The survey of all pages, and what the first look sees on them."""
        self.lang = self.options.lang
        pages = prefilter.Pages([], self.lang)
        chars = 0
        for number in range(1, len(self.document) + 1):
            self.survey.append(survey_page(self.document, number, lambda text: self._look_at(pages, text)))
            chars += len(self.survey[-1].text)
            if len(pages.texts) < number:  # it was not looked at, being lost
                pages.add(self.survey[-1].text)
            if chars > self.options.max_chars:
                raise Refused(f"{self.path}: more than {self.options.max_chars} characters.", "Split the file.")
        return pages

    def _look_at(self, pages: prefilter.Pages, text: str) -> bool:
        """One page more for the first look; whether layout is likely to ask for its words."""
        likely = pages.add(text) or self.options.exhaustive or pages.share() > MANY
        return likely and len(pages.texts) <= KEPT_PAGES

    def _mend(self) -> bool:
        """Set right, in the whole survey, what the file's producer is known to write wrongly."""
        self.mend = clean.mender(page.text for page in self.survey)
        if self.mend:
            for page in self.survey:
                page.text, page.spots = self.mend(page.text), None
                page.rows = [(self.mend(text), rect, bold) for text, rect, bold in page.rows]
        return self.mend is not None

    def _plan(self, pages: prefilter.Pages) -> list[bool]:
        """Which pages get full layout."""
        for page in self.survey:
            _put_in_order(page, self.heads)
        wanted = pages.candidates([page.plain for page in self.survey])
        for page, candidate in zip(self.survey, wanted, strict=True):
            page.candidate = candidate
        many = sum(wanted) > MANY * len(wanted)
        return [True] * len(wanted) if many or self.options.exhaustive else wanted

    def _known(self, word: str) -> bool:
        return word.casefold() in self._vocabulary

    @cached_property
    def _vocabulary(self) -> clean.Vocabulary:
        return clean.Vocabulary([page.text for page in self.survey])

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
        return self._picture(page, full, status)

    def _text(self, page: PageText, full: bool, status: str, reason: str = "") -> tuple[list[Line], PageReport]:
        as_it_stands = not full or one_column(self.document, page)
        lines = _stream_lines(page) if as_it_stands else self._laid_out(page)
        page.spots = None  # asked for no more
        chars = sum([len(line.text) for line in lines])
        return lines, PageReport(page.number, status, True, reason, "pdfium", chars, candidate=page.candidate)

    def _laid_out(self, page: PageText) -> list[Line]:
        spots = page.spots
        words = words_at(spots) if spots and spots.heavy else page_words(self.document, page.number)
        if self.mend:
            words = [replace(word, text=self.mend(word.text)) for word in words]
        lines = layout.lay_out(words, page.number, page.width, page.height, self.heads)
        return [_normal(line) for line in lines]

    def _picture(self, page: PageText, full: bool, status: str) -> tuple[list[Line], PageReport]:
        """A page whose text is not in the file, or not usable there: scanned, garbled or mixed."""
        if not self.options.ocr or not ocr.available():
            hint = ocr.INSTALL if self.options.ocr else "OCR was switched off."
            return self._unread(page, full, status, hint)
        image, scale = page_image(self.document, page.number)
        words, lang = ocr.read_image(image, self.lang or self._script_language(), scale)
        text = " ".join(word.text for word in words)
        if _worse(text, page.text, status):
            return self._no_gain(page, status)
        self.lang = self.lang or (lang if len(text) > 400 else "")
        lines = layout.lay_out(words, page.number, page.width, page.height, self.heads)
        page.candidate = prefilter.is_candidate(text)
        chars, sure = sum(len(line.text) for line in lines), ocr.confidence(words)
        return lines, PageReport(page.number, status, True, "", "ocr", chars, sure, page.candidate)

    def _no_gain(self, page: PageText, status: str) -> tuple[list[Line], PageReport]:
        """A page that OCR read no better than its text layer, which is kept if there is anything in it."""
        if status == "scanned" or not clean.normal(page.text).strip():
            layer = "" if status == "scanned" else "the text layer cannot be decoded, and "
            return [], PageReport(page.number, status, False, f"{layer}OCR found no text in the picture", "ocr")
        decoded = status == "mixed" or page.bad <= BAD_SHARE  # a list or a table, then, that has few common words
        kept, reason = ("text", "") if decoded else (status, "text layer kept: OCR read no better")
        return self._text(page, True, kept, reason)

    def _unread(self, page: PageText, full: bool, status: str, hint: str) -> tuple[list[Line], PageReport]:
        """What is left of a picture page without OCR: its text layer if that is text, and the reason."""
        if status == "mixed" or (status == "garbled" and page.bad < BAD_SHARE):
            said = "text beside the picture" if status == "mixed" else "text layer, which does not read as language"
            lines, report = self._text(page, full, status, f"only the {said} was read. {hint}")
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
    if not page.text.strip():
        return "scanned" if page.images > 0.02 else "empty"
    if page.bad > BAD_SHARE or not _fluent(page.text):
        return "garbled"
    return "mixed" if page.images > 0.35 and len("".join(page.text.split())) < FEW_CHARS else "text"


def _fluent(text: str) -> bool:
    """Whether a text layer reads as language; most pages show it in their first lines."""
    return clean.surely_fluent(text, LEAST_FLUENT) or clean.fluency(text) >= LEAST_FLUENT


def _worse(read: str, layer: str, status: str) -> bool:
    """Whether OCR's text is no gain over the text layer."""
    if status == "garbled" and clean.badness(layer) <= BAD_SHARE:
        return clean.fluency(read, 0.0) < max(1.5 * clean.fluency(layer), 2 * LEAST_FLUENT)
    return len(read.strip()) < (20 if status == "scanned" else 1.2 * len(layer.strip()))


def _normal(line: Line) -> Line:
    text = clean.normal(line.text)
    if text == line.text:
        return line
    return replace(line, text=text)


# ---- the quick survey -----------------------------------------------------------------------------------------------


def survey_page(document: Any, number: int, wanted: Callable[[str], bool] | None = None) -> PageText:
    """A page's text in the file's own order, with one box a line; an unreadable page says why in ``lost``.

    Where ``wanted`` says so of its text, the places of its words are taken too.
    """
    from pypdfium2 import PdfiumError

    try:
        with open_page(document, number) as chars:
            found = _survey(chars, number, wanted)
        if len(found.text) < 2 * FEW_CHARS and not found.lost:
            found.images, found.lost = _pictures(document, number, found.width * found.height)
        return found
    except (PdfiumError, OverflowError, ValueError) as cause:
        return PageText(number, "", 0.0, 0.0, lost=f"pdfium: {cause}")


def _survey(chars: Chars, number: int, wanted: Callable[[str], bool] | None) -> PageText:
    width, height = chars.size
    if len(chars.text) > MAX_PAGE_CHARS:
        lost = f"{len(chars.text)} characters on one page, limit {MAX_PAGE_CHARS}"
        return PageText(number, "", width, height, lost=lost)
    chars.set_right()
    text = chars.text
    bad = clean.badness(text) if _ODD.search(text) or "(cid:" in text else 0.0
    found = PageText(number, text, width, height, _stream_rows(chars), bad=bad)
    if wanted is not None and wanted(text) and found.rows:
        found.spots = _spots(chars, heavy=not plain.straight([row[:2] for row in found.rows]))
    return found


def _stream_rows(chars: Chars) -> list[tuple[str, Rect, bool]]:
    """The lines as the file has them: text, box as displayed, whether bold."""
    text, heavy = chars.text, chars.heavy
    runs = [found.span() for found in _RUN.finditer(text)]
    rects = _around(chars.places([index for start, end in runs for index in (start, end - 1)]))
    begun = chars.heavies([start for start, _ in runs])
    return [
        (
            text[start:end] + ("-" if text[end : end + 1] in SOFT and end < len(text) else ""),
            rect,
            bold and heavy(end - 1),
        )
        for (start, end), rect, bold in zip(runs, rects, begun, strict=True)
    ]


def _around(places: np.ndarray) -> list[Rect]:
    """The boxes around the first and the last letters of some pieces of text."""
    first, last = places[::2], places[1::2]
    low, high = np.minimum(first, last), np.maximum(first, last)
    return list(zip(low[:, 0].tolist(), low[:, 1].tolist(), high[:, 2].tolist(), high[:, 3].tolist(), strict=True))


def _spots(chars: Chars, heavy: bool) -> Spots:
    """The words of an open page; ``heavy``: which of them are bold, too."""
    found = bounds(chars.text)
    letters = found.copy()
    letters[1::2] -= 1
    return Spots(chars.text, found, chars.places(letters.tolist()), chars.heavies(found[::2].tolist()) if heavy else [])


def _pictures(document: Any, number: int, area: float) -> tuple[float, str]:
    """Share of the page that pictures cover, and why it must not be rendered (huge pictures), else ""."""
    from pypdfium2 import raw

    covered = 0.0
    with closing(document[number - 1]) as page:
        for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            wide, high = picture.get_px_size()
            if wide * high > MAX_IMAGE_PIXELS:
                return 0.0, f"a picture of {wide} x {high} pixels, limit {MAX_IMAGE_PIXELS} pixels"
            left, bottom, right, top = picture.get_bounds()
            covered += max(0.0, right - left) * max(0.0, top - bottom)
    return min(1.0, covered / area) if area > 0 else 0.0, ""


def _kept(page: PageText, heads: frozenset[str]) -> list[int]:
    """Which lines of a page are left without running heads, and without a page number that nothing stands beyond."""
    top, foot = edges([(rect[1], rect[3]) for _, rect, _ in page.rows])
    outer = [
        (rect[1] + rect[3], at)
        for at, (_, rect, _) in enumerate(page.rows)
        if not 2 * top <= rect[1] + rect[3] <= 2 * foot
    ]
    drop = {at for _, at in outer if layout.is_head(page.rows[at][0], heads)}
    drop |= _beside_heads(page, [at for _, at in outer], drop, heads)
    drop |= {at for at, (text, _, _) in enumerate(page.rows) if layout.is_rule(text)}
    edge = sorted(each for each in outer if each[1] not in drop)
    left = [at for at in range(len(page.rows)) if at not in drop]
    ends = {at for _, at in edge[:1] + edge[-1:] if layout.is_folio(page.rows[at][0])}
    folios = {at for at in ends if _nothing_beyond(page.rows[at][1], [page.rows[other][1] for other in left])}
    return [at for at in left if at not in folios]


def _beside_heads(page: PageText, outer: list[int], drop: set[int], heads: frozenset[str]) -> set[int]:
    """Pieces that stand in one line with a running head, where all of the line is one."""
    found: set[int] = set()
    for at in drop:
        line = [other for other in outer if other == at or plain.shares(page.rows[at][1], page.rows[other][1])]
        line.sort(key=lambda other: page.rows[other][1][0])
        if len(line) > 1 and layout.is_head(" ".join(page.rows[other][0] for other in line), heads):
            found |= set(line)
    return found


def _nothing_beyond(rect: Rect, others: list[Rect]) -> bool:
    """Whether a page number ends the page and has its line to itself."""
    if sum(plain.shares(rect, other) for other in others) > 1:
        return False
    above = any(other[3] <= rect[1] for other in others)
    return above != any(other[1] >= rect[3] for other in others)


def _put_in_order(page: PageText, heads: frozenset[str]) -> None:
    """Find the lines of a page that are text, and their order as far as lines alone tell it."""
    kept = _kept(page, heads)
    found = plain.order([page.rows[at][:2] for at in kept])
    page.plain = found is not None
    if found is None:
        page.order = [((at,), "body") for at in kept]
    else:
        page.order = [(tuple([kept[at] for at in own]), zone) for own, zone in found]


def _stream_lines(page: PageText) -> list[Line]:
    """A page's lines without running heads, as whole as the file has them."""
    number, normal = page.number, clean.is_normal(page.text)
    rows = [page.rows[own[0]] if len(own) == 1 else _in_one([page.rows[at] for at in own]) for own, _ in page.order]
    lines: list[Line] = []
    for (text, _, bold), (x0, y0, x1, y1, size), (_, zone) in zip(rows, _tenths(rows), page.order, strict=True):
        if not normal:
            text = " ".join(clean.normal(text).split())
        lines.append(Line(text, number, Box(number, x0, y0, x1, y1), zone, bold, size))
    return lines


def _tenths(rows: Sequence[tuple[str, Rect, bool]]) -> list[list[float]]:
    """The boxes of lines and their heights, rounded to tenths."""
    if not rows:
        return []
    rects = np.array([rect for _, rect, _ in rows])
    sized = np.column_stack((rects, rects[:, 3] - rects[:, 1]))
    rounded: list[list[float]] = ((sized * 10 + 0.5) // 1 / 10).tolist()
    return rounded


def _in_one(rows: Sequence[tuple[str, Rect, bool]]) -> tuple[str, Rect, bool]:
    """The pieces of a printed line as one."""
    boxes = [rect for _, rect, _ in rows]
    return " ".join(text for text, _, _ in rows), reduce(around, boxes), all(bold for _, _, bold in rows)


# ---- words ----------------------------------------------------------------------------------------------------------


def page_words(document: Any, number: int) -> list[Word]:
    """The words of a page as pdfium reads them: logical character order, boxes as displayed."""
    with open_page(document, number) as chars:
        chars.set_right()
        return words_at(_spots(chars, heavy=True))


def words_at(spots: Spots) -> list[Word]:
    """The words of a page whose places, and which are bold, are known."""
    text, places = spots.text, list(map(tuple, spots.boxes.tolist()))
    spans, lines = spots.bounds.tolist(), spots.lines.tolist()
    words: list[Word] = []
    turn = 0
    for order, (start, end) in enumerate(zip(spans[::2], spans[1::2], strict=True)):
        hyphen = text[end : end + 1] in SOFT and end < len(text)
        word = _word(text[start:end], places[2 * order], places[2 * order + 1], hyphen)
        word.order, word.bold = order, spots.heavy[order]
        word.breaks = order == 0 or lines[order] != lines[order - 1]
        turn = word.turn = turn if end - start < 3 and not word.breaks else word.turn
        words.append(word)
    return words


def _word(text: str, first: Rect, last: Rect, hyphen: bool) -> Word:
    rtl = not text.isascii() and bool(RTL.search(text))
    turn = _direction(first, last, rtl) if len(text) > 2 else 0
    return Word(text + ("-" if hyphen else ""), *around(first, last), rtl=rtl, hyphen=hyphen, turn=turn)


def _direction(first: Rect, last: Rect, rtl: bool) -> int:
    across = (last[0] + last[2] - first[0] - first[2]) / 2
    down = (last[1] + last[3] - first[1] - first[3]) / 2
    if abs(down) > 0.5 * abs(across) and abs(down) > 0.3 * (first[3] - first[1]):
        slanted = abs(across) > 0.5 * abs(down)
        return layout.SLANTED if slanted else (90 if down > 0 else 270)
    return 180 if across < 0 and not rtl else 0


def one_column(document: Any, page: PageText) -> bool:
    """Whether the text of a page that is plain by its lines has no gutter or table by its words; see read/plain.py."""
    if not page.plain:
        return False
    body = [at for own, zone in page.order if zone == "body" for at in own]
    notes = [at for own, zone in page.order if zone == "margin" for at in own]
    white = _page_spots(document, page).gaps([text for text, _, _ in page.rows])
    rows, beside = [page.rows[at][:2] for at in body], [page.rows[at][:2] for at in notes]
    if notes and (plain.joined(rows + beside, [white[at] for at in body + notes]) or plain.crossed(rows, beside)):
        return False
    return plain.one_column(rows, [white[at] for at in body])


def _page_spots(document: Any, page: PageText) -> Spots:
    """Where the words of a page stand, as the survey has it, or looked up."""
    if page.spots is None:
        with open_page(document, page.number) as chars:
            page.spots = _spots(chars, heavy=False)
    return page.spots


# ---- the second reader ----------------------------------------------------------------------------------------------


def _rescue(path: Path, options: ReadOptions, damaged: Damaged) -> tuple[list[Line], tuple[PageReport, ...], list[str]]:
    """What pdfplumber, which forgives more, finds in a file that pdfium does not open; else the first error."""
    if path.stat().st_size < 200:
        raise damaged
    lines: list[Line] = []
    reports: list[PageReport] = []
    try:
        for report, found in _plumbed(path, options):
            reports.append(report)
            lines += found
    except Refused:
        raise
    except (Exception, _TooSlow):  # the second reader meets what the first refused: any of its own errors can come
        pass
    if not lines:
        raise damaged
    lost = [f"page {each.number}: {each.status}: {each.reason}" for each in reports if not each.read]
    known = clean.words_of(line.text for line in lines)
    saved = f"{path.name} is damaged: what could be saved of it was read."
    return clean.join_hyphens(lines, lambda word: word.casefold() in known), tuple(reports), [saved, *lost]


class _TooSlow(BaseException):
    """The second reader's time is over; no ``except Exception`` inside it may swallow this."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Break off what runs longer. Only a main thread can be broken off; elsewhere the worker's own limit holds."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def over(number: int, frame: object) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _plumbed(path: Path, options: ReadOptions) -> Iterator[tuple[PageReport, list[Line]]]:
    """Each page's report and lines; a page that fails or takes too long costs that page only."""
    import logging

    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it grumbles about is why we are here
    end = time.monotonic() + RESCUE_SECONDS
    with _at_most(RESCUE_SECONDS):
        document = pdfplumber.open(path, password=options.password or "")
        pages = document.pages
    with document:
        if len(pages) > options.max_pages:
            raise Refused(f"{path}: {len(pages)} pages, the limit is {options.max_pages}.", "Split the file.")
        for number, page in enumerate(pages, 1):
            left = end - time.monotonic()
            if left <= 0:
                yield PageReport(number, "unreadable", False, _OVER), []
                continue
            try:
                with _at_most(min(PAGE_SECONDS, left)):
                    found = _plumbed_lines(page, number)
                yield _saved(number, found), found
            except _TooSlow:
                yield PageReport(number, "unreadable", False, _SLOW), []
            except Exception as cause:  # any error of the second reader on a damaged page
                yield _lost(number, f"{type(cause).__name__}: {cause}"), []


_OVER = (
    f"the file is damaged, and the {RESCUE_SECONDS:g} seconds for saving it were over before this page; "
    "repair it (qpdf --linearize) or fetch it again"
)
_SLOW = f"the file is damaged, and this page took more than {PAGE_SECONDS:g} seconds; open it by hand or fetch it again"


def _plumbed_lines(page: Any, number: int) -> list[Line]:
    words = [_plumbed_word(found, order) for order, found in enumerate(page.extract_words(keep_blank_chars=False))]
    lines = layout.lay_out(words, number, float(page.width), float(page.height))
    page.close()
    return [_normal(line) for line in lines]


def _saved(number: int, lines: list[Line]) -> PageReport:
    chars = sum(len(line.text) for line in lines)
    if not chars:
        reason = "nothing could be saved of it; fetch the file again"
        return PageReport(number, "unreadable", False, reason, "pdfplumber")
    candidate = prefilter.is_candidate(" ".join(line.text for line in lines))
    return PageReport(number, "text", True, "", "pdfplumber", chars, candidate=candidate)


def _plumbed_word(found: dict[str, Any], order: int) -> Word:
    """A word of pdfplumber's, which has right-to-left words back to front."""
    text = str(found["text"])
    rtl = bool(RTL.search(text))
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
