"""Pages a second and peak memory: the cascade, --exhaustive, and the readers it is built on or compared with.

    python benchmarks/reading/speed.py DIR-OR-FILE… [--files 12] [--sample 4] [--repeat 3] [--peers PYTHON]

Each reader runs over each file in a process of its own; seconds are CPU seconds, the least of ``--repeat`` runs, so
that a busy machine matters less. Short files are read twice and the second time counts, as in a scan of many.
pdfplumber reads a sample of pages of each file. Files with few candidates, as ordinary gazettes have, are shown apart:
at most one page in five that the tagger's first look could pass. Then the check that the cascade loses nothing: every
provision that the tagger would read under --exhaustive is found with the same text by the cascade. ``--peers`` names an
interpreter that has PyMuPDF, which is measured only and never a dependency.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

FEW = 0.2  # share of candidate pages up to which a file is an ordinary gazette
SHORT = 100  # pages: a file that is read twice
READERS = (
    "pypdfium2 raw text", "pdftotext", "cascade", "exhaustive", "cascade and provisions", "pdfplumber alone", "PyMuPDF",
)  # fmt: skip
OURS = ("cascade", "exhaustive", "cascade and provisions")


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
    """lawscan with a look at the layout of every page."""
    return _lawscan(path, exhaustive=True)


def _lawscan(path: str, exhaustive: bool) -> int:
    from lawscan.read.options import ReadOptions
    from lawscan.read.pdf import read_pdf

    return len(read_pdf(path, ReadOptions(exhaustive=exhaustive, ocr=False))[1])


def whole(path: str, sample: int) -> int:
    """lawscan from the file to its provisions."""
    from lawscan.read import ReadOptions, read_file

    return len(read_file(path, ReadOptions(ocr=False)).pages)


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
    zip(READERS, (raw, poppler, cascade, exhaustive, whole, plumber, mupdf), strict=True)
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
    if method in OURS:
        from lawscan.read import pdf, prefilter, segment

        prefilter.is_candidate("the board may recognise a diploma of another state " * 20)
        assert pdf and segment
    before = _cpu()
    pages = METHODS[method](path, sample)
    if pages < SHORT and method != "pdfplumber alone":
        before = _cpu()
        pages = METHODS[method](path, sample)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps([pages, _cpu() - before, max(used) if method == "pdftotext" else used[0]]))


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def run(method: str, path: Path, asked: argparse.Namespace) -> list[float] | None:
    """Pages, least CPU seconds and peak kilobytes of one reader on one file; None where it failed."""
    python = asked.peers if method == "PyMuPDF" else sys.executable
    command = [python, __file__, str(path), "--measure", method, "--sample", str(asked.sample)]
    runs: list[list[float]] = []
    for _ in range(asked.repeat if method != "pdfplumber alone" else 1):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not done.stdout:
            return None
        runs.append(json.loads(done.stdout))
    return [runs[0][0], min(one[1] for one in runs), max(one[2] for one in runs)]


@dataclass(frozen=True)
class Alike:
    """One file read both ways: pages, candidates, provisions that the tagger would read, and how many are alike."""

    pages: int
    candidates: int
    wanted: int
    same: int

    @property
    def few(self) -> bool:
        """Whether the file has as few candidates as ordinary gazettes."""
        return self.candidates <= FEW * self.pages


def alike(path: Path) -> Alike:
    """Read a file both ways, in another process, for its memory must not count as that of the readers."""
    done = subprocess.run([sys.executable, __file__, str(path), "--alike"], capture_output=True, text=True, check=True)
    return Alike(*json.loads(done.stdout))


def _compare(path: Path) -> list[int]:
    """Pages, candidates, provisions that the tagger would read, and those with the same text both ways."""
    from lawscan.read.options import ReadOptions
    from lawscan.read.pdf import read_pdf
    from lawscan.read.segment import segment_lines
    from lawscan.tag.concepts import has_key

    found = []
    for thorough in (True, False):
        options = ReadOptions(exhaustive=thorough, ocr=False)
        lines, pages, _ = read_pdf(path, options)
        provisions = (each for law in segment_lines(lines, options) for each in law.provisions)
        found.append([(each.lang, " ".join(each.text.split())) for each in provisions])
    wanted = [text for lang, text in found[0] if has_key(text, lang)]
    have = {text for _, text in found[1]}
    return [len(pages), sum(page.candidate for page in pages), len(wanted), sum(text in have for text in wanted)]


def main() -> None:
    """Measure and print Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="+", help="PDFs and folders of PDFs")
    parser.add_argument("--files", type=int, default=12, help="how many files, spread over their sizes; 0 for all")
    parser.add_argument("--sample", type=int, default=4, help="pages of each file that pdfplumber reads")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each reader on each file, the least counts")
    parser.add_argument("--least-pages", type=int, default=1, help="leave out files with fewer pages")
    parser.add_argument("--peers", default=sys.executable, help="an interpreter that has PyMuPDF")
    parser.add_argument("--cores", action="store_true", help="only pages a second on one core and on two, by the clock")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--alike", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alike:
        print(json.dumps(_compare(asked.paths[0])))
        return
    if asked.measure:
        measure(asked.measure, str(asked.paths[0]), asked.sample)
        return
    files = _chosen(asked.paths, asked.files, asked.least_pages)
    for line in _cores(files, asked) if asked.cores else _report(files, asked):
        print(line, flush=True)


