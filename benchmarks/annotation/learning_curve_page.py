"""The learning curve as a page and a plot, from the figures of learning_curve.py."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

GOAL = 0.95
ARMS = {
    "queue": "this queue",
    "candidates": "random order, key term only",
    "random": "random order of all",
}
Point = dict[str, float]
Run = list[Point]
PAGE = """# How fast the model learns from answers

A simulated annotator answers cards from the labels of real law. A model is trained on these answers and the examples
of the guideline alone, again after every {batch} cards, and measured on countries that are never asked about.

![F1 against cards answered: this queue, random order of candidates, random order](learning-curve.svg)

{needs}

With all {asked:,} cards answered F1 is {full:.3f}; the goal is {goal_share:.0%} of it, {goal:.3f}. "For good": no later
point of the mean of {seeds} seeds lies below the goal. "All" is what a scan of whole laws holds; "key term only" leaves
out the provisions in which the lexicons see nothing of either topic, which spares most of the work before any model
exists.

{against}

{curve}

F1 is the mean of both tags, with the range over seeds; "found" are the labels seen, the guideline's five included.

## What was asked and measured

- Asked about: all {asked:,} provisions of the laws of {countries} countries; {labels} labels, one in {rate}. {silent:,}
  of them hold no key term: no model looks at them, and the queue draws them only by chance.
- Measured on: {measured} labelled provisions of {test_countries} other countries, {test_labels} labels. The order of
  cards was designed on other countries than these (`--countries design`).
- Each model's threshold is chosen on the answers that it has, every country judged by a model of the others.
- The labels were made by language models that followed the scheme, not by lawyers. Provisions without a label are
  answered "none", except {doubtful} that models of other countries take for a tag: their answer is not known, so they
  are not asked. This order seeks them out, a random one seldom meets them. With all of them asked and answered "none",
  many wrongly, F1 with all answers is {hard_full:.3f}, and {goal_share:.0%} of that is met for good after {hard_queue}
  cards in this order, {hard_random} in random order.

## Starting from the project's corpus

A model that starts from corpus/ has F1 {warm_start:.3f} on these countries before the first answer, {warm_full:.3f}
with all answers.{warm}

