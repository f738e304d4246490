"""`lawscan benchmarks`, `laws`, `compare` and `audit` on a small database."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from lawscan.cli import audit, benchmarks, compare
from lawscan.errors import UsageError
from lawscan.law import Evidence, Instrument, Manifestation, Provision, Tag
from lawscan.store import Writer

TEXT = "A citizen does not lose citizenship by acquiring the citizenship of another country."


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """One Kenyan act of four sections, the first of them tagged."""
    sections = tuple(Provision(f"sec_{n}", str(n), "", TEXT if n == 1 else f"Section {n} on fees.", "en", n, n)
                     for n in range(1, 5))
    law = Instrument("Citizenship Act", "act", "en", "KEN", "manifest", "12", "2013-02-01", "in-force",
                     provisions=sections)
    tag = Tag("dual_nationality", 0.97, "permits", 0.9, "outbound", Evidence(0, len(TEXT), TEXT))
    path = tmp_path / "scan.db"
    with Writer(path) as writer:
        run = writer.begin_run("0.1.0", "1", "model", {}, "test")
        file = Manifestation(str(tmp_path / "act.pdf"), "ab" * 32, 10, "pdf", (), (law,))
        writer.add(file, {(0, 0): [tag]}, run_id=run)
        writer.finish_run(run, {"files": 1})
    return path


def call(*words: object) -> Result:
    """Run a command line."""
    app = typer.Typer()
    for room in (benchmarks, compare, audit):
        room.register(app)
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=True)


def test_benchmarks_prints_count_and_evidence(database: Path) -> None:
    """The count, the country and where its law says so."""
    result = call("benchmarks", database, "--as-of", "2020-01-01")
    assert 0 == result.exit_code
    assert "1 origin countries, at least 10 wanted, as of 2020-01-01: not met (0 verified" in result.stdout
    assert "* Kenya                        machine      full: Citizenship Act, Sec. 1, page 1." in result.stdout


def test_benchmarks_json(database: Path) -> None:
    """The JSON carries status, provisions, robustness and timeline."""
    four = json.loads(call("benchmarks", database, "--json").stdout)["benchmarks"][0]
    assert ("4", 10, 1, False) == (four["id"], four["target"], four["counted"], four["met"])
    assert [("KEN", "machine", TEXT)] == [
        (each["iso3"], each["status"], each["provisions"][0]["quote"]) for each in four["countries"]]
    assert {"doubts", "spare", "breaking", "breaking_countries"} == four["robustness"].keys()
    assert four["timeline"][-1]["in_force"] == 1


def test_unsure_can_be_left_out(database: Path) -> None:
    """The option is there on both commands, and changes nothing where nothing is doubted."""
    assert call("benchmarks", database).stdout == call("benchmarks", database, "--no-unsure").stdout
    assert call("laws", database, "--no-unsure").stdout.count(TEXT[:20]) == 1


def test_roles_override(database: Path) -> None:
    """--role takes a country out of the count of origin countries."""
    four = json.loads(call("benchmarks", database, "--json", "--role", "KEN=host").stdout)["benchmarks"][0]
    assert (0, 1) == (four["counted"], four["any_role"])


@pytest.mark.parametrize("words", [("--as-of", "2020"), ("--role", "KEN"), ("--role", "Atlantis=host")])
def test_wrong_options_are_usage_errors(database: Path, words: tuple[str, str]) -> None:
    """A wrong day, role or country is named, with exit code 2."""
    error = call("benchmarks", database, *words).exception
    assert isinstance(error, UsageError)
    assert 2 == error.exit_code and error.hint


@pytest.mark.parametrize("format", ["markdown", "html", "csv", "json", "docx", "globalcit"])
def test_laws_writes_a_file(database: Path, tmp_path: Path, format: str) -> None:
    """Each format is written where -o says, and the count goes to stderr."""
    out = tmp_path / "out"
    result = call("laws", database, "--format", format, "-o", out, "--country", "Kenya")
    assert (0, "", True) == (result.exit_code, result.stdout, out.stat().st_size > 100)
    assert "1 provisions of 1 jurisdictions" in result.stderr


@pytest.mark.parametrize(("name", "first"), [
    ("a.html", b"<!doctype html>"), ("a.docx", b"PK"), ("a.JSON", b"{"), ("a.txt", b"# Law list"),
])
def test_the_ending_of_the_file_says_the_format(database: Path, tmp_path: Path, name: str, first: bytes) -> None:
    """Without --format, the file that -o names tells what to write in it; an unknown ending gets Markdown."""
    call("laws", database, "-o", tmp_path / name)
    assert (tmp_path / name).read_bytes().lower().startswith(first.lower())


def test_links_are_relative_to_the_report(database: Path, tmp_path: Path) -> None:
    """The link to a source file is relative to the report, with the page."""
    out = tmp_path / "reports" / "laws.csv"
    out.parent.mkdir()
    call("laws", database, "--format", "csv", "-o", out)
    with out.open(encoding="utf-8", newline="") as file:
        assert ["../act.pdf#page=1"] == [row["link"] for row in csv.DictReader(file)]


def test_audit_draws_and_estimates(database: Path, tmp_path: Path) -> None:
    """The same seed draws the same sheet; answers become an estimate, and none is not "0 of 0 were missed"."""
    sheets = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for sheet in sheets:
        assert 0 == call("audit", database, "--size", 2, "--seed", 7, "-o", sheet).exit_code
    assert sheets[0].read_bytes() == sheets[1].read_bytes()
    assert "No answer is filled in" in str(call("audit", database, "--answers", sheets[0]).exception)
    answered = sheets[0].read_text(encoding="utf-8").replace(",,\n", ",no,\n").replace(",,\r\n", ",no,\r\n")
    sheets[0].write_text(answered, encoding="utf-8", newline="")
    result = json.loads(call("audit", database, "--answers", sheets[0], "--json").stdout)
    assert [("", 3, 2, 0), ("dual_nationality", 3, 2, 0), ("skills_recognition", 3, 2, 0)] == [
        (each["tag"], each["population"], each["checked"], each["missed"]) for each in result]


def test_compare_needs_one_other_side(database: Path) -> None:
    """Neither or both other sides are a usage error; a scan beside itself has not changed."""
    assert isinstance(call("compare", database).exception, UsageError)
    assert "Statuses moved: 0" in call("compare", database, database).stdout


def test_countries_without_a_law_are_folded(capsys: pytest.CaptureFixture[str]) -> None:
    """Counted countries stand first, one a line; the rest are one paragraph a reason, none of them lost."""
    from lawscan.benchmarks import count
    from lawscan.robustness import Robustness
    from lawscan.scheme import load

    coverage = {code: {"files": 1} for code in ("FRA", "DEU", "EGY", "PHL")}
    result = count([], coverage, load(), "2026-11-25", expected=["KEN"])[0]
    benchmarks._print(result, Robustness((), -10))
    lines = capsys.readouterr().out.splitlines()
    assert "    not found: no provision found (4): Egypt, France, Germany, Philippines" in lines
    assert "    not scanned (1): Kenya" in lines


def test_titles_of_people_stand_beside(database: Path, tmp_path: Path) -> None:
    """--translations shows a title beside the law's own, and says what fits none."""
    titles = tmp_path / "titles.csv"
    titles.write_text("title,translated_title\nCitizenship Act,Loi sur la nationalité\nNo such law,x\n", "utf-8")
    result = call("laws", database, "--translations", titles)
    assert "**Citizenship Act** (Loi sur la nationalité) Sec. 1, page 1" in result.stdout
    assert "1 translated titles fit no law of the list, first: no such law" in result.stderr


def test_pictures_need_html(database: Path, tmp_path: Path) -> None:
    """--pictures with another format is a usage error; a PDF that is gone is said, and the report made all the same."""
    assert isinstance(call("laws", database, "--pictures").exception, UsageError)
    out = tmp_path / "laws.html"
    result = call("laws", database, "--pictures", "--format", "html", "-o", out)
    assert (0, True) == (result.exit_code, out.exists())
    assert "0 page pictures; 1 not drawn" in result.stderr
