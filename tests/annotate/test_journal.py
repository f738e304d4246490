"""The journal loses nothing: folds, undo, torn lines, many writers killed at random."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from lawscan.annotate.journal import Journal, fold, stale, verdicts
from lawscan.annotate.record import Label, Record, from_line, to_line
from lawscan.errors import AnnotationError


def record(number: int = 1, answer: str = "none", annotator: str = "amina", **more: object) -> Record:
    """A short factory: one record a number."""
    raw = Record(
        id=f"{number:04d}",
        address=f"/akn/ke/act/1/eng/~sec_{number}",
        text_sha256="h",
        instrument="/akn/ke/act/1/eng",
        scheme="lawscan-1",
        answer=answer,
        annotator=annotator,
        answered_at=f"2026-01-01T00:00:{number % 60:02d}.000Z",
    )
    return replace(raw, **more)  # type: ignore[arg-type]


DUAL = (Label("dual_nationality", "permits", "outbound", 0, 3, "abc"),)


def test_a_record_survives_its_line() -> None:
    """Writing and reading a record gives the same record."""
    given = record(answer="labels", labels=DUAL, note='línea "1"\n2')

    assert given == from_line(to_line(given))


def test_the_latest_answer_counts_and_undo_restores_the_one_before() -> None:
    """A retraction takes back exactly the record that it names."""
    first = record(1)
    second = replace(first, id="0002", answer="labels", labels=DUAL, answered_at="2026-01-02T00:00:00.000Z")
    undo = replace(first, id="0003", answer="retract", supersedes="0002", answered_at="2026-01-03T00:00:00.000Z")
    key = (first.address, "amina", "annotator")

    assert second == fold([first, second])[key]
    assert first == fold([first, second, undo])[key]


def test_a_torn_last_line_is_set_aside_and_named(tmp_path: Path) -> None:
    """Bytes of a write that was cut off stay in a .torn file; all whole lines stay valid."""
    journal = Journal(tmp_path)
    journal.append(record(1))
    path = journal.path(record(1))
    with path.open("ab") as file:
        file.write(b'{"schema":"lawscan.anno')
    assert 1 == len(list(journal.records()))
    assert 1 == len(journal.problems)

    journal.append(record(2))

    fresh = Journal(tmp_path)
    assert ["0001", "0002"] == [each.id for each in fresh.records()]
    assert [] == fresh.problems
    assert b'{"schema":"lawscan.anno\n' == path.with_suffix(".torn").read_bytes()


def test_an_unknown_answer_is_refused() -> None:
    """A record with an answer that the scheme does not know is an error that lists the known ones."""
    with pytest.raises(AnnotationError, match="labels, none, skip, retract"):
        from_line(to_line(record()).replace('"none"', '"maybe"'))


def test_a_full_disk_is_not_an_acknowledged_answer(tmp_path: Path) -> None:
    """Where the folder cannot be written, append raises and names the path."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")

    with pytest.raises(AnnotationError, match="was not saved"):
        Journal(blocked).append(record())


def test_changed_text_makes_an_answer_stale() -> None:
    """An answer about another text is listed, never moved silently."""
    assert [record(1)] == stale([record(1), record(2)], {record(1).address: "other", record(2).address: "h"})


def test_adjudication_settles_what_two_readers_dispute(tmp_path: Path) -> None:
    """Two readers who differ settle nothing; an adjudicator's "none" does."""
    journal = Journal(tmp_path)
    journal.append(record(1, "labels", labels=DUAL))
    journal.append(record(1, "none", annotator="bo", id="0009"))
    assert {} == verdicts(tmp_path)

    journal.append(record(1, "none", annotator="chi", id="0010", role="adjudicator"))

    [verdict] = verdicts(tmp_path).values()
    assert ("adjudicated", (), ("chi",)) == (verdict.kind, verdict.tags, verdict.by)


def _write(root: str, who: int, count: int, acknowledged: str) -> None:
    journal = Journal(Path(root))
    with Path(acknowledged).open("a") as log:
        for number in range(count):
            one = record(number, annotator=f"p{who % 2}", id=f"{who}-{os.getpid()}-{number:05d}")
            journal.append(one)
            log.write(one.id + "\n")
            log.flush()


def test_writers_killed_at_random_lose_no_acknowledged_answer(tmp_path: Path) -> None:
    """Four processes write at once, two of them to the same files; each acknowledged answer is there exactly once."""
    context = multiprocessing.get_context("spawn")
    logs = [str(tmp_path / f"ack{n}") for n in range(4)]
    root = str(tmp_path / "annotations")
    workers = [context.Process(target=_write, args=(root, n, 400, logs[n])) for n in range(4)]
    for worker in workers:
        worker.start()
    rng = random.Random(7)
    for worker in workers[:2]:
        time.sleep(1 + rng.random())
        if worker.pid and worker.is_alive():
            os.kill(worker.pid, signal.SIGKILL)
    for worker in workers:
        worker.join()

    acknowledged = [line for log in logs if Path(log).exists() for line in Path(log).read_text().split()]
    found = [each.id for each in Journal(Path(root)).records()]
    assert len(found) == len(set(found))
    assert set(acknowledged) <= set(found)
    assert len(acknowledged) >= 800
