"""The scan database gives back what was put in, finds it, and links what is the same."""

from __future__ import annotations

import dataclasses
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from lawscan.errors import StoreError
from lawscan.law import Box, Event, Evidence, Gazette, Instrument, Manifestation, PageReport, Provision, Tag
from lawscan.store import Store, Writer, schema, upkeep, writing
from lawscan.store.lock import WriterLock


def tag(name: str = "dual_nationality", score: float = 0.9, stance: str = "permits", below: bool = False) -> Tag:
    return Tag(name, score, stance, 0.8, "outbound", Evidence(0, 4, "A ci"), below)


def law(*texts: str, iso3: str = "KEN", title: str = "Citizenship Act", kind: str = "act") -> Instrument:
    provisions = tuple(
        Provision(f"sec_{n}", str(n), "Heading", text, "en", n, n, (Box(n, 1.5, 2.0, 3.0, 4.0),))
        for n, text in enumerate(texts, 1)
    )
    return Instrument(
        title,
        kind,
        "en",
        iso3,
        "manifest",
        "12",
        "2011-08-30",
        "in-force",
        Gazette("G", "7", "2011"),
        (Event("enactment", "2011-08-27", "assent"),),
        "https://example.org",
        False,
        provisions,
    )


def file(name: str, *laws: Instrument, pages: tuple[PageReport, ...] = ()) -> Manifestation:
    return Manifestation(name, f"hash of {name}", 10, "txt", pages, laws)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scan.db"


def fill(path: Path, *files: Manifestation, tags: dict[tuple[int, int], list[Tag]] | None = None) -> Store:
    with Writer(path) as writer:
        run = writer.begin_run("0", "r", "m", {}, "me")
        for one in files:
            writer.add(one, tags or {}, run_id=run, work_key=one.sha256, model="m")
        writer.link_duplicates()
        writer.finish_run(run, {"files": len(files)})
    return Store(path)


def test_hit_carries_all_of_its_law(path: Path) -> None:
    """A hit holds the provision, its law with events and gazette, and its file."""
    store = fill(path, file("/a.txt", law("A citizen may hold two nationalities.")), tags={(0, 0): [tag()]})
    [hit] = store.hits()
    assert tag() == hit.tag
    assert (hit.iso3, hit.title, hit.instrument_number, hit.force) == ("KEN", "Citizenship Act", "12", "in-force")
    assert hit.address == "/akn/ke/act/2011-08-30/12/eng@/~sec_1"
    assert (Event("enactment", "2011-08-27", "assent"),) == hit.events
    assert Gazette("G", "7", "2011") == hit.gazette
    assert (Box(1, 1.5, 2.0, 3.0, 4.0),) == hit.boxes
    assert law("A citizen may hold two nationalities.").provisions[0].text_sha256 == hit.text_sha256


def test_filters_narrow_hits(path: Path) -> None:
    """Country, tag, stance, score, text and threshold each narrow the hits."""
    found = {
        (0, 0): [tag(), tag("skills_recognition", 0.3, "mutual", below=True)],
        (0, 1): [tag(stance="prohibits", score=0.6)],
    }
    store = fill(path, file("/a.txt", law("first text", "second text")), tags=found)
    assert len(store.hits()) == 2
    assert len(store.hits(include_below=True)) == 3
    assert len(store.hits(iso3="FRA")) == 0
    assert len(store.hits(iso3=["KEN", "FRA"])) == 2
    assert [hit.tag.stance for hit in store.hits(stance="prohibits")] == ["prohibits"]
    assert len(store.hits(min_score=0.7)) == 1
    assert [hit.num for hit in store.hits(text="SECOND")] == ["2"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Perte de la nationalité française", "NATIONALITE  francaise"),
        ("中国公民取得外国国籍", "国籍"),
        ("중국 국적", "국적"),
        ("الجنسية المصرية", "الجنسيه المصر"[:6]),
        ("Η ιθαγένεια", "ιθαγενεια"),
        ("ends in x", "x"),
        ('say "so"', '"so"'),
    ],
)
def test_search_in_every_script(path: Path, text: str, query: str) -> None:
    """A phrase is found whatever its script, case, accents and length."""
    store = fill(path, file("/a.txt", law(text, "nothing of that kind here")))
    assert [text] == [found.provision.text for found in store.search(query)]


