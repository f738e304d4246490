"""How fast a model learns from answers: this queue's order beside random order, with a simulated annotator.

The annotator answers from the labels of ../shared/realset. What is asked about is what a scan of whole laws holds:
every provision of three quarters of the countries, labelled or not (the unlabelled ones are answered "none"); the model
is measured on the labelled provisions of the other quarter. It starts from the sentences of the annotators' guideline
and is trained again after each batch. Writes docs/learning-curve.json, and from it docs/learning-curve.md and .svg.

Usage: python benchmarks/annotation/learning_curve.py [--seeds 5] [--batch 50] [--cards 800] [--countries design]
       python benchmarks/annotation/learning_curve.py --page    (write the page again from the figures)
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from lawscan.annotate.queue import Card, order
from lawscan.annotate.record import Label, Record
from lawscan.law import text_sha256
from lawscan.tag import concepts, evaluate, train
from lawscan.web import guide

sys.path.insert(0, str(Path(__file__).parent))
from learning_curve_page import write

ROOT = Path(__file__).parents[2]
REALSET = ROOT.parent / "shared" / "realset"
DOCS = ROOT / "docs"
FIGURES = DOCS / "learning-curve.json"
LEAVE = 5  # folds over countries in which a threshold is chosen
Answers = dict[tuple[str, str, str], Record]


@dataclass(frozen=True)
class Point:
    """What a model knows after so many cards: mean F1 of the tags, mean average precision, positives seen."""

    cards: int
    f1: float
    precision: float
    positives: int

    def plain(self) -> dict[str, float]:
        """As the file of figures holds it."""
        return {**asdict(self), "f1": round(self.f1, 3), "precision": round(self.precision, 3)}


@dataclass
class World:
    """What is asked about and what is measured on. ``silent`` provisions hold no key term: no model looks at them."""

    table: train.Table
    start: list[int]
    pool: list[int]
    silent: list[Card]
    test: list[int]
    instruments: dict[str, str]

    @cached_property
    def truth(self) -> dict[str, np.ndarray]:
        """Which rows carry each tag."""
        return {tag: self.table.truth(tag) for tag in train.tag_names()}

    def positives(self, rows: Sequence[int]) -> int:
        """Labels among some rows."""
        return int(sum(truth[list(rows)].sum() for truth in self.truth.values()))


def guideline() -> list[train.Example]:
    """The guideline's examples, the only thing that the model starts from."""
    return [
        train.Example(
            f"guide-{chapter['tag']}-{kind}-{n}", text, "en", "",
            ({"tag": chapter["tag"], "stance": "", "evidence": text},) if kind == "yes" else (), "guide", "guide",
        )
        for chapter in guide.chapters() for kind in ("yes", "no") for n, text in enumerate(chapter["examples"][kind])
    ]  # fmt: skip


def read(start: str, countries: str, keep_doubtful: bool) -> World:
    """Read all provisions and split them by country."""
    real = train.load_realset(REALSET)
    labelled = {text_sha256(example.text) for example in real}
    rows = [row for row in _rows("background.jsonl.gz") if text_sha256(row["text"]) not in labelled]
    told = [row for row in rows if concepts.has_key(row["text"], row["lang"])]
    unread = [row for row in rows if not concepts.has_key(row["text"], row["lang"])]
    background = [train.Example(r["id"], r["text"], r["lang"], "", (), r["iso3"], "background", 0.3) for r in told]
    first = guideline() if start == "guide" else train.load_corpus(ROOT / "corpus")
    table = train.build_table([*first, *real, *background])
    doubtful = set() if keep_doubtful else doubtful_rows(table)
    held, asked = split({example.group for example in real}, countries)
    silent = [
        Card(f"-{row['id']}", "h", row["lang"], row["iso3"], row["instrument"])
        for row in unread if row["iso3"] in asked
    ]  # fmt: skip
    silent += [_silent(e) for n, e in enumerate(table.examples) if e.group in asked and not table.gate[n]]
    pool = [
        n for n, e in enumerate(table.examples)
        if e.group in asked and table.gate[n] and n not in doubtful
    ]  # fmt: skip
    table.examples = [replace(e, weight=1.0) if e.source == "background" else e for e in table.examples]
    table.examples = [replace(e, source="realset") if e.source == "guide" else e for e in table.examples]
    names = {row["id"]: row["instrument"] for row in (*rows, *_rows("provisions.jsonl"))}
    begin = [n for n, e in enumerate(table.examples[: len(first)]) if table.gate[n]]
    test = [n for n, e in enumerate(table.examples) if e.source == "realset" and e.group in held]
    return World(table, begin, pool, silent, test, names)


