"""Broken PDFs end as read or as a named error, never as a crash, a hang or silence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import lawscan
from lawscan.errors import LawscanError
from lawscan.read.options import ReadOptions
from lawscan.read.pdf import read_pdf

HOUSE = Path(lawscan.__file__).parents[1]
ODD = HOUSE.parent / "shared" / "pdf" / "XX"


def test_mutants_end_with_a_reason() -> None:
    """Forty seeded mutations of our own pages, in a worker with limits."""
    command = [sys.executable, str(HOUSE / "benchmarks" / "reading" / "fuzz.py"), "--count", "40", "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (0, "") == (done.returncode, done.stderr), done.stdout


@pytest.mark.shared
@pytest.mark.skipif(not ODD.is_dir(), reason="needs the folder of real laws beside the checkout")
def test_odd_files_end_with_a_reason() -> None:
    """Every damaged, encrypted or strange file is read, or refused by name; no page is lost in silence."""
    for path in sorted(ODD.glob("*.pdf")):
        try:
            _, pages, _ = read_pdf(path, ReadOptions(ocr=False))
        except LawscanError as refused:
            assert refused.message and refused.hint, path
            continue
        assert [] == [page.number for page in pages if not page.read and not page.reason], path
