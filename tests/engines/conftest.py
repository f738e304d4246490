"""Long files made here, in our own words."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def long_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of 24 pages with running heads; words are broken at the feet of pages, and one page is empty."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    path = tmp_path_factory.mktemp("long") / "long.pdf"
    made = canvas.Canvas(str(path), pagesize=(400, 600), invariant=1)
    for page in range(1, 25):
        _page(made, page)
        made.showPage()
    made.save()
    return path


def _page(made: object, page: int) -> None:
    draw = made.drawString  # type: ignore[attr-defined]
    if page == 13:
        return
    draw(40, 580, "OFFICIAL GAZETTE OF NOWHERE")
    lines = ["ality of this country." if page > 1 else "CITIZENSHIP ACT 2011", "", f"{page}. Dual nationality"]
    lines += [f"A citizen of case {page}.{n} who acquires another citizenship keeps it." for n in range(12)]
    for n, line in enumerate([*lines, f"({page}) Nobody is thereby deprived of the nation-"]):
        draw(40, 550 - 16 * n, line)


@pytest.fixture(scope="session")
def half_scanned_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of 24 pages of which some are pictures, told apart by their width; the rest says little."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    utils = pytest.importorskip("reportlab.lib.utils")
    image = pytest.importorskip("PIL.Image")
    path = tmp_path_factory.mktemp("half") / "scanned.pdf"
    made = canvas.Canvas(str(path), invariant=1)
    for page in range(1, 25):
        made.setPageSize((300 + page, 400))
        if page in SCANNED:
            made.drawImage(utils.ImageReader(image.new("L", (60, 80), 200)), 0, 0, 300 + page, 400)
        else:
            made.drawString(40, 350, f"Article {page}.")
        made.showPage()
    made.save()
    return path


SCANNED = (2, 3, 9, 20, 21, 23)
