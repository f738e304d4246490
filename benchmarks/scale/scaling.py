"""Does a page cost the same among 100 files and among 10,000; do two cores do twice the work; is the forecast right?

    python benchmarks/scale/scaling.py                       # 100, 1,000 and 10,000 files
    python benchmarks/scale/scaling.py --forecast            # the time left, in folders of several sizes, in turns
    python benchmarks/scale/scaling.py --cores               # one core against two, in turns, on 1,000 files
    python benchmarks/scale/scaling.py --huge 1500           # one long PDF, by one worker and shared by two

The cost of a page is processor time, of the scan and all its workers, from the first file on to the closed database.
What does not grow with the number of files is left out: loading, and the first use of each language, which each worker
pays; `warm_room.py` has paid it before workers are forked. What is left that comes once a scan, such as starting
workers and making the database, is what a folder of 20 files takes; it is taken off, with its pages. A shared machine
is slower at one minute than at another by a third, so the largest folder is scanned in legs, and between them come the
smaller ones, made of the same files. What plain scans take, with all that was left out, stands in rows of its own; so
does how many files were linked as duplicates: hardly any, because each file holds a number of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CHILD = """
import json, os, resource, sys, time
from pathlib import Path
from lawscan.engines.protocol import Toolbox
from lawscan.scan import ScanOptions, scan_files
folder, output, jobs, box, legs = json.loads(sys.argv[1])
toolbox = Toolbox(**box)
begun, own, steps = time.monotonic(), time.process_time(), []
def step(one):
    steps.append((time.monotonic(), one.seconds_left, one.pages))
    if len(steps) in legs:
        print("leg", flush=True)
        sys.stdin.readline()
report = scan_files([Path(folder)], Path(output), ScanOptions(jobs=jobs, toolbox=toolbox), step)
wall = time.monotonic() - begun
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"wall": wall, "cpu": sum(one.ru_utime + one.ru_stime for one in used), "imports": own,
                  "rss": [one.ru_maxrss >> 10 for one in used], "steps": steps, "counts": report.counts,
                  "seconds": report.seconds, "pages": sum(step[2] for step in steps)}))
"""
Told = dict[str, Any]
LEGS = 5
LEAST = 20  # files of a folder that takes little but what comes once a scan
SMALL_TIMES = 2  # of folders that are not a tenth of the largest, in each pause


def scan(folder: Path, output: Path, jobs: int = 2, cores: int = 2, box: Mapping[str, object] | None = None,
         legs: Sequence[int] = (), between: Callable[[int], None] = print) -> Told:
    """Scan in a process of its own on so many cores; what it took. It waits for ``between`` after so many files."""
    allowed = set(sorted(os.sched_getaffinity(0))[:cores])
    said = json.dumps([str(folder), str(output), jobs, dict(box or {}), list(legs)])
    child = subprocess.Popen([sys.executable, "-c", CHILD, said], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             text=True, preexec_fn=lambda: os.sched_setaffinity(0, allowed))
    assert child.stdin and child.stdout
    for leg in legs:
        child.stdout.readline()
        between(leg)
        print("go on", file=child.stdin, flush=True)
    told: Told = json.loads(child.communicate()[0])
    if child.returncode:
        raise SystemExit(f"a scan of {folder} failed")
    return told


def judged(steps: list[tuple[float, float | None, int]]) -> Told:
    """How good the forecast was, at each file done between a tenth and nine tenths of the time from first to last.

    ``said``: at which share of them it said anything. ``middle``: how far off that was in the middle, as a share of the
    time that was really left. ``within``: at which share of those it was not off by more than a fifth.
    """
    begun, end = steps[0][0], steps[-1][0]
    asked = [(left, end - at) for at, left, _ in steps if 0.1 < (at - begun) / (end - begun) < 0.9]
    off = [abs(left / true - 1) for left, true in asked if left is not None]
    return {"said": len(off) / max(len(asked), 1), "middle": statistics.median(off) if off else None,
            "within": sum(one <= 0.2 for one in off) / len(off) if off else None}


def judgement(one: Told) -> str:
    """The same in words."""
    if one["middle"] is None:
        return "says nothing"
    return (f"says one at {one['said']:.0%} of the files; off by {one['middle']:.0%} in the middle, within 20 % at "
            f"{one['within']:.0%} of those")


class Growth:
    """Scans of all sizes by warm workers; the largest in legs, the smaller ones between them."""

    def __init__(self, place: Path, sizes: Sequence[int]) -> None:
        from material import examples, make

        self._place, self._sizes = place, sizes
        self._used = place / "used"
        self._largest = make(place / "largest", sizes[-1])
        os.environ |= {"LAWSCAN_SCALE_EXAMPLES": str(examples(place / "examples")),
                       "LAWSCAN_SCALE_USED": str(self._used)}
        self.told: dict[int, list[Told]] = {size: [] for size in (LEAST, *sizes)}

    def run(self) -> None:
        """Fill ``told``: for each size its scans."""
        every = self._sizes[-1] // LEGS
        legs = [leg * every - every // 2 for leg in range(1, LEGS + 1)]
        self._warm(self._sizes[-1], self._largest, legs)

    def _between(self, start: int) -> None:
        from material import make

        before = self._used.read_text()
        for size in (LEAST, *self._sizes[:-1]):
            for turn in range(1 if size * 10 >= self._sizes[-1] else SMALL_TIMES):
                first = start + turn * size
                self._warm(size, make(self._place / f"{size}-{first}", size, start=first))
        self._used.write_text(before)

    def _warm(self, size: int, folder: Path, legs: Sequence[int] = ()) -> None:
        self._used.unlink(missing_ok=True)
        room = {name: f"warm_room:{what}" for name, what in
                (("read", "read_file"), ("version", "READER_VERSION"), ("tagger", "load_tagger"))}
        box = room | {"folders": [str(HERE)]}
        told = scan(folder, self._place / f"{folder.name}-warm.db", box=box, legs=legs, between=self._between)
        told["page_cpu"] = told["cpu"] - told["imports"] - float(self._used.read_text())
        self.told[size].append(told)

    def cost(self, size: int) -> float:
        """Milliseconds of processor time a page beyond those of the least folder."""
        used, pages = ((self._mean(size, what) - self._mean(LEAST, what)) for what in ("page_cpu", "pages"))
        return used / pages * 1000

    def once(self) -> float:
        """Seconds of processor time that come once a scan, at the largest folder's cost of a page."""
        return self._mean(LEAST, "page_cpu") - self._mean(LEAST, "pages") * self.cost(self._sizes[-1]) / 1000

    def rows(self) -> list[tuple[str, str]]:
        """What was found, in words."""
        costs = [self.cost(size) for size in self._sizes]
        return [
            *((f"a page among {size:,} files, in {len(self.told[size])} scans, workers warm",
               f"{cost:.1f} ms of processor time") for size, cost in zip(self._sizes, costs, strict=True)),
            ("cost of a page, largest folder against smallest; and the dearest size against the cheapest",
             f"**{costs[-1] / costs[0]:.2f}**; {max(costs) / min(costs):.2f}"),
            ("what comes once a scan, workers warm", f"{self.once():.2f} s of processor time"),
        ]

    def raw(self) -> dict[str, list[Told]]:
        """The scans' own figures, by size."""
        return {str(size): [{name: one[name] for name in ("pages", "page_cpu", "wall")} for one in scans]
                for size, scans in self.told.items()}

    def _mean(self, size: int, what: str) -> float:
        return statistics.fmean(float(one[what]) for one in self.told[size])


