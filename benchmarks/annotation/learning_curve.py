"""How fast the model learns from answers: the queue's order beside random order, with a simulated annotator.

The annotator answers from the labels of ../shared/realset. Three quarters of the countries are asked about, the rest
measure. The model starts from the project's corpus alone. Writes docs/learning-curve.svg and prints the table.

Usage: python benchmarks/annotation/learning_curve.py [--batch 40] [--rounds 12] [--seeds 2]
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np

from lawscan.annotate.queue import Card, order
from lawscan.annotate.record import Label, Record
from lawscan.tag import evaluate, train

ROOT = Path(__file__).parents[2]
REALSET = ROOT.parent / "shared" / "realset"
Curve = list[tuple[int, float]]


def split(table: train.Table) -> tuple[list[int], list[int], list[int]]:
    """Rows to start with (corpus), to ask about, and to measure on (every fourth country)."""
    countries = sorted({e.group for e in table.examples if e.source == "realset"})
    held = set(countries[::4])
    base = [n for n, e in enumerate(table.examples) if e.source == "corpus"]
    pool = [n for n, e in enumerate(table.examples) if e.source == "realset" and e.group not in held]
    return base, pool, [n for n, e in enumerate(table.examples) if e.source == "realset" and e.group in held]


def scores(table: train.Table, known: list[int], wanted: list[int]) -> dict[str, np.ndarray]:
    """Chances of each tag for some rows, by a model of the known rows, not calibrated."""
    raw = {tag: evaluate.mixed_scores(table, known, wanted, tag) for tag in train.tag_names()}
    return {tag: 1 / (1 + np.exp(-np.clip(score, -35, 35))) for tag, score in raw.items()}


def f1(table: train.Table, rows: list[int], chances: dict[str, np.ndarray]) -> float:
    """Mean F1 of the tags at one half."""
    values = []
    for tag, chance in chances.items():
        truth = table.truth(tag)[rows]
        found = chance >= 0.5
        values.append(2 * (truth & found).sum() / max(1, truth.sum() + found.sum()))
    return float(np.mean(values))


def card(table: train.Table, row: int, chance: dict[str, float]) -> Card:
    """A row as a question."""
    example = table.examples[row]
    tags = frozenset(tag for tag, value in chance.items() if value >= 0.5)
    return Card(str(row), "h", example.lang, example.group, "", chance, tags)


def record(table: train.Table, row: int) -> Record:
    """The simulated annotator's answer."""
    example = table.examples[row]
    labels = tuple(Label(tag["tag"], tag["stance"]) for tag in example.tags)
    answer = "labels" if labels else "none"
    return Record(f"{row}", str(row), "h", "", "lawscan-1", answer, "sim", "", labels, lang=example.lang)


def curve(table: train.Table, strategy: str, seed: int, batch: int, rounds: int) -> Curve:
    """(cards answered, F1 on the countries that were never asked about)."""
    base, pool, test = split(table)
    rng, answers, points = random.Random(seed), {}, []
    for _ in range(rounds + 1):
        known = base + [int(address) for address, _, _ in answers]
        left = [row for row in pool if (str(row), "sim", "annotator") not in answers]
        chances = scores(table, known, left + test)
        points.append((len(answers), f1(table, test, {tag: c[len(left) :] for tag, c in chances.items()})))
        cards = [card(table, row, {tag: float(c[n]) for tag, c in chances.items()}) for n, row in enumerate(left)]
        asked = order(cards, answers, "sim", seed=seed) if strategy == "queue" else []
        chosen = [int(each.card.address) for each in asked[:batch]] or rng.sample(left, min(batch, len(left)))
        answers.update({(str(row), "sim", "annotator"): record(table, row) for row in chosen})
    return points


def needed(points: Curve, goal: float) -> int | None:
    """Cards until the goal is reached, None where it is not."""
    return next((cards for cards, value in points if value >= goal), None)


def draw(curves: dict[str, Curve], path: Path) -> None:
    """The plot, as plain SVG."""
    top = max(cards for points in curves.values() for cards, _ in points)
    low = min(value for points in curves.values() for _, value in points) - 0.02
    at = lambda cards, value: (60 + 520 * cards / top, 300 - 270 * (value - low) / (1 - low))  # noqa: E731 a plot's scale
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 350" font-family="sans-serif" font-size="12">']
    parts.append('<rect width="640" height="350" fill="#fff"/><path d="M60 30V300H580" fill="none" stroke="#444"/>')
    for tick in range(0, top + 1, max(1, top // 6)):
        parts.append(f'<text x="{at(tick, low)[0]:.0f}" y="318" text-anchor="middle">{tick}</text>')
    for tick in (low, (low + 1) / 2, 1):
        parts.append(f'<text x="54" y="{at(0, tick)[1] + 4:.0f}" text-anchor="end">{tick:.2f}</text>')
    for (name, points), colour, dash in zip(curves.items(), ("#0b5394", "#b45f06"), ("", "6 4"), strict=True):
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in (at(*point) for point in points))
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        x, y = at(*points[-1])
        parts.append(f'<text x="{x + 4:.0f}" y="{y + (4 if dash else -4):.0f}" fill="{colour}">{name}</text>')
    parts.append(
        '<text x="320" y="340" text-anchor="middle">cards answered</text><text x="60" y="20">mean F1</text></svg>'
    )
    path.write_text("\n".join(parts), encoding="utf-8")


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seeds", type=int, default=2)
    wanted = parser.parse_args()
    table = train.build_table(train.load_corpus(ROOT / "corpus") + train.load_realset(REALSET))
    base, pool, test = split(table)
    full = f1(table, test, scores(table, base + pool, test))
    print(f"corpus {len(base)}, asked about {len(pool)}, measured on {len(test)}; F1 with all answers {full:.3f}")
    means = {}
    for strategy in ("queue", "random"):
        runs = [curve(table, strategy, seed, wanted.batch, wanted.rounds) for seed in range(wanted.seeds)]
        means[strategy] = [(runs[0][n][0], float(np.mean([run[n][1] for run in runs]))) for n in range(len(runs[0]))]
        print(strategy, " ".join(f"{cards}:{value:.3f}" for cards, value in means[strategy]), flush=True)
    for share in (0.95, 0.98):
        print(f"cards to {share:.0%} of it:", {name: needed(points, share * full) for name, points in means.items()})
    draw(means, ROOT / "docs" / "learning-curve.svg")


if __name__ == "__main__":
    main()
