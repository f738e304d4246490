"""Small PDFs with our own text, drawn with reportlab: each function tells the story of a page that laws come on."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT = [
    "12. A person who becomes a citizen",
    "of another country by a voluntary",
    "act shall cease to be a citizen of",
    "this Republic on the day on which",
    "that citizenship is conferred, but",
    "not where the Minister has given",
    "leave in writing before that day.",
]
RIGHT = [
    "13. The Council may recognise any",
    "diploma that was granted abroad if",
    "the course of study which led to it",
    "was in substance the same as the",
    "course that is taught at home, and",
    "if the other country recognises in",
    "turn the diplomas of this Republic.",
]


def canvas(path: Path, **options: object) -> Canvas:
    """An A4 canvas without a changing date, so that the bytes are the same each time."""
    return Canvas(str(path), pagesize=A4, invariant=1, **options)


def column(page: Canvas, lines: list[str], x: float, top: float, size: float = 10, font: str = "Helvetica") -> None:
    """Lines under each other."""
    page.setFont(font, size)
    for index, line in enumerate(lines):
        page.drawString(x, HEIGHT - top - index * size * 1.25, line)


def two_columns(path: Path) -> Path:
    """Two columns whose lines the file holds across the gutter, with a heading over both."""
    page = canvas(path)
    column(page, ["PART THREE: CITIZENS AND DIPLOMAS OF THE REPUBLIC, THEIR LOSS AND THEIR RECOGNITION"], 60, 80)
    for index, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        column(page, [left], 60, 110 + index * 12.5)
        column(page, [right], 310, 110 + index * 12.5)
    page.save()
    return path


def marginal_notes(path: Path) -> Path:
    """Notes on the outer margin: right on odd pages, left on even ones, as in many acts of the Commonwealth."""
    page = canvas(path)
    for number in (1, 2, 3, 4):
        column(page, [f"{number}     Citizens Act, No. {number + 3} of 2001"], 200, 60)
        body = [f"{line} {('once', 'twice', 'thrice', 'always')[number - 1]}" for line in LEFT + RIGHT]
        column(page, body, 180, 100, 11)
        column(page, ["Loss of", "citizenship."], 80 if number % 2 == 0 else 430, 100, 8)
        column(page, ["Diplomas."], 80 if number % 2 == 0 else 430, 100 + 7 * 13.75, 8)
        page.showPage()
    page.save()
    return path


def plain_pages(path: Path, pages: int = 5, special: int = 3) -> Path:
    """A gazette with a running head and folios, where one page alone speaks of a foreign diploma."""
    page = canvas(path)
    for number in range(1, pages + 1):
        column(page, [f"OFFICIAL GAZETTE   {number * 7} May 2003"], 60, 50)
        lines = [f"{number}. The Board of Waterways meets once in a month and", "keeps a book of what it has resolved."]
        if number == special:
            lines += [
                "A diploma obtained abroad is recog-",
                "nised by the Board where the holder asks for it;",
                "what is not recognised is sent back.",
            ]
        column(page, lines, 60, 200)
        column(page, [f"- {number} -"], 290, 790)
        page.showPage()
    page.save()
    return path


def footnotes(path: Path) -> Path:
    """A sentence that runs on from the left column to the right over a footnote in small print."""
    page = canvas(path)
    column(page, LEFT, 60, 100)
    column(page, ["1 Amended by Act 6 of 2004, section 9.", "See also the Order of 1 May 2005."], 60, 700, 7)
    column(page, RIGHT, 310, 100)
    page.save()
    return path


def line_numbers(path: Path) -> Path:
    """A bill whose lines are numbered at the left."""
    page = canvas(path)
    column(page, [str(number) for number in range(1, 8)], 60, 100)
    column(page, LEFT, 90, 100)
    page.save()
    return path


def table(path: Path) -> Path:
    """A table of fees: short cells in three columns, read row by row."""
    page = canvas(path)
    rows = [("Form A", "Register", "20"), ("Form B", "Copy", "5"), ("Form C", "Oath", "12"), ("Form D", "Search", "3")]
    for index, cells in enumerate(rows):
        for x, cell in zip((60, 250, 450), cells, strict=True):
            column(page, [cell], x, 100 + index * 14)
    page.save()
    return path


def sideways(path: Path, turn: int) -> Path:
    """A page with /Rotate whose text runs along the sheet, so that a reader sees it level."""
    page = canvas(path)
    page.setPageRotation(turn)
    page.saveState()
    page.translate(WIDTH / 2, HEIGHT / 2)
    page.rotate(turn)
    page.setFont("Helvetica", 10)
    for index, line in enumerate(LEFT):
        page.drawString(-200, 100 - index * 12.5, line)
    page.restoreState()
    page.save()
    return path


def scan(path: Path) -> Path:
    """A page that is only a picture of two sentences."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(picture)
    face = ImageFont.load_default(40)
    for index, line in enumerate(LEFT):
        draw.text((200, 300 + index * 60), line, fill=0, font=face)
    page = canvas(path)
    page.drawInlineImage(picture, 0, 0, WIDTH, HEIGHT)
    page.save()
    return path


def locked(path: Path, password: str, owner: str | None = None) -> Path:
    """An encrypted file; without a password it opens to everybody, but only the owner may change it."""
    page = canvas(path, encrypt=StandardEncryption(password, owner))
    column(page, LEFT, 60, 100)
    page.save()
    return path
