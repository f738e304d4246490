"""The commands around a scan: exit codes, exact summaries, safe output."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from lawscan.annotate.journal import Journal
from lawscan.annotate.record import Label, Record
from lawscan.cli import db, hits, read, scan, search, tag
from lawscan.cli.hits import printable
from lawscan.errors import LawscanError, StoreError, UsageError
from lawscan.law import Evidence, Instrument, Manifestation, Provision, Tag
from lawscan.scan import ScanReport
from lawscan.store import Store, Writer

TEXT = '=HYPERLINK("http://x") dual \x1b[31mred'


def app() -> typer.Typer:
    """These rooms' commands alone."""
    made = typer.Typer()
    for room in (scan, hits, search, db):
        room.register(made)
    return made


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """One hit whose title and text a spreadsheet would run, and one file that was not read."""
    found = Tag("dual_nationality", 0.9, "permits", 0.8, "outbound", Evidence(23, 27, "dual"))
    law = Instrument("@SUM(A1)", "act", "en", "KEN", provisions=(Provision("sec_1", "1", "+1", TEXT, "en"),))
    with Writer(tmp_path / "scan.db") as writer:
        run = writer.begin_run("0", "r", "m", {}, "me@here")
        writer.add(Manifestation("/a.txt", "h", 1, "text", (), (law,)), {(0, 0): (found,)}, run_id=run, model="m")
        writer.add_unread("/b.pdf", "h", 3, "encrypted", "a password is needed", run_id=run)
        writer.finish_run(run, {"new": 2, "unread": 1})
    return tmp_path / "scan.db"


def test_csv_holds_no_formula(database: Path) -> None:
    """No cell of `hits --format csv` is taken for a formula."""
    done = CliRunner().invoke(app(), ["hits", str(database), "--format", "csv"])
    [row] = csv.DictReader(io.StringIO(done.stdout))
    assert (row["title"], row["heading"], row["text"]) == ("'@SUM(A1)", "'+1", f"'{TEXT}")


def test_exported_csv_holds_no_formula(database: Path, tmp_path: Path) -> None:
    """Nor is one of `db export --format csv`."""
    done = CliRunner().invoke(app(), ["db", "export", str(database), "--format", "csv", "-o", str(tmp_path / "out")])
    assert done.exit_code == 0
    for path in (tmp_path / "out").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8"), newline="")):
            assert not any(cell.startswith(("=", "+", "@")) for cell in row)


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_export_writes_every_table(database: Path, tmp_path: Path, form: str) -> None:
    """One file a table, with all rows."""
    pytest.importorskip("pyarrow")
    CliRunner().invoke(app(), ["db", "export", str(database), "--format", form, "-o", str(tmp_path / "out")])
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == [
        "events", "files", "instruments", "pages", "provisions", "runs", "tags"]
    if form == "jsonl":
        [row] = (json.loads(line) for line in (tmp_path / "out/provisions.jsonl").read_text("utf-8").splitlines())
        assert row["text"] == TEXT


def test_hits_as_json_lines(database: Path) -> None:
    """One object a line on stdout, words on stderr."""
    done = CliRunner().invoke(app(), ["hits", str(database), "--json", "--country", "ken"])
    row = json.loads(done.stdout)
    assert (row["iso3"], row["evidence"], row["text"]) == ("KEN", "dual", TEXT)


@pytest.mark.parametrize(("answer", "said"), [
    ("permits", "verified by amina on 2026-01-02 (annotated)"),
    ("prohibits", "corrected to prohibits by amina on 2026-01-02 (annotated)"),
    ("", "refused by amina on 2026-01-02 (annotated)")])
def test_hits_say_what_people_answered(database: Path, tmp_path: Path, answer: str, said: str) -> None:
    """The field `checked` names who confirmed, corrected or refused a hit; without answers it is the machine."""
    folder = tmp_path / "answers"
    call = ["hits", str(database), "--json", "--annotations", str(folder)]
    assert json.loads(CliRunner().invoke(app(), call).stdout)["checked"] == "machine"
    with Store(database) as store:
        [hit] = store.hits()
    labels = (Label("dual_nationality", answer, "outbound"),) if answer else ()
    Journal(folder).append(Record("1", hit.address, hit.text_sha256, "i", "lawscan-1", "labels" if answer else "none",
                                  "amina", "2026-01-02T00:00:00Z", labels))
    assert json.loads(CliRunner().invoke(app(), call).stdout)["checked"] == said
    assert "checked" in CliRunner().invoke(app(), [*call[:2], "--format", "table", *call[3:]]).stdout


