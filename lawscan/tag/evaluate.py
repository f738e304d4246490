"""Measuring the tagger: every provision is judged by models that saw nothing of its country, or of its language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lawscan.tag import train as training
from lawscan.tag.sources import SEED
from lawscan.tag.train import Table, tag_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

TRUE_RATE = 1 / 200  # about one provision in two hundred carries either tag
BOOTSTRAPS = 500
CHOICE_FOLDS = 8
Answers = dict[int, str]  # by row


@dataclass(frozen=True)
class Measure:
    """How well one tag is found on some provisions; intervals are 95 % bootstrap."""

    positives: int
    precision: float
    recall: float
    f1: float
    f1_low: float
    f1_high: float
    recall_at_p80: float
    precision_at_r80: float
    calibration_error: float


def f1_of(truth: Bools, said: Bools) -> tuple[float, float, float]:
    """Precision, recall, F1.

    >>> f1_of(np.array([True, True, False]), np.array([True, False, False]))
    (1.0, 0.5, 0.6666666666666666)
    """
    hits = float((truth & said).sum())
    precision = hits / said.sum() if said.any() else 0.0
    recall = hits / truth.sum() if truth.any() else 0.0
    return float(precision), float(recall), float(2 * hits / max(truth.sum() + said.sum(), 1))


def _curve(truth: Bools, chances: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(-chances, kind="stable")
    hits = np.cumsum(truth[order])
    return hits / np.arange(1, len(order) + 1), hits / max(int(truth.sum()), 1)


def calibration_error(truth: Bools, chances: Floats, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins."""
    places = np.minimum((chances * bins).astype(int), bins - 1)
    parts = [(places == b) for b in range(bins)]
    return float(sum(p.mean() * abs(truth[p].mean() - chances[p].mean()) for p in parts if p.any()))


def measure(truth: Bools, chances: Floats, threshold: float, seed: int = SEED) -> Measure:
    """All measures of one tag at one threshold."""
    said = chances >= threshold
    precision, recall, f1 = f1_of(truth, said)
    rng = np.random.default_rng(seed)
    draws = [rng.integers(0, len(truth), len(truth)) for _ in range(BOOTSTRAPS)]
    low, high = np.percentile([f1_of(truth[d], said[d])[2] for d in draws], [2.5, 97.5])
    curve_p, curve_r = _curve(truth, chances)
    return Measure(int(truth.sum()), precision, recall, f1, float(low), float(high),
                   float(curve_r[curve_p >= 0.8].max(initial=0.0)), float(curve_p[curve_r >= 0.8].max(initial=0.0)),
                   calibration_error(truth, chances))


def at_true_rate(positives: Floats, background: Floats, recall: float, rate: float = TRUE_RATE) -> float:
    """Precision at a recall when one provision in ``1 / rate`` is positive.

    Args:
        positives: scores of the labelled positives.
        background: scores of unlabelled provisions, taken as negatives (a few are not: a lower bound).
        recall: share of the positives to be found.
    """
    threshold = np.sort(positives)[::-1][int(np.ceil(recall * len(positives))) - 1]
    found, false = float((positives >= threshold).mean()), float((background >= threshold).mean())
    return found * rate / (found * rate + false * (1 - rate))


Scorer = Callable[[Table, list[int], list[int], str], "Floats"]


def mixed_scores(table: Table, train: list[int], test: list[int], tag: str) -> Floats:
    """Raw mixed scores of our model: four parts, words left out for languages it has not seen."""
    parts = training.part_scores(table, test, training.fit_parts(table, train, tag), tag)
    seen = training.seen_languages(table, train)
    known = np.array([table.examples[n].lang in seen for n in test])
    scores: Floats = parts[:, :3] @ training.MIX[:3] + np.where(known, parts[:, 3] * training.MIX[3], 0.0)
    return scores


def leave_out(table: Table, tag: str, key: str, rows: Sequence[int], scorer: Scorer = mixed_scores) -> Floats:
    """Raw scores of all rows whose value of ``key`` (group, lang) occurs in ``rows``, each value left out in turn."""
    values = [getattr(e, key) for e in table.examples]
    scores = np.full(len(values), -50.0)
    for value in sorted({values[n] for n in rows}):
        test = [n for n, v in enumerate(values) if v == value]
        if key == "lang":
            test = [n for n in test if table.examples[n].source == "realset"]
        train = [n for n, v in enumerate(values) if v != value]
        scores[test] = scorer(table, train, test, tag)
    return scores


def calibrated(table: Table, tag: str, scores: Floats, rows: Sequence[int], key: str) -> Floats:
    """Probabilities of raw scores; the slope for each fifth of the groups comes from the other four."""
    truth, out = table.truth(tag), np.full(len(scores), training.FLOOR)
    values = [getattr(table.examples[n], key) for n in rows]
    for fold in training.folds_by(values, training.FOLDS):
        fit_on = [n for n, v in zip(rows, values, strict=True) if v not in fold and table.gate[n]]
        slope, offset = training._calibrated(scores[fit_on], truth[fit_on], table.weights[fit_on])
        chosen = [n for n, e in enumerate(table.examples) if getattr(e, key) in fold and table.gate[n]]
        out[chosen] = 1 / (1 + np.exp(-np.clip(slope * scores[chosen] + offset, -35, 35)))
    return out


def choices(table: Table, tag: str, key: str, rows: Sequence[int],
            count: int = CHOICE_FOLDS) -> tuple[Answers, Answers]:
    """Stance and mode of the positives among rows, by models that saw nothing of their group."""
    values = [getattr(e, key) for e in table.examples]
    stances: Answers = {}
    modes: Answers = {}
    for fold in training.folds_by([values[n] for n in rows], count):
        train = [n for n, v in enumerate(values) if v not in fold]
        test = [n for n in rows if values[n] in fold and table.examples[n].tag(tag)]
        if test:
            stance, mode = _chosen(table, tag, train, test)
            stances |= stance
            modes |= mode
    return stances, modes