Written on {date} by `python benchmarks/annotation/learning_curve.py --seeds {seeds}`.
"""


def write(found: dict[str, Any], folder: Path) -> None:
    """Write learning-curve.md and learning-curve.svg."""
    (folder / "learning-curve.md").write_text(page(found), encoding="utf-8")
    (folder / "learning-curve.svg").write_text(plot(found["cold"]), encoding="utf-8")


def page(found: dict[str, Any]) -> str:
    """The page, in Markdown."""
    cold, hard, warm = found["cold"], found["doubtful"], found["warm"]
    counts = {key: cold[key] for key in cold if key not in ("full", "curves")}
    return PAGE.format(
        **counts, batch=found["batch"], seeds=found["seeds"], date=found["date"], full=cold["full"]["f1"],
        goal=goal(cold), goal_share=GOAL, rate=cold["asked"] // cold["labels"], needs="\n".join(needs(cold)),
        against=against(cold), curve="\n".join(curve_table(cold)), hard_full=hard["full"]["f1"],
        doubtful=hard["asked"] - cold["asked"], hard_random=said(needed(hard, "random"), hard, "random"),
        hard_queue=said(needed(hard, "queue"), hard, "queue"), warm=beside(warm),
        warm_start=averages(warm["curves"]["queue"])[0]["f1"], warm_full=warm["full"]["f1"],
    )  # fmt: skip


def goal(setting: dict[str, Any], value: str = "f1") -> float:
    """What is to be reached."""
    return GOAL * float(setting["full"][value])


def averages(runs: Sequence[Run]) -> Run:
    """The mean curve of several seeds."""
    return [{key: mean(point[key] for point in each) for key in each[0]} for each in zip(*runs, strict=True)]


def needed(setting: dict[str, Any], arm: str, value: str = "f1") -> int | None:
    """Cards from which the mean curve stays at the goal, None where it never does."""
    points, wanted = averages(setting["curves"][arm]), goal(setting, value)
    late = [n for n, point in enumerate(points) if point[value] < wanted]
    after = late[-1] + 1 if late else 0
    return int(points[after]["cards"]) if after < len(points) else None


def first(points: Run, wanted: float) -> int | None:
    """Cards at which a curve first meets the goal."""
    return next((int(point["cards"]) for point in points if point["f1"] >= wanted), None)


def said(count: int | None, setting: dict[str, Any], arm: str) -> str:
    """A count of cards, in words."""
    return f"{count:,}" if count is not None else f"more than {int(setting['curves'][arm][0][-1]['cards']):,}"


def needs(setting: dict[str, Any]) -> list[str]:
    """The table of cards needed."""
    rows = [
        f"| order | cards to {GOAL:.0%} of final F1, for good | first met | by seed, first met "
        f"| to {GOAL:.0%} of final average precision |",
        "|---|--:|--:|---|--:|",
    ]
    for arm, runs in setting["curves"].items():
        seeds = (first(run, goal(setting)) for run in runs)
        met = first(averages(runs), goal(setting))
        cells = [
            ARMS[arm], said(needed(setting, arm), setting, arm), said(met, setting, arm),
            ", ".join(said(count, setting, arm) for count in seeds),
            said(needed(setting, arm, "precision"), setting, arm),
        ]  # fmt: skip
        rows.append("| " + " | ".join(cells) + " |")
    return rows


def against(setting: dict[str, Any]) -> str:
    """How many times as many cards other orders need."""
    own = needed(setting, "queue")
    if not own:
        return f"This queue did not meet the goal within {int(setting['curves']['queue'][0][-1]['cards'])} cards."
    others = {arm: needed(setting, arm) for arm in ("random", "candidates")}
    parts = [f"{count / own:.0f} times as many cards in {ARMS[arm]}" for arm, count in others.items() if count]
    return "The same F1 takes " + " and ".join(parts) + "." if parts else ""


def curve_table(setting: dict[str, Any]) -> list[str]:
    """F1, its range and the labels found, by cards answered."""
    arms = setting["curves"]
    rows = ["| cards | " + " | ".join(f"{ARMS[arm]} | found" for arm in arms) + " |", "|--:|" + "---|--:|" * len(arms)]
    points = {arm: {int(p["cards"]): n for n, p in enumerate(averages(runs))} for arm, runs in arms.items()}
    shown = {0, 50, 100, 150, 200, 300, 400, 600, 800}
    for cards in sorted({cards for found in points.values() for cards in found}):
        if cards in shown or cards not in points["queue"]:
            cells = [_cell(runs, points[arm].get(cards)) for arm, runs in arms.items()]
            rows.append(f"| {cards:,} | " + " | ".join(cells) + " |")
    return rows


def _cell(runs: Sequence[Run], place: int | None) -> str:
    if place is None:
        return "| "
    values = [run[place]["f1"] for run in runs]
    return f"{mean(values):.3f} ({min(values):.2f}–{max(values):.2f}) | {averages(runs)[place]['positives']:.0f}"


def beside(setting: dict[str, Any]) -> str:
    """F1 of both orders after some cards."""
    queue, chance = (averages(setting["curves"][arm]) for arm in ("queue", "random"))
    parts = [
        f"{a['cards']:.0f} cards: {a['f1']:.3f} in this order, {b['f1']:.3f} in random order"
        for a, b in zip(queue[1:], chance[1:], strict=False)
    ]
    return "\n\n- After " + "\n- After ".join(parts)


COLOURS = {"queue": ("#0b5394", ""), "candidates": ("#7a4a00", "9 4"), "random": ("#a61c3c", "2 4")}
WIDE, HIGH, LEFT, TOP = 560, 300, 62, 34
Scale = Callable[[float], float]


def plot(setting: dict[str, Any]) -> str:
    """The plot, as plain SVG: cards on a logarithmic scale, the range over seeds as a band."""
    last = max(run[-1]["cards"] for runs in setting["curves"].values() for run in runs)

    def across(cards: float) -> float:
        return LEFT + WIDE * math.log(max(cards, 25) / 25) / math.log(last / 25)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDE + 24} {TOP + HIGH + 56}" '
        'font-family="sans-serif" font-size="13" role="img" aria-label="F1 against cards answered">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        *_axes(last, across),
    ]
    for arm, runs in setting["curves"].items():
        parts += _curve(arm, runs, across)
    return "\n".join([*parts, *_goal_line(goal(setting)), *_legend(list(setting["curves"])), "</svg>"]) + "\n"


def _up(value: float) -> float:
    return TOP + HIGH * (1 - value)


def _axes(last: float, across: Scale) -> list[str]:
    parts = []
    for tick in (0, 0.2, 0.4, 0.6, 0.8, 1):
        parts.append(f'<path d="M{LEFT} {_up(tick):.0f}h{WIDE}" stroke="{"#444" if tick == 0 else "#ddd"}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{_up(tick) + 4:.0f}" text-anchor="end">{tick:g}</text>')
    for tick in (25, 50, 100, 200, 400, 800, 1600, 3200, 6400, 12800):
        if tick <= last:
            parts.append(f'<path d="M{across(tick):.0f} {TOP + HIGH}v5" stroke="#444"/>')
            parts.append(f'<text x="{across(tick):.0f}" y="{TOP + HIGH + 20}" text-anchor="middle">{tick:,}</text>')
    middle = LEFT + WIDE / 2
    parts.append(f'<text x="{middle:.0f}" y="{TOP + HIGH + 44}" text-anchor="middle">cards answered</text>')
    return [*parts, f'<text x="{LEFT}" y="18">mean F1 on countries that were never asked about</text>']


def _goal_line(value: float) -> list[str]:
    return [f'<path d="M{LEFT} {_up(value):.0f}h{WIDE}" stroke="#222" stroke-dasharray="1 3"/>']


def _curve(arm: str, runs: Sequence[Run], across: Scale) -> list[str]:
    colour, dash = COLOURS[arm]
    columns = [(across(each[0]["cards"]), [point["f1"] for point in each]) for each in zip(*runs, strict=True)][1:]
    upper = [f"{x:.0f},{_up(max(values)):.0f}" for x, values in columns]
    lower = [f"{x:.0f},{_up(min(values)):.0f}" for x, values in columns]
    line = " ".join(f"{x:.0f},{_up(mean(values)):.0f}" for x, values in columns)
    return [
        f'<polygon points="{" ".join([*upper, *lower[::-1]])}" fill="{colour}" fill-opacity=".12"/>',
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"/>',
    ]


def _legend(arms: Sequence[str]) -> list[str]:
    goal_words = f"{GOAL:.0%} of the F1 with all answers"
    entries = [(ARMS[arm], *COLOURS[arm], 2.5) for arm in arms] + [(goal_words, "#222", "1 3", 1.0)]
    parts = []
    for place, (words, colour, dash, width) in enumerate(entries):
        x, y = LEFT + WIDE - 260, TOP + HIGH - 14 - 22 * (len(entries) - 1 - place)
        stroke = f'stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}"'
        parts.append(f'<path d="M{x} {y - 4}h34" {stroke}/><text x="{x + 42}" y="{y}">{words}</text>')
    return parts
