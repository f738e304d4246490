"""A scan with a reader and a tagger that do as the file says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lawscan.engines.protocol import Toolbox
from lawscan.scan import ScanOptions, ScanReport, scan_files

FAKES = str(Path(__file__).parent / "fakes")
BOX = Toolbox("fake_room:read_file", "fake_room:READER_VERSION", "fake_room:load_tagger", (FAKES,), warm="")

Scan = Callable[..., ScanReport]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of law."""
    place = tmp_path / "laws"
    place.mkdir()
    return place


@pytest.fixture
def scan(tmp_path: Path, folder: Path) -> Scan:
    """Scan the folder into ``scan.db`` beside it; options by name."""

    def run(*paths: Path, output: str = "scan.db", **options: object) -> ScanReport:
        chosen = ScanOptions(**{"jobs": 1, "toolbox": BOX, **options})  # type: ignore[arg-type]
        return scan_files(paths or (folder,), tmp_path / output, chosen)

    return run
