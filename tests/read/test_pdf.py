"""PDF pages of many kinds end as lines in reading order, or as a page report that names what is missing."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from lawscan.errors import Damaged, Encrypted, Refused
from lawscan.law import Box
from lawscan.read import chars, clean, ocr, pdf
from lawscan.read.lines import Line
from lawscan.read.options import ReadOptions
from lawscan.read.pdf import read_pdf, render_page

ALL = ReadOptions(exhaustive=True, ocr=False)


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


draw = _load("pdf_pages")


def texts(lines: list[Line], zone: str = "") -> list[str]:
    """The lines' texts, of one zone if named."""
    return [line.text for line in lines if zone in ("", line.zone)]


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    """Lines that the file holds across the gutter come out column by column, below their common heading."""
    lines, _, _ = read_pdf(draw.two_columns(tmp_path / "a.pdf"), ALL)
    assert draw.LEFT + draw.RIGHT == texts(lines)[1:]
    assert "PART THREE" in lines[0].text


def test_lines_have_their_place_on_the_page(tmp_path: Path) -> None:
    """A line's box is where it was drawn, in points from the top left."""
    lines, _, _ = read_pdf(draw.two_columns(tmp_path / "a.pdf"), ALL)
    box = next(line.box for line in lines if line.text == draw.RIGHT[0])
    assert box is not None
    assert (1, True, True) == (box.page, abs(box.x0 - 310) < 2, box.top < 110 < box.bottom + 1)


@pytest.mark.parametrize("page", [1, 2, 3, 4])
def test_marginal_notes_stand_before_their_line(tmp_path: Path, page: int) -> None:
    """Notes on either side are a zone of their own, just before the line beside them, and the running head is gone."""
    lines = [line for line in read_pdf(draw.marginal_notes(tmp_path / "a.pdf"), ALL)[0] if line.page == page]
    assert [("margin", "Loss of"), ("margin", "citizenship.")] == [(line.zone, line.text) for line in lines[:2]]
    after = texts(lines)[texts(lines).index("Diplomas.") + 1]
    assert (True, 17) == (after.startswith("13. The Council"), len(lines))


def test_running_heads_and_folios_go(tmp_path: Path) -> None:
    """What repeats at one place, digits aside, and bare page numbers are no law."""
    for exhaustive in (True, False):
        lines, _, _ = read_pdf(draw.plain_pages(tmp_path / "a.pdf"), ReadOptions(exhaustive=exhaustive, ocr=False))
        assert [] == [text for text in texts(lines) if "GAZETTE" in text or text.startswith("-")]


def test_known_words_broken_at_line_ends_are_joined(tmp_path: Path) -> None:
    """A broken word is joined because the whole word stands elsewhere in the document."""
    lines, _, _ = read_pdf(draw.plain_pages(tmp_path / "a.pdf"), ALL)
    assert "A diploma obtained abroad is recognised" in texts(lines)


def test_candidates_are_marked(tmp_path: Path) -> None:
    """Only the page that holds a phrase of either topic is a candidate."""
    _, reports, _ = read_pdf(draw.plain_pages(tmp_path / "a.pdf"), ReadOptions(ocr=False))
    assert [3] == [report.number for report in reports if report.candidate]


def test_footnotes_come_last(tmp_path: Path) -> None:
    """Small print at the foot of a column does not stand in the middle of the text that runs on."""
    lines, _, _ = read_pdf(draw.footnotes(tmp_path / "a.pdf"), ALL)
    assert draw.LEFT + draw.RIGHT == texts(lines, "body")
    assert "1 Amended by Act 6 of 2004, section 9." == texts(lines, "footnote")[0]


def test_line_numbers_go(tmp_path: Path) -> None:
    """Numbers that count the lines are not part of them."""
    assert draw.LEFT == texts(read_pdf(draw.line_numbers(tmp_path / "a.pdf"), ALL)[0])


