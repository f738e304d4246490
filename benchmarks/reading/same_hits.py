"""Does the cascade find what `--exhaustive` finds? Both scan a folder; hits are compared by place, tag and stance.

Usage: python benchmarks/reading/same_hits.py ../shared/pdf [--manifest ../shared/pdf/index.jsonl]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from lawscan.scan import ScanOptions, scan_files
from lawscan.store import Store

Place = tuple[str, int, str, str, str]


def hits(folder: Path, manifest: tuple[Path, ...], exhaustive: bool) -> tuple[set[Place], float]:
    """Where tags stand, and the seconds that the scan took."""
    with tempfile.TemporaryDirectory() as scratch:
        database = Path(scratch) / "scan.db"
        begun = time.perf_counter()
        scan_files([folder], database, ScanOptions(manifests=manifest, exhaustive=exhaustive, ocr=False))
        seconds = time.perf_counter() - begun
        with Store(database) as store:
            found = store.hits()
    return {(h.file_path, h.page_first, h.num, h.tag.tag, h.tag.stance) for h in found}, seconds


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--manifest", type=Path, action="append", default=[])
    wanted = parser.parse_args()
    cascade, quick = hits(wanted.folder, tuple(wanted.manifest), exhaustive=False)
    every, slow = hits(wanted.folder, tuple(wanted.manifest), exhaustive=True)
    both = len(cascade & every)
    print(f"cascade {len(cascade)} hits, {quick:.0f} s; exhaustive {len(every)}, {slow:.0f} s; same {both}")
    for name, places in (("only cascade", cascade - every), ("only exhaustive", every - cascade)):
        for place in sorted(places):
            print(name, *place)


if __name__ == "__main__":
    main()
