"""How long full-text search takes among a million provisions.

    python benchmarks/scale/search.py                 # builds a database of a million provisions first
    python benchmarks/scale/search.py --database x.db # the same, and keeps it, or searches what was kept

Provisions are drawn from the corpus, each with words of its own, so that rare and common phrases both exist.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from pathlib import Path

from lawscan.law import Instrument, Manifestation, Provision
from lawscan.store import Store, Writer

PER_FILE = 1000
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or", "el")]
QUERIES = {
    "a word of a third of them": "nationality", "a phrase of many": "citizenship of another", "a rare phrase": None,
    "a phrase nobody wrote": "citizenship of another moon", "a common word, accents and case aside": "CITIZÉN",
    "two Chinese characters": "国籍", "two letters": "eu", "Arabic": "الجنسية", "Russian": "гражданство"}


def word(draw: random.Random) -> str:
    """A word that nothing else holds, or few."""
    return "".join(draw.choices(SYLLABLES, k=4))


def build(path: Path, provisions: int, seed: int) -> float:
    """Write the database; seconds it took."""
    from material import LANGUAGES, texts

    begun = time.monotonic()
    with Writer(path) as writer:
        run = writer.begin_run("0", "bench", "bench", {}, "bench")
        for number in range(provisions // PER_FILE):
            draw, words = random.Random(f"{seed}/{number}"), random.Random(f"{seed}/{number}/words")
            lang = LANGUAGES[number % 3 and number % len(LANGUAGES)]  # English, most often
            chosen = draw.choices(texts(lang), k=PER_FILE)
            laws = tuple(Provision(f"sec_{n}", str(n), "", f"{word(words)} {text[:200]} {word(words)}", lang, n, n)
                         for n, text in enumerate(chosen, 1))
            law = Instrument(f"Law {number}", "act", lang, "KEN", provisions=laws)
            writer.add(Manifestation(f"/{number}.txt", str(number), 1, "text", (), (law,)), {}, run_id=run, model="m")
    return time.monotonic() - begun


def ask(store: Store, query: str, times: int) -> tuple[float, float, float, int]:
    """Milliseconds of a search: median and worst on the wall, median of the processor; and how many were found."""
    wall, busy = [], []
    for _ in range(times):
        begun, used = time.perf_counter(), time.process_time()
        found = len(store.search(query))
        wall.append((time.perf_counter() - begun) * 1000)
        busy.append((time.process_time() - used) * 1000)
    return statistics.median(wall), max(wall), statistics.median(busy), found


def main() -> None:
    """Parse, build, search, record."""
    from report import record

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--provisions", type=int, default=1_000_000)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--times", type=int, default=11)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        path = arguments.database or Path(place) / "million.db"
        built = 0.0 if path.exists() else build(path, arguments.provisions, arguments.seed)
        rare = word(random.Random(f"{arguments.seed}/{arguments.provisions // PER_FILE // 2}/words"))
        with Store(path) as store:
            count = store.totals()["provisions"]
            told = {name: ask(store, query or rare, arguments.times) for name, query in QUERIES.items()}
        size = path.stat().st_size
    rows = [(f"{name}, first 50", f"{middle:.1f} ms (worst {worst:.1f}; processor {busy:.1f}), {found} found")
            for name, (middle, worst, busy, found) in told.items()]
    slowest, busiest = (max(one[place] for one in told.values()) for place in (0, 2))
    what = f"{count:,} provisions, {size / 1e9:.1f} GB: slowest query's median"
    record("search", [(what, f"**{slowest:.1f} ms** on the wall, {busiest:.1f} ms of processor time"), *rows],
           built_seconds=built, bytes=size)


if __name__ == "__main__":
    main()
