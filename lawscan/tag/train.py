"""Training: one command, seeded, the same bytes for the same data on one machine.

Three small linear models a tag (clause, provision, words) are joined by a fourth that is fitted on out-of-fold scores,
so that the joined score is calibrated; stance and mode are read from the deciding clause and the provision around it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from lawscan.law import text_sha256
from lawscan.scheme import load as load_scheme
from lawscan.tag import concepts, features
from lawscan.tag.features import WORD_BITS
from lawscan.tag.model import clause_summary
from lawscan.tag.sources import (
    BACKGROUND_SAMPLE,
    SEED,
    Example,
    load_annotations,
    load_background,
    load_corpus,
    load_readings,
    load_realset,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

FOLDS = 5
SEEN_POSITIVES = 30  # so many positives of a language make its words worth listening to
PLATEAU = 0.005  # so far under the best F1 a threshold is as good
FLOOR = 0.001  # the score of a provision without any key concept


@dataclass
class Table:
    """Examples as sparse feature matrices, built once; folds are row selections of it."""

    examples: list[Example]
    readings: list[features.Reading] = field(default_factory=list)
    gate: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))
    names: list[str] = field(default_factory=list)
    clause_names: list[str] = field(default_factory=list)
    provisions: Any = None
    clauses: Any = None
    clause_rows: list[range] = field(default_factory=list)
    words: Any = None
    columns: dict[str, tuple[list[int], list[int]]] = field(default_factory=dict)
    background_passed_over: int = 0

    @property
    def weights(self) -> Floats:
        """Sample weights."""
        return np.array([e.weight for e in self.examples])

    def truth(self, tag: str) -> Bools:
        """Which examples carry the tag."""
        return np.array([e.tag(tag) is not None for e in self.examples])


def _matrix(rows: Sequence[set[str]], minimum: int) -> tuple[list[str], Any]:
    counts: dict[str, int] = {}
    for row in rows:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= minimum)
    place = {name: n for n, name in enumerate(names)}
    return names, _csr([[place[name] for name in row if name in place] for row in rows], len(names))


def _csr(rows: Sequence[Iterable[int]], width: int, unit: bool = False) -> Any:
    columns = [sorted(row) for row in rows]
    starts = np.cumsum([0, *map(len, columns)])
    flat = np.fromiter((n for row in columns for n in row), dtype=np.int32, count=int(starts[-1]))
    sizes = np.repeat([1 / max(len(row), 1) ** 0.5 if unit else 1.0 for row in columns], [len(row) for row in columns])
    return sparse.csr_matrix((sizes.astype(np.float64), flat, starts), shape=(len(columns), width))


def _columns(names: list[str], tag: str) -> list[int]:
    return [n for n, name in enumerate(names) if features.in_topic(name, tag)]


def build_table(examples: list[Example], minimum: int = 3) -> Table:
    """Read every example and lay out its features."""
    table = Table(examples)
    table.readings = [features.read(e.text, e.lang, e.heading) for e in examples]
    table.gate = np.array([concepts.has_key(e.text, e.lang) for e in examples])
    flat: list[set[str]] = []
    wholes: list[set[str]] = []
    for reading in table.readings:
        by_clause = features.topical_names(reading)
        table.clause_rows.append(range(len(flat), len(flat) + len(by_clause)))
        flat.extend(by_clause)
        wholes.append(features.provision_names(reading, by_clause))
    table.names, table.provisions = _matrix(wholes, minimum)
    table.clause_names, table.clauses = _matrix(flat, minimum)
    table.columns = {tag: (_columns(table.names, tag), _columns(table.clause_names, tag)) for tag in tag_names()}
    table.words = _csr([features.word_numbers(e.text) for e in examples], 1 << WORD_BITS, unit=True)
    return table


def deciding_clause(example: Example, reading: features.Reading, tag: str) -> int:
    """The clause in which the labelled evidence begins, or the one that holds most of it; -1 where there is none."""
    said = example.tag(tag)
    quote = (said or {}).get("evidence", "")
    if not quote:
        return -1
    at = example.text.find(quote)
    if at < 0:
        at = " ".join(example.text.split()).find(" ".join(quote.split()))
        if at < 0:
            return -1
        at = _unfolded(example.text, at)
    overlaps = [min(c.end, at + len(quote)) - max(c.start, at) for c in reading.clauses]
    best = int(np.argmax(overlaps))
    return best if overlaps[best] > 0 else -1


def _unfolded(text: str, place: int) -> int:
    """The offset in a text of an offset in the same text with its blanks joined."""
    seen = 0
    joined = True
    for n, char in enumerate(text):
        blank = char.isspace()
        if blank and joined:
            continue
        if seen >= place:
            return n
        seen += 1
        joined = blank
    return len(text)


def _logistic(rows: Any, truth: Any, weights: Floats, strength: float) -> Any:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    solver = "liblinear" if len(set(truth.tolist())) == 2 else "lbfgs"
    model = LogisticRegression(C=strength, solver=solver, max_iter=300, random_state=SEED, tol=1e-3)
    with threadpool_limits(1):  # small problems: more threads only wait for each other
        return model.fit(rows, truth, sample_weight=weights)


def _clause_truth(table: Table, chosen: Sequence[int], tag: str) -> tuple[list[int], list[bool], list[float]]:
    rows: list[int] = []
    truth: list[bool] = []
    weights: list[float] = []
    for n in chosen:
        example, spans = table.examples[n], table.clause_rows[n]
        positive = example.tag(tag) is not None
        best = deciding_clause(example, table.readings[n], tag) if positive else -1
        for k, row in enumerate(spans):
            if positive and k != best and (best < 0 or len(spans) > 1):
                continue
            if not table.readings[n].marks[k]:
                continue
            rows.append(row)
            truth.append(positive)
            weights.append(example.weight * (1.0 if positive else 1.0 / len(spans) ** 0.5))
    return rows, truth, weights


@dataclass
class Fitted:
    """Three models of one tag and what joins them."""

    clause: Any
    provision: Any
    words: Any
    with_words: Floats
    without_words: Floats
    chances: Floats  # out of fold, of the rows it was fitted on


# Inverse regularisation, chosen by cross-validation over countries and languages outside the check split.
CLAUSE_C = {"dual_nationality": 0.2, "skills_recognition": 0.2}
PROVISION_C = {"dual_nationality": 0.4, "skills_recognition": 0.6}
WORDS_C = 10.0
# How the parts add up before calibration: provision, best clause, second clause, words.
MIX = np.array([1.0, 1.0, 0.25, 0.8])


def fit_clause(table: Table, chosen: Sequence[int], tag: str) -> Any:
    """The clause model of one tag on some rows."""
    rows, truth, weights = _clause_truth(table, chosen, tag)
    _, part = table.columns[tag]
    return _logistic(table.clauses[rows][:, part], np.array(truth), np.array(weights), CLAUSE_C.get(tag, 0.1))


def fit_parts(table: Table, chosen: Sequence[int], tag: str) -> tuple[Any, Any, Any]:
    """The clause, provision and word models of one tag on some rows."""
    truth = table.truth(tag)[list(chosen)]
    weights = table.weights[list(chosen)]
    whole, _ = table.columns[tag]
    provision = _logistic(table.provisions[list(chosen)][:, whole], truth, weights, PROVISION_C.get(tag, 0.1))
    words = _logistic(table.words[list(chosen)], truth, weights, WORDS_C)
    return fit_clause(table, chosen, tag), provision, words


def part_scores(table: Table, chosen: Sequence[int], parts: tuple[Any, Any, Any], tag: str) -> Floats:
    """Scores of the parts: provision, best clause, second clause, words; one row an example."""
    clause, provision, words = parts
    whole, part = table.columns[tag]
    out = np.zeros((len(chosen), 4))
    out[:, 0] = provision.decision_function(table.provisions[list(chosen)][:, whole])
    out[:, 3] = words.decision_function(table.words[list(chosen)])
    by_clause = clause.decision_function(table.clauses[[r for n in chosen for r in table.clause_rows[n]]][:, part])
    at = 0
    for place, n in enumerate(chosen):
        size = len(table.clause_rows[n])
        out[place, 1:3] = clause_summary(by_clause[at:at + size].tolist())
        at += size
    return out


def folds_by(groups: Sequence[str], count: int) -> list[set[str]]:
    """Groups dealt out so that folds are of like size; the same for the same groups."""
    sizes: dict[str, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    folds: list[set[str]] = [set() for _ in range(count)]
    loads = [0] * count
    for group in sorted(sizes, key=lambda g: (-sizes[g], hashlib.sha256(g.encode()).hexdigest())):
        lightest = loads.index(min(loads))
        folds[lightest].add(group)
        loads[lightest] += sizes[group]
    return folds


def seen_languages(table: Table, chosen: Iterable[int]) -> set[str]:
    """Languages with enough positives among the chosen rows."""
    counts: dict[str, int] = {}
    for n in chosen:
        if table.examples[n].tags:
            counts[table.examples[n].lang] = counts.get(table.examples[n].lang, 0) + 1
    return {lang for lang, count in counts.items() if count >= SEEN_POSITIVES}


def out_of_fold(table: Table, chosen: Sequence[int], tag: str, key: str, count: int = FOLDS) -> Floats:
    """Part scores of rows by models that saw none of their group (``key`` is group or lang)."""
    values = [getattr(table.examples[n], key) for n in chosen]
    scores = np.zeros((len(chosen), 4))
    for fold in folds_by(values, count):
        test = [place for place, value in enumerate(values) if value in fold]
        train = [n for n, value in zip(chosen, values, strict=True) if value not in fold]
        if test and len(set(table.truth(tag)[train].tolist())) == 2:
            scores[test] = part_scores(table, [chosen[p] for p in test], fit_parts(table, train, tag), tag)
    return scores


def fit(table: Table, chosen: Sequence[int], tag: str) -> Fitted:
    """All of one tag's decision on some rows."""
    truth = table.truth(tag)[list(chosen)]
    weights = calibration_weights(table, chosen)
    raw = out_of_fold(table, chosen, tag, "group") @ MIX
    joined = _calibrated(raw, truth, weights)
    plain = _calibrated(out_of_fold(table, chosen, tag, "lang")[:, :3] @ MIX[:3], truth, weights)
    return Fitted(*fit_parts(table, chosen, tag), np.append(joined[0] * MIX, joined[1]),
                  np.append(plain[0] * MIX[:3], plain[1]), 1 / (1 + np.exp(-(joined[0] * raw + joined[1]))))


