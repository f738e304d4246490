"""A thousand files with twenty that hang, crash the interpreter or eat memory: what do the others lose?

    python benchmarks/scale/poison.py

The same folder is scanned twice, first with the twenty as harmless files. Then 980 must be stored as before and 20
named with the right reason; the time is compared with the clean run's plus what the time limit lets hanging files take:
each of them hangs twice.
"""

from __future__ import annotations

import argparse
import collections
import sys
import tempfile
import time
from pathlib import Path

from lawscan.engines.protocol import Toolbox
from lawscan.scan import ScanOptions, scan_files
from lawscan.store import Store

HERE = Path(__file__).parent
BOX = Toolbox("poison_room:read_file", "poison_room:READER_VERSION", folders=(str(HERE),))
KINDS = {"hang": "timeout", "crash": "crash", "eat": "memory"}


def scan(folder: Path, output: Path, timeout: float, memory: int, jobs: int) -> float:
    """Seconds that a scan took."""
    begun = time.monotonic()
    scan_files([folder], output, ScanOptions(jobs=jobs, timeout=timeout, memory=memory, toolbox=BOX))
    return time.monotonic() - begun


def content(output: Path) -> dict[str, list[object]]:
    """Everything stored of each file, by name."""
    found: dict[str, list[object]] = collections.defaultdict(list)
    with Store(output) as store:
        for one in store.provisions():
            found[Path(one.file_path).name].append((one.address, one.provision, one.tags))
    return found


def reasons(output: Path) -> dict[str, str]:
    """Why each unread file was not read, by name."""
    with Store(output) as store:
        return {Path(row.path).name: row.error_kind for row in store.files() if row.status == "unread"}


def main() -> None:
    """Parse, run, record."""
    from material import make
    from report import record

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--poisoned", type=int, default=20)
    parser.add_argument("--timeout", type=float, default=20.0)
    parser.add_argument("--memory", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    limits = (arguments.timeout, arguments.memory, arguments.jobs)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = make(place / "laws", arguments.files)
        clean = scan(folder, place / "clean.db", *limits)
        expected = content(place / "clean.db")
        texts = [path for path in sorted(folder.iterdir()) if path.suffix == ".txt"]
        poisoned = {path.name: list(KINDS)[n % 3] for n, path in enumerate(texts[:: len(texts) // arguments.poisoned])}
        poisoned = dict(list(poisoned.items())[: arguments.poisoned])
        for bad, how in poisoned.items():
            (folder / bad).write_text(f"POISON: {how}\n" + (folder / bad).read_text("utf-8"), "utf-8")
        took = scan(folder, place / "poisoned.db", *limits)
        told, found = reasons(place / "poisoned.db"), content(place / "poisoned.db")
    right = sum(found.get(name) == rows for name, rows in expected.items() if name not in poisoned)
    good = len([name for name in expected if name not in poisoned])
    named = sum(told.get(name) == KINDS[how] for name, how in poisoned.items())
    waits = 2 * arguments.timeout * sum(how == "hang" for how in poisoned.values())
    ratio = took / (clean + waits)
    record("poison", [
        (f"{arguments.files} files, {len(poisoned)} of them hang, crash or eat memory",
         f"{right} of {good} others stored as without them, {named} of {len(poisoned)} named with the right reason"),
        ("time against the clean run's plus the limits",
         f"{took:.0f} s / ({clean:.0f} s + {waits:.0f} s of time limits) = **{ratio:.2f}**; limits taken "
         f"off, over the clean run alone: {(took - waits) / clean:.2f}")],
        clean=clean, poisoned=took, waits=waits, named=named, right=right, good=good)
    sys.exit(0 if (right, named) == (good, len(poisoned)) else 1)


if __name__ == "__main__":
    main()
