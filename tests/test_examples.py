"""The examples in docstrings are what a reader tries first: all of them are run."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import lawscan

HOUSE = Path(lawscan.__file__).parent


def modules() -> list[str]:
    """Names of the modules whose docstrings show examples."""
    with_examples = [path for path in sorted(HOUSE.rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")]
    places = [path.relative_to(HOUSE.parent).with_suffix("") for path in with_examples]
    return [".".join(place.parts).removesuffix(".__init__") for place in places]


@pytest.mark.parametrize("name", modules())
def test_examples_hold(name: str) -> None:
    """What an example shows is what comes out, and there is one to run."""
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted and not found.failed