_JUDGED = ("realset", "annotations")  # real law whose labels were checked, or that people answered


def calibration_weights(table: Table, chosen: Sequence[int]) -> Floats:
    """Real law decides what a probability means; the project's own short examples say less about it."""
    share = np.array([1.0 if table.examples[n].source in _JUDGED else 0.1 for n in chosen])
    weights: Floats = table.weights[list(chosen)] * share
    return weights


def _calibrated(raw: Floats, truth: Bools, weights: Floats) -> tuple[float, float]:
    """Slope and offset that make a probability of a mixed score (Platt)."""
    model = _logistic(raw[:, None], truth, weights, 100.0)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def tag_names() -> list[str]:
    """The tags of the scheme."""
    return [tag.name for tag in load_scheme().tags]


def _choice(rows: list[set[str]], answers: list[str], weights: list[float], minimum: int,
            strength: float) -> dict[str, Any]:
    """A stored many-way linear model over feature names."""
    names, matrix = _matrix(rows, minimum)
    model = _logistic(matrix, np.array(answers), np.array(weights), strength)
    weights_, bias, classes = model.coef_, model.intercept_, list(map(str, model.classes_))
    if len(classes) == 2:
        weights_, bias = np.vstack([-weights_[0], weights_[0]]) / 2, np.array([-bias[0], bias[0]]) / 2
    return {"names": names, "weights": weights_.T.astype(np.float32), "bias": bias, "classes": classes}


