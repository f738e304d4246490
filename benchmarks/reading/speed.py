"""Pages a second and peak memory: the cascade, --exhaustive, and the readers it is built on or compared with.

    python benchmarks/reading/speed.py DIR [--files 12] [--sample 12] [--write docs/measures-reading.md]

Each reader runs over each file in a process of its own; seconds are CPU seconds, so that a busy machine does not
matter. pdfplumber reads a sample of pages of each file. Then the check that the cascade loses nothing: every provision
that holds a key concept under --exhaustive is found with the same text by the cascade.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

HEAD = """# How fast PDFs are read, and what that costs

Pages a CPU second on one core, each reader alone in its process, start-up and the loading of lexicons not counted.
pdfplumber reads only a sample of each file's pages. Run it on your own files:
"""
MISSED = """
## What is missed

- The cascade lays out word by word only pages that can hold either topic, and their neighbours. Other pages come in
  the file's own order: there columns may interleave and marginal notes stand inside lines.
- It can miss a provision on a page without any phrase that the lexicons know; `--exhaustive` lays such a page out, but
  the tagger does not see more on it either.
- A sample of constitutions gains little from the cascade: nearly every page is a candidate or a neighbour of one.
  Reading is well above pdfplumber and well below raw pdfium: layout in Python is what costs.
- Provisions that differ from `--exhaustive` are counted above by file; what differs in each, words or only where the
  text is cut, has not been looked at.
- Scanned pages are not part of this measure: OCR takes seconds a page, and its errors are not measured here.
- A file that pdfium cannot open is saved by pdfplumber for twenty seconds at most; pages after that are reported
  as not read, with this reason.
"""

READERS = ("pypdfium2 raw text", "pdftotext", "cascade", "exhaustive", "pdfplumber alone", "PyMuPDF")


def raw(path: str, sample: int) -> int:
    """pdfium's text of every page: the limit."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for page in document:
        textpage = page.get_textpage()
        textpage.get_text_range()
        textpage.close()
        page.close()
    return len(document)


def cascade(path: str, sample: int) -> int:
    """lawscan as it is by default."""
    return _lawscan(path, exhaustive=False)


def exhaustive(path: str, sample: int) -> int:
    """lawscan with full layout of every page."""
    return _lawscan(path, exhaustive=True)


def _lawscan(path: str, exhaustive: bool) -> int:
    from lawscan.read.options import ReadOptions
    from lawscan.read.pdf import read_pdf

    return len(read_pdf(path, ReadOptions(exhaustive=exhaustive, ocr=False))[1])


