"""Tables of sentences, one TOML file a language: which concepts of the lexicon they hold and which they must not hold.

A case reads ``[[case]] text = "…", has = ["CONCEPT", …], lacks = ["CONCEPT", …]``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lawscan import lexicon

FOLDER = Path(__file__).parent


def _cases() -> list[Any]:
    """Every case of every table, named by its language and ordinal."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for ordinal, case in enumerate(table["case"], 1):
            found.append(pytest.param(path.stem, case, id=f"{path.stem}-{ordinal}"))
    return found


@cache
def _patterns(code: str) -> dict[str, list[re.Pattern[str]]]:
    """The compiled patterns of a language's concepts."""
    words = lexicon.load(code)
    return {
        name: [re.compile(lexicon.pattern_regex(pattern, words.spaced)) for pattern in patterns]
        for name, patterns in words.concepts.items()
    }


def _concepts(code: str, text: str) -> set[str]:
    """The concepts that a sentence holds."""
    folded = lexicon.fold(text)
    return {name for name, patterns in _patterns(code).items() if any(pattern.search(folded) for pattern in patterns)}


@pytest.mark.parametrize(("code", "case"), _cases())
def test_a_sentence_holds_its_concepts(code: str, case: dict[str, Any]) -> None:
    """A sentence of a table holds each concept under ``has`` and none under ``lacks``."""
    found = _concepts(code, case["text"])
    missing = sorted(set(case.get("has", [])) - found)
    unwanted = sorted(set(case.get("lacks", [])) & found)
    assert not missing, f"missing {missing}; found {sorted(found)}"
    assert not unwanted, f"held, but must not be: {unwanted}"


@pytest.mark.parametrize("code", lexicon.codes())
def test_every_pattern_compiles(code: str) -> None:
    """Every pattern of every language is a regular expression once it is translated."""
    assert _patterns(code).keys() == lexicon.load(code).concepts.keys()