def test_tables_are_read_by_row(tmp_path: Path) -> None:
    """The cells of a row stay together."""
    lines, _, _ = read_pdf(draw.table(tmp_path / "a.pdf"), ALL)
    assert ["Form A Register 20", "Form B Copy 5", "Form C Oath 12", "Form D Search 3"] == texts(lines, "table")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_are_read_level(tmp_path: Path, turn: int) -> None:
    """/Rotate is applied before anything is laid out."""
    assert draw.LEFT == texts(read_pdf(draw.sideways(tmp_path / "a.pdf", turn), ALL)[0])


def test_scans_are_named_where_ocr_is_off(tmp_path: Path) -> None:
    """A picture is never silently nothing: its page says that it was not read, and why."""
    lines, reports, problems = read_pdf(draw.scan(tmp_path / "a.pdf"), ALL)
    assert ([], "scanned", False) == (lines, reports[0].status, reports[0].read)
    assert "page 1" in problems[0]


def test_scans_name_the_command_without_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without tesseract the report names the command that installs it."""
    monkeypatch.setattr(ocr, "available", lambda: frozenset())
    _, reports, _ = read_pdf(draw.scan(tmp_path / "a.pdf"), ReadOptions())
    assert (False, True) == (reports[0].read, "apt-get install tesseract-ocr" in reports[0].reason)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs tesseract")
def test_scans_are_read_by_ocr(tmp_path: Path) -> None:
    """With tesseract a picture becomes lines with boxes and a confidence."""
    lines, reports, _ = read_pdf(draw.scan(tmp_path / "a.pdf"), ReadOptions(lang="en"))
    assert ("ocr", True) == (reports[0].method, (reports[0].confidence or 0) > 0.7)
    assert "cease to be a citizen" in " ".join(texts(lines)) and lines[0].box is not None


def test_a_layer_that_holds_nothing_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters that cannot be decoded to anything, and that OCR finds no text in, do not count as read."""
    monkeypatch.setattr(pdf, "page_status", lambda page: "garbled")
    monkeypatch.setattr(clean, "normal", lambda text: "")
    monkeypatch.setattr(pdf, "_worse", lambda *given: True)
    monkeypatch.setattr(ocr, "available", lambda: frozenset({"eng"}))
    monkeypatch.setattr(ocr, "read_image", lambda *given: ([], "en"))
    lines, reports, problems = read_pdf(draw.plain_pages(tmp_path / "a.pdf"), ReadOptions(exhaustive=True))
    assert ([], False) == (lines, any(report.read for report in reports))
    assert "cannot be decoded, and OCR found no text" in problems[0]


def test_a_password_of_other_files_does_no_harm(tmp_path: Path) -> None:
    """A file that everybody may open is read although the scan was given a password for others."""
    path = draw.locked(tmp_path / "a.pdf", "", "owner")
    assert draw.LEFT == texts(read_pdf(path, ReadOptions(password="of another file", ocr=False))[0])


def test_encrypted_files_open_with_their_password(tmp_path: Path) -> None:
    """Without a password or with a wrong one there is a named error; with the right one the text."""
    path = draw.locked(tmp_path / "a.pdf", "sesame")
    for password in (None, "wrong"):
        with pytest.raises(Encrypted):
            read_pdf(path, ReadOptions(password=password))
    assert draw.LEFT == texts(read_pdf(path, ReadOptions(exhaustive=True, password="sesame"))[0])


@pytest.mark.parametrize("content", [b"", b"%P", b"%PDF-1.4\n%%EOF", b"no pdf at all"])
def test_what_is_no_pdf_is_damaged(tmp_path: Path, content: bytes) -> None:
    """Bytes that are no PDF end as Damaged, with a hint."""
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(Damaged) as caught:
        read_pdf(path)
    assert caught.value.hint


