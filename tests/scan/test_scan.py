"""A scan does only what has changed, counts the same law once, and names what it could not read."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import pytest

from lawscan.engines.protocol import Toolbox
from lawscan.errors import StoreError, UsageError
from lawscan.store import Store, Writer

from .conftest import BOX, Scan


def test_changes_are_told_apart(scan: Scan, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New, changed, moved, vanished and unchanged files are counted apart, and only new and changed ones are read."""
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    for name in ("same", "change", "move", "vanish"):
        (folder / f"{name}.txt").write_text(f"{name} dual", encoding="utf-8")
    assert scan().counts["new"] == 4
    (folder / "change.txt").write_text("changed dual", encoding="utf-8")
    (folder / "move.txt").rename(folder / "moved.txt")
    (folder / "vanish.txt").unlink()
    (folder / "new.txt").write_text("new", encoding="utf-8")
    (tmp_path / "log").unlink()
    counts = scan().counts
    told = {name: counts[name] for name in ("new", "changed", "moved", "vanished", "unchanged", "files")}
    assert told == {"new": 1, "changed": 1, "moved": 1, "vanished": 1, "unchanged": 2, "files": 4}
    assert sorted((tmp_path / "log").read_text().split()) == ["change.txt", "new.txt"]
    with Store(tmp_path / "scan.db") as store:
        assert sorted(hit.text for hit in store.hits()) == ["changed dual", "move dual", "same dual"]
        assert store.runs()[1].counts["moved"] == 1


def test_a_vanished_file_that_returns_counts_again(scan: Scan, folder: Path, tmp_path: Path) -> None:
    """Content is kept while a file is away."""
    away = tmp_path / "away.txt"
    (folder / "a.txt").write_text("dual", encoding="utf-8")
    scan()
    (folder / "a.txt").rename(away)
    assert scan().counts["files"] == 0
    away.rename(folder / "a.txt")
    counts = scan().counts
    assert (counts["files"], counts["unchanged"], counts["tag:dual_nationality/permits"]) == (1, 1, 1)