CHOICE_C = {"stance": 0.05, "mode": 0.15}  # chosen, like the share of real law, outside the check split
FEWEST_ANSWERS = 20
BOND = 0.5  # chosen likewise
UNSEEN = 0.5  # what a pair of stance and mode that nobody has seen counts for
REAL_SHARE = 2.0  # real law counts so much more for stance than the project's own examples
CHOICE_MINIMUM = 2


def clause_scores(table: Table, number: int, tag: str, clause: Any) -> list[float]:
    """What the clause model makes of each clause of one row."""
    rows = table.clauses[list(table.clause_rows[number])]
    scores: list[float] = clause.decision_function(rows[:, table.columns[tag][1]]).tolist()
    return scores


def decision_rows(table: Table, chosen: Sequence[int], tag: str, clause: Any) -> list[set[str]]:
    """Feature names for stance and mode, read at the labelled clause, or at that which the clause model picks."""
    out = []
    for n in chosen:
        best = deciding_clause(table.examples[n], table.readings[n], tag)
        if best < 0:
            best = int(np.argmax(clause_scores(table, n, tag, clause)))
        out.append(features.decision_names(table.readings[n], best))
    return out


def fit_choices(table: Table, chosen: Sequence[int], tag: str, clause: Any) -> dict[str, Any]:
    """Stance and mode models of one tag, on its positives among the rows, and their bond."""
    positive = [n for n in chosen if (table.examples[n].tag(tag) or {}).get("stance")]
    rows = decision_rows(table, positive, tag, clause)
    said = [table.examples[n].tag(tag) or {} for n in positive]
    weights = [table.examples[n].weight * (1.0 if table.examples[n].source == "corpus" else REAL_SHARE)
               for n in positive]
    models = {question: _question(tag, question, rows, said, weights) for question in CHOICE_C}
    return {**models, "bond": _bond(models["stance"], models["mode"], said, weights)}


