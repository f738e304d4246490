"""The same folder through lawscan and through two plain scripts, such as one writes in an afternoon; in one run.

    python benchmarks/scale/peers.py          # needs ../shared/pdf

One script is pdfplumber's text cut at articles, and TF-IDF with logistic regression trained on the same corpus as
lawscan; the other is pypdfium2's text and a regular expression a topic. Nobody does OCR, each has one worker. What
should be found is the list of pages in ../shared/pdf/index.jsonl, which names the chief provisions and not all of them:
a page found beside it is not thereby wrong, but somebody has to read it.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "pdf"
Page = tuple[str, int]

ARTICLE = re.compile(r"(?mi)^\s*(?=(?:article|artículo|section|sec\.|§|art\.|\d{1,3}[A-Z]?\.)\s)")
TOPICS = re.compile(
    r"(?i)(dual|double|multiple|plural) (nationalit|citizenship)|double nationalité|doble nacionalidad"
    r"|(citizen|national)\w* of (another|a foreign|any other) (state|country)|foreign citizenship|other nationality"
    r"|(acqui\w+|renounc\w+|retain\w*) \w+ ?(citizenship|nationality)|acqui\w+ .{0,40}nationalité étrangère"
    r"|recogni[sz]\w+ .{0,40}(qualification|diploma|degree)|(qualification|diploma|degree)\w* .{0,60}recogni[sz]"
    r"|foreign (qualification|diploma|degree)|reconnaissance .{0,40}diplôme|ازدواج الجنسية|جنسية أخرى")


def listed(most: int) -> dict[str, list[list[int]]]:
    """Pages of each chief provision, by file, of files that are not too long."""
    found = {}
    for line in (SHARED / "index.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        pages = [one["pages"] for one in row.get("provisions") or [] if one["topic"] in ("dual", "skills")]
        if pages and row["pages"] <= most:
            found[row["file"]] = pages
    return found


def by_lawscan(files: list[str]) -> Iterator[Page]:
    """Pages with a hit."""
    from lawscan.scan import ScanOptions, scan_files
    from lawscan.store import Store

    with tempfile.TemporaryDirectory() as place:
        scan_files([SHARED / name for name in files], Path(place) / "scan.db", ScanOptions(jobs=1, ocr=False))
        with Store(Path(place) / "scan.db") as store:
            for hit in store.hits():
                name = Path(hit.file_path).relative_to(SHARED.resolve()).as_posix()
                yield from ((name, page) for page in range(hit.page_first, hit.page_last + 1))


def by_pdfplumber(files: list[str]) -> Iterator[Page]:
    """Pages with an article that the classifier takes for one of ours."""
    import pdfplumber
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    rows = [json.loads(line) for path in sorted((ROOT / "corpus").glob("??.jsonl"))
            for line in path.read_text("utf-8").splitlines() if line.strip()]
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                          LogisticRegression(C=10, max_iter=1000, class_weight="balanced"))
    model.fit([row["text"] for row in rows], [bool(row["tags"]) for row in rows])
    for name in files:
        with pdfplumber.open(SHARED / name) as document:
            for page in document.pages:
                parts = [part for part in ARTICLE.split(page.extract_text() or "") if part.strip()]
                if parts and model.predict(parts).any():
                    yield name, page.page_number
                page.close()


def by_regex(files: list[str]) -> Iterator[Page]:
    """Pages on which the expression matches."""
    import pypdfium2

    for name in files:
        document = pypdfium2.PdfDocument(SHARED / name)
        for number, page in enumerate(document, 1):
            if TOPICS.search(" ".join(page.get_textpage().get_text_range().split())):
                yield name, number


WAYS = {"lawscan": by_lawscan, "pdfplumber + TF-IDF": by_pdfplumber, "pypdfium2 + regex": by_regex}


def measured(way: str, most: int) -> dict[str, object]:
    """Run one way in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--way", way, "--most", str(most)], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    told: dict[str, object] = json.loads(done.stdout)
    return told


def run(way: str, most: int) -> None:
    """One way, here: prints what it found and took."""
    begun = time.monotonic()
    pages = sorted(set(WAYS[way](sorted(listed(most)))))
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in used)
    print(json.dumps({"pages": pages, "wall": time.monotonic() - begun, "cpu": cpu}))


def main() -> None:
    """Parse, run, record."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--most", type=int, default=60, help="longest file, in pages")
    parser.add_argument("--way", choices=WAYS, help="only this one, and print what it found")
    arguments = parser.parse_args()
    if arguments.way:
        run(arguments.way, arguments.most)
        return
    from report import record

    wanted = listed(arguments.most)
    count = sum(len(pages) for pages in wanted.values())
    told = {way: measured(way, arguments.most) for way in WAYS}
    rows, base = [], told["lawscan"]
    for way, one in told.items():
        found = {(name, page) for name, page in one["pages"]}  # type: ignore[attr-defined]
        got = sum(any((name, page) in found for page in pages) for name, laws in wanted.items() for pages in laws)
        ratio = one["cpu"] / base["cpu"]  # type: ignore[operator]
        rows.append((f"{way}: {len(wanted)} PDFs, {count} chief provisions",
                     f"finds {got} of {count}, on {len(found)} pages in all; {one['cpu']:.0f} s of processor time, "
                     f"**{ratio:.2f}** of lawscan's"))
    record("peers", rows, **told)


if __name__ == "__main__":
    main()
