"""Server time of one answer with 50,000 cards in the queue: POST /answer, as the page sends it.

Usage: python benchmarks/annotation/page_speed.py [--cards 50000] [--answers 300]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from starlette.testclient import TestClient

from lawscan.annotate.journal import Journal
from lawscan.law import Evidence, Instrument, Manifestation, Provision, Tag
from lawscan.store import Store, Writer
from lawscan.web.app import create_app
from lawscan.web.desk import Desk, cards_of

TEXT = "A citizen by birth does not lose citizenship by acquiring the citizenship of another country. " * 6


def fill(path: Path, cards: int) -> Store:
    """A scan of laws with 200 sections each, every section tagged."""
    tag = Tag("dual_nationality", 0.6, "permits", 0.9, "outbound", Evidence(0, 20, TEXT[:20]))
    with Writer(path) as writer:
        run = writer.begin_run("0", "r", "m", {}, "bench")
        for number in range(cards // 200):
            sections = tuple(Provision(f"sec_{n}", str(n), "", f"{number}.{n} {TEXT}", "en") for n in range(200))
            law = Instrument(f"Act {number}", "act", "en", "KEN", "manifest", str(number), "2011", provisions=sections)
            found = Manifestation(f"/{number}.txt", f"{number}", 1, "txt", (), (law,))
            writer.add(found, {(0, n): [tag] for n in range(200)}, run_id=run, work_key=str(number), model="m")
        writer.finish_run(run, {})
    return Store(path)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cards", type=int, default=50_000)
    parser.add_argument("--answers", type=int, default=300)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = fill(Path(folder) / "scan.db", wanted.cards)
        begun, used = time.perf_counter(), time.process_time()
        desk = Desk(store, Journal(Path(folder) / "annotations"), "amina", cards_of(store))
        took, used = time.perf_counter() - begun, time.process_time() - used
        print(f"opening {len(desk.queue):,} cards: {took:.1f} s, of the processor {used:.1f} s")
        with TestClient(create_app(desk, 1), base_url="http://127.0.0.1:1", follow_redirects=False) as client:
            post, get = measure(client, desk, wanted.answers)
    print(f"answer (saved with fsync): median {statistics.median(post):.1f} ms, worst {max(post):.1f} ms")
    print(f"next card: median {statistics.median(get):.1f} ms, worst {max(get):.1f} ms")


def measure(client: TestClient, desk: Desk, answers: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each answer and of each page that follows."""
    post, get = [], []
    for _ in range(answers):
        asked = desk.next()
        assert asked is not None
        fields = {"token": client.app.state.token, "address": asked.card.address, "seen": "", "answer": "labels"}
        fields |= {"dual_nationality.stance": "permits", "dual_nationality.mode": "outbound"}
        begun = time.perf_counter()
        assert client.post("/answer", data=fields).status_code == 303
        between = time.perf_counter()
        assert client.get("/").status_code == 200
        post.append((between - begun) * 1000)
        get.append((time.perf_counter() - between) * 1000)
    return post, get


if __name__ == "__main__":
    main()
