"""lawscan's own reader, except that a file may say that it hangs, crashes the interpreter or eats memory."""

from __future__ import annotations

import os
import time
from pathlib import Path

from lawscan import read
from lawscan.law import Manifestation
from lawscan.read import READER_VERSION, ReadOptions

__all__ = ["MARKS", "READER_VERSION", "read_file"]

MARKS = (b"POISON: hang", b"POISON: crash", b"POISON: eat")


def read_file(path: Path, options: ReadOptions) -> Manifestation:
    """Read a file, or do as it says."""
    head = Path(path).read_bytes()[:64]
    if head.startswith(MARKS[0]):
        time.sleep(3600)
    if head.startswith(MARKS[1]):
        os.abort()
    if head.startswith(MARKS[2]):
        hoard = []
        while True:
            hoard.append(bytearray(64 << 20))
    return read.read_file(path, options)
