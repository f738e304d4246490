"""A huge file is shared among workers, and nobody can tell afterwards."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import lawscan
from lawscan.engines import split
from lawscan.engines.local import LocalEngine
from lawscan.engines.protocol import Job, Outcome, Settings, Toolbox
from lawscan.engines.split import Splitter
from lawscan.errors import Unsupported
from lawscan.read import ReadOptions, ocr, read_file
from lawscan.read.ranges import join_parts, read_part
from lawscan.read.words import Word

FAKES = str(Path(__file__).parents[1] / "scan" / "fakes")
REAL = Toolbox("lawscan.read:read_file", "lawscan.read:READER_VERSION", "fake_room:load_tagger", (FAKES,), warm="")


@pytest.mark.parametrize("options", [ReadOptions(), ReadOptions(exhaustive=True, lang="en")])
@pytest.mark.parametrize("parts", [1, 2, 5])
def test_ranges_joined_are_the_file_read_at_once(long_pdf: Path, options: ReadOptions, parts: int) -> None:
    """Provisions and broken words that cross borders, running heads, page reports: all as if it were never split."""
    said = [read_part(long_pdf, options, part, parts) for part in range(parts)]
    assert join_parts(long_pdf, options, said) == read_file(long_pdf, options)


def stand_in_ocr(image: Any, lang: str = "", scale: float = 1.0) -> tuple[list[Word], str]:
    """Text that shows in which language the page was read; the second scanned page is the first with much text."""
    page = round(image.width / scale) - 300
    count = 2 if page == 2 else 60
    words = [Word(f"{lang or 'unsaid'}{page}x{n}", 20 + n % 4 * 60, 20 + n // 4 * 12, 70 + n % 4 * 60, 30 + n // 4 * 12,
                  n, n % 4 == 0, confidence=0.9) for n in range(count)]
    return words, lang or ("fr" if page > 2 else "en")


@pytest.mark.parametrize("lang", ["", "de"])
@pytest.mark.parametrize("parts", [2, 3, 6])
def test_scanned_pages_are_read_in_the_same_language(half_scanned_pdf: Path, monkeypatch: pytest.MonkeyPatch,
                                                     lang: str, parts: int) -> None:
    """The first scanned page with much text decides the language of those after it, in whatever range it stands."""
    monkeypatch.setattr(ocr, "available", lambda: frozenset({"eng"}))
    monkeypatch.setattr(ocr, "read_image", stand_in_ocr)
    options = ReadOptions(lang=lang)
    whole = read_file(half_scanned_pdf, options)
    text = " ".join(one.text for law in whole.instruments for one in law.provisions)
    assert (f"{lang or 'fr'}21x0" in text, f"{lang or 'unsaid'}3x0" in text) == (True, True)
    said = [read_part(half_scanned_pdf, options, part, parts) for part in range(parts)]
    assert join_parts(half_scanned_pdf, options, said) == whole


@pytest.mark.shared
@pytest.mark.parametrize("name", ["LKA/homoeopathy_act_10_2016.pdf", "JOR/traffic_law_49_2008.pdf"])
def test_real_files_joined_are_the_files_read_at_once(name: str) -> None:
    """Marginal notes, tables and right-to-left text do not tell either."""
    path = Path(lawscan.__file__).parents[2] / "shared" / "pdf" / name
    if not path.exists():
        pytest.skip("the folder of real laws is not beside the checkout")
    options = ReadOptions(ocr=False)
    said = [read_part(path, options, part, 3) for part in range(3)]
    assert join_parts(path, options, said) == read_file(path, options)


def test_what_is_not_worth_it_is_refused(tmp_path: Path, long_pdf: Path) -> None:
    """Other formats have no pages to share out; and a file that changed meanwhile is not joined."""
    (tmp_path / "a.pdf").write_text("Article 1. A text.", encoding="utf-8")
    with pytest.raises(Unsupported):
        read_part(tmp_path / "a.pdf", ReadOptions(), 0, 2)
    before = read_part(long_pdf, ReadOptions(), 0, 2)
    after = tmp_path / "long.pdf"
    after.write_bytes(long_pdf.read_bytes() + b"\n")
    with pytest.raises(Unsupported, match="changed"):
        join_parts(after, ReadOptions(), [before, read_part(after, ReadOptions(), 1, 2)])


@cache
def run(path: Path, jobs: int, toolbox: Toolbox = REAL) -> Outcome:
    """The outcome of one file that is all there is to do."""
    engine = LocalEngine(Settings(toolbox=toolbox), jobs)
    try:
        [outcome] = engine.run([Job(7, str(path), size=path.stat().st_size, share=1.0)])
    finally:
        engine.close()
    return dataclasses.replace(outcome, read_seconds=0, tag_seconds=0, peak=0, first=False)


def test_two_workers_share_a_file(long_pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The outcome is the same to the last tag."""
    monkeypatch.setattr(split, "LEAST_BYTES", 1)
    shared = run(long_pdf, 2)
    assert shared == run(long_pdf, 1)
    assert shared.manifestation and len(shared.manifestation.pages) == 24


