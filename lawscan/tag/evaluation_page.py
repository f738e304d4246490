"""Pieces of the evaluation that several pages share: lines of the measures table, and the report without arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_HIDDEN = ("chances", "lolo_chances")


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