def plumber(path: str, sample: int) -> int:
    """pdfplumber's text of pages spread over the file."""
    import logging

    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    with pdfplumber.open(path) as document:
        pages = document.pages[:: max(1, len(document.pages) // sample)][:sample]
        for page in pages:
            page.extract_text()
            page.close()
        return len(pages)


def poppler(path: str, sample: int) -> int:
    """pdftotext of every page."""
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=False)
    return done.stdout.count(b"\f")


def mupdf(path: str, sample: int) -> int:
    """PyMuPDF's text of every page; measured only where somebody has installed it."""
    import pymupdf  # type: ignore[import-not-found]

    with pymupdf.open(path) as document:
        for page in document:
            page.get_text()
        return len(document)


METHODS: dict[str, Callable[[str, int], int]] = dict(
    zip(READERS, (raw, poppler, cascade, exhaustive, plumber, mupdf), strict=True)
)


@dataclass
class Measured:
    """What one reader did over all files."""

    pages: int = 0
    seconds: float = 0.0
    memory: int = 0

    @property
    def speed(self) -> float:
        """Pages a CPU second."""
        return self.pages / self.seconds if self.seconds else 0.0


def measure(method: str, path: str, sample: int) -> None:
    """Run one reader over one file in this process, with the lexicon and the language guesser loaded before."""
    if method in ("cascade", "exhaustive"):
        from lawscan.read import pdf, prefilter

        prefilter.is_candidate("a diploma of another state")
        prefilter.languages_of(["the board may decide so " * 20])
        assert pdf
    before = _cpu()
    pages = METHODS[method](path, sample)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps([pages, _cpu() - before, max(used) if method == "pdftotext" else used[0]]))


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def run(method: str, path: Path, sample: int) -> list[float] | None:
    """Pages, CPU seconds and peak kilobytes of one reader on one file; None where it failed."""
    command = [sys.executable, __file__, str(path), "--measure", method, "--sample", str(sample)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.returncode == 0 and done.stdout else None


def same_provisions(path: Path) -> tuple[int, int]:
    """How many provisions with a key concept --exhaustive finds, and how many of them the cascade has alike."""
    from lawscan.read.options import ReadOptions
    from lawscan.read.pdf import read_pdf
    from lawscan.read.prefilter import is_candidate
    from lawscan.read.segment import segment_lines

    found = []
    for thorough in (True, False):
        options = ReadOptions(exhaustive=thorough, ocr=False)
        lines, _, _ = read_pdf(path, options)
        provisions = (each for law in segment_lines(lines, options) for each in law.provisions)
        found.append([" ".join(each.text.split()) for each in provisions])
    wanted = [text for text in found[0] if is_candidate(text, frozenset({"en"}))]
    return len(wanted), sum(text in set(found[1]) for text in wanted)


def main() -> None:
    """Measure and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=12, help="how many files, spread over their sizes")
    parser.add_argument("--sample", type=int, default=12, help="pages of each file that pdfplumber reads")
    parser.add_argument("--write", type=Path, help="a Markdown file for the report")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        measure(asked.measure, str(asked.folder), asked.sample)
        return
    report = "\n".join(_report(_chosen(asked.folder, asked.files), asked))
    print(report)
    if asked.write:
        asked.write.write_text(f"{HEAD}\n{report}\n{MISSED}", encoding="utf-8")


def _report(files: list[Path], asked: argparse.Namespace) -> Iterator[str]:
    yield f"    python benchmarks/reading/speed.py DIR --files {asked.files} --sample {asked.sample}\n"
    yield f"{len(files)} files with a text layer: {', '.join(path.name for path in files)}.\n"
    yield from _table({method: _over(method, files, asked.sample) for method in READERS})
    checks = [same_provisions(path) for path in files]
    wanted, alike = sum(check[0] for check in checks), sum(check[1] for check in checks)
    yield f"\nOf {wanted} provisions with a key concept under `--exhaustive` the cascade has {alike} alike."
    for path, (one, same) in zip(files, checks, strict=True):
        if one != same:
            yield f"- {path.name}: {same} of {one}"


def _chosen(folder: Path, count: int) -> list[Path]:
    """Files with a text layer, spread over their sizes."""
    paths = [path for path in folder.rglob("*.pdf") if path.parent.name != "XX" and "scan" not in path.name]
    ordered = [path for path in sorted(paths, key=lambda path: path.stat().st_size) if _opens(path)]
    return ordered[:: max(1, len(ordered) // count)][-count:] if len(ordered) > count else ordered


def _opens(path: Path) -> bool:
    from lawscan.errors import LawscanError
    from lawscan.read.pdf import open_pdf

    try:
        with open_pdf(path):
            return True
    except LawscanError:
        return False


def _over(method: str, files: list[Path], sample: int) -> Measured:
    total = Measured()
    for path in files:
        one = run(method, path, sample)
        if one:
            total.pages, total.seconds = total.pages + int(one[0]), total.seconds + one[1]
            total.memory = max(total.memory, int(one[2]))
    return total


def _table(results: dict[str, Measured]) -> Iterator[str]:
    limit, slow = results["pypdfium2 raw text"].speed, results["pdfplumber alone"].speed
    yield "| reader | pages | pages/s | of raw pdfium | times pdfplumber | peak MB |\n|---|--:|--:|--:|--:|--:|"
    for method, one in results.items():
        if one.pages:
            ratios = f"{one.speed / limit:.2f} | {one.speed / slow:.1f}" if limit and slow else "– | –"
            yield f"| {method} | {one.pages} | {one.speed:.0f} | {ratios} | {one.memory / 1024:.0f} |"


if __name__ == "__main__":
    main()
