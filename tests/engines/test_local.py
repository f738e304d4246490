"""Workers are given small files several at a time, and lose no more than the one that killed them."""

from __future__ import annotations

from multiprocessing.connection import Pipe
from pathlib import Path

import pytest

from lawscan.engines.local import BATCH_BYTES, BATCH_FILES, LocalEngine, Worker
from lawscan.engines.protocol import Job, Limits, Outcome, Settings, Text, Toolbox
from lawscan.errors import LawscanError, ModelError
from lawscan.read import ReadOptions

FAKES = str(Path(__file__).parents[1] / "scan" / "fakes")
BOX = Toolbox("fake_room:read_file", "fake_room:READER_VERSION", "fake_room:load_tagger", (FAKES,), warm="")


def given(*jobs: Job, limits: Limits = Limits()) -> int:
    """How many of these jobs a worker takes at once."""
    ours, _theirs = Pipe()
    worker = Worker(0, ours, limits)
    for count, job in enumerate(jobs):
        if not worker.room(job):
            return count
        worker.give(job)
    return len(jobs)


def test_small_files_are_given_several_at_a_time() -> None:
    """Up to a number and a size, and never more than are left before the worker is replaced."""
    small, large = Job(0, "a", size=10), Job(0, "a", size=BATCH_BYTES)
    assert given(*[small] * 20) == BATCH_FILES
    assert (given(small, large, small), given(large, small)) == (1, 1)
    assert given(*[small] * 20, limits=Limits(recycle_after=3)) == 3


def test_what_is_long_to_say_waits_until_the_worker_listens() -> None:
    """Shipped bytes, stored texts and ranges to join: a worker that speaks at the same time would not hear them."""
    small = Job(0, "a", size=10)
    for long in (Job(1, "a", content=b"x"), Job(1, "a", texts=(Text(1, "x", "", ""),)), Job(1, "a", joined=("x",))):
        assert (given(long), given(small, long)) == (1, 1)


def outcomes(folder: Path, files: dict[str, str], **limits: float) -> dict[str, Outcome]:
    """What becomes of files by name, with one worker."""
    jobs = []
    for number, (name, text) in enumerate(files.items()):
        (folder / name).write_text(text, encoding="utf-8")
        jobs.append(Job(number, str(folder / name), size=10))
    engine = LocalEngine(Settings(Limits(**limits), BOX), 1)  # type: ignore[arg-type]
    try:
        found = list(engine.run(jobs))
    finally:
        engine.close()
    assert sorted(one.number for one in found) == list(range(len(files)))
    return {Path(jobs[one.number].path).name: one for one in found}


def test_what_was_given_beside_a_crash_is_done_all_the_same(tmp_path: Path) -> None:
    """Of the files a worker had, only the one it worked on is blamed; each has exactly one outcome."""
    found = outcomes(tmp_path, {"a": "fine", "b": "CRASH", "c": "fine", "d": "HANG", "e": "fine"}, timeout=1.0)
    assert {name: one.error_kind for name, one in found.items()} == {
        "a": "", "b": "crash", "c": "", "d": "timeout", "e": ""}


def test_shipped_bytes_larger_than_any_buffer(tmp_path: Path) -> None:
    """Many shipped files with much to say about each do not make both sides wait for each other."""
    body = "\n".join(f"{n} dual nationality of a citizen" for n in range(4000)).encode()
    jobs = [Job(n, f"{n}.txt", content=body, size=len(body)) for n in range(6)]
    engine = LocalEngine(Settings(Limits(timeout=30.0), BOX), 1)
    try:
        assert sorted(one.number for one in engine.run(jobs) if one.manifestation) == list(range(6))
    finally:
        engine.close()


@pytest.mark.parametrize(("toolbox", "limits", "error", "said"), [
    (Toolbox("no_room:read", warm=""), Limits(), LawscanError, "no_room"),
    (BOX, Limits(memory=40), LawscanError, "raise --memory"),
    (Toolbox(warm=""), Limits(), ModelError, "card")])
def test_workers_that_cannot_work_say_why(tmp_path: Path, toolbox: Toolbox, limits: Limits, error: type[LawscanError],
                                          said: str) -> None:
    """A missing function, too little memory for the model alone, no model: one line, before any file is touched."""
    engine = LocalEngine(Settings(limits, toolbox, str(tmp_path)), 1)
    try:
        with pytest.raises(error, match=said):
            engine.hello()
    finally:
        engine.close()


def test_the_first_file_of_a_language_is_told(tmp_path: Path) -> None:
    """What a worker pays once for a language is paid by that file; another one of the language is not the first."""
    words = {"fi": "1 § Suomen kansalainen säilyttää kansalaisuutensa, vaikka hän saa toisen valtion kansalaisuuden.",
             "en": "Section 1. A citizen who acquires another citizenship remains a citizen of this country."}
    jobs = []
    for number, lang in enumerate(("fi", "fi", "en", "fi", "en")):
        place = tmp_path / f"{number}.txt"
        place.write_text(f"{words[lang]}\n", encoding="utf-8")
        jobs.append(Job(number, str(place), ReadOptions(lang=lang)))
    engine = LocalEngine(Settings(toolbox=Toolbox(warm="")), 1)
    try:
        assert [one.first for one in engine.run(jobs)] == [True, False, True, False, False]
    finally:
        engine.close()