def doubtful_rows(table: train.Table) -> set[int]:
    """Unlabelled provisions that models of other countries take for a tag: nobody knows the answer."""
    everything = list(range(len(table.examples)))
    found = set()
    for tag in train.tag_names():
        raw = train.out_of_fold(table, everything, tag, "group") @ train.MIX
        limit = train.best_threshold(table.truth(tag), raw)
        found |= {n for n, e in enumerate(table.examples) if e.source == "background" and raw[n] >= limit}
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    opener = gzip.open if name.endswith(".gz") else open
    with opener(REALSET / name, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _silent(example: train.Example) -> Card:
    return Card(f"-{example.id}", "h", example.lang, example.group)


def split(groups: Iterable[str], countries: str) -> tuple[set[str], set[str]]:
    """Countries to measure on and to ask about. The queue was designed on other countries than it is measured on."""
    every = sorted(groups)
    final = set(every[::4])
    others = [country for country in every if country not in final]
    held = final if countries == "final" else set(others[::3])
    return held, set(others) - held


def scores(world: World, known: Sequence[int], wanted: Sequence[int], tag: str) -> np.ndarray:
    """Raw scores of rows by a model of the known rows; nothing for rows without a key term."""
    found: np.ndarray = evaluate.mixed_scores(world.table, list(known), list(wanted), tag)
    found[~world.table.gate[list(wanted)]] = -50.0
    return found


def threshold(world: World, known: Sequence[int], tag: str) -> float:
    """The threshold with the best F1 on the answers themselves, each country judged by a model of the others."""
    groups = [world.table.examples[n].group for n in known]
    raw = np.full(len(known), np.nan)
    for fold in train.folds_by(groups, LEAVE):
        inside = [place for place, group in enumerate(groups) if group in fold]
        outside = [known[place] for place, group in enumerate(groups) if group not in fold]
        try:
            raw[inside] = scores(world, outside, [known[place] for place in inside], tag)
        except ValueError:
            continue  # a fold without any positive cannot be trained: its countries choose nothing
    judged = ~np.isnan(raw)
    truth = world.truth[tag][list(known)][judged]
    return train.best_threshold(truth, raw[judged]) if truth.any() else 0.0


def judge(world: World, known: Sequence[int], cards: int) -> Point:
    """Measure a model of the known rows on the countries that are never asked about."""
    values, areas = [], []
    for tag, truth in world.truth.items():
        found, real = scores(world, known, world.test, tag), truth[world.test]
        values.append(evaluate.f1_of(real, found >= threshold(world, known, tag))[2])
        precision, _ = evaluate._curve(real, found)
        areas.append(float(precision[real[np.argsort(-found, kind="stable")]].mean()))
    return Point(cards, float(np.mean(values)), float(np.mean(areas)), world.positives(known))


def cards_of(world: World, left: Sequence[int], known: Sequence[int]) -> list[Card]:
    """What is left to ask, as the model of the known rows sees it."""
    chances = {
        tag: 1 / (1 + np.exp(-np.clip(scores(world, known, left, tag), -35, 35))) for tag in world.truth
    }  # fmt: skip
    cards = []
    for place, row in enumerate(left):
        example = world.table.examples[row]
        given = {tag: float(chance[place]) for tag, chance in chances.items()}
        tags = frozenset(tag for tag, value in given.items() if value >= 0.5)
        name = world.instruments.get(example.id, "")
        cards.append(Card(str(row), "h", example.lang, example.group, name, given, tags))
    return cards


def record(world: World, card: Card) -> Record:
    """The simulated annotator's answer."""
    tags = () if card.address.startswith("-") else world.table.examples[int(card.address)].tags
    labels = tuple(Label(tag["tag"], tag["stance"]) for tag in tags)
    answer = "labels" if labels else "none"
    return Record(card.address, card.address, "h", "", "lawscan-1", answer, "sim", "", labels, lang=card.lang)


def by_queue(world: World, seed: int, batch: int, most: int) -> list[Point]:
    """The curve of this queue, a model trained after each batch."""
    answers: Answers = {}
    known, points = list(world.start), [judge(world, world.start, 0)]
    while len(answers) < most:
        left = [row for row in world.pool if (str(row), "sim", "annotator") not in answers]
        cards = cards_of(world, left, known) + world.silent
        for asked in order(cards, answers, "sim", seed=seed)[:batch]:
            answers[(asked.card.address, "sim", "annotator")] = record(world, asked.card)
            known += [int(asked.card.address)] if not asked.card.address.startswith("-") else []
        points.append(judge(world, known, len(answers)))
    return points


def by_chance(world: World, seed: int, batch: int, most: int, everything: bool, to_end: bool) -> list[Point]:
    """The curve of a random order, of all provisions or of those with a key term."""
    row_or_none: list[int | None] = [*world.pool, *([None] * len(world.silent) if everything else [])]
    random.Random(seed).shuffle(row_or_none)
    points = []
    for cards in steps(batch, len(row_or_none), most) if to_end else range(0, most + 1, batch):
        known = [row for row in row_or_none[:cards] if row is not None]
        points.append(judge(world, [*world.start, *known], cards))
    return points


def steps(batch: int, total: int, most: int) -> list[int]:
    """Where a random order is measured: after each batch as long as the queue is, then at every 1.25 times as many."""
    found = list(range(0, min(most, total) + 1, batch))
    while found[-1] * 1.25 < total:
        found.append(int(found[-1] * 1.25))
    return [*found, total] if found[-1] < total else found


def measure(
    world: World, seeds: int, batch: int, most: int, arms: Sequence[str], to_end: bool = False
) -> dict[str, Any]:
    """All curves of a setting, with the counts of what was asked about and measured on.

    Args:
        to_end: follow random orders until everything is answered, not only as far as the queue.
    """
    asked = len(world.pool) + len(world.silent)
    full = judge(world, [*world.start, *world.pool], asked)
    groups = [example.group for example in world.table.examples]
    setting: dict[str, Any] = {
        "asked": asked, "silent": len(world.silent), "labels": world.positives(world.pool),
        "countries": len({groups[n] for n in world.pool}), "measured": len(world.test),
        "test_labels": world.positives(world.test), "test_countries": len({groups[n] for n in world.test}),
        "full": full.plain(), "curves": {},
    }  # fmt: skip
    print({key: value for key, value in setting.items() if key != "curves"}, flush=True)
    for arm in arms:
        runs = [one_curve(world, arm, seed, batch, most, to_end) for seed in range(seeds)]
        setting["curves"][arm] = [[point.plain() for point in run] for run in runs]
        for run in runs:
            print(arm, " ".join(f"{p.cards}:{p.f1:.3f}/{p.precision:.3f}({p.positives})" for p in run), flush=True)
    return setting


def one_curve(world: World, arm: str, seed: int, batch: int, most: int, to_end: bool) -> list[Point]:
    """One arm with one seed."""
    if arm == "queue":
        return by_queue(world, seed, batch, most)
    return by_chance(world, seed, batch, most, arm == "random", to_end)


def main() -> None:
    """Measure, keep the figures, write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--cards", type=int, default=800, help="as far as this queue is followed")
    parser.add_argument("--countries", choices=("final", "design"), default="final")
    parser.add_argument("--page", action="store_true", help="write the page again, measure nothing")
    wanted = parser.parse_args()
    if not wanted.page:
        found = settings(wanted)
        if wanted.countries == "design":
            return
        FIGURES.write_text(json.dumps(found) + "\n", encoding="utf-8")
    write(json.loads(FIGURES.read_text(encoding="utf-8")), DOCS)


def settings(wanted: argparse.Namespace) -> dict[str, Any]:
    """The curves from the guideline alone, the same with doubtful provisions asked too, and from the corpus."""
    few, most, where = min(2, wanted.seeds), wanted.cards, wanted.countries
    found: dict[str, Any] = {"date": f"{date.today():%Y-%m-%d}", "seeds": wanted.seeds, "batch": wanted.batch}
    cold, arms = read("guide", where, False), ("queue", "candidates", "random")
    found["cold"] = measure(cold, wanted.seeds, wanted.batch, most, arms, to_end=True)
    if where == "final":
        found["warm"] = measure(read("corpus", where, False), few, 100, 400, ("queue", "random"))
        found["doubtful"] = measure(read("guide", where, True), few, 100, 2 * most, ("queue", "random"), to_end=True)
    return found


if __name__ == "__main__":
    main()
