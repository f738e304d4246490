"""Seeded mutations of PDFs: each must end as read, or as an error with a reason, within its limits.

    python benchmarks/reading/fuzz.py --count 2000 --seed 7 --from DIR

Mutants are read in a worker process with limits of time and memory; a worker that dies or hangs is a finding and is
replaced. Exit code 1 where there is any. Without ``--from`` the mutated files are the test suite's own pages.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import resource
import select
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

MEMORY = 2_000_000_000  # bytes
HERE = Path(__file__).resolve()


def mutate(data: bytes, dice: random.Random) -> bytes:
    """Bytes with one to eight wounds: flipped, cut off, cut out, doubled, or with other numbers."""
    wounded = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        if len(wounded) < 16:
            break
        _wound(wounded, dice)
    return bytes(wounded)


def _wound(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    size = dice.choice((1, 4, 64, 1024))
    kind = dice.randrange(6)
    if kind == 0:
        data[at] ^= 1 << dice.randrange(8)
    elif kind == 1:
        data[at : at + size] = dice.randbytes(min(size, len(data) - at))
    elif kind == 2:
        del data[at : at + size]
    elif kind == 3:
        data[at:at] = data[at : at + size] * dice.choice((1, 2, 50))
    elif kind == 4 and dice.random() < 0.3:
        del data[at:]
    else:
        _other_number(data, at, dice)


def _other_number(data: bytearray, at: int, dice: random.Random) -> None:
    """Another number where one stands: lengths, object numbers, sizes."""
    while at < len(data) and not 48 <= data[at] <= 57:
        at += 1
    end = at
    while end < len(data) and 48 <= data[end] <= 57:
        end += 1
    if end > at:
        data[at:end] = dice.choice((b"0", b"-1", b"1", b"65536", b"2147483647", b"99999999999"))


def work() -> None:
    """Read the files that standard input names, and say on standard output how each ended."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from lawscan.errors import LawscanError
    from lawscan.read.options import ReadOptions
    from lawscan.read.pdf import read_pdf

    for name in sys.stdin:
        try:
            _, pages, problems = read_pdf(name.strip(), ReadOptions(exhaustive=True, ocr=False))
            silent = [page.number for page in pages if not page.read and not page.reason]
            ended = "silent" if silent else "read with losses" if problems else "read"
        except LawscanError as refused:
            ended = type(refused).__name__ if refused.message else "silent"
        except MemoryError:
            ended = "out of memory"
        except Exception as wrong:
            ended = f"crash: {type(wrong).__name__}: {wrong}"[:200]
        print(json.dumps(ended), flush=True)


class Worker:
    """A process that reads mutants, replaced when it dies or hangs."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.running: subprocess.Popen[str] | None = None

    def read(self, path: Path) -> str:
        """How one file ended."""
        if self.running is None:
            command = [sys.executable, str(HERE), "--work"]
            self.running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.running.stdin and self.running.stdout
        self.running.stdin.write(f"{path}\n")
        self.running.stdin.flush()
        ready, _, _ = select.select([self.running.stdout], [], [], self.seconds)
        answer = self.running.stdout.readline() if ready else ""
        if answer:
            return str(json.loads(answer))
        code = self.close()
        return f"hang: over {self.seconds:g} s" if not ready else f"crash: the process died with {code}"

    def close(self) -> int | None:
        """End the process, and say with what code it had ended."""
        if self.running is None:
            return None
        try:
            code: int | None = self.running.wait(1) if self.running.poll() is not None else None
        finally:
            self.running.kill()
            self.running.communicate()
        code = self.running.returncode if code is None else code
        self.running = None
        return code


def own_files(folder: Path) -> list[Path]:
    """The test suite's own pages, drawn anew."""
    spec = importlib.util.spec_from_file_location("pdf_pages", HERE.parents[2] / "tests" / "read" / "pdf_pages.py")
    assert spec and spec.loader
    pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pages)
    stories = (pages.two_columns, pages.marginal_notes, pages.plain_pages, pages.table, pages.scan)
    return [story(folder / f"{story.__name__}.pdf") for story in stories]


def main() -> int:
    """Mutate, read, count; the exit code is 1 where anything crashed, hung or was silent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="number of the first mutant: a run can be shared out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30, help="limit for one file")
    parser.add_argument("--from", dest="folder", type=Path, help="mutate the PDFs below this folder instead")
    parser.add_argument("--largest", type=int, default=400_000, help="bytes of the largest file that is mutated")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        work()
        return 0
    return _report(*_run(asked))


def _run(asked: argparse.Namespace) -> tuple[Counter[str], list[str]]:
    ends: Counter[str] = Counter()
    findings: list[str] = []
    worker = Worker(asked.seconds)
    with tempfile.TemporaryDirectory() as name:
        files = sorted(asked.folder.rglob("*.pdf")) if asked.folder else own_files(Path(name))
        files = [path for path in files if 16 < path.stat().st_size <= asked.largest]
        mutant = Path(name) / "mutant.pdf"
        for number in range(asked.first, asked.first + asked.count):
            dice = random.Random(f"{asked.seed}-{number}")
            source = dice.choice(files)
            mutant.write_bytes(mutate(source.read_bytes(), dice))
            ended = worker.read(mutant)
            ends[ended.split(":")[0]] += 1
            if ended.startswith(("crash", "hang", "silent")):
                findings.append(f"{number} of seed {asked.seed}, {source.name}: {ended}")
                print(findings[-1], flush=True)
            if number % 100 == 99:
                print(f"up to {number + 1}", file=sys.stderr, flush=True)
        worker.close()
    return ends, findings


def _report(ends: Counter[str], findings: list[str]) -> int:
    for ended, count in ends.most_common():
        print(f"{count:6} {ended}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
