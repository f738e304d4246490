"""Folders of law for measuring: made from the corpus, in our own words, and from copies of ../shared where it stands.

The mix is the same in every hundred files, so that folders of 100, 1,000 and 10,000 can be compared: 80 texts in the
corpus's languages, 10 HTML pages, 5 PDFs of three pages, and 5 small laws as published (texts where there are none).
"""

from __future__ import annotations

import functools
import html
import json
import random
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "laws"
SMALL = 40_000
LANGUAGES = ("en", "fr", "de", "es", "pt", "it", "pl", "ru", "uk", "el", "ar", "zh")


@functools.cache
def texts(lang: str) -> tuple[str, ...]:
    """The corpus's provisions of a language."""
    rows = (ROOT / "corpus" / f"{lang}.jsonl").read_text("utf-8").splitlines()
    return tuple(json.loads(row)["text"] for row in rows if row.strip())


@functools.cache
def published() -> tuple[Path, ...]:
    """Small laws as published, in an order that mixes countries; none where the folder is not there."""
    found = [path for path in SHARED.rglob("*") if path.suffix in (".md", ".txt", ".xml")]
    small = sorted(path for path in found if path.stat().st_size < SMALL)
    random.Random(1).shuffle(small)
    return tuple(small)


def articles(draw: random.Random, number: int, count: int = 5) -> list[str]:
    """Numbered articles; ``number`` stands in each, so that no two files are the same."""
    lang = LANGUAGES[number % len(LANGUAGES)]
    chosen = draw.choices(texts(lang), k=count)
    return [f"Article {n}. ({number}) {text}" for n, text in enumerate(chosen, 1)]


def make(folder: Path, files: int, seed: int = 1, start: int = 0) -> Path:
    """Fill a folder, with files ``start`` and following of an endless row; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(start, start + files):
        draw = random.Random(f"{seed}/{number}")
        kind = number % 20
        if kind == 0:
            _pdf(folder / f"{number:05}.pdf", draw, number)
        elif kind in (1, 2):
            _html(folder / f"{number:05}.html", draw, number)
        elif kind == 3 and published():
            _copy(folder, draw, number)
        else:
            _text(folder / f"{number:05}.txt", draw, number)
    return folder


def examples(folder: Path) -> Path:
    """A folder with some files of each kind and language, and a small law of each country."""
    make(folder, 60, seed=2)
    for source in {path.parent: path for path in published()}.values():
        (folder / f"{source.parent.name}{source.suffix}").write_bytes(source.read_bytes())
    return folder


def _text(path: Path, draw: random.Random, number: int) -> None:
    path.write_text("\n\n".join([f"LAW No. {number} of 2011", *articles(draw, number)]) + "\n", encoding="utf-8")


def _html(path: Path, draw: random.Random, number: int) -> None:
    body = "".join(f"<p>{html.escape(text)}</p>" for text in articles(draw, number))
    path.write_text(f"<!doctype html><title>Law {number}</title><h1>Law No. {number} of 2011</h1>{body}", "utf-8")


def long_pdf(path: Path, pages: int, seed: int = 1) -> Path:
    """One gazette of many pages."""
    _pdf(path, random.Random(seed), seed, pages)
    return path


def _pdf(path: Path, draw: random.Random, number: int, pages: int = 3) -> None:
    from reportlab.pdfgen import canvas

    made = canvas.Canvas(str(path), invariant=1)
    for page in range(pages):
        made.drawString(70, 800, "OFFICIAL GAZETTE")
        lines = [line for n in range(4) for line in _wrapped(draw, number, 4 * page + n + 1)]
        for place, line in enumerate(lines[:46]):
            made.drawString(70, 770 - 16 * place, line)
        made.showPage()
    made.save()


def _wrapped(draw: random.Random, number: int, article: int) -> list[str]:
    import textwrap

    text = draw.choice(texts("en")).replace("\n", " ")
    return [*textwrap.wrap(f"Article {article}. ({number}) {text}", 85), ""]


def _copy(folder: Path, draw: random.Random, number: int) -> None:
    """The n-th small law again, told apart by what no reader prints as law: a number at its end."""
    source = published()[number // 20 % len(published())]
    end = f"\n<!-- {number} -->\n" if source.suffix == ".xml" else f"\n\nArticle 999. Copy {number}.\n"
    (folder / f"{number:05}{source.suffix}").write_bytes(source.read_bytes() + end.encode())