def _bond(stance: dict[str, Any] | None, mode: dict[str, Any] | None, said: Sequence[Mapping[str, Any]],
          weights: Sequence[float]) -> Floats | None:
    """How much oftener each stance goes with each mode than by chance (pointwise mutual information), tempered."""
    if stance is None or mode is None:
        return None
    together = np.full((len(stance["classes"]), len(mode["classes"])), UNSEEN)
    for answer, weight in zip(said, weights, strict=True):
        if answer.get("mode"):
            together[stance["classes"].index(answer["stance"]), mode["classes"].index(answer["mode"])] += weight
    shares = together / together.sum()
    bond: Floats = BOND * np.log(shares / (shares.sum(axis=1, keepdims=True) * shares.sum(axis=0, keepdims=True)))
    return bond


def _question(tag: str, question: str, rows: list[set[str]], said: Sequence[Mapping[str, Any]],
              weights: Sequence[float]) -> dict[str, Any] | None:
    """The model of stance or of mode; none where a tag has no such thing."""
    with_answer = [k for k, s in enumerate(said) if s.get(question)]
    if len(with_answer) <= FEWEST_ANSWERS and question != "stance":
        return None
    heard = [{name for name in rows[k] if features.in_saying(name, tag, question)} for k in with_answer]
    return _choice(heard, [said[k][question] for k in with_answer], [weights[k] for k in with_answer],
                   CHOICE_MINIMUM, CHOICE_C[question])


def stored(table: Table, chosen: Sequence[int], tag: str, fitted: Fitted) -> dict[str, Any]:
    """One tag's decision as a bundle holds it."""
    whole, part = table.columns[tag]

    def linear(names: list[str], model: Any) -> dict[str, Any]:
        return {"names": names, "weights": model.coef_.T.astype(np.float32), "bias": model.intercept_}

    return {
        "clause": linear([table.clause_names[n] for n in part], fitted.clause),
        "provision": linear([table.names[n] for n in whole], fitted.provision),
        "words": fitted.words.coef_[0].astype(np.float32), "words_bias": float(fitted.words.intercept_[0]),
        "with_words": fitted.with_words, "without_words": fitted.without_words,
        **fit_choices(table, chosen, tag, fitted.clause),
    }


