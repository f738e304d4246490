"""What the shipped model's words are worth to a machine that holds no labelled real law (lawscan/learn.py).

Three models, measured on labelled provisions of countries that none of them saw: of the corpus alone; with what the
shipped model says of a scan of other countries' law; with the labels of other countries' law. The shipped model
has seen the measured labels, so the second figure is a little flattered.

Usage: python benchmarks/annotation/recalled.py SCAN.db   (a scan of ../shared/laws and ../shared/pdf)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from lawscan import learn
from lawscan.store import Store
from lawscan.tag import evaluate, load_tagger, train

sys.path.insert(0, str(Path(__file__).parent))
from learning_curve import REALSET, ROOT, split


def examples(scan: Path, held: set[str]) -> list[train.Example]:
    """What the shipped model says of the law of all countries but some."""
    with Store(scan) as store:
        stored = [each for each in store.provisions() if each.instrument.iso3 not in held]
    rows = learn.recalled(stored, [], load_tagger())
    return [
        train.Example(f"recalled-{n}", str(r["text"]), str(r["lang"]), str(r["heading"]), tuple(r["tags"]),
                      str(r["iso3"]), "recalled", float(str(r["weight"])))
        for n, r in enumerate(rows)
    ]  # fmt: skip


def f1(table: train.Table, known: list[int], test: list[int], tag: str) -> float:
    """F1 at the threshold that training would choose."""
    truth = table.truth(tag)
    threshold = train.best_threshold(truth[known], train.out_of_fold(table, known, tag, "group") @ train.MIX)
    found = evaluate.mixed_scores(table, known, test, tag)
    return float(evaluate.f1_of(truth[test], (found >= threshold) & table.gate[test])[2])


def main() -> None:
    """Measure and print."""
    real = train.load_realset(REALSET)
    held, _ = split({example.group for example in real}, "design")
    rows = [*train.load_corpus(ROOT / "corpus"), *real, *examples(Path(sys.argv[1]), held)]
    table = train.build_table(rows)
    groups = {name: [n for n, e in enumerate(rows) if e.source == name] for name in ("corpus", "realset", "recalled")}
    test = [n for n in groups["realset"] if rows[n].group in held]
    labelled = [n for n in groups["realset"] if rows[n].group not in held]
    corpus = groups["corpus"]
    for name, known in (("corpus", corpus), ("and recalled", [*corpus, *groups["recalled"]]),
                        ("and labelled law", [*corpus, *labelled])):  # fmt: skip
        values = [f1(table, known, test, tag) for tag in train.tag_names()]
        print(f"{name}: {len(known)} provisions, F1 {np.mean(values):.3f} ({', '.join(f'{v:.3f}' for v in values)})")


if __name__ == "__main__":
    main()
