"""Pictures of pages: cut to the provision, on the page of the quote, within limits, and only of the scanned file."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from lawscan.cli import pictures
from lawscan.law import Box, Evidence, Hit
from lawscan.report import render
from lawscan.report.pictures import key
from tests.report.test_reports import laid_out

pytest.importorskip("reportlab", reason="reportlab, which writes the test files, is not installed")
QUOTE = "keeps this citizenship on acquiring another"


@pytest.fixture
def printed(tmp_path: Path, hit: Callable[..., Hit]) -> Hit:
    """A hit on two printed pages whose quote stands on the second."""
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "act.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    for text in ("16. A citizen by birth", QUOTE):
        canvas.drawString(72, 842 - 100, text)
        canvas.showPage()
    canvas.save()
    one = hit("KEN", quote=QUOTE, text=QUOTE, page_first=1, page_last=2, file_path=str(path),
              file_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
              boxes=(Box(1, 72, 90, 300, 104), Box(2, 72, 90, 300, 104)))
    return replace(one, tag=replace(one.tag, evidence=Evidence(0, len(QUOTE), QUOTE)))


def test_cut_to_the_provision_on_the_page_of_the_quote(printed: Hit) -> None:
    """The picture is a strip of the page that holds the quote, not the whole page and not the provision's first."""
    from PIL import Image

    laws = laid_out(printed)
    album = pictures.draw(laws.lines, [printed], 5)
    picture = album.pictures[key(laws.lines[0])]
    assert (2, True) == (picture.page, picture.height < picture.width / 8)
    with Image.open(io.BytesIO(picture.content)) as image:
        assert (picture.width, picture.height) == image.size
        assert image.convert("L").getextrema()[0] < 120  # there is ink on it


def test_html_holds_the_picture_in_itself(printed: Hit) -> None:
    """The page holds the picture as data, described, folded away, and allowed by its policy; without, it holds none."""
    laws = laid_out(printed)
    assert not html.fromstring(render(laws, "html")).xpath("//img")
    page = html.fromstring(render(replace(laws, pictures=pictures.draw(laws.lines, [printed], 5).pictures), "html"))
    (image,) = page.xpath("//article[@id='KEN']//details/img")
    assert image.get("src").startswith("data:image/webp;base64,") and image.get("loading") == "lazy"
    assert "Page 2 of" in image.get("alt")
    assert "img-src data:" in page.xpath("string(//meta[@http-equiv]/@content)")


def test_limits(printed: Hit, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more pictures and bytes than allowed; what is left out is said. A twin is drawn once."""
    hits = [replace(printed, provision_id=n, address=f"{printed.address}_{n}") for n in range(4)]
    twin = replace(hits[0], tag=replace(hits[0].tag, tag="skills_recognition", mode=None))
    album = pictures.draw(laid_out(*hits, twin).lines, [*hits, twin], 3)
    assert (3, 1) == (len(album.pictures), album.over)
    assert "3 page pictures; 1 left out" in album.said()
    monkeypatch.setattr(pictures, "MOST_BYTES", 10)
    assert 1 == len(pictures.draw(laid_out(*hits).lines, hits, 3).pictures)


def test_a_changed_or_lost_file_is_not_pictured(printed: Hit) -> None:
    """A picture of other bytes than those scanned would prove nothing; the report is made without it."""
    changed = replace(printed, file_sha256="00" * 32)
    lost = replace(printed, file_path="lost.pdf", address="/akn/lost", text="Another law.")
    album = pictures.draw(laid_out(changed, lost).lines, [changed, lost], 5)
    assert (0, 2) == (len(album.pictures), len(album.undrawn))
    assert "has changed since it was scanned" in " ".join(album.undrawn)