def test_hits_list_what_people_found(database: Path, tmp_path: Path) -> None:
    """A tag that people gave and the machine did not is listed, also where a score is asked; filters keep it out."""
    with Store(database) as store:
        [hit] = store.hits()
    Journal(tmp_path).append(Record(
        "1", hit.address, hit.text_sha256, "i", "lawscan-1", "labels", "amina", "2026-01-02T00:00:00Z",
        (Label("dual_nationality", "permits", "outbound"), Label("skills_recognition", "mutual"))))
    call = ["hits", str(database), "--json", "--annotations", str(tmp_path), "--min-score", "0.95"]
    said = json.loads(CliRunner().invoke(app(), call).stdout)
    assert (said["tag"], said["stance"], said["checked"][:17]) == ("skills_recognition", "mutual", "verified by amina")
    for other in (["--stance", "unilateral"], ["--tag", "dual_nationality"], ["--text", "no such words"]):
        assert CliRunner().invoke(app(), [*call, *other]).stdout == ""


def test_what_people_confirm_below_the_threshold_is_listed_once(database: Path, tmp_path: Path) -> None:
    """The machine's own tag below its threshold and the answer that confirms it are one line."""
    weak = Tag("dual_nationality", 0.2, "permits", 0.8, "outbound", Evidence(0, 4, "Weak"), below_threshold=True)
    law = Instrument("Weak Act", "act", "en", "UGA", provisions=(Provision("sec_1", "1", "", "Weak.", "en"),))
    with Writer(database) as writer:
        writer.add(Manifestation("/c.txt", "k", 1, "text", (), (law,)), {(0, 0): (weak,)}, run_id=1, model="m")
    with Store(database) as store:
        [hit] = store.hits("UGA", include_below=True)
    Journal(tmp_path).append(Record("1", hit.address, hit.text_sha256, "i", "lawscan-1", "labels", "amina",
                                    "2026-01-02T00:00:00Z", (Label("dual_nationality", "permits", "outbound"),)))
    call = ["hits", str(database), "--json", "--country", "UGA", "--annotations", str(tmp_path)]
    for below in ([], ["--below"]):
        [row] = map(json.loads, CliRunner().invoke(app(), [*call, *below]).stdout.splitlines())
        assert row["checked"].startswith("verified by amina")


def test_hits_of_a_country_by_name(database: Path) -> None:
    """A country may be named; one of which the scan holds no law is told apart from one without hits."""
    done = CliRunner().invoke(app(), ["hits", str(database), "--json", "--country", "Kenya"])
    assert json.loads(done.stdout)["iso3"] == "KEN"
    other = CliRunner().invoke(app(), ["hits", str(database), "--json", "--country", "Uganda"])
    assert (other.stdout, f"note: {database} holds no law of UGA." in other.stderr) == ("", True)


@pytest.mark.parametrize("wrong", [["--country", "Atlantis"], ["--tag", "dual"], ["--stance", "maybe"],
                                   ["--tag", "dual_nationality", "--stance", "unilateral"]])
def test_hits_refuse_what_no_hit_can_have(database: Path, wrong: list[str]) -> None:
    """A misspelt country, tag or stance is a usage error, not "0 hits"."""
    assert isinstance(CliRunner().invoke(app(), ["hits", str(database), *wrong]).exception, UsageError)


@pytest.mark.parametrize(("content", "said"), [(None, "No such file or directory."), (b"\xe9", "it is not UTF-8.")])
def test_tag_says_plainly_what_it_cannot_read(tmp_path: Path, content: bytes | None, said: str) -> None:
    """No error number and no name of a codec: the file, the cause and what to give."""
    path = tmp_path / "a.jsonl"
    if content:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        list(tag._lines(str(path)))
    assert str(caught.value) == f"{path} cannot be read: {said} Give a UTF-8 file of JSON Lines, or -."


def test_search_finds_what_carries_no_tag(database: Path) -> None:
    """Every provision that was read is searched; the words around the phrase are shown, its control characters not."""
    law = Instrument("Oath Act", "act", "en", "UGA", provisions=(Provision("sec_1", "1", "", "An Óath\x07 is", "en"),))
    with Writer(database) as writer:
        writer.add(Manifestation("/c.txt", "k", 1, "text", (), (law,)), {}, run_id=1, model="m")
    done = CliRunner().invoke(app(), ["search", str(database), "OATH"])
    assert "UGA  Oath Act, 1: An Óath\ufffd is" in done.stdout
    untagged = CliRunner().invoke(app(), ["hits", str(database), "--text", "an oath"])
    assert f"0 hits. Among provisions without a tag: lawscan search {database} 'an oath'" in untagged.stderr
    named = CliRunner().invoke(app(), ["search", str(database), "oath", "--country", "Kenya", "--json"])
    assert (named.stdout, "0 provisions." in named.stderr) == ("", True)
    [row] = map(json.loads, CliRunner().invoke(app(), ["search", str(database), "dual", "--json"]).stdout.splitlines())
    assert (row["iso3"], row["tags"]) == ("KEN", ["dual_nationality/permits"])
    assert isinstance(CliRunner().invoke(app(), ["search", str(database), " "]).exception, UsageError)


