"""Kill scans at random moments and prove that running them again ends with the content of an unbroken run.

    python benchmarks/scale/crash.py --runs 200 --seed 1        # kill -9
    python benchmarks/scale/crash.py --runs 20 --fault full     # the disk is full
    python benchmarks/scale/crash.py --runs 5 --fault locked    # another program holds the database for a while

Each run scans the same folder of small laws, is struck at a moment drawn from the seed, is then run to its end, and has
its content digest compared. Prints one JSON object; exit code 1 if any digest differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHILD = """
import sys
from pathlib import Path
from lawscan.engines.protocol import Toolbox
from lawscan.scan import ScanOptions, scan_files
folder, output, box = sys.argv[1:]
toolbox = Toolbox(*box.split(",")[:3], (box.split(",")[3],)) if box else Toolbox()
scan_files([Path(folder)], Path(output), ScanOptions(jobs=2, toolbox=toolbox))
"""


def make_laws(folder: Path, files: int) -> None:
    """Small laws in our own words, among them copies and one empty file."""
    folder.mkdir()
    for n in range(files):
        case = n % (files - 3)
        body = "\n".join(f"Article {m}. A citizen may hold dual nationality, case {case}.{m}." for m in range(1, 9))
        (folder / f"law{n:04}.txt").write_text(body + "\n", encoding="utf-8")
    (folder / "empty.txt").touch()


def command(folder: Path, output: Path, box: str) -> list[str]:
    """What starts a scan."""
    return [sys.executable, "-c", CHILD, str(folder), str(output), box]


def finish(folder: Path, output: Path, box: str) -> str:
    """Run a scan to its end; its content digest."""
    from lawscan.store import Store

    subprocess.run(command(folder, output, box), check=True)
    with Store(output) as store:
        return store.content_digest()


def strike(folder: Path, output: Path, box: str, fault: str, draw: random.Random, length: float) -> str:
    """Start a scan and do it harm; says what came of it."""
    if fault == "full":
        limit = draw.randrange(8_192, 400_000)
        done = subprocess.run(command(folder, output, box), stderr=subprocess.DEVNULL, check=False,
                              preexec_fn=lambda: _small_files(limit))
        return "ended" if done.returncode == 0 else "struck"
    child = subprocess.Popen(command(folder, output, box), stderr=subprocess.DEVNULL)
    time.sleep(draw.uniform(0, length))
    if fault == "locked":
        _hold(output, 2.0)
    else:
        child.send_signal(signal.SIGKILL)
    return "ended" if child.wait() == 0 else "struck"


def _small_files(limit: int) -> None:
    """From here on no file may grow beyond the limit: what a full disk looks like to SQLite."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def _hold(output: Path, seconds: float) -> None:
    if not output.exists():
        return
    other = sqlite3.connect(output, timeout=30, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        other.execute("ROLLBACK")
    finally:
        other.close()


def crash(runs: int, seed: int, fault: str = "kill", files: int = 40, box: str = "") -> dict[str, object]:
    """Strike ``runs`` scans; counts of what came of them."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "laws"
        make_laws(folder, files)
        begun = time.monotonic()
        expected = finish(folder, Path(place) / "unbroken.db", box)
        length = time.monotonic() - begun
        told: dict[str, int] = {"struck": 0, "ended": 0, "differ": 0}
        for run in range(runs):
            output = Path(place) / f"{run}.db"
            told[strike(folder, output, box, fault, random.Random(f"{seed}/{run}"), length)] += 1
            told["differ"] += finish(folder, output, box) != expected
            for path in Path(place).glob(f"{run}.db*"):
                path.unlink()
        said = {"fault": fault, "runs": runs, "seed": seed, "files": files, "unbroken_seconds": round(length, 2)}
        return said | told


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--fault", choices=("kill", "full", "locked"), default="kill")
    parser.add_argument("--toolbox", default="", help="read,version,tagger,folder: other functions than lawscan's")
    arguments = parser.parse_args()
    os.environ["PYTHONHASHSEED"] = "0"
    told = crash(arguments.runs, arguments.seed, arguments.fault, arguments.files, arguments.toolbox)
    print(json.dumps(told))
    sys.exit(1 if told["differ"] else 0)


if __name__ == "__main__":
    main()
