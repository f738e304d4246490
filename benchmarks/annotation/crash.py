"""Four processes write answers at once and are killed at random; every acknowledged answer must be there, none twice.

Usage: python benchmarks/annotation/crash.py [--answers 2500] [--seed 1]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import tempfile
import time
from pathlib import Path

from lawscan.annotate.journal import Journal
from lawscan.annotate.record import Record, now


def write(root: str, who: int, first: int, count: int, acknowledged: str) -> None:
    """Write answers and log each one that was acknowledged."""
    journal = Journal(Path(root))
    with Path(acknowledged).open("a") as log:
        for number in range(first, count):
            name = f"{who}-{number:05d}-{os.getpid()}"
            journal.append(
                Record(name, f"/a/~{number}", "h", f"/a{number % 7}", "lawscan-1", "none", f"p{who % 2}", now())
            )
            log.write(name + "\n")
            log.flush()


def main() -> None:
    """Run, kill, restart until all is written, and check."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", type=int, default=2500)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    rng, kills = random.Random(wanted.seed), 0
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        logs = [Path(folder) / f"ack{n}" for n in range(4)]
        done = [0] * 4
        while min(done) < wanted.answers:
            rest = [n for n in range(4) if done[n] < wanted.answers]
            work = {
                n: context.Process(target=write, args=(f"{folder}/a", n, done[n], wanted.answers, str(logs[n])))
                for n in rest
            }
            for process in work.values():
                process.start()
            if kills < 12:
                time.sleep(1 + rng.random())
                victim = work[rng.choice(rest)]
                if victim.is_alive() and victim.pid:
                    os.kill(victim.pid, signal.SIGKILL)
                    kills += 1
                for process in work.values():
                    process.terminate()
            for process in work.values():
                process.join()
            done = [len(log.read_text().split()) if log.exists() else 0 for log in logs]
        acknowledged = [name for log in logs for name in log.read_text().split()]
        found = [each.id for each in Journal(Path(folder) / "a").records()]
    lost, twice = set(acknowledged) - set(found), len(found) - len(set(found))
    print(
        f"{len(acknowledged):,} acknowledged, {len(found):,} on disk, {kills} killed: {len(lost)} lost, {twice} twice"
    )


if __name__ == "__main__":
    main()
