"""Cards come from the scan without its texts: a handful of queries, whatever the size of the queue."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra [annotate] is not installed")

from lawscan.law import Evidence, Instrument, Manifestation, Provision, Tag
from lawscan.store import Store, Writer
from lawscan.web.desk import cards_of

from .test_page import fill


def counted(store: Store) -> list[str]:
    """Every statement that the store's database is asked from now on."""
    asked: list[str] = []
    store._db.set_trace_callback(asked.append)
    return asked


def test_opening_a_queue_takes_as_many_queries_for_many_cards_as_for_few(tmp_path: Path) -> None:
    """Twelve cards and four hundred cost the same number of queries."""
    few, many = fill(tmp_path / "few.db", 12), fill(tmp_path / "many.db", 400)
    asked = [counted(store) for store in (few, many)]

    counts = [len(cards_of(store)) for store in (few, many)]

    assert [12, 400] == counts
    assert len(asked[0]) == len(asked[1]) <= 6


def test_the_text_around_is_two_texts_not_the_whole_law(tmp_path: Path) -> None:
    """The neighbours in order, nothing before the first and after the last, and no other text is read."""
    store = fill(tmp_path / "scan.db", 30)
    cards = sorted(store.provisions(), key=lambda each: each.id)

    assert ("", cards[1].provision.text) == store.neighbours(cards[0])
    assert (cards[28].provision.text, "") == store.neighbours(cards[29])
    asked = counted(store)
    assert (cards[6].provision.text, cards[8].provision.text) == store.neighbours(cards[7])
    assert 2 == len(asked)


def test_nobody_is_asked_about_contents_and_bare_headings(tmp_path: Path) -> None:
    """They repeat words of provisions and rule nothing."""
    sections = tuple(
        Provision(f"x_{n}", str(n), "", f"Dual nationality {n}", "en", kind=kind)
        for n, kind in enumerate(("section", "contents", "heading"))
    )
    law = Instrument("Act", "act", "en", "KEN", "manifest", "1", "2011-01-01", provisions=sections)
    tag = Tag("dual_nationality", 0.7, "permits", 0.8, "outbound", Evidence(0, 4, "Dual"))
    with Writer(tmp_path / "scan.db") as writer:
        run = writer.begin_run("0", "r", "m", {}, "me")
        tags = {(0, n): [tag] for n in range(2)}
        writer.add(Manifestation("/a.txt", "s", 1, "txt", (), (law,)), tags, run_id=run, work_key="k", model="m")
        writer.finish_run(run, {})

    assert ["0"] == [card.num for card in cards_of(Store(tmp_path / "scan.db"))]
