"""Does a page cost the same among 100 files and among 10,000; do two cores do twice the work; is the forecast right?

    python benchmarks/scale/scaling.py                       # 100, 1,000 and 10,000 files
    python benchmarks/scale/scaling.py --cores               # one core against two, in turns, on 1,000 files
    python benchmarks/scale/scaling.py --huge 1500           # one long PDF, by one worker and shared by two

The cost of a page is processor time, of the scan and all its workers: on a machine shared with others it is steadier
than the time on the wall, which is reported too. It is the cost of one page more: what a scan of 40 files takes, which
is loading and the first use of every language, is taken off.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CHILD = """
import json, resource, sys, time
from pathlib import Path
from lawscan.scan import ScanOptions, scan_files
begun, steps = time.monotonic(), []
report = scan_files([Path(sys.argv[1])], Path(sys.argv[2]), ScanOptions(jobs=int(sys.argv[3])),
                    lambda step: steps.append((time.monotonic(), step.seconds_left, step.pages)))
wall = time.monotonic() - begun
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"wall": wall, "cpu": sum(one.ru_utime + one.ru_stime for one in used),
                  "rss": [one.ru_maxrss >> 10 for one in used], "steps": steps, "counts": report.counts,
                  "seconds": report.seconds, "pages": sum(step[2] for step in steps)}))
"""


def scan(folder: Path, output: Path, jobs: int = 2, cores: int = 2) -> dict[str, float]:
    """Scan in a process of its own on so many cores; what it took."""
    allowed = set(sorted(os.sched_getaffinity(0))[:cores])
    done = subprocess.run([sys.executable, "-c", CHILD, str(folder), str(output), str(jobs)], check=True,
                          stdout=subprocess.PIPE, preexec_fn=lambda: os.sched_setaffinity(0, allowed))
    told: dict[str, float] = json.loads(done.stdout)
    return told


def errors(steps: list[tuple[float, float | None, int]]) -> list[float]:
    """How far off the forecast was, as a share of the time that was really left, from a tenth to nine tenths."""
    begun, end = steps[0][0], steps[-1][0]
    return [abs(left / (end - at) - 1) for at, left, _ in steps
            if left is not None and 0.1 < (at - begun) / (end - begun) < 0.9]


def cheapest(folder: Path, place: Path, times: int) -> dict[str, float]:
    """The scan that took least processor time, of several new ones."""
    told = [scan(folder, place / f"{folder.name}-{turn}.db") for turn in range(times)]
    return min(told, key=lambda one: one["cpu"])


def grow(place: Path, sizes: list[int]) -> None:
    """Folders of several sizes; small ones several times, because a little noise is much of them."""
    from material import make
    from report import record

    least = cheapest(make(place / "least", 40), place, 4)
    rows, raw, costs = [], {}, []
    for size in sizes:
        told = cheapest(make(place / str(size), size), place, max(1, min(4, 3000 // size)))
        off = errors(told.pop("steps"))  # type: ignore[arg-type]
        costs.append((told["cpu"] - least["cpu"]) / (told["pages"] - least["pages"]) * 1000)
        scanned, workers = told["rss"]  # type: ignore[misc]
        rows.append((f"{size:,} files, {told['pages']:,} pages",
                     f"{costs[-1]:.1f} ms of processor time a page, {told['wall']:.0f} s on the wall; memory: scan "
                     f"{scanned} MB, largest worker {workers} MB"))
        within = sum(one <= 0.2 for one in off) / max(len(off), 1)
        rows.append(("its forecast of the time left, from a tenth to nine tenths of the way",
                     f"off by {statistics.median(off):.0%} in the middle; within 20 % at {within:.0%} of the files"))
        raw[str(size)] = told
    again = scan(place / str(sizes[-1]), place / f"{sizes[-1]}-0.db")
    rows.append((f"the {sizes[-1]:,} files again, {again['counts']['unchanged']:,} of them unchanged",  # type: ignore[index]
                 f"{again['wall']:.1f} s on the wall, {again['cpu']:.1f} s of processor time"))
    rows.append(("cost of a page, largest against smallest folder", f"**{costs[-1] / costs[0]:.2f}**"))
    record("growth", rows, **raw)


def cores(place: Path, files: int, times: int) -> None:
    """One core against two, in turns, so that what else runs on the machine disturbs both alike."""
    from material import make
    from report import record

    folder = make(place / "laws", files)
    took: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(times):
        for count in (1, 2):
            told = scan(folder, place / f"{turn}-{count}.db", count, count)
            steps = told["steps"]  # type: ignore[assignment]
            took[count].append(steps[-1][0] - steps[0][0])  # type: ignore[index]
    ratios = [one / two for one, two in zip(took[1], took[2], strict=True)]
    best = min(took[1]) / min(took[2])
    what = f"{files:,} files, one core and one worker against two and two, from the first file done to the last"
    record("cores", [(what, f"best of {times}: {min(took[1]):.1f} / {min(took[2]):.1f} s = **{best:.2f}**; each turn: "
                      + ", ".join(f"{ratio:.2f}" for ratio in ratios))], one=took[1], two=took[2])


def huge(place: Path, pages: int, times: int) -> None:
    """One huge PDF alone: read by one worker, and shared by two."""
    from material import long_pdf
    from report import record

    from lawscan.store import Store

    gazette = long_pdf(place / "gazette.pdf", pages)
    took: dict[int, list[float]] = {1: [], 2: []}
    digests = set()
    for turn in range(times):
        for jobs in (1, 2):
            told = scan(gazette, place / f"{turn}-{jobs}.db", jobs)
            took[jobs].append(told["wall"] - told["seconds"]["find"])  # type: ignore[index]
            with Store(place / f"{turn}-{jobs}.db") as store:
                digests.add(store.content_digest())
    same = "same content" if len(digests) == 1 else "**content differs**"
    record("huge", [(f"one PDF of {pages:,} pages, {gazette.stat().st_size / 1e6:.1f} MB: one worker against two",
                     f"{same}; best of {times}: {min(took[1]):.1f} / {min(took[2]):.1f} s = "
                     f"**{min(took[1]) / min(took[2]):.2f}**")], one=took[1], two=took[2])


def main() -> None:
    """Parse, run, record."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--cores", action="store_true")
    parser.add_argument("--huge", type=int, default=0, help="one PDF of so many pages")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--times", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if arguments.huge:
            huge(Path(name), arguments.huge, arguments.times)
        elif arguments.cores:
            cores(Path(name), arguments.files, arguments.times)
        else:
            grow(Path(name), arguments.sizes)


if __name__ == "__main__":
    main()