def test_export_into_a_file_is_told(database: Path, tmp_path: Path) -> None:
    """A place that is no folder is one line, not a traceback."""
    (tmp_path / "taken").touch()
    done = CliRunner().invoke(app(), ["db", "export", str(database), "-o", str(tmp_path / "taken")])
    assert isinstance(done.exception, LawscanError)
    assert "Choose another with -o" in str(done.exception)


def test_the_summary_counts_laws_of_no_country() -> None:
    """Laws that no benchmark will count are named at the end of the scan, with what to do."""
    names = ("files", "new", "changed", "moved", "vanished", "unchanged", "duplicates", "pages", "provisions",
             "retagged")
    times = dict.fromkeys(("find", "read", "tag", "store", "all"), 0.0)
    report = ScanReport(Path("scan.db"), 1, dict.fromkeys(names, 0), (), times)
    assert "country not known of 3 laws" in "\n".join(scan._lines(report, [], 3))
    assert "country not known" not in "\n".join(scan._lines(report, [], 0))


@pytest.mark.parametrize(("name", "said"), [("none.pdf", "none.pdf: no such file."), (".", "a folder. Scan it:")])
def test_read_names_what_is_no_file(tmp_path: Path, name: str, said: str) -> None:
    """A missing file and a folder are one plain line."""
    alone = typer.Typer()
    read.register(alone)
    assert said in str(CliRunner().invoke(alone, [str(tmp_path / name)]).exception)


def test_show_marks_evidence_and_disarms_control_characters(database: Path) -> None:
    """What a file holds can neither colour the terminal nor hide behind its own marks."""
    done = CliRunner().invoke(app(), ["show", str(database), "1"])
    assert '=HYPERLINK("http://x") ⟦dual⟧ \ufffd[31mred' in done.stdout
    assert "\x1b" not in done.stdout
    assert printable("a\x07b\u202ec") == "a\ufffdb\ufffdc"


def test_show_picture_of_a_text_file_is_a_usage_error(database: Path, tmp_path: Path) -> None:
    """A text file has no page to picture."""
    done = CliRunner().invoke(app(), ["show", str(database), "1", "--picture", str(tmp_path / "x.png")])
    assert isinstance(done.exception, UsageError)


def test_check_names_what_was_not_read(database: Path) -> None:
    """A whole database is exit code 0; unread files are listed with their reason."""
    done = CliRunner().invoke(app(), ["db", "check", str(database)])
    assert done.exit_code == 0
    assert "not read: /b.pdf: a password is needed" in done.stdout


def test_check_finds_altered_text(database: Path) -> None:
    """Text that is not what its hash says is a problem and exit code 1."""
    import sqlite3

    other = sqlite3.connect(database)
    with other:
        other.execute("UPDATE provisions SET text='forged'")
    other.close()
    done = CliRunner().invoke(app(), ["db", "check", str(database)])
    assert done.exit_code == 1
    assert "does not have the hash" in done.stdout


def test_backup_is_a_whole_copy(database: Path, tmp_path: Path) -> None:
    """The copy has the same content, and never overwrites a file."""
    copy = tmp_path / "copy.db"
    assert CliRunner().invoke(app(), ["db", "backup", str(database), str(copy)]).exit_code == 0
    assert Store(copy).content_digest() == Store(database).content_digest()
    again = CliRunner().invoke(app(), ["db", "backup", str(database), str(copy)])
    assert isinstance(again.exception, StoreError)


def test_runs_say_who_and_what(database: Path) -> None:
    """One line a run."""
    done = CliRunner().invoke(app(), ["runs", str(database)])
    assert "me@here" in done.stdout
    assert "2 new, 0 changed, 0 unchanged, 1 unread, 0 pages not read" in done.stdout


def lawscan(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The real command line."""
    code = "from lawscan.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_scan_end_to_end(tmp_path: Path) -> None:
    """Real reader, real model: summary on stderr, nothing on stdout, exit 0; nothing readable is 1, a wrong call 2."""
    laws = tmp_path / "laws"
    laws.mkdir()
    (laws / "a.txt").write_text(
        "CITIZENSHIP ACT\n\n1. Short title\nThis is the Citizenship Act.\n\n2. Dual citizenship\n"
        "A citizen who acquires the citizenship of another country shall not lose the citizenship of this one.\n",
        encoding="utf-8")
    output = str(tmp_path / "scan.db")
    done = lawscan("scan", str(laws), "-o", output, "--country", "KEN", "--jobs", "1")
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 files (1 new, 0 changed, 0 moved, 0 vanished, 0 unchanged; 0 hold the same law as another)" in done.stderr
    assert f"next: lawscan hits {output}" in done.stderr
    (tmp_path / "empty.pdf").touch()
    nothing = lawscan("scan", str(tmp_path / "empty.pdf"), "-o", str(tmp_path / "none.db"), "--jobs", "1")
    assert nothing.returncode == 1
    assert lawscan("scan", str(tmp_path / "nowhere"), "-o", output).returncode == 2
    assert lawscan("scan", str(laws), "-o", output, "--country", "Atlantis").returncode == 2
