"""Harm scans at random moments and prove that running them again ends with the content of an unbroken run.

    python benchmarks/scale/crash.py --runs 200                  # kill -9
    python benchmarks/scale/crash.py --runs 20 --fault full      # no file may grow any further
    python benchmarks/scale/crash.py --runs 20 --fault disk      # the disk is full (a small tmpfs; needs root)
    python benchmarks/scale/crash.py --runs 20 --fault readonly  # killed, then the disk is read-only (a tmpfs; root)
    python benchmarks/scale/crash.py --runs 20 --fault locked    # another program holds the database for a while

Each run scans the same folder of small laws, is struck at a moment drawn from the seed, is then run to its end, and has
its content digest compared and its database checked. Exit code 1 if any digest differs or any check finds a problem.
`--toolbox read,version,tagger,folder` puts other functions in place of lawscan's reader and tagger.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

CHILD = """
import sys
from pathlib import Path
from lawscan.engines.protocol import Toolbox
from lawscan.scan import ScanOptions, scan_files
folder, output, box = sys.argv[1:]
toolbox = Toolbox(*box.split(",")[:3], (box.split(",")[3],), warm="") if box else Toolbox()
scan_files([Path(folder)], Path(output), ScanOptions(jobs=2, toolbox=toolbox))
"""
SMALL_DISK = 700 << 10
BIG_DISK = 64 << 20


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
    """Run a scan to its end; its content digest, or what is wrong with the database."""
    from lawscan.store import upkeep

    subprocess.run(command(folder, output, box), check=True)
    checked = upkeep.check(output)
    beside = [path.name for path in output.parent.glob(f"{output.name}?*")]
    return " ".join([*checked.problems, *beside]) or checked.digest


def strike(folder: Path, output: Path, box: str, fault: str, draw: random.Random, length: float) -> str:
    """Start a scan and do it harm; says what came of it."""
    if fault == "full":
        limit = draw.randrange(8_192, 400_000)
        done = subprocess.run(command(folder, output, box), stderr=subprocess.DEVNULL, check=False,
                              preexec_fn=lambda: _small_files(limit))
        return "ended" if done.returncode == 0 else "struck"
    if fault == "disk":
        return _fill(folder, output, box, draw)
    child = subprocess.Popen(command(folder, output, box), stderr=subprocess.DEVNULL)
    time.sleep(draw.uniform(0, length))
    if fault == "locked":
        _hold(output, 2.0)
    else:
        child.send_signal(signal.SIGKILL)
    code = child.wait()
    if fault == "readonly":
        code = _read_only(folder, output, box)
    return "ended" if code == 0 else "struck"


def _read_only(folder: Path, output: Path, box: str) -> int:
    """Go on with the killed scan while its disk is read-only, which must fail; then it may be written again."""
    _remount(output.parent, "ro")
    code = subprocess.run(command(folder, output, box), stderr=subprocess.DEVNULL, check=False).returncode
    _remount(output.parent, "rw")
    return code


def _small_files(limit: int) -> None:
    """From here on no file may grow beyond the limit: what a full disk looks like to SQLite."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def _fill(folder: Path, output: Path, box: str, draw: random.Random) -> str:
    """Scan onto a disk on which a random part of the room is taken; then the room is there again."""
    ballast = output.with_name("ballast")
    ballast.write_bytes(bytes(draw.randrange(0, SMALL_DISK)))
    done = subprocess.run(command(folder, output, box), stderr=subprocess.DEVNULL, check=False)
    ballast.unlink()
    subprocess.run(["mount", "-o", f"remount,size={BIG_DISK}", str(output.parent)], check=True)
    return "ended" if done.returncode == 0 else "struck"


def _remount(place: Path, how: str) -> None:
    for _ in range(100):  # a killed scan's workers may still be letting go of it
        done = subprocess.run(["mount", "-o", f"remount,{how}", str(place)], stderr=subprocess.DEVNULL, check=False)
        if done.returncode == 0:
            return
        time.sleep(0.05)
    raise SystemExit(f"{place} cannot be made {how}")


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


@contextlib.contextmanager
def disk(place: Path, fault: str) -> Iterator[Path]:
    """Where a run's database stands: a disk of its own where the fault is the disk's."""
    place.mkdir()
    if fault not in ("disk", "readonly"):
        yield place
        return
    size = SMALL_DISK if fault == "disk" else BIG_DISK
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "lawscan-crash", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


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
            with disk(Path(place) / str(run), fault) as here:
                told[strike(folder, here / "scan.db", box, fault, random.Random(f"{seed}/{run}"), length)] += 1
                told["differ"] += finish(folder, here / "scan.db", box) != expected
        said = {"fault": fault, "runs": runs, "seed": seed, "files": files, "unbroken_seconds": round(length, 2)}
        return said | told


def main() -> None:
    """Parse, run, record."""
    from report import record

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--fault", choices=("kill", "full", "disk", "readonly", "locked"), default="kill")
    parser.add_argument("--toolbox", default="", help="read,version,tagger,folder: other functions than lawscan's")
    arguments = parser.parse_args()
    os.environ["PYTHONHASHSEED"] = "0"
    told = crash(arguments.runs, arguments.seed, arguments.fault, arguments.files, arguments.toolbox)
    reader = "stand-in reader" if arguments.toolbox else "real reader"
    record(f"crash: {told['fault']}, {reader}", [
        (f"{told['runs']} scans of {told['files']} files, seed {told['seed']}",
         f"{told['struck']} struck, {told['ended']} ended before or in spite of it; after resuming **{told['differ']} "
         f"differ** from the unbroken run ({told['unbroken_seconds']} s)")], **told)
    sys.exit(1 if told["differ"] else 0)


if __name__ == "__main__":
    main()