def _report(files: list[Path], asked: argparse.Namespace) -> Iterator[str]:
    checks = {path: alike(path) for path in files}
    results = {path: {method: run(method, path, asked) for method in READERS} for path in files}
    few = [path for path in files if checks[path].few]
    for name, own in (("all files", files), ("files with few candidates", few)):
        pages, candidates = sum(checks[path].pages for path in own), sum(checks[path].candidates for path in own)
        yield f"\n{name}: {len(own)}, with {pages} pages, {candidates} of them candidates.\n"
        yield from _table([results[path] for path in own])
    yield "\n| file | pages | candidates | cascade of raw | provisions | alike |\n|---|--:|--:|--:|--:|--:|"
    for path, one in checks.items():
        limit, ours = results[path]["pypdfium2 raw text"], results[path]["cascade"]
        ratio = f"{limit[1] / ours[1]:.2f}" if limit and ours and ours[1] else "–"
        yield f"| {path.name} | {one.pages} | {one.candidates} | {ratio} | {one.wanted} | {one.same} |"
    same, wanted = sum(one.same for one in checks.values()), sum(one.wanted for one in checks.values())
    yield f"\nTogether {same} of {wanted} alike."


def _cores(files: Sequence[Path], asked: argparse.Namespace) -> Iterator[str]:
    """The cascade over all files, one process at a time and two at a time."""
    yield "| processes | pages | seconds by the clock | pages/s |\n|---|--:|--:|--:|"
    for count in (1, 2):
        begun = time.perf_counter()
        with ThreadPoolExecutor(count) as pool:
            done = list(pool.map(lambda path: run("cascade and provisions", path, asked), files))
        seconds = time.perf_counter() - begun
        pages = sum(int(one[0]) for one in done if one) * asked.repeat
        yield f"| {count} | {pages} | {seconds:.1f} | {pages / seconds:.0f} |"


def _chosen(named: Sequence[Path], count: int, least: int) -> list[Path]:
    """Files with a text layer, spread over their sizes."""
    found = [path for each in named for path in (each.rglob("*.pdf") if each.is_dir() else [each])]
    paths = [path for path in found if path.parent.name != "XX" and "scan" not in path.name]
    ordered = [path for path in sorted(paths, key=lambda path: path.stat().st_size) if _opens(path, least)]
    return ordered[:: max(1, len(ordered) // count)][-count:] if 0 < count < len(ordered) else ordered


def _opens(path: Path, least: int) -> bool:
    from lawscan.errors import LawscanError
    from lawscan.read.pdf import open_pdf

    try:
        with open_pdf(path) as document:
            return len(document) >= least
    except LawscanError:
        return False


def _table(results: Sequence[dict[str, list[float] | None]]) -> Iterator[str]:
    totals = {method: _total([one[method] for one in results]) for method in READERS}
    limit, slow = totals["pypdfium2 raw text"].speed, totals["pdfplumber alone"].speed
    yield "| reader | pages | pages/s | of raw pdfium | times pdfplumber | peak MB |\n|---|--:|--:|--:|--:|--:|"
    for method, one in totals.items():
        if one.pages:
            ratios = f"{one.speed / limit:.2f} | {one.speed / slow:.1f}" if limit and slow else "– | –"
            yield f"| {method} | {one.pages} | {one.speed:.0f} | {ratios} | {one.memory / 1024:.0f} |"


def _total(runs: Sequence[list[float] | None]) -> Measured:
    total = Measured()
    for one in runs:
        if one:
            total.pages, total.seconds = total.pages + int(one[0]), total.seconds + one[1]
            total.memory = max(total.memory, int(one[2]))
    return total


if __name__ == "__main__":
    main()