def _chosen(table: Table, tag: str, train: Sequence[int], test: Sequence[int]) -> tuple[Answers, Answers]:
    """Stance and mode of some rows, by models of others; no mode where there is too little to learn from."""
    from lawscan.tag.model import Choices, chief_clauses, decision_says

    clause = training.fit_clause(table, train, tag)
    models = Choices.of(training.fit_choices(table, train, tag, clause))
    found = {n: models.answer(decision_says(
        table.readings[n], chief_clauses(training.clause_scores(table, n, tag, clause)))) for n in test}
    return ({n: stance for n, (stance, _, _) in found.items()},
            {n: mode for n, (_, _, mode) in found.items() if mode is not None})


def accuracy(table: Table, tag: str, said: dict[int, str], what: str) -> float:
    """Share of right answers among those given."""
    right = [(table.examples[n].tag(tag) or {}).get(what) == answer for n, answer in said.items()]
    return float(np.mean(right)) if right else 0.0


def by_language(table: Table, tag: str, rows: Sequence[int], chances: Floats, threshold: float,
                least: int = 1) -> dict[str, dict[str, Any]]:
    """F1 of one tag by language, for languages with at least so many positives."""
    out = {}
    truth = table.truth(tag)
    for lang in sorted({table.examples[n].lang for n in rows}):
        chosen = np.array([n for n in rows if table.examples[n].lang == lang])
        if truth[chosen].sum() >= least:
            precision, recall, f1 = f1_of(truth[chosen], chances[chosen] >= threshold)
            out[lang] = {"positives": int(truth[chosen].sum()), "precision": round(precision, 3),
                         "recall": round(recall, 3), "f1": round(f1, 3)}
    return out


def by_stance(table: Table, tag: str, rows: Sequence[int], found: Bools) -> dict[str, tuple[int, int]]:
    """How many labelled provisions there are of each stance, and how many of them were found."""
    out: dict[str, tuple[int, int]] = {}
    for n in rows:
        label = table.examples[n].tag(tag)
        if label and label.get("stance"):
            count, hits = out.get(label["stance"], (0, 0))
            out[label["stance"]] = (count + 1, hits + bool(found[n]))
    return dict(sorted(out.items()))


def real_rows(table: Table) -> list[int]:
    """Rows of labelled real law."""
    return [n for n, e in enumerate(table.examples) if e.source == "realset"]


def negatives(table: Table, tag: str) -> list[int]:
    """Rows of the background that are taken as negatives: not labelled, or read and found to be without the tag."""
    return [n for n, e in enumerate(table.examples)
            if e.source in ("background", "readings") and e.weight > 0 and not e.tag(tag)]


def report(table: Table, scorer: Scorer = mixed_scores) -> dict[str, Any]:
    """The whole report: leave-one-country-out, leave-one-language-out, true rate, stance and mode."""
    rows = real_rows(table)
    out: dict[str, Any] = {}
    for tag in tag_names():
        truth = table.truth(tag)
        loco = calibrated(table, tag, leave_out(table, tag, "group", rows, scorer), rows, "group")
        free = [n for n in rows if not table.examples[n].held] or rows
        threshold = training.best_threshold(truth[free], loco[free])
        lolo = calibrated(table, tag, leave_out(table, tag, "lang", rows, scorer), rows, "lang")
        lolo_threshold = training.best_threshold(truth[free], lolo[free])
        out[tag] = {
            "threshold": threshold, "loco": measure(truth[rows], loco[rows], threshold).__dict__,
            "by_stance": by_stance(table, tag, rows, loco >= threshold),
            "loco_by_language": by_language(table, tag, rows, loco, threshold),
            "lolo": measure(truth[rows], lolo[rows], lolo_threshold).__dict__,
            "lolo_by_language": by_language(table, tag, rows, lolo, lolo_threshold),
            "true_rate": _true_rate(table, rows, negatives(table, tag), truth, loco),
            "chances": loco, "lolo_chances": lolo,
        }
        out[tag] |= _choice_report(table, tag, rows, loco >= threshold)
    return out


def _true_rate(table: Table, rows: Sequence[int], background: Sequence[int], truth: Bools,
               chances: Floats) -> dict[str, float]:
    if not background:
        return {}
    positives = chances[[n for n in rows if truth[n]]]
    padded = np.concatenate([chances[list(background)], np.full(table.background_passed_over, training.FLOOR)])
    return {f"precision_at_recall_{r}": round(at_true_rate(positives, padded, r / 100), 3) for r in (80, 95)}


def _choice_report(table: Table, tag: str, rows: Sequence[int], found: Bools) -> dict[str, Any]:
    """Stance and mode of what was rightly found: how often right, and what was taken for what."""
    out: dict[str, Any] = {}
    for what, said in zip(("stance", "mode"), choices(table, tag, "group", rows), strict=True):
        right = {n: answer for n, answer in said.items() if found[n]}
        out[f"{what}_accuracy"] = round(accuracy(table, tag, right, what), 3) if right else None
        out[f"{what}_confusion"] = _taken_for(table, tag, right, what)
    return out


def _taken_for(table: Table, tag: str, said: dict[int, str], what: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for n, answer in said.items():
        row = found.setdefault((table.examples[n].tag(tag) or {}).get(what) or "", {})
        row[answer] = row.get(answer, 0) + 1
    return found