def test_a_range_that_kills_its_worker_is_no_loss(long_pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the file is read whole."""
    monkeypatch.setattr(split, "LEAST_BYTES", 1)
    assert run(long_pdf, 2, dataclasses.replace(REAL, part="fake_room:crash_part")) == run(long_pdf, 1)


def parts_of(job: Job, workers: int) -> int:
    """How many jobs a splitter makes of it."""
    return len(Splitter(workers).parts(job))


def test_only_huge_pdfs_are_split() -> None:
    """A file is split only where a worker would still be at it while the others have nothing to do."""
    job = Job(0, "a.PDF", size=5_000_000, share=1.0)
    assert (parts_of(job, 4), parts_of(job, 1)) == (4, 0)
    assert parts_of(dataclasses.replace(job, share=0.01), 4) == 0
    assert parts_of(dataclasses.replace(job, share=0.1), 4) == 2
    assert parts_of(dataclasses.replace(job, size=1000), 4) == 0
    assert parts_of(dataclasses.replace(job, path="a.html"), 4) == 0


def test_a_file_that_is_given_up_comes_back_once() -> None:
    """Two ranges that fail give one whole file."""
    splitter, line = Splitter(2), []
    one, two = splitter.parts(Job(0, "a.pdf", size=5_000_000, share=1.0))
    failed = Outcome(0, error_kind="error", error="no")
    assert list(splitter.whole([(one, failed), (two, failed)], line.extend)) == []
    [again] = line
    assert (again.part, splitter.parts(again)) == (None, [])


def test_ranges_that_cannot_be_joined_are_no_loss() -> None:
    """What fails is the joining, not the file, which is then read whole."""
    splitter, line = Splitter(2), []
    ranges = splitter.parts(Job(0, "a.pdf", size=5_000_000, share=1.0))
    said = [(job, Outcome(0, lines=f"part {job.part}", read_seconds=1.0)) for job in ranges]
    assert list(splitter.whole(said, line.extend)) == []
    [joining] = line
    assert joining.joined == ("part (0, 2)", "part (1, 2)")
    assert list(splitter.whole([(joining, Outcome(0, error_kind="error"))], line.extend)) == []
    assert (line[1].joined, line[1].part, splitter.parts(line[1])) == ((), None, [])


def test_the_seconds_of_ranges_add_up() -> None:
    """A split file took as long as all its ranges and their joining."""
    splitter, line = Splitter(2), []
    said = [(job, Outcome(0, lines="x", read_seconds=1.5)) for job in
            splitter.parts(Job(0, "a.pdf", size=5_000_000, share=1.0))]
    assert list(splitter.whole(said, line.extend)) == []
    [outcome] = splitter.whole([(line[0], Outcome(0, read_seconds=0.5))], line.extend)
    assert outcome.read_seconds == 3.5
