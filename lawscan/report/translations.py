"""Translated titles that people wrote, by address or by title: a title in the reader's language beside the law's own.

The CSV law list is itself such a file: fill its column ``translated_title`` and hand it back.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lawscan.errors import UsageError

HINT = "A CSV in UTF-8 whose first line names address or title, and translated_title."


@dataclass(frozen=True, slots=True)
class Translations:
    """Translated titles: by the address of a law, and by title where a line names no address."""

    by_address: Mapping[str, str] = field(default_factory=dict)
    by_title: Mapping[str, str] = field(default_factory=dict)

    def of(self, address: str, title: str) -> str:
        """The translated title of a law, or ""; what is said of its address wins."""
        return self.by_address.get(work(address)) or self.by_title.get(_same(title), "")

    def unused(self, laws: Iterable[tuple[str, str]]) -> list[str]:
        """The addresses and titles of the file that fit none of the laws (address and title of each)."""
        addresses, titles = set(), set()
        for address, title in laws:
            addresses.add(work(address))
            titles.add(_same(title))
        return [*(key for key in self.by_address if key not in addresses),
                *(key for key in self.by_title if key not in titles)]


def work(address: str) -> str:
    """The address of the law that a provision's address belongs to, whatever its language version.

    >>> work("/akn/ke/act/2011/12/eng@/~sec_8")
    '/akn/ke/act/2011/12/eng@'
    """
    return address.partition("/~")[0].rstrip("/")


def read(path: Path) -> Translations:
    """Read translated titles from a CSV file.

    Raises:
        UsageError: the file is not there, is no UTF-8, or lacks a column.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.", HINT) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8.", HINT) from error
    by_address: dict[str, str] = {}
    by_title: dict[str, str] = {}
    for address, title, translated in _rows(path, text):
        if address:
            by_address[work(address)] = translated
        elif title:
            by_title[_same(title)] = translated
    return Translations(by_address, by_title)


def _rows(path: Path, text: str) -> Iterator[tuple[str, str, str]]:
    """Address, title and translated title of each line that has one; some spreadsheets write semicolons."""
    head = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    columns = {name.strip().lower() for name in table.fieldnames or () if name}
    if "translated_title" not in columns or not columns & {"address", "title", "law"}:
        raise UsageError(f"{path} lacks a column.", HINT)
    for line in table:
        said = {name.strip().lower(): (value or "").strip() for name, value in line.items()
                if name and not isinstance(value, list)}
        if said.get("translated_title"):
            yield said.get("address", ""), said.get("title") or said.get("law", ""), said["translated_title"]


def _same(title: str) -> str:
    """A title without differences of case, spacing and encoding."""
    return " ".join(unicodedata.normalize("NFC", title).casefold().split())