def test_same_law_in_two_files_counts_once(path: Path) -> None:
    """The second file by path is linked to the first, whichever was read first."""
    store = fill(path, file("/b.txt", law("same")), file("/a.txt", law("same")), tags={(0, 0): [tag()]})
    first, second = store.files()
    assert (None, first.id) == (first.duplicate_of, second.duplicate_of)
    assert [hit.file_path for hit in store.hits()] == ["/a.txt"]
    assert store.jurisdictions() == {"KEN": {"instruments": 1, "provisions": 1, "pages": 0, "files": 1}}


def test_same_text_of_another_country_is_not_a_duplicate(path: Path) -> None:
    """Two countries may pass the same words."""
    store = fill(path, file("/a.txt", law("same")), file("/b.txt", law("same", iso3="UGA")))
    assert {"KEN", "UGA"} == set(store.jurisdictions())


def test_twins_share_content_with_the_first_by_path(path: Path) -> None:
    """Of files with the same bytes the first by path holds the content, though another one was read."""
    with Writer(path) as writer:
        run = writer.begin_run("0", "r", "m", {}, "me")
        writer.add(file("/b.txt", law("x")), {(0, 0): [tag()]}, run_id=run, work_key="same", model="m")
        writer.add_twin("/a.txt", "hash of /b.txt", 10, run_id=run, work_key="same")
        assert writer.link_duplicates() == 1
    assert [hit.file_path for hit in Store(path).hits()] == ["/a.txt"]


def test_writing_a_file_again_replaces_it(path: Path) -> None:
    """The old content of a path is gone, from the index too."""
    fill(path, file("/a.txt", law("old words"))).close()
    store = fill(path, file("/a.txt", law("new words")))
    assert (len(store.search("old words")), len(store.search("new words"))) == (0, 1)
    assert len(store.provisions()) == 1


def test_order_of_writing_does_not_change_the_digest(tmp_path: Path) -> None:
    """The digest names content, not ids or times."""
    files = [file(f"/{name}.txt", law(name)) for name in "abc"]
    one = fill(tmp_path / "1.db", *files)
    two = fill(tmp_path / "2.db", *files[::-1])
    other = fill(tmp_path / "3.db", *files[:2])
    assert one.content_digest() == two.content_digest() != other.content_digest()


def test_unread_names_files_and_pages(path: Path) -> None:
    """A page that was not read is listed with its reason; an empty one is not a miss."""
    pages = (PageReport(1, "text"), PageReport(2, "scanned", False, "no OCR installed"), PageReport(3, "empty", False))
    with Writer(path) as writer:
        run = writer.begin_run("0", "r", "m", {}, "me")
        writer.add(file("/a.pdf", law("x"), pages=pages), {}, run_id=run)
        writer.add_unread("/b.pdf", "h", 3, "encrypted", "a password is needed", run_id=run)
    store = Store(path)
    assert [dataclasses.astuple(row) for row in store.unread()] == [
        ("/b.pdf", 0, "encrypted", "a password is needed"),
        ("/a.pdf", 2, "scanned", "no OCR installed"),
    ]
    assert [row.status for row in store.files()] == ["partly", "unread"]


def test_vanished_files_do_not_count(path: Path) -> None:
    """A vanished file keeps its content and counts again when it is back."""
    fill(path, file("/a.txt", law("x")), tags={(0, 0): [tag()]}).close()
    with Writer(path) as writer:
        writer.mark_vanished([1])
        assert Store(path).hits() == []
        writer.mark_vanished([1], False)
        assert len(Store(path).hits()) == 1


def test_provision_by_address_and_by_id(path: Path) -> None:
    """Both names find the provision; a wrong one is a StoreError with a next step."""
    store = fill(path, file("/a.txt", law("one", "two")), tags={(0, 0): [tag()]})
    [hit] = store.hits()
    assert store.provision(hit.address) == store.provision(str(hit.provision_id))
    assert [found.provision.text for found in store.untagged()] == ["two"]
    assert [found.provision.text for found in store.untagged(limit=5, seed=1)] == ["two"]
    with pytest.raises(StoreError, match="no provision 99"):
        store.provision(99)


def test_a_foreign_database_is_refused(path: Path) -> None:
    """A database of another program is neither read nor changed."""
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE mine(x)")
    other.close()
    with pytest.raises(StoreError, match="another program"):
        Writer(path)
    with pytest.raises(StoreError, match="another program"):
        Store(path)


