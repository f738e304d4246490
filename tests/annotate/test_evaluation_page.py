"""`lawscan models evaluate`: the page shows what was found, missed and taken for what, and quotes no law."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed")

from lawscan.report import evaluation
from lawscan.tag.evaluate import measure
from lawscan.tag.train import Example, Table

LABEL = ({"tag": "dual_nationality", "stance": "permits", "mode": "outbound", "evidence": ""},)
CHANCES = np.array([0.9, 0.8, 0.2, 0.7, 0.1, 0.05])


@pytest.fixture(name="table")
def _table() -> Table:
    return Table([
        Example(f"id{n}", f"Secret words of law <b>{n}</b>", "en", "", LABEL if n < 3 else (), f"C{n % 2}", "realset")
        for n in range(6)
    ])  # fmt: skip


@pytest.fixture(name="report")
def _report(table: Table) -> dict[str, Any]:
    truth = table.truth("dual_nationality")
    figures = measure(truth, CHANCES, 0.5).__dict__
    languages = {"en": {"positives": 3, "precision": 0.667, "recall": 0.667, "f1": 0.667}}
    return {"dual_nationality": {
        "threshold": 0.5, "loco": figures, "lolo": figures, "loco_by_language": languages, "lolo_by_language": {},
        "true_rate": {}, "chances": CHANCES, "lolo_chances": CHANCES, "stance_accuracy": 1.0,
        "stance_confusion": {"permits": {"permits": 2}}, "mode_accuracy": None, "mode_confusion": {},
    }}  # fmt: skip


def test_the_page_names_every_error_by_id_and_quotes_nothing(table: Table, report: dict[str, Any]) -> None:
    """One miss, one false alarm, two right: in the table of tags and in the lists of errors, without any text."""
    page = evaluation.page(table, report)

    assert "Worst false alarms (1 in all)" in page
    assert "Worst misses (1 in all)" in page
    assert all(name in page for name in ("id2", "id3", "Reliability", "Precision and recall", "Stance, where"))
    assert "Secret words" not in page
    assert "None" not in page


def test_the_terminal_gets_the_same_figures_without_empty_braces(report: dict[str, Any]) -> None:
    """What was not measured is left out, not shown as {} or None."""
    text = evaluation.text(report)

    assert "| a country left out | 3 | 0.67 | 0.67 | 0.667" in text
    assert "Stance right: 1.000." in text
    assert "{}" not in text
    assert "None" not in text


def test_reliability_counts_provisions_by_tenths_of_the_score() -> None:
    """Mean score, share labelled and count of each tenth that holds any."""
    found = evaluation.reliability(np.array([True, False, True]), np.array([0.95, 0.02, 1.0]))

    assert [(0.02, 0.0, 1), (0.975, 1.0, 2)] == found
