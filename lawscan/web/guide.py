"""The annotators' guideline: chapters as data, so that page, terminal and docs say the same."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def chapters() -> list[dict[str, Any]]:
    """One chapter a tag: title, the question, what each stance and mode means, examples and counter-examples."""
    text = files("lawscan.web").joinpath("guideline.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["chapter"])
