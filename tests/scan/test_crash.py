"""A scan that is killed, or whose disk is full, ends with the content of an unbroken run when it is run again."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from .conftest import FAKES


def load() -> Any:
    """benchmarks/scale/crash.py as a module."""
    path = Path(__file__).parents[2] / "benchmarks" / "scale" / "crash.py"
    if not path.exists():
        pytest.skip("benchmarks/ is not in an installed package")
    spec = importlib.util.spec_from_file_location("crash", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("fault", ["kill", "full"])
def test_what_is_struck_ends_as_if_it_were_not(fault: str) -> None:
    """Three strikes at moments drawn from a seed."""
    box = f"fake_room:read_file,fake_room:READER_VERSION,fake_room:load_tagger,{FAKES}"
    told = load().crash(3, 7, fault, files=30, box=box)
    assert told["differ"] == 0
    assert told["struck"] + told["ended"] == 3
