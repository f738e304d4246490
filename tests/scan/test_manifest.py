"""Manifests are read strictly: nothing outside their folder, nothing made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from lawscan.errors import UsageError
from lawscan.scan.manifest import Facts, facts_of, read_manifest


@pytest.mark.parametrize("name", ["../secret.txt", "a/../../secret.txt", "/etc/passwd", "\\\\host\\x", "C:\\x", "",
                                  "a\0b"])
def test_rows_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    """A row may name only files in the manifest's folder."""
    import json

    table = tmp_path / "in" / "index.jsonl"
    table.parent.mkdir()
    table.write_text(json.dumps({"file": name, "iso3": "KEN"}), encoding="utf-8")
    manifest = read_manifest(table)
    assert (len(manifest.facts), len(manifest.refused)) == (0, 1)


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    """Links are followed before the folder is compared."""
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").touch()
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "manifest.csv").write_text("path,iso3\nlink.txt,KEN\n", encoding="utf-8")
    assert read_manifest(folder / "manifest.csv").facts == {}


@pytest.mark.parametrize(("row", "facts"), [
    ({"iso3": "ken", "language": "en", "kind": "act", "year": 2011}, Facts("KEN", "en", kind="act", date="2011")),
    ({"iso3": "XX", "kind": "gazette", "languages": ["en", "fr"]}, Facts()),
    ({"iso3": "Kenya"}, Facts("KEN")),
    ({"languages": ["el"], "source": "a", "translation": "yes"}, Facts(lang="el", source_url="a", translation=True)),
    ({"source_url": "b", "source": "a", "date": "2011-03"}, Facts(source_url="b", date="2011-03")),
    ({"force": "in-force", "number": 7, "password": "x"}, Facts(force="in-force", number="7", password="x"))])
def test_rows_give_facts(row: dict[str, object], facts: Facts) -> None:
    """Both spellings of a column are known; unknown country, kind and language stay open."""
    assert facts_of(row) == (facts, [])


@pytest.mark.parametrize("row", [{"iso3": "Atlantis"}, {"kind": "poem"}, {"date": "3 May"}, {"force": "maybe"}])
def test_impossible_values_are_left_open_and_named(row: dict[str, str]) -> None:
    """What is not of the vocabulary is not guessed at."""
    facts, doubts = facts_of(row)
    assert (facts, len(doubts)) == (Facts(), 1)


def test_csv_with_byte_order_mark(tmp_path: Path) -> None:
    """Excel's UTF-8 begins with a mark."""
    table = tmp_path / "manifest.csv"
    table.write_text("\ufeffpath,iso3\na.txt,KEN\n", encoding="utf-8")
    assert read_manifest(table).facts == {tmp_path / "a.txt": Facts("KEN")}


@pytest.mark.parametrize("text", ["no,columns\n1,2\n", "{broken\n", '{"a": 1}\n[1]\n'])
def test_what_is_no_table_is_a_usage_error(tmp_path: Path, text: str) -> None:
    """A manifest that cannot be read stops the scan before it begins."""
    (tmp_path / "m").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        read_manifest(tmp_path / "m")


def test_passwords_are_not_shown() -> None:
    """A password stands in no log line."""
    assert "x1y" not in repr(Facts(password="x1y"))
