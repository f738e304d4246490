"""A reader and a tagger for tests: the file's text says how to behave, and each further line is a provision."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import Any

from lawscan.errors import Damaged
from lawscan.law import Evidence, Instrument, Manifestation, PageReport, Provision, Tag

READER_VERSION = "fake-1"
NEWER = "fake-2"


def read_file(path: Path, options: Any) -> Manifestation:
    """Behave as the first word of the file says."""
    raw = Path(path).read_bytes()
    text = raw.decode("utf-8", "surrogateescape")
    if log := os.environ.get("FAKE_LOG"):
        with Path(log).open("a", encoding="utf-8") as stream:
            stream.write(f"{Path(path).name}\n")
    _misbehave(text, Path(path))
    lines = [line for line in text.splitlines() if line]
    provisions = tuple(Provision(f"sec_{n}", str(n), "", line, "en", 1, 1) for n, line in enumerate(lines, 1))
    law = Instrument(options.title or "untitled", options.kind or "act", "en", options.iso3,
                     "manifest" if options.iso3 else "", provisions=provisions)
    return Manifestation(str(path), hashlib.sha256(raw).hexdigest(), len(raw), "text", (PageReport(1, "text"),), (law,))


def _misbehave(text: str, path: Path) -> None:
    word = text.split(maxsplit=1)[0] if text.split() else ""
    if word == "HANG":
        time.sleep(600)
    if word == "CRASH":
        os.abort()
    if word == "EAT":
        bytearray(1 << 34)
    if word == "FAIL":
        raise Damaged(f"{path}: the file is damaged.", "Fetch it again.")
    if word == "ODD":
        raise RuntimeError(f"object at {object()!r}")
    if word == "SPEAK":
        os.write(1, b"noise on stdout\n")
    if word == "ONCE":  # crashes the first time only
        mark = path.with_name(f".{path.name}.seen")
        if not mark.exists():
            mark.touch()
            os.abort()
    if word == "SLOW":
        time.sleep(0.05)


class Fake:
    """Tags every text that says "dual"."""

    def __init__(self, name: str) -> None:
        self.sha256 = name

    def tag(self, inputs: Any, threshold: float | None = None, all_scores: bool = False) -> Any:
        from lawscan.tag.model import Tagged

        for one in inputs:
            at = one.text.find("dual")
            tag = Tag("dual_nationality", 0.9, "permits", 0.8, "outbound", Evidence(at, at + 4, "dual"))
            yield Tagged(one.id, "en", (tag,) if at >= 0 else ())


def load_tagger(path: Path | None = None) -> Fake:
    """A tagger whose model is named by its path."""
    return Fake(path.name if path else "model-1")


def crash_part(path: Path, options: Any, part: int, parts: int) -> str:
    """A range of pages that kills its worker."""
    os.abort()
