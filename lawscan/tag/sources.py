"""Where labelled provisions come from: the project's corpus, real law, readings of real law, people's answers."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lawscan.errors import AnnotationError
from lawscan.law import text_sha256
from lawscan.tag import concepts

SEED = 20121119
UNSURE_WEIGHT = 0.5
BACKGROUND_WEIGHT = 0.3
READ_WEIGHT = 0.7  # read once, in extracts: more than a guess, less than a label that was checked
HARD_WEIGHT = 0.25  # written to be mistaken, and many: real law is seldom so; chosen outside the check split
BACKGROUND_SAMPLE = 6000
READINGS = "readings.jsonl"
_ABOUT_REAL_LAW = ("manifest", "readings")  # files of the corpus folder that hold addresses and hashes only


@dataclass(frozen=True)
class Example:
    """One labelled provision: ``group`` is what must not be split over folds (country, or language of the corpus).

    ``held``: it belongs to the check split, which chooses no threshold and no setting.
    """

    id: str
    text: str
    lang: str
    heading: str
    tags: tuple[Mapping[str, str], ...]
    group: str
    source: str
    weight: float = 1.0
    held: bool = False

    def tag(self, name: str) -> Mapping[str, str] | None:
        """What is said of one tag, or None."""
        return next((tag for tag in self.tags if tag["tag"] == name), None)


def read_lines(path: Path) -> Iterable[dict[str, Any]]:
    """The records of a JSON Lines file, gzipped or not.

    Raises:
        AnnotationError: a line is not JSON; names it.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            try:
                yield json.loads(line)
            except ValueError as cause:
                raise AnnotationError(f"{path}:{number} is not JSON: {cause}.", "One record a line.") from cause


def corpus_files(folder: Path) -> list[Path]:
    """The files of the corpus that hold provisions: ``<lang>.jsonl``."""
    return [path for path in sorted(folder.glob("*.jsonl")) if path.stem not in _ABOUT_REAL_LAW]


def load_corpus(folder: Path) -> list[Example]:
    """The project's own provisions."""
    return [
        Example(row["id"], row["text"], row["lang"], row.get("heading", ""), tuple(row["tags"]),
                f"corpus-{row['lang']}", "corpus", HARD_WEIGHT if row.get("hard") else 1.0)
        for path in corpus_files(folder) for row in read_lines(path)
    ]


def is_held_back(country: str, instrument: str) -> bool:
    """Whether an instrument belongs to the check split, which chooses nothing."""
    return int(hashlib.sha256(f"{country}|{instrument}".encode()).hexdigest()[0], 16) < 4


def load_realset(folder: Path) -> list[Example]:
    """Real provisions, labelled (``provisions.jsonl``)."""
    path = folder / "provisions.jsonl"
    return [
        Example(row["id"], row["text"], row["lang"], "", tuple(row["tags"]), row["iso3"], "realset",
                UNSURE_WEIGHT if row["unsure"] else 1.0, is_held_back(row["iso3"], row["instrument"]))
        for row in read_lines(path)
    ] if path.is_file() else []


def load_readings(folder: Path | None) -> dict[str, dict[str, Any]]:
    """What was read in provisions that the real set leaves unlabelled, by hash of their text.

    A record: ``{"sha256", "id", "iso3", "tags": [{"tag", "stance"?, "mode"?}], "doubt": [tag]}``.
    """
    path = folder / READINGS if folder else None
    return {row["sha256"]: row for row in read_lines(path)} if path and path.is_file() else {}


def load_background(folder: Path, known: Iterable[str], readings: Mapping[str, Mapping[str, Any]],
                    sample: int = BACKGROUND_SAMPLE) -> tuple[list[Example], int]:
    """Unlabelled provisions of real law: as they were read, or taken as negatives at low weight.

    Only those with a key concept teach anything; ``known`` texts (those of the realset) are left out.

    Returns:
        The examples, and how many more provisions the sample stands for without being read.
    """
    path = folder / "background.jsonl.gz"
    if not path.is_file() or not sample:
        return [], 0
    hashes = {text_sha256(text) for text in known}
    every = [row for row in read_lines(path) if text_sha256(row["text"]) not in hashes]
    rows = [row for row in every if concepts.has_key(row["text"], row["lang"])]
    chosen = np.random.default_rng(SEED).permutation(len(rows))[:sample]
    examples = [_background(rows[n], readings.get(text_sha256(rows[n]["text"]))) for n in sorted(chosen)]
    return examples, round((len(every) - len(rows)) * len(chosen) / max(len(rows), 1))


def _background(row: Mapping[str, Any], reading: Mapping[str, Any] | None) -> Example:
    source, tags, weight = "background", (), BACKGROUND_WEIGHT
    if reading:
        source, tags, weight = "readings", tuple(reading["tags"]), 0.0 if reading["doubt"] else READ_WEIGHT
    return Example(row["id"], row["text"], row["lang"], "", tags, row["iso3"], source, weight)


def load_annotations(path: Path) -> list[Example]:
    """People's answers as JSON Lines: ``{"text", "lang", "tags": [{"tag", "stance", "mode"?, "evidence"?}]}``.

    A row may say its ``source`` and ``weight``, where it is not a person's answer but stands in for other data.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return [
        Example(text_sha256(row["text"])[:16], row["text"], row.get("lang", "en"), row.get("heading", ""),
                tuple(row["tags"]), row.get("iso3", f"annotated-{row.get('lang', 'en')}"),
                row.get("source", "annotations"), row.get("weight", 1.0))
        for file in files for row in read_lines(file) if "text" in row and "tags" in row
    ]
