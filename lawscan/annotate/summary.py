"""What was answered, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from lawscan.annotate.agreement import disagreements, double_readings
from lawscan.annotate.journal import Journal, fold, stale, verdicts


def summarise(folder: Path, texts: Mapping[str, str], since: str = "") -> dict[str, object]:
    """Counts for `lawscan annotations status`.

    Args:
        folder: the annotations folder.
        texts: address → present text hash, to find stale answers.
        since: date of the model; answers after it are new to it.
    """
    journal = Journal(folder)
    current = list(fold(journal.records()).values())
    return {
        "answers": len(current),
        "by_annotator": dict(Counter(each.annotator for each in current)),
        "by_answer": dict(Counter(each.answer for each in current)),
        "by_language": dict(Counter(each.lang or "?" for each in current)),
        "random": sum(each.selection == "random" for each in current),
        "read_twice": len(double_readings(current)),
        "disagreements": len(disagreements(current)),
        "settled": len(verdicts(folder)),
        "stale": len(stale(current, dict(texts))),
        "new_since_model": sum(each.answered_at > since for each in current),
        "problems": len(journal.problems),
    }