def test_arabic_words_come_out_forwards() -> None:
    """A page that a browser printed, where pdfium has half of the words back to front: the paper's order counts."""
    demo = Path(pdf.__file__).parents[1] / "demo" / "EGY-jarida.pdf"
    for exhaustive in (True, False):
        lines = texts(read_pdf(demo, ReadOptions(exhaustive=exhaustive, ocr=False))[0])
        assert "الجريدة الرسمية — نموذج — جمهورية مصر العربية" == lines[0]
        assert "القانون رقم 26 لسنة 1975 بشأن الجنسية المصرية (صياغة معادة)" == lines[1]
        assert lines[2].endswith("ومن ولد في مصر من أبوين")


def test_the_paper_tells_a_word_that_stands_back_to_front() -> None:
    """First letter at the left: turned round. At the right: kept. A ligature's letters share a box and their order."""
    places = {"رصم": [0, 1, 2], "مصر": [2, 1, 0], "دلااوأ": [0, 1, 1, 2, 3, 4], "١٩٧٥": [0, 1, 2, 3]}
    for word, place in places.items():
        righted = chars.righted(word, lambda box: box, lambda index, at=place: (at[index], 0.0, at[index] + 1, 9.0))
        assert {"رصم": "مصر", "دلااوأ": "أوالاد"}.get(word, word) == righted


def test_letters_of_ligatures_stand_in_their_order() -> None:
    """Where lam-alef has its letters the wrong way round, so have all ligatures of the page, and all are set right."""
    torn, places = "طالق املادة", [9, 8, 8, 7, 6, 5, 4, 4, 3, 2, 1]
    righted = chars.righted(torn, lambda box: box, lambda index: (places[index], 0.0, places[index] + 1, 9.0))
    assert "طلاق المادة" == righted


def test_saving_a_damaged_file_takes_no_longer_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second reader's time is over, each page that is left says so."""
    path = draw.plain_pages(tmp_path / "a.pdf")
    clock = iter([0.0, 1.0, 2.0, 99.0, 99.0, 99.0])
    monkeypatch.setattr(pdf, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    _, reports, _ = pdf._rescue(path, ReadOptions(), Damaged("broken", "mend it"))
    assert [True, True, False, False, False] == [report.read for report in reports]
    assert all("seconds" in report.reason for report in reports[2:])


def test_a_page_that_hangs_the_second_reader_costs_that_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that never ends is broken off and named, one that fails is named; the others are read."""
    path = draw.plain_pages(tmp_path / "a.pdf")
    real = pdf._plumbed_lines

    def odd(page: object, number: int) -> list[Line]:
        while number == 2:
            pass
        if number == 3:
            raise KeyError("glyph")
        return real(page, number)

    monkeypatch.setattr(pdf, "_plumbed_lines", odd)
    monkeypatch.setattr(pdf, "PAGE_SECONDS", 0.2)
    _, reports, problems = pdf._rescue(path, ReadOptions(), Damaged("broken", "mend it"))
    assert [True, False, False, True, True] == [report.read for report in reports]
    assert ["page 2", "page 3"] == [problem[:6] for problem in problems[1:]]
    assert "seconds" in reports[1].reason and "glyph" in reports[2].reason


def test_limits_refuse(tmp_path: Path) -> None:
    """More pages, bytes or characters than allowed are refused by name."""
    path = draw.plain_pages(tmp_path / "a.pdf")
    for options in (ReadOptions(max_pages=4), ReadOptions(max_bytes=100), ReadOptions(max_chars=100)):
        with pytest.raises(Refused):
            read_pdf(path, options)


def test_boxes_are_drawn(tmp_path: Path) -> None:
    """A picture of the page shows where a provision stands."""
    from PIL import Image

    path = draw.two_columns(tmp_path / "a.pdf")
    out = render_page(path, 1, [Box(1, 310, 100, 500, 190)], tmp_path / "a.png", dpi=72)
    assert (255, 255, 255) != Image.open(out).convert("RGB").getpixel((490, 180))
