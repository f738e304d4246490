"""The evaluation of the classifiers for the terminal and as one HTML page: ids only, no text, so it can be shared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from lawscan.tag import evaluate as judging
from lawscan.tag.evaluation_page import MEASURES, measure_row, table_markdown

if TYPE_CHECKING:
    from lawscan.tag.train import Table

SIDE = 260  # px of a plot
WORST = 20
FEW = 20  # with fewer positives a language's F1 says little
Part = Mapping[str, Any]
Points = Sequence[tuple[float, float]]


def page(table: Table, report: dict[str, Any]) -> str:
    """The whole page."""
    rows = judging.real_rows(table)
    examples = [table.examples[n] for n in rows]
    said = (
        f"{len(rows):,} labelled provisions of {len({e.group for e in examples})} countries in "
        f"{len({e.lang for e in examples})} languages, each judged by a model that was trained without its country, "
        "then without its language. Labels were made by language models that followed the scheme, not by lawyers."
    )
    style = files("lawscan.report").joinpath("templates/evaluation.css").read_text(encoding="utf-8")
    body = "".join(_section(table, tag, part, rows) for tag, part in report.items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>lawscan: evaluation</title>'
        f"<style>{style}</style></head><body><main>"
        "<h1>How well tags are found in countries and languages not trained on</h1>"
        f"<p>{said}</p>{body}</main></body></html>\n"
    )


def text(report: Mapping[str, Part]) -> str:
    """The figures for a terminal, in Markdown."""
    parts = []
    for tag, part in report.items():
        country, language = part["loco_by_language"], part["lolo_by_language"]
        rows = [measure_row("a country left out", part["loco"]), measure_row("a language left out", part["lolo"])]
        langs = [
            (lang, country.get(lang, {}).get("positives", 0),
             *(each.get(lang, {}).get("f1", "-") for each in (country, language)))
            for lang in sorted(set(country) | set(language))
        ]  # fmt: skip
        head = ("language", "positives", "F1, country out", "F1, language out")
        parts += [f"## {tag}", table_markdown(MEASURES, rows), _sentences(part), table_markdown(head, langs)]
    return "\n\n".join(parts)


def _section(table: Table, tag: str, part: Part, rows: Sequence[int]) -> str:
    truth, chances = table.truth(tag)[list(rows)], part["chances"][list(rows)]
    return "".join((
        f"<section><h2>{escape(tag.replace('_', ' '))}</h2>", _measures(part), f"<p>{_sentences(part)}</p>",
        '<div class="plots">', _reliability(truth, chances), _precision_recall(truth, chances, part["threshold"]),
        "</div>", _found(truth, chances, part["threshold"]),
        _confusion("Stance, where the tag is right", part.get("stance_confusion", {})),
        _confusion("Whose case, where the tag is right", part.get("mode_confusion", {})),
        _languages(part), _worst(table, rows, truth, chances, part["threshold"]), "</section>",
    ))  # fmt: skip


def grid(caption: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A table that scrolls sideways on a narrow screen; a cell that is a tuple is (text, class)."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join("<tr>" + "".join(map(_cell, line)) + "</tr>" for line in lines)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table><caption>{escape(caption)}'
        f"</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    text, kind = value if isinstance(value, tuple) else (value, "")
    return f'<td class="{kind}">{escape(str(text))}</td>' if kind else f"<td>{escape(str(text))}</td>"


def _measures(part: Part) -> str:
    head = ("left out", "positives", "precision", "recall", "F1 (95 %)", "recall at precision .80",
            "precision at recall .80", "calibration error")  # fmt: skip
    lines = [
        (name, m["positives"], f"{m['precision']:.2f}", f"{m['recall']:.2f}",
         f"{m['f1']:.3f} ({m['f1_low']:.2f}–{m['f1_high']:.2f})", f"{m['recall_at_p80']:.2f}",
         f"{m['precision_at_r80']:.2f}", f"{m['calibration_error']:.3f}")
        for name, m in (("the country", part["loco"]), ("the language", part["lolo"]))
    ]  # fmt: skip
    return grid("Measures", head, lines)


def _sentences(part: Part) -> str:
    said = [f"Threshold {part['threshold']}."]
    rate = part["true_rate"]
    if rate:
        said.append(
            f"Where one provision in {round(1 / judging.TRUE_RATE)} carries the tag, precision is "
            f"{rate['precision_at_recall_80']:.2f} at recall .80, {rate['precision_at_recall_95']:.2f} at recall .95."
        )
    for what, name in (("stance", "Stance"), ("mode", "Whose case")):
        if part.get(f"{what}_accuracy") is not None:
            said.append(f"{name} right: {part[f'{what}_accuracy']:.3f}.")
    return " ".join(said)


def _plot(title: str, across: str, up: str, inside: str) -> str:
    ticks = "".join(
        f'<path class="grid" d="M{40 + t * SIDE:.0f} 10v{SIDE}M40 {10 + t * SIDE:.0f}h{SIDE}"/>'
        f'<text x="{40 + t * SIDE:.0f}" y="{SIDE + 26}" text-anchor="middle">{t:g}</text>'
        f'<text x="34" y="{14 + (1 - t) * SIDE:.0f}" text-anchor="end">{t:g}</text>'
        for t in (0, 0.25, 0.5, 0.75, 1)
    )
    words = f"{escape(title)}: {escape(up)} against {escape(across)}"
    size = f'viewBox="0 0 {SIDE + 60} {SIDE + 48}" width="{SIDE + 60}"'
    return (
        f'<figure><svg {size} role="img" aria-label="{words}">{ticks}'
        f'<rect class="frame" x="40" y="10" width="{SIDE}" height="{SIDE}"/>{inside}'
        f'<text x="{40 + SIDE / 2:.0f}" y="{SIDE + 44}" text-anchor="middle">{escape(across)}</text></svg>'
        f"<figcaption>{words}</figcaption></figure>"
    )


def _at(point: tuple[float, float]) -> tuple[float, float]:
    return 40 + point[0] * SIDE, 10 + (1 - point[1]) * SIDE


def _line(points: Points) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(_at, points))
    return f'<polyline class="curve" points="{path}"/>'


def _dot(point: tuple[float, float], radius: float, title: str) -> str:
    x, y = _at(point)
    return f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{escape(title)}</title></circle>'


def reliability(truth: Any, chances: Any) -> list[tuple[float, float, int]]:
    """Mean score, share labelled and number of provisions, for each tenth of the scores.

    >>> reliability(np.array([True, False]), np.array([0.91, 0.93]))
    [(0.92, 0.5, 2)]
    """
    places = np.minimum((chances * 10).astype(int), 9)
    tenths = [places == n for n in range(10) if (places == n).any()]
    return [(round(float(chances[t].mean()), 4), float(truth[t].mean()), int(t.sum())) for t in tenths]


def _reliability(truth: Any, chances: Any) -> str:
    found = reliability(truth, chances)
    dots = "".join(_dot((x, y), 2 + min(n, 400) ** 0.5 / 3, f"{n} provisions") for x, y, n in found)
    ideal = f'<path class="ideal" d="M40 {10 + SIDE}L{40 + SIDE} 10"/>'
    curve = _line([point[:2] for point in found])
    return _plot("Reliability (dots: how many)", "score", "share labelled", ideal + curve + dots)


def _precision_recall(truth: Any, chances: Any, threshold: float) -> str:
    order = np.argsort(-chances, kind="stable")
    hits = np.cumsum(truth[order])
    points = list(zip((hits / max(hits[-1], 1)).tolist(), (hits / np.arange(1, len(hits) + 1)).tolist(), strict=True))
    place = max(int((chances >= threshold).sum()) - 1, 0)
    return _plot("Precision and recall (dot: the threshold)", "recall", "precision",
                 _line(points) + _dot(points[place], 5, f"threshold {threshold}"))  # fmt: skip


def _found(truth: Any, chances: Any, threshold: float) -> str:
    said = chances >= threshold
    lines = [
        (name, ((kind & said).sum(), "right" if good else ""), ((kind & ~said).sum(), "" if good else "right"))
        for name, kind, good in (("labelled", truth, True), ("not labelled", ~truth, False))
    ]
    return grid("Tag", ("", "found", "not found"), lines)


def _confusion(caption: str, confusion: Mapping[str, Mapping[str, int]]) -> str:
    if not confusion:
        return ""
    names = sorted(set(confusion) | {said for row in confusion.values() for said in row})
    lines = [
        (name, *((confusion.get(name, {}).get(said, 0), "right" if name == said else "") for said in names))
        for name in names
    ]
    return grid(caption, ("labelled ↓ said →", *names), lines)


def _languages(part: Part) -> str:
    country, language = part["loco_by_language"], part["lolo_by_language"]
    lines = []
    for lang in sorted(set(country) | set(language), key=lambda each: -country.get(each, {}).get("positives", 0)):
        count = country.get(lang, {}).get("positives", 0)
        cells = (lang, count, country.get(lang, {}).get("f1", "–"), language.get(lang, {}).get("f1", "–"))
        lines.append([(cell, "few" if count < FEW else "") for cell in cells])
    return grid(f"By language (pale: under {FEW} positives)", ("language", "positives", "F1, country left out",
                                                               "F1, language left out"), lines)  # fmt: skip


def _worst(table: Table, rows: Sequence[int], truth: Any, chances: Any, threshold: float) -> str:
    said = chances >= threshold
    parts = []
    for caption, wrong, sign in (("Worst false alarms", ~truth & said, -1), ("Worst misses", truth & ~said, 1)):
        order = [n for n in np.argsort(sign * chances, kind="stable") if wrong[n]][:WORST]
        examples = [(table.examples[rows[n]], chances[n]) for n in order]
        lines = [(e.id, e.group, e.lang, f"{chance:.2f}", len(e.text)) for e, chance in examples]
        head = ("id", "country", "language", "score", "characters")
        parts.append(grid(f"{caption} ({int(wrong.sum())} in all)", head, lines))
    return "".join(parts)