def grow(place: Path, sizes: list[int]) -> None:
    """The cost of a page in folders of several sizes, then plain scans of them."""
    from report import record

    growth = Growth(place, sizes)
    growth.run()
    plain = {size: _plain(place, size) for size in sizes}
    rows = [*growth.rows(), *(row for size in sizes for row in _plain_rows(size, plain[size]))]
    again = scan(place / f"plain-{sizes[-1]}", place / f"plain-{sizes[-1]}.db")
    rows.append((f"the {sizes[-1]:,} files again, {again['counts']['unchanged']:,} of them unchanged",
                 f"{again['wall']:.1f} s on the wall, {again['cpu']:.1f} s of processor time"))
    record("growth", rows, warm=growth.raw(), plain=plain)


def _plain(place: Path, size: int) -> Told:
    """One scan as anybody would run it."""
    from material import make

    told = scan(make(place / f"plain-{size}", size), place / f"plain-{size}.db")
    told["forecast"] = judged(told.pop("steps"))
    return told


def _plain_rows(size: int, told: Told) -> list[tuple[str, str]]:
    scanned, workers = told["rss"]
    first = (f"a plain scan of {size:,} files, {told['pages']:,} pages, {told['counts']['duplicates']} duplicates",
             f"{told['cpu'] / told['pages'] * 1000:.1f} ms of processor time a page with loading, {told['wall']:.0f} s "
             f"on the wall; memory: scan {scanned} MB, largest worker {workers} MB")
    what = "its forecast of the time left, from a tenth to nine tenths of the way"
    return [first, (what, judgement(told["forecast"]))]


def forecast(place: Path, sizes: list[int], times: int) -> None:
    """What is said of the time left, in plain scans of several sizes, in turns."""
    from material import make
    from report import record

    told: dict[int, list[Told]] = {size: [] for size in sizes}
    for turn in range(times):
        for size in sizes:
            one = scan(make(place / f"{size}", size), place / f"{turn}-{size}.db")
            steps = one["steps"]
            told[size].append(judged(steps) | {"seconds": steps[-1][0] - steps[0][0]})
    rows = [(f"{size:,} files, turn {turn}, {one['seconds']:.0f} s from the first file to the last", judgement(one))
            for size in sizes for turn, one in enumerate(told[size], 1)]
    record("forecast", rows, told=told)


def cores(place: Path, files: int, times: int) -> None:
    """One core against two, in turns, so that what else runs on the machine disturbs both alike."""
    from material import make
    from report import record

    folder = make(place / "laws", files)
    took: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(times):
        for count in (1, 2):
            steps = scan(folder, place / f"{turn}-{count}.db", count, count)["steps"]
            took[count].append(steps[-1][0] - steps[0][0])
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
            took[jobs].append(told["wall"] - told["seconds"]["find"])
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
    parser.add_argument("--forecast", action="store_true")
    parser.add_argument("--cores", action="store_true")
    parser.add_argument("--huge", type=int, default=0, help="one PDF of so many pages")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--times", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if arguments.huge:
            huge(Path(name), arguments.huge, arguments.times)
        elif arguments.forecast:
            forecast(Path(name), [100, 300, 1000, 3000], arguments.times)
        elif arguments.cores:
            cores(Path(name), arguments.files, arguments.times)
        else:
            grow(Path(name), arguments.sizes)


if __name__ == "__main__":
    main()
