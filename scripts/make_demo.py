"""Print the demo collection: scripts/demo/*.html through headless Chromium into lawscan/demo/*.pdf.

Run by hand when a text changes: ``python scripts/make_demo.py``. Needs chromium and pdftoppm; the PDFs are committed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent / "demo"
OUT = Path(__file__).parent.parent / "lawscan" / "demo"
MARK = "SPECIMEN written for the lawscan demo: not an official text"
STYLE = """
@page { size: A4; margin: 24mm 18mm 22mm 18mm }
main { padding-bottom: 12mm } body { font: 12pt/1.5 'Noto Serif', 'Noto Serif CJK JP', 'Noto Naskh Arabic', serif }
h1 { font-size: 14pt; text-align: center } h2 { font-size: 11.5pt; text-align: center } h3 { font-size: 10.5pt }
.mark { position: fixed; left: 0; right: 0; bottom: 0; text-align: center;
  font: 8pt 'Noto Sans', sans-serif; color: #a00 }
.wide { column-span: all } .two-column main { columns: 2; column-gap: 9mm }
.three-column main { columns: 3; column-gap: 6mm }
.sec { position: relative; margin-left: 38mm }
.sec aside { position: absolute; left: -38mm; width: 33mm; font-size: 8.5pt }
.sec.r { margin: 0 38mm 0 0 } .sec.r aside { left: auto; right: -38mm }
"""
CHROMIUM = [
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
]


def page(source: Path) -> tuple[str, str]:
    """The printable page of one source file, and its layout's name."""
    text = source.read_text(encoding="utf-8")
    layout, lang = re.match(r"<!-- (\S+) (\S+) -->", text).groups()  # type: ignore[union-attr]
    direction = "rtl" if layout == "rtl" else "ltr"
    head = f'<!doctype html><html lang="{lang}" dir="{direction}"><meta charset="utf-8"><title>{source.stem}</title>'
    body = f'<body class="{layout}"><div class="mark" dir="ltr">{MARK}</div><main>{text}</main>'
    return f"{head}<style>{STYLE}</style>{body}", layout


def print_pdf(source: Path) -> None:
    """Print one source to PDF; a scan becomes a picture of itself, slightly turned."""
    html, layout = page(source)
    target = OUT / f"{source.stem}.pdf"
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "page.html"
        sheet.write_text(html, encoding="utf-8")
        subprocess.run(
            [*CHROMIUM, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", sheet.as_uri()],
            check=True,
            capture_output=True,
        )
        if layout == "scan":
            scan(target, Path(folder))


def scan(target: Path, folder: Path) -> None:
    """Replace a PDF by a grey, slightly turned picture of itself, as a scanner would."""
    from PIL import Image

    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", str(target), str(folder / "scan")], check=True)
    sheets = [Image.open(p).convert("L").rotate(0.4, fillcolor=255) for p in sorted(folder.glob("scan*.png"))]
    sheets[0].save(target, save_all=True, append_images=sheets[1:], resolution=150, quality=55)


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(p.stem for p in HERE.glob("*.html")):
        print_pdf(HERE / f"{name}.html")
        print(name)