def test_another_model_tags_again_without_reading(scan: Scan, folder: Path, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    """A new model needs the stored text only."""
    (folder / "a.txt").write_text("dual", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    scan()
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    assert scan(model="model-2").counts["retagged"] == 2
    assert not (tmp_path / "log").exists()
    assert scan(model="model-2").counts["retagged"] == 0
    scan(output="fresh.db", model="model-2")
    assert Store(tmp_path / "scan.db").content_digest() == Store(tmp_path / "fresh.db").content_digest()


def test_another_reader_reads_again(scan: Scan, folder: Path) -> None:
    """The reader's version is part of what a reading depends on."""
    (folder / "a.txt").write_text("dual", encoding="utf-8")
    scan()
    newer = dataclasses.replace(BOX, version="fake_room:NEWER")
    assert scan(toolbox=newer).counts["changed"] == 1


def test_the_same_bytes_are_read_once(scan: Scan, folder: Path, tmp_path: Path,
                                      monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies are linked to the first by path and counted once; when that one changes, a copy takes its place."""
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    for name in "abc":
        (folder / f"{name}.txt").write_text("dual", encoding="utf-8")
    counts = scan().counts
    assert (counts["duplicates"], counts["provisions"], counts["files"]) == (2, 1, 3)
    assert (tmp_path / "log").read_text().split() == ["a.txt"]
    (folder / "a.txt").write_text("other", encoding="utf-8")
    assert scan().counts["duplicates"] == 1
    with Store(tmp_path / "scan.db") as store:
        assert [(Path(hit.file_path).name, hit.text) for hit in store.hits()] == [("b.txt", "dual")]
    scan(output="fresh.db")
    assert Store(tmp_path / "scan.db").content_digest() == Store(tmp_path / "fresh.db").content_digest()


def test_one_bad_file_costs_one_file(scan: Scan, folder: Path, tmp_path: Path) -> None:
    """Files that hang, crash, eat memory or fail are named with the reason; the others are right."""
    for n in range(12):
        (folder / f"good{n:02}.txt").write_text(f"{n} dual", encoding="utf-8")
    for word in ("HANG", "CRASH", "EAT", "FAIL", "ODD"):
        (folder / f"{word.lower()}.txt").write_text(f"{word} now", encoding="utf-8")
    (folder / "once.txt").write_text("ONCE dual", encoding="utf-8")
    (folder / "speak.txt").write_text("SPEAK dual", encoding="utf-8")
    report = scan(timeout=1.5, memory=1000, jobs=2)
    assert (report.counts["files"], report.counts["unread"]) == (19, 5)
    with Store(tmp_path / "scan.db") as store:
        told = {Path(row.path).stem: (row.error_kind, row.error) for row in store.files() if row.status == "unread"}
        assert len(store.hits()) == 14
    assert told == {
        "hang": ("timeout", "it took longer than 1.5 s; raise --timeout"),
        "crash": ("crash", "reading it killed the worker process"),
        "eat": ("memory", "it needs more than 1000 MiB of memory; raise --memory"),
        "fail": ("damaged", "the file is damaged. Fetch it again."),
        "odd": ("error", "RuntimeError: object at <object object at 0x…>")}
    assert scan().counts["unchanged"] == 19
    assert not report.nothing_read


def test_failed_files_are_tried_again_on_request(scan: Scan, folder: Path) -> None:
    """`--retry` gives a file that crashed another chance."""
    (folder / "a.txt").write_text("CRASH", encoding="utf-8")
    assert scan().nothing_read
    assert scan().counts["changed"] == 0
    assert scan(retry=True).counts["changed"] == 1


def test_manifests_say_what_is_known(scan: Scan, folder: Path, tmp_path: Path) -> None:
    """A named manifest gives country and title by file; its change is a change of the file; --country wins."""
    (folder / "a.txt").write_text("dual", encoding="utf-8")
    (folder / "index.jsonl").write_text(json.dumps({"file": "a.txt", "iso3": "KEN", "title": "Act"}), encoding="utf-8")
    unnamed = scan()
    assert any("not used; to use it: --manifest" in note for note in unnamed.notes)
    told = scan(manifests=(folder / "index.jsonl",))
    assert told.counts["changed"] == 1
    assert any(note.startswith("1 files have the same bytes as before and were read again") for note in told.notes)
    with Store(tmp_path / "scan.db") as store:
        assert [(hit.iso3, hit.title) for hit in store.hits()] == [("KEN", "Act")]
    scan(manifests=(folder / "index.jsonl",), country="UGA")
    with Store(tmp_path / "scan.db") as store:
        assert [hit.iso3 for hit in store.hits()] == ["UGA"]


def test_a_manifest_that_names_a_missing_file_is_told(scan: Scan, folder: Path) -> None:
    """A misspelt file name would leave the facts of its row unused: the note names it."""
    (folder / "a.txt").write_text("dual", encoding="utf-8")
    (folder / "manifest.csv").write_text("path,iso3\na.txt,KEN\nb.txt,KEN\n", encoding="utf-8")
    [note] = scan(manifests=(folder / "manifest.csv",)).notes
    assert "1 of its files not found, first: " in note
    assert note.endswith("b.txt")


def test_files_that_are_not_law_are_left_out(scan: Scan, folder: Path, tmp_path: Path) -> None:
    """Hidden files, databases, the output itself, and links that lead outside are not scanned."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "a.txt").write_text("dual", encoding="utf-8")
    (folder / ".hidden.txt").write_text("dual", encoding="utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(folder / "pipe")
    report = scan(output="laws/scan.db")
    assert report.counts["files"] == 1
    assert scan(output="laws/scan.db").counts["files"] == 1
    assert any("leads out of the folder" in note for note in report.notes)


def test_names_that_are_not_utf8(scan: Scan, folder: Path, tmp_path: Path) -> None:
    """A file whose name is not UTF-8 is scanned like any other."""
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_text("dual", encoding="utf-8")
    assert scan().counts["files"] == 1
    assert scan().counts["unchanged"] == 1


def test_wrong_calls_are_usage_errors(scan: Scan, tmp_path: Path) -> None:
    """A path that is not there and an engine that does not exist are the caller's mistakes."""
    with pytest.raises(UsageError, match="no such file"):
        scan(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="no engine"):
        scan(engine="abacus")
    with pytest.raises(UsageError, match="--scheduler"):
        scan(engine="dask")


def test_a_second_scan_says_who_holds_the_database(scan: Scan, folder: Path, tmp_path: Path) -> None:
    """One writer at a time."""
    with Writer(tmp_path / "scan.db"), pytest.raises(StoreError, match="another scan is writing"):
        scan(wait=0.2)


def test_workers_that_cannot_start_are_named(scan: Scan, folder: Path) -> None:
    """A missing module ends the scan with a line, not with a loop."""
    from lawscan.errors import LawscanError

    (folder / "a.txt").write_text("dual", encoding="utf-8")
    with pytest.raises(LawscanError, match="no_such_room"):
        scan(toolbox=Toolbox(read="no_such_room:read"))
