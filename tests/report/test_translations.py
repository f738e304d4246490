"""Translated titles are read from a CSV that people can write, or from the CSV law list itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from lawscan.errors import UsageError
from lawscan.law import Hit
from lawscan.report.translations import Translations, read


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file of titles."""
    path = folder / "titles.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_by_title_or_address(tmp_path: Path, hit: Callable[..., Hit]) -> None:
    """A title is found whatever its case and spacing; what is said of an address wins, for the whole law."""
    one, other = hit("KEN"), hit("KEN", id=2)
    path = written(tmp_path, "address,title,translated_title\n,citizenship  ACT of ken,By title\n,None,\n"
                             f"{one.address},,By address\n")
    titles = read(path)
    assert "By address" == titles.of(one.address, one.title) == titles.of(other.address, other.title)
    assert "By title" == titles.of("/akn/else", one.title)
    assert "" == titles.of("/akn/else", "Another")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_spreadsheets_of_all_sorts(tmp_path: Path, encoding: str, mark: str) -> None:
    """Comma or semicolon, with or without a byte-order mark, in any script."""
    path = written(tmp_path, f"Title{mark}Translated_Title\r\nقانون الجنسية{mark}Nationality Law\r\n", encoding)
    assert "Nationality Law" == read(path).of("", "قانون الجنسية")


@pytest.mark.parametrize("content", [b"title,english\na,b\n", b"", b"translated_title\nx\n", b"title,\xff\n"])
def test_other_files_are_usage_errors(tmp_path: Path, content: bytes) -> None:
    """A file without the columns, or not in UTF-8, is refused with the way to write it."""
    path = tmp_path / "titles.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read(path)
    assert "translated_title" in caught.value.hint
    with pytest.raises(UsageError):
        read(tmp_path / "none.csv")


def test_unused_are_named(hit: Callable[..., Hit]) -> None:
    """What fits no law is told, so that a slip of the pen is seen."""
    titles = Translations({"/akn/xx": "X"}, {"citizenship act of ken": "K", "misspelt": "M"})
    assert ["/akn/xx", "misspelt"] == titles.unused([(hit("KEN").address, hit("KEN").title)])


def test_the_csv_list_can_be_filled_and_handed_back(tmp_path: Path, hit: Callable[..., Hit]) -> None:
    """The column translated_title of the CSV law list, filled in one row, gives the title of the whole law."""
    from lawscan.report import render
    from tests.report.test_reports import laid_out

    listed = list(csv.DictReader(io.StringIO(render(laid_out(hit("KEN"), hit("KEN", id=2)), "csv").decode())))
    listed[0]["translated_title"] = "Ley de ciudadanía"
    out = io.StringIO()
    table = csv.DictWriter(out, listed[0])
    table.writeheader()
    table.writerows(listed)
    titles = read(written(tmp_path, out.getvalue()))
    laws = laid_out(hit("KEN"), hit("KEN", id=2), translations=titles)
    assert ["Ley de ciudadanía"] * 2 == [line.translated_title for line in laws.lines]
    for format in ("html", "markdown", "csv", "json"):
        assert "Ley de ciudadanía" in render(laws, format).decode()
