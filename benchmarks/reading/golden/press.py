"""The press: statutes printed with reportlab in one, two and three columns, with notes in the margin, and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 595.0, 842.0
FONTS = {"plain": "DejaVuSerif.ttf", "bold": "DejaVuSerif-Bold.ttf", "arabic": "DejaVuSans.ttf"}
FOLDER = Path("/usr/share/fonts/truetype/dejavu")
CJK = {"zh": "STSong-Light", "ja": "HeiseiMin-W3", "ko": "HYSMyeongJo-Medium"}
TOP, BOTTOM = 90.0, 770.0


@dataclass(frozen=True)
class Layout:
    """How a page is set: its columns as (left, right), size of print, and what else stands on it."""

    columns: tuple[tuple[float, float], ...] = ((70, 525),)
    size: float = 10.0
    notes: str = ""
    footnotes: bool = False
    hyphens: bool = False
    heads: bool = True
    top: float = TOP
    bottom: float = BOTTOM


LAYOUTS = {
    "one column": Layout(),
    "two columns": Layout(((50, 287), (308, 545)), 9, hyphens=True),
    "three columns": Layout(((36, 200), (214, 378), (392, 556)), 8, hyphens=True),
    "notes at the left": Layout(((180, 530),), notes="left"),
    "notes on the outer side": Layout(((170, 425),), notes="outer"),
    "footnotes": Layout(footnotes=True, bottom=720),
    "small page": Layout(((90, 380),), 9, top=120, bottom=560),
    "two acts of a gazette": Layout(((50, 287), (308, 545)), 9),
    "two languages side by side": Layout(((50, 287), (308, 545)), 9),
    "two languages in turn": Layout(),
    "right to left": Layout(),
    "right to left, two columns": Layout(((50, 287), (308, 545)), 9),
}
RTL = ("ar",)


@dataclass
class Job:
    """Statutes to print together in one layout."""

    layout: str
    statutes: list[Any]
    lang: str = ""

    @property
    def expected(self) -> list[Any]:
        """The truth about the file."""
        return [each for statute in self.statutes for each in statute.expected]

    def print_to(self, folder: Path) -> Path:
        """Write the PDF."""
        name = "-".join([self.layout.replace(" ", "_").replace(",", ""), *(each.name for each in self.statutes)])
        path = folder / f"{name}.pdf"
        sheet = _Sheet(path, LAYOUTS[self.layout], self.statutes[0])
        if self.layout == "two languages side by side":
            sheet.side_by_side(*self.statutes)
        else:
            for statute in self.statutes:
                sheet.statute(statute)
        sheet.canvas.save()
        return path


def jobs(statutes: Sequence[Any]) -> Iterator[Job]:
    """Every statute in every layout that suits its script and the place of its headings."""
    by_name = {each.name: each for each in statutes}
    for layout in LAYOUTS:
        if layout.startswith("two acts"):
            for name in [each.name for each in statutes if each.name.endswith("_second")]:
                yield Job(layout, [by_name[name.removesuffix("_second")], by_name[name]])
            yield Job(layout, [by_name["en_article"], by_name["uk"]])
        elif layout.startswith("two languages"):
            for pair in (("en_article", "ar"), ("en_article", "fr_articles"), ("de", "it"), ("en_article", "el")):
                if layout.endswith("turn") or pair[1] != "ar":
                    yield Job(layout, [by_name[name] for name in pair])
        else:
            yield from (Job(layout, [each]) for each in statutes if _suits(each, layout))


def _suits(statute: Any, layout: str) -> bool:
    if (statute.lang in RTL) != layout.startswith("right") or statute.name.endswith("_second"):
        return False
    return bool(statute.margin == layout.startswith("notes"))


@cache
def _fonts() -> dict[str, str]:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(FOLDER / file)))
    for name in CJK.values():
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return {"plain": "plain", "bold": "bold", **CJK, "ar": "arabic"}


@dataclass
class _Line:
    """A line that is set: its pieces, whether it fills the column, and what stands beside it."""

    words: list[str]
    font: str
    centred: bool = False
    full: bool = False
    note: str = ""
    space: float = 0.0
    cells: tuple[str, ...] = ()


@dataclass
class _Sheet:
    """A file that is being printed: where the press stands on the page."""

    path: Path
    layout: Layout
    first: Any
    page: int = 1
    column: int = 0
    y: float = 0.0
    top: float = 0.0
    canvas: Any = field(init=False)

    def __post_init__(self) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.canvas = Canvas(str(self.path), pagesize=(WIDTH, HEIGHT), invariant=1)
        self.top = self.y = self.layout.top
        self._furniture()

    def statute(self, statute: Any) -> None:
        """Print a statute; its title goes across all columns."""
        if self.y > self.top or self.column:
            self._new_page()
        for block in statute.blocks:
            if block.kind == "title":
                self._title(block.text, statute.lang)
                continue
            for line in self._set(block, statute.lang, *self._frame()):
                self._place(line, statute.lang)

    def side_by_side(self, left: Any, right: Any) -> None:
        """Print two languages in two columns, provision beside provision."""
        columns = self.layout.columns
        for pair in zip_longest(_groups(left), _groups(right), fillvalue=()):
            texts = [
                [line for block in blocks for line in self._set(block, statute.lang, *columns[at])]
                for at, (blocks, statute) in enumerate(zip(pair, (left, right), strict=True))
            ]
            high = max(len(each) for each in texts) * self._leading + 30
            if self.y + high > self.layout.bottom:
                self._new_page()
            start, low = self.y, self.y
            for at, lines in enumerate(texts):
                self.column, self.y = at, start
                for line in lines:
                    self._draw(line, (left, right)[at].lang)
                low = max(low, self.y)
            self.column, self.y = 0, low

    @property
    def _leading(self) -> float:
        return self.layout.size * 1.25

    def _frame(self) -> tuple[float, float]:
        columns = self.layout.columns[::-1] if self.first.lang in RTL else self.layout.columns
        return columns[self.column]

    def _furniture(self) -> None:
        if not self.layout.heads:
            return
        self.canvas.setFont(_fonts()["plain"], 8)
        self.canvas.drawString(70, HEIGHT - 50, "OFFICIAL PAPER OF NOWHERE")
        self.canvas.drawRightString(525, HEIGHT - 50, f"{self.page} May 2003")
        self.canvas.drawCentredString(WIDTH / 2, 30, f"- {self.page} -")
        if self.layout.footnotes:
            self.canvas.setFont(_fonts()["plain"], 7)
            for row, text in enumerate(
                (
                    f"{self.page} Amended by Act No. {self.page} of 2004, section 9.",
                    "See also the Order of 1 May 2005, which has been repealed.",
                )
            ):
                self.canvas.drawString(70, HEIGHT - 740 - row * 9, text)

    def _new_page(self) -> None:
        self.canvas.showPage()
        self.page, self.column = self.page + 1, 0
        self.top = self.y = self.layout.top
        self._furniture()

    def _title(self, text: str, lang: str) -> None:
        self.canvas.setFont(self._font(lang, True), 13)
        shown = _visual(text) if lang in RTL else text
        self.canvas.drawCentredString(WIDTH / 2, HEIGHT - self.y - 13, shown)
        self.y += 34
        self.top = self.y

    def _font(self, lang: str, bold: bool) -> str:
        return _fonts().get(lang, _fonts()["bold" if bold else "plain"])

    def _set(self, block: Any, lang: str, left: float, right: float) -> list[_Line]:
        """A block broken into lines."""
        font = self._font(lang, block.bold)
        if block.kind == "table":
            return [_Line([], font, cells=block.cells)]
        pieces = list(block.text) if lang in ("zh", "ja") else block.text.split()
        centred = block.kind in ("part", "head")
        rows = _broken(pieces, font, self.layout.size, right - left, lang, self.layout.hyphens and not block.bold)
        lines = [_Line(row, font, centred, not centred and at < len(rows) - 1) for at, row in enumerate(rows)]
        lines[0].note, lines[0].space = block.note, {"part": 8.0, "plain": 1.5}.get(block.kind, 4.0)
        return lines

    def _place(self, line: _Line, lang: str) -> None:
        if self.y + line.space + self._leading > self.layout.bottom:
            if self.column + 1 < len(self.layout.columns):
                self.column, self.y = self.column + 1, self.top
            else:
                self._new_page()
        self._draw(line, lang)

    def _draw(self, line: _Line, lang: str) -> None:
        left, right = self._frame()
        self.y += line.space
        base = HEIGHT - self.y - self.layout.size
        self.canvas.setFont(line.font, self.layout.size)
        if line.cells:
            for at, cell in enumerate(line.cells):
                self.canvas.drawString(left + at * (right - left) / 3, base, cell)
        elif lang in RTL:
            self._draw_rtl(line, base, left, right)
        else:
            self._draw_words(line, base, left, right, "" if lang in ("zh", "ja") else " ")
        if line.note:
            self._note(line.note)
        self.y += self._leading

    def _draw_words(self, line: _Line, base: float, left: float, right: float, gap: str) -> None:
        wide = [self.canvas.stringWidth(word, line.font, self.layout.size) for word in line.words]
        space = self.canvas.stringWidth(gap, line.font, self.layout.size) if gap else 0.0
        if line.full and gap and len(wide) > 1:
            space = (right - left - sum(wide)) / (len(wide) - 1)
        if not line.full or not gap:
            text = gap.join(line.words)
            draw, x = (
                (self.canvas.drawCentredString, (left + right) / 2) if line.centred else (self.canvas.drawString, left)
            )
            draw(x, base, text)
            return
        x = left
        for at, (word, width) in enumerate(zip(line.words, wide, strict=True)):
            self.canvas.drawString(x, base, word + (" " if at < len(wide) - 1 else ""))
            x += width + space

    def _draw_rtl(self, line: _Line, base: float, left: float, right: float) -> None:
        text = _visual(" ".join(line.words))
        if line.centred:
            self.canvas.drawCentredString((left + right) / 2, base, text)
        else:
            self.canvas.drawRightString(right, base, text)

    def _note(self, note: str) -> None:
        left, right = self._frame()
        outer = self.layout.notes == "outer" and self.page % 2 == 1
        x = right + 14 if outer else (left - 120 if self.layout.notes == "left" else left - 115)
        rows = _broken(note.split(), "plain", 7.5, 95, "en", False)
        self.canvas.setFont("plain", 7.5)
        for at, row in enumerate(rows):
            self.canvas.drawString(x, HEIGHT - self.y - self.layout.size + 1 - at * 9, " ".join(row))


def _groups(statute: Any) -> list[list[Any]]:
    """The blocks of a statute, each provision's together, so that two languages can stand side by side."""
    groups: list[list[Any]] = []
    for block in statute.blocks:
        if block.kind in ("title", "part", "head", "left") and not (
            groups and groups[-1][-1].kind in ("part", "head") and block.kind == "head"
        ):
            groups.append([block])
        elif groups:
            groups[-1].append(block)
    return groups


def _broken(pieces: Sequence[str], font: str, size: float, width: float, lang: str, hyphens: bool) -> list[list[str]]:
    """Pieces gathered to rows of a width; long words broken where hyphens are wanted."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    gap = "" if lang in ("zh", "ja") else " "
    rows: list[list[str]] = [[]]
    for piece in pieces:
        trial = gap.join([*rows[-1], piece])
        if not rows[-1] or stringWidth(trial, font, size) <= width:
            rows[-1].append(piece)
            continue
        half = len(piece) // 2
        head = f"{piece[:half]}-"
        if (
            hyphens
            and piece.isalpha()
            and len(piece) > 9
            and stringWidth(gap.join([*rows[-1], head]), font, size) <= width
        ):
            rows[-1].append(head)
            rows.append([piece[half:]])
        else:
            rows.append([piece])
    return rows


def _visual(text: str) -> str:
    """A right-to-left line as its glyphs stand on paper from left to right; numbers keep their order."""
    words = [word if re.fullmatch(r"[\d./-]+", word) else word[::-1] for word in text.split()]
    return " ".join(reversed(words))