def best_threshold(truth: Bools, chances: Floats) -> float:
    """The middle of the thresholds that come within PLATEAU of the best F1; the best one alone is a matter of luck."""
    order = np.argsort(-chances)
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + truth.sum())
    good = np.flatnonzero(f1 >= f1.max() - PLATEAU)
    upper, lower = float(chances[order[good[0]]]), float(chances[order[min(good[-1] + 1, len(order) - 1)]])
    return round((upper + lower) / 2, 3)


def unsure_band(limit: float) -> list[float]:
    """Scores near the threshold, where people should look."""
    return [round(limit * 0.5, 3), round(limit + (1 - limit) * 0.4, 3)]


def prepare(corpus: Path | None, realset: Path | None, annotations: Path | None = None,
            background: int = BACKGROUND_SAMPLE) -> Table:
    """Every example of the given sources in a fixed order, read into one table."""
    real = load_realset(realset) if realset else []
    rows = [*(load_corpus(corpus) if corpus else []), *real]
    if annotations:
        rows = _with_answers(rows, load_annotations(annotations))
    readings = load_readings(corpus)
    more, passed_over = load_background(realset, [e.text for e in real], readings, background) if realset else ([], 0)
    table = build_table([*rows, *more])
    table.background_passed_over = passed_over
    return table


def _with_answers(rows: list[Example], answers: list[Example]) -> list[Example]:
    """People's answers replace labels of the same text."""
    answered = {text_sha256(e.text) for e in answers}
    return [*(e for e in rows if text_sha256(e.text) not in answered), *answers]


def train(table: Table, folder: Path, notes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Fit everything, choose thresholds out of fold, write the bundle; returns the card."""
    from lawscan.tag import bundle

    examples = table.examples
    everything = list(range(len(examples)))
    judged = [n for n, e in enumerate(examples) if e.source == "realset" and not e.held] or everything
    fitted = {tag: fit(table, everything, tag) for tag in tag_names()}
    thresholds = {tag: best_threshold(table.truth(tag)[judged], fitted[tag].chances[judged]) for tag in fitted}
    parameters = {
        "tags": tag_names(), "word_languages": sorted(seen_languages(table, everything)),
        "floor": dict.fromkeys(tag_names(), FLOOR),
        "deciders": {tag: stored(table, everything, tag, fitted[tag]) for tag in tag_names()},
    }
    unsure = {tag: unsure_band(limit) for tag, limit in thresholds.items()}
    card = {"thresholds": thresholds, "unsure": unsure, "seed": SEED, "data": data_card(examples), **ABOUT,
            **(notes or {})}
    return {**card, "sha256": bundle.save(folder, parameters, card)}


ABOUT: dict[str, Any] = {
    "sources": {
        "corpus": "provisions written for this project, corpus/",
        "realset": "real provisions, by address and hash in corpus/manifest.jsonl; labelled by language models",
        "readings": "more provisions of the same laws, read once by a language model; corpus/readings.jsonl",
        "background": "unlabelled provisions of the same laws, taken as negatives at low weight",
    },
    "measures": "docs/measures-tagging.md",
    "limits": [
        "Labels were made by language models that followed the scheme, not by lawyers.",
        "A provision is judged by its own text: what only its law's title tells is not seen.",
        "Stance and mode are much less certain than the tag; read the quote.",
        "Thresholds and probabilities are fitted where about one provision in five is positive.",
    ],
}


def data_card(examples: Iterable[Example]) -> dict[str, Any]:
    """Counts and hashes of what a model was trained on, by source."""
    out: dict[str, dict[str, Any]] = {}
    digests: dict[str, Any] = {}
    for e in examples:
        entry = out.setdefault(e.source, {"provisions": 0, "with_tags": 0})
        entry["provisions"] += 1
        entry["with_tags"] += bool(e.tags)
        row = json.dumps([e.id, text_sha256(e.text), [dict(t) for t in e.tags]], sort_keys=True)
        digests.setdefault(e.source, hashlib.sha256()).update(row.encode())
    for source, digest in digests.items():
        out[source]["sha256"] = digest.hexdigest()
    return out
