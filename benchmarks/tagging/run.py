"""Tagging measured beside two baselines, in one run: a keyword rule, and word+character TF-IDF with a linear SVM.

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


def svm_scores(table: Table, tag: str, key: str) -> Any:
    """Raw scores of word+character TF-IDF with a linear SVM, trained on labelled rows of other groups."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    rows = np.array([n for n, e in enumerate(table.examples) if e.source != "background"])
    texts = [table.examples[n].text for n in rows]
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, max_features=60_000)
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True, max_features=60_000)
    matrix = sparse.hstack([words.fit_transform(texts), chars.fit_transform(texts)]).tocsr()
    truth = table.truth(tag)[rows]
    values = [getattr(table.examples[n], key) for n in rows]
    out = np.full(len(table.examples), -5.0)
    for fold in training.folds_by(values, FOLDS):
        inside = np.array([v in fold for v in values])
        if inside.any() and truth[~inside].any():
            model = LinearSVC(C=1.0, class_weight="balanced", random_state=sources.SEED)
            out[rows[inside]] = model.fit(matrix[~inside], truth[~inside]).decision_function(matrix[inside])
    return out


def baseline_rows(table: Table, tag: str, rows: list[int]) -> list[list[object]]:
    """Lines of the table for the baselines; each has its best threshold, which flatters it."""
    truth = table.truth(tag)[rows]
    keyword = keyword_scores(table, tag)[rows]
    lines = [measure_row("keyword rule", judging.measure(truth, keyword, 0.5).__dict__)]
    for key, name in (("group", "a country out"), ("lang", "a language out")):
        raw = svm_scores(table, tag, key)[rows]
        chances = 1 / (1 + np.exp(-raw))
        limit = training.best_threshold(truth, chances)
        lines.append(measure_row(f"TF-IDF + SVM, {name}", judging.measure(truth, chances, limit).__dict__))
    return lines


def held_back(realset: Path) -> set[str]:
    """Ids of the check split."""
    return {row["id"] for row in sources.read_lines(realset / "provisions.jsonl")
            if sources.is_held_back(row["iso3"], row["instrument"])}


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


def section(table: Table, tag: str, part: dict[str, Any], rows: list[int], check: list[int]) -> str:
    """The page's part on one tag."""
    truth, loco, limit = table.truth(tag), part["chances"], part["threshold"]
    ours = [measure_row("lawscan, a country out", part["loco"]), measure_row("lawscan, a language out", part["lolo"]),
            measure_row("lawscan, a country out, check split",
                        judging.measure(truth[check], loco[check], limit).__dict__)]
    langs = sorted(set(part["loco_by_language"]))
    by_lang = [[lang, part["loco_by_language"][lang]["positives"], part["loco_by_language"][lang]["f1"],
                part["lolo_by_language"].get(lang, {}).get("f1", "-")] for lang in langs]
    return "\n\n".join([
        f"## {tag}", table_markdown(MEASURES, [*ours, *baseline_rows(table, tag, rows)]),
        f"Where the tag is right (country left out): stance {part['stance_accuracy']}, mode {part['mode_accuracy']}. "
        f"At one positive in 200: {part['true_rate']}.",
        table_markdown(("language", "positives", "F1, country out", "F1, language out"), by_lang),
    ])


def main() -> None:
    """Measure and write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, default=Path("corpus"))
    options.add_argument("--realset", type=Path, required=True)
    options.add_argument("--write", type=Path, default=Path("docs/measures-tagging.md"))
    given = options.parse_args()
    table = training.prepare(given.corpus, given.realset)
    rows = judging.real_rows(table)
    hidden = held_back(given.realset)
    check = [n for n in rows if table.examples[n].id in hidden]
    report = judging.report(table)
    ours, tfidf = speed(given.realset)
    head = (
        "# How well tags are found\n\nWritten by benchmarks/tagging/run.py. Labels: by language models that followed "
        "the label scheme, not by lawyers. Every provision is judged by models that saw nothing of its country (or of "
        "its language). Thresholds are the best on these out-of-sample scores; the check split has the same one. "
        "Random provisions for the true rate are unlabelled and hide some positives: precision there is a lower bound."
        "\n\n"
        f"Speed on one core: {ours:.0f} provisions/s; word+character TF-IDF features alone {tfidf:.0f}."
    )
    parts = [head, *(section(table, tag, part, rows, check) for tag, part in report.items())]
    given.write.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
