"""The evaluation as Markdown, JSON and one HTML page with reliability, precision–recall, confusion and worst errors."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from lawscan.tag.evaluate import _curve, real_rows

if TYPE_CHECKING:
    from lawscan.tag.train import Table

_HIDDEN = ("chances", "lolo_chances", "stance_answers")
_SIDE = 260  # px of a plot


def plain(report: dict[str, Any]) -> dict[str, Any]:
    """The report without its per-provision arrays."""
    return {tag: {k: v for k, v in part.items() if k not in _HIDDEN} for tag, part in report.items()}


def table_markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def measure_row(name: str, m: dict[str, Any]) -> list[object]:
    """One line of the measures table."""
    return [name, m["positives"], f"{m['precision']:.2f}", f"{m['recall']:.2f}",
            f"{m['f1']:.3f} ({m['f1_low']:.2f}–{m['f1_high']:.2f})", f"{m['recall_at_p80']:.2f}",
            f"{m['precision_at_r80']:.2f}", f"{m['calibration_error']:.3f}"]


MEASURES = ("split", "positives", "precision", "recall", "F1 (95 %)", "recall at P .80", "precision at R .80", "ECE")


def render_markdown(report: dict[str, Any]) -> str:
    """The report as Markdown."""
    parts = []
    for tag, part in report.items():
        parts.append(f"## {tag}\n")
        rows = [measure_row("a country left out", part["loco"]), measure_row("a language left out", part["lolo"])]
        parts.append(table_markdown(MEASURES, rows) + "\n")
        parts.append(f"Threshold {part['threshold']}. At one positive in 200: {part['true_rate']}.\n")
        if "stance_accuracy" in part:
            parts.append(f"Stance right {part['stance_accuracy']}, mode right {part['mode_accuracy']}.\n")
        langs = sorted(set(part["loco_by_language"]) | set(part["lolo_by_language"]))
        rows = [[lang, part["loco_by_language"].get(lang, {}).get("positives", 0),
                 part["loco_by_language"].get(lang, {}).get("f1", "-"),
                 part["lolo_by_language"].get(lang, {}).get("f1", "-")] for lang in langs]
        parts.append(table_markdown(("language", "positives", "F1, country out", "F1, language out"), rows) + "\n")
    return "\n".join(parts)


def _line(points: Sequence[tuple[float, float]], title: str, x: str, y: str) -> str:
    path = " ".join(f"{20 + px * _SIDE:.1f},{10 + (1 - py) * _SIDE:.1f}" for px, py in points)
    return (f'<figure><svg viewBox="0 0 {_SIDE + 40} {_SIDE + 40}" width="{_SIDE + 40}" role="img" '
            f'aria-label="{escape(title)}"><rect x="20" y="10" width="{_SIDE}" height="{_SIDE}" fill="none" '
            f'stroke="#999"/><polyline points="{path}" fill="none" stroke="#0b5" stroke-width="2"/>'
            f'<text x="20" y="{_SIDE + 30}" font-size="12">{escape(x)} (0–1), up: {escape(y)}</text></svg>'
            f"<figcaption>{escape(title)}</figcaption></figure>")


def _reliability(truth: Any, chances: Any) -> list[tuple[float, float]]:
    places = np.minimum((chances * 10).astype(int), 9)
    return [(float(chances[places == b].mean()), float(truth[places == b].mean()))
            for b in range(10) if (places == b).any()]


def _worst(table: Table, rows: Any, truth: Any, chances: Any, count: int = 20) -> str:
    gap = np.abs(truth.astype(float) - chances)
    items = [f"<tr><td>{escape(table.examples[rows[n]].id)}<td>{escape(table.examples[rows[n]].group)}"
             f"<td>{'labelled' if truth[n] else 'not labelled'}<td>{chances[n]:.2f}" for n in np.argsort(-gap)[:count]]
    return "<table><tr><th>id<th>country<th>label<th>score" + "".join(items) + "</table>"


def _confusion(confusion: dict[str, dict[str, int]]) -> str:
    names = sorted(set(confusion) | {a for row in confusion.values() for a in row})
    head = "<tr><th>labelled \\ said" + "".join(f"<th>{escape(n)}" for n in names)
    rows = ["<tr><th>" + escape(n) + "".join(f"<td>{confusion.get(n, {}).get(m, 0)}" for m in names) for n in names]
    return "<table>" + head + "".join(rows) + "</table>"


def render_html(table: Table, report: dict[str, Any]) -> str:
    """One self-contained page: no text of any law, only ids, so that it can be shared."""
    body = []
    rows = np.array(real_rows(table))
    for tag, part in report.items():
        truth, chances = table.truth(tag)[rows], part["chances"][rows]
        precision, recall = _curve(truth, chances)
        body.append(f"<h2>{escape(tag)}</h2><pre>{escape(render_markdown({tag: part}))}</pre>")
        body.append(_line(_reliability(truth, chances), "Reliability", "score", "share labelled"))
        body.append(_line(list(zip(recall.tolist(), precision.tolist(), strict=True)), "Precision and recall",
                          "recall", "precision"))
        body.append("<h3>Stance</h3>" + _confusion(part.get("stance_confusion", {})))
        body.append("<h3>Worst errors</h3>" + _worst(table, rows, truth, chances))
    style = "body{font:16px system-ui;max-width:70rem;margin:2rem auto}td,th{padding:.2rem .6rem;text-align:left}"
    return (f'<!doctype html><html lang="en"><meta charset="utf-8"><title>lawscan: evaluation</title>'
            f"<style>{style}</style><h1>How well tags are found in countries and languages not trained on</h1>"
            + "".join(body) + "</html>\n")