def test_a_newer_schema_is_refused(path: Path) -> None:
    """A database of a newer lawscan is not touched."""
    fill(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(StoreError, match="newer lawscan"):
        Store(path)


def test_a_text_file_is_not_a_database(path: Path) -> None:
    """What is not SQLite is named as such."""
    path.write_text("no database " * 200, encoding="utf-8")
    with pytest.raises(StoreError, match="not a scan database"):
        Store(path)


def test_second_writer_learns_who_holds_it(path: Path) -> None:
    """The second writer waits, then names the process and host of the first."""
    import os

    with Writer(path), pytest.raises(StoreError, match=f"process {os.getpid()} on "):
        Writer(path, wait=0.2)
    Writer(path, wait=0).close()


def beside(path: Path) -> list[str]:
    """What stands in the database's folder."""
    return sorted(one.name for one in path.parent.iterdir())


def test_a_finished_scan_is_one_file(path: Path) -> None:
    """Neither a journal nor a lock stays, also after it was read; a lock left by a killed scan goes with the next."""
    path.with_name("scan.db.lock").write_text('{"pid": 1}')
    store = fill(path, file("a", law("A citizen")))
    assert len(store.provisions()) == 1
    store.close()
    assert beside(path) == ["scan.db"]


def test_readers_and_the_writer_do_not_stop_each_other(path: Path) -> None:
    """A reader in the middle of its reading keeps its view; the writer ends all the same, the next one tidies up."""
    fill(path, file("a", law("one", "two"))).close()
    writer = Writer(path)
    run = writer.begin_run("0", "r", "m", {}, "me")
    reader = sqlite3.connect(path)
    reading = reader.execute("SELECT text FROM provisions ORDER BY id")
    assert next(reading) == ("one",)
    writer.add(file("b", law("three")), {}, run_id=run, work_key="b", model="m")
    writer.close()
    assert list(reading) == [("two",)]
    reader.close()
    Writer(path).close()
    assert beside(path) == ["scan.db"]
    assert len(Store(path).provisions()) == 3


def test_the_removed_lock_of_another_scan_lets_nobody_in_twice(path: Path) -> None:
    """Who waited for a lock that was then removed holds the file that stands there, so a third waits for it."""
    first = WriterLock(path, 0)
    second: list[WriterLock] = []
    waiting = threading.Thread(target=lambda: second.append(WriterLock(path, 30)))
    waiting.start()
    first.release()
    waiting.join()
    with pytest.raises(StoreError, match="another scan is writing"):
        WriterLock(path, 0.2)
    second[0].release()
    Writer(path, wait=0).close()


def test_unseen_work_is_not_passed_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a broken-off scan's journal cannot be read, the database without it would be a lie."""
    fill(path, file("a", law("one"))).close()
    whole = sqlite3.connect

    def refuse(address: str, **options: Any) -> sqlite3.Connection:
        if "immutable" not in address:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        return whole(address, **options)

    monkeypatch.setattr(sqlite3, "connect", refuse)
    assert len(Store(path).provisions()) == 1
    path.with_name("scan.db-wal").write_bytes(b"frames")
    with pytest.raises(StoreError, match="broken off"):
        Store(path)


def test_an_older_schema_becomes_a_newer_one_or_stays_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step is one transaction: content stays, and a step that fails leaves the number and the tables before it."""
    fill(path, file("a", law("one"))).close()
    db = sqlite3.connect(path, isolation_level=None)
    added = (*schema.MIGRATIONS, "ALTER TABLE files ADD COLUMN note TEXT NOT NULL DEFAULT 'none';")
    assert schema.migrate(db, str(path), added) == len(schema.MIGRATIONS)
    assert db.execute("SELECT note FROM files").fetchall() == [("none",)]
    monkeypatch.setattr(schema, "MIGRATIONS", added)
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(db, str(path), (*added, "CREATE TABLE half(x); ALTER TABLE nowhere ADD COLUMN y;"))
    db.close()
    db = sqlite3.connect(path)
    assert schema.version_of(db) == len(added)
    assert db.execute("SELECT count(*) FROM sqlite_master WHERE name='half'").fetchone() == (0,)
    assert schema.migrate(db, str(path), added) == len(added)
    db.close()


def test_a_full_disk_is_said_in_one_line(path: Path) -> None:
    """Where not even the lock can be written, that is named, and nobody is locked out afterwards."""
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    path.with_name("scan.db.lock").symlink_to("/dev/full")
    with pytest.raises(StoreError, match="cannot be written"):
        Writer(path, wait=0)
    Writer(path, wait=0).close()


def names(path: Path) -> list[str]:
    """The files that another reader sees."""
    with Store(path) as store:
        return [row.path for row in store.files()]


def test_small_files_share_a_transaction_but_not_for_long(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others see them after the last of a group, or a second, or when anything else is written, or at the end."""
    monkeypatch.setattr(writing, "TOGETHER", 3)
    writer = Writer(path)
    run = writer.begin_run("0", "r", "m", {}, "me")
    seen = []
    for name in "abcd":
        writer.add_unread(name, "", 0, "open", "no", run_id=run)
        seen.append(len(names(path)))
    assert seen == [0, 0, 3, 3]
    monkeypatch.setattr(writing, "TOGETHER_SECONDS", 0.0)
    writer.add_unread("e", "", 0, "open", "no", run_id=run)
    assert len(names(path)) == 5
    monkeypatch.setattr(writing, "TOGETHER_SECONDS", 60.0)
    writer.add_unread("f", "", 0, "open", "no", run_id=run)
    writer.finish_run(run, {})
    assert len(names(path)) == 6
    writer.add_unread("g", "", 0, "open", "no", run_id=run)
    writer.close()
    assert names(path) == list("abcdefg")


def test_a_file_that_cannot_be_written_leaves_no_half(path: Path) -> None:
    """What shares its transaction goes with it, and is read again by the next scan; nothing is half there."""
    fill(path, file("a", law("one"))).close()
    with Writer(path) as writer:
        run = writer.begin_run("0", "r", "m", {}, "me")
        writer.add(file("b", law("two")), {}, run_id=run, work_key="b", model="m")
        with pytest.raises(AttributeError):
            writer.add(file("c", law("three")), {(0, 0): [None]}, run_id=run)  # type: ignore[list-item]
    assert names(path) == ["a"]
    assert upkeep.check(path).problems == ()


def index_parts(path: Path) -> int:
    """In how many pieces the search index was written, merged or not: they are numbered, the first is 1.

    Raises:
        sqlite3.DatabaseError: the index is not consistent in itself.
    """
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO provisions_fts(provisions_fts) VALUES('integrity-check')")
        return int(db.execute("SELECT max(segid) FROM provisions_fts_idx").fetchone()[0])


def test_the_search_index_is_written_once_a_transaction(path: Path) -> None:
    """Twenty tagged laws in one transaction, some of them twice, make one piece of index, not one each."""
    names = [f"{number}.txt" for number in (*range(20), 3, 4)]
    fill(path, *(file(name, law("one", "two")) for name in names), tags={(0, 0): [tag()]}).close()
    assert index_parts(path) == 1
    assert upkeep.check(path).problems == ()


def test_what_is_replaced_at_once_is_found_as_it_stands_last(path: Path) -> None:
    """A file stored before, replaced twice in one transaction, leaves only its last words; numbers are used again."""
    fill(path, file("a", law("first words", "more of it")), file("b", law("others"))).close()
    store = fill(path, file("b", law("second words", "and third")), file("b", law("fourth words")),
                 file("a", law("fifth words")))
    words = ("words", "first", "others", "second", "third", "fourth", "fifth")
    found = {word: len(store.search(word)) for word in words}
    assert found == {"words": 2, "first": 0, "others": 0, "second": 0, "third": 0, "fourth": 1, "fifth": 1}
    store.close()
    assert index_parts(path) == 2
    assert upkeep.check(path).problems == ()


def test_merging_is_set_where_an_older_lawscan_left_it_out(path: Path) -> None:
    """A database is merged as rarely as this version likes, whoever made it."""
    fill(path, file("a", law("one"))).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO provisions_fts(provisions_fts, rank) VALUES('automerge', 4)")
        db.commit()
        fill(path, file("b", law("two"))).close()
        assert db.execute("SELECT v FROM provisions_fts_config WHERE k='automerge'").fetchone() == (writing.MERGE_AT,)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    """Whoever gives a folder as output is told so, not that its rights are wrong."""
    with pytest.raises(StoreError, match="a folder, no scan database"):
        Writer(tmp_path)
