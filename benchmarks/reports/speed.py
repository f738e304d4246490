"""How long reports take, and how large they are, on a made-up scan of 200 countries and 5,000 tagged provisions.

    python benchmarks/reports/speed.py            # each format, a process of its own, as people run it
    python benchmarks/reports/speed.py scan.db    # the same on a scan that is there
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lawscan import jurisdictions
from lawscan.law import Evidence, Instrument, Manifestation, Provision, Tag
from lawscan.store import Writer

COUNTRIES, LAWS, HITS = 200, 600, 5000
FORMATS = ("html", "docx", "markdown", "csv", "json", "globalcit")
RUN = "from lawscan.cli import main; main()"
STANCES = ("permits", "conditional", "prohibits")
WORDS = "Any citizen who by a voluntary act acquires the citizenship of another state keeps this one, provided that "


def made_up(path: Path) -> None:
    """Write a scan of 600 laws with 5,000 tagged provisions of about a page each."""
    codes = [code for code in sorted(jurisdictions._data()["alpha2"]) if jurisdictions.is_country(code)]
    with Writer(path) as writer:
        run = writer.begin_run("0", "0", "none", {}, "speed")
        for number in range(LAWS):
            law = _law(number, codes[number % min(COUNTRIES, len(codes))])
            tags = {(0, place): [_tag(place)] for place in range(len(law.provisions))}
            file = Manifestation(f"laws/{number}.pdf", f"{number:064x}", 10, "pdf", (), (law,))
            writer.add(file, tags, run_id=run)
        writer.finish_run(run, {"files": LAWS})


def _law(number: int, iso3: str) -> Instrument:
    share = HITS // LAWS + (number < HITS % LAWS)
    sections = tuple(Provision(f"sec_{n}", str(n), "Citizenship", f"{n}. {WORDS * 12} ({number})", "en", n, n)
                     for n in range(1, share + 1))
    return Instrument(f"Citizenship Act {number}", "act", "en", iso3, "manifest", str(number), f"{1960 + number % 66}",
                      "in-force", provisions=sections)


def _tag(place: int) -> Tag:
    quote = Evidence(3, 3 + len(WORDS) - 1, WORDS[:-1])
    return Tag("dual_nationality", 0.9, STANCES[place % 3], 0.9, "outbound", quote)


def measure(database: Path, folder: Path) -> None:
    """Print seconds on the clock, seconds of computing, and megabytes of each format."""
    print("| format | seconds | of computing | MB |\n| --- | --: | --: | --: |")
    for name in FORMATS:
        out = folder / f"laws.{name}"
        start, before = time.perf_counter(), _computed()
        command = [sys.executable, "-c", RUN, "laws", str(database), "--format", name, "-o", str(out)]
        subprocess.run(command, check=True, capture_output=True)
        took = time.perf_counter() - start
        print(f"| {name} | {took:.1f} | {_computed() - before:.1f} | {out.stat().st_size / 1e6:.1f} |", flush=True)


def _computed() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure on the scan that is named, else on a made-up one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", type=Path, nargs="?")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = given.database or Path(folder) / "scan.db"
        if not given.database:
            made_up(database)
        measure(database, Path(folder))


if __name__ == "__main__":
    main()
