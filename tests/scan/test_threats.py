"""Every threat that the threat model lists is proved by a test that exists."""

from __future__ import annotations

import functools
import json
import os
import re
from pathlib import Path

import pytest

from lawscan.errors import ModelError
from lawscan.tag import bundle, load_tagger

ROOT = Path(__file__).parents[2]


def rows() -> list[tuple[str, str]]:
    """Threat and proof, as docs/threat-model.md has them."""
    page = ROOT / "docs" / "threat-model.md"
    if not page.exists():
        pytest.skip("docs/ is not in an installed package")
    table = page.read_text(encoding="utf-8").split("## Threats")[1].split("## ")[0]
    cells = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")]
    return [(row[0].strip(), row[2].strip()) for row in cells[2:]]


def test_each_threat_names_a_test_that_exists() -> None:
    """A row without a test, or with one that was renamed, is a promise that nobody keeps."""
    defined = {name for path in (ROOT / "tests").rglob("test_*.py")
               for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))}
    assert len(rows()) > 15
    for threat, proof in rows():
        named = re.findall(r"`(?:[\w/]+\.py::)?(test_\w+)`", proof)
        assert named, threat
        assert set(named) <= defined, threat


def test_a_model_with_a_payload_is_refused(tmp_path: Path) -> None:
    """A model file whose card fits, but which would run code when loaded, runs none."""
    skops = pytest.importorskip("skops.io")
    card = json.loads((bundle.default_folder() / bundle.CARD_NAME).read_text(encoding="utf-8"))
    skops.dump({"weights": functools.partial(os.mkdir, str(tmp_path / "owned"))}, tmp_path / bundle.MODEL_NAME)
    card["sha256"] = bundle.sha256(tmp_path / bundle.MODEL_NAME)
    (tmp_path / bundle.CARD_NAME).write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be loaded safely"):
        load_tagger(tmp_path)
    assert not (tmp_path / "owned").exists()
