"""Train from people's answers and say, before anything is replaced, what changes in each language.

A user's machine seldom holds the real law that the shipped model was trained on. What that model says of the user's own
scan then stands in for it, at low weight, so that a few answers do not cost what it knew.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lawscan.annotate.exchange.files import settled
from lawscan.errors import UsageError

if TYPE_CHECKING:
    from lawscan.law import Tag
    from lawscan.store import StoredProvision
    from lawscan.tag.model import Tagger, TagInput
    from lawscan.tag.train import Table

RECALLED_WEIGHT = 0.3  # of a word that the shipped model is quite sure of; the nearer to its threshold, the less
RECALLED_LIMIT = 4000
FOLDS = 5
Row = dict[str, object]


@dataclass
class Change:
    """What changes in one language; counts of provisions.

    ``answered_*``: people's answers that the present model and the new one meet, the new one trained without them.
    ``labelled_*``: the other labels. ``found``, ``lost``, ``gained``: hits of the scan.
    """

    lang: str
    answered: int = 0
    answered_before: int = 0
    answered_after: int = 0
    labelled: int = 0
    labelled_before: int = 0
    labelled_after: int = 0
    found: int = 0
    lost: int = 0
    gained: int = 0


def answers(stored: Iterable[StoredProvision], folder: Path) -> list[Row]:
    """What people settled about the provisions of a scan.

    Raises:
        UsageError: nothing is settled.
    """
    found = settled(folder, stored)
    if not found:
        raise UsageError(f"{folder} holds no settled answers about this scan.", "Answer some: lawscan annotate SCAN.db")
    return found


def recalled(stored: Iterable[StoredProvision], answered: Iterable[Row], teacher: Tagger) -> list[Row]:
    """What the shipped model says of provisions with a key term, answered ones left out.

    Always the shipped one: a model that was taught by its own words, round after round, would drift. Its doubtful words
    count too, if little: without them a model would not know where the threshold lies.
    """
    known = {str(row["text"]) for row in answered}
    texts = {each.provision.text: each for each in stored if _speaks(each)}
    chosen = sorted((each for text, each in texts.items() if text not in known), key=_by_lot)
    judged = zip(chosen, teacher.tag((_input(each) for each in chosen), all_scores=True), strict=True)
    rows = [_row(each, tagged.tags, teacher.thresholds) for each, tagged in judged]
    tagged_rows, others = [row for row in rows if row["tags"]], [row for row in rows if not row["tags"]]
    return [*tagged_rows[: RECALLED_LIMIT // 2], *others[:RECALLED_LIMIT]]


def _speaks(stored: StoredProvision) -> bool:
    from lawscan.tag.concepts import has_key

    place = stored.provision
    return place.kind not in ("contents", "heading") and has_key(place.text, place.lang)


def certainty(score: float, threshold: float) -> float:
    """How far a score is from its threshold, 0 to 1 on either side.

    >>> certainty(0.32, 0.32), certainty(1.0, 0.32), certainty(0.0, 0.32)
    (0.0, 1.0, 1.0)
    """
    return (score - threshold) / (1 - threshold) if score >= threshold else (threshold - score) / threshold


def _by_lot(stored: StoredProvision) -> str:
    return sha256(stored.provision.text.encode()).hexdigest()


def _input(stored: StoredProvision) -> TagInput:
    from lawscan.tag.model import TagInput

    return TagInput("", stored.provision.text, stored.provision.lang, stored.provision.heading)


def _row(stored: StoredProvision, tags: Sequence[Tag], thresholds: Mapping[str, float]) -> Row:
    place = stored.provision
    sure = min(certainty(tag.score, thresholds[tag.tag]) for tag in tags)
    said = [
        {"tag": tag.tag, "stance": tag.stance, "mode": tag.mode or "", "evidence": tag.evidence.text}
        for tag in _above(tags)
    ]  # fmt: skip
    return {
        "text": place.text, "lang": place.lang, "heading": place.heading, "tags": said, "source": "recalled",
        "iso3": stored.instrument.iso3 or f"unknown-{place.lang}", "weight": round(RECALLED_WEIGHT * sure, 3),
    }  # fmt: skip


def table_of(rows: Iterable[Row], corpus: Path | None, realset: Path | None) -> Table:
    """All examples, people's answers over the labels of the same texts."""
    from lawscan.tag import train

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return train.prepare(corpus, realset, path)


def note(rows: Sequence[Row]) -> dict[str, object]:
    """What the card says of the answers: how many, and the time of the last one; later ones are new to the model."""
    from lawscan.tag import train

    more = {"annotations": "people's answers", "recalled": "what the shipped model says of provisions of the scan"}
    last = max(str(row.get("at", "")) for row in rows)
    return {"answers": {"provisions": len(rows), "last": last}, "sources": {**train.ABOUT["sources"], **more}}


def changes(table: Table, before: Tagger, after: Tagger, parameters: Mapping[str, Any],
            stored: Iterable[StoredProvision]) -> list[Change]:
    """What changes, by language.

    Args:
        table: the examples that the new model was trained on.
        before: the present model.
        after: the new model, with its stored ``parameters``.
        stored: the provisions of a scan, to say which hits come and go.
    """
    found: dict[str, Change] = {}
    _judge_answers(found, table, before, after, parameters)
    _judge_labels(found, table, before, after)
    _judge_scan(found, list(stored), before, after)
    return [found[lang] for lang in sorted(found)]


def _of(found: dict[str, Change], lang: str) -> Change:
    return found.setdefault(lang, Change(lang))


def _judge_answers(found: dict[str, Change], table: Table, before: Tagger, after: Tagger,
                   parameters: Mapping[str, Any]) -> None:
    rows = [n for n, e in enumerate(table.examples) if e.source == "annotations"]
    unseen = _unseen(table, rows, after, parameters)
    for n, old in zip(rows, _tags(before, table, rows), strict=True):
        change, wanted = _of(found, table.examples[n].lang), {tag["tag"] for tag in table.examples[n].tags}
        change.answered += 1
        change.answered_before += old == wanted
        change.answered_after += unseen[n] == wanted


def _unseen(table: Table, rows: Sequence[int], after: Tagger, parameters: Mapping[str, Any]) -> dict[int, set[str]]:
    """The tags that the new model would give each answer, had it been trained without it and four like folds."""
    import numpy as np

    from lawscan.tag import train

    said: dict[int, set[str]] = {n: set() for n in rows}
    for fold in range(min(FOLDS, len(rows))):
        asked = [n for place, n in enumerate(rows) if place % FOLDS == fold]
        known = [n for n in range(len(table.examples)) if n not in set(asked)]
        for tag, decider in parameters["deciders"].items():
            parts = train.part_scores(table, asked, train.fit_parts(table, known, tag), tag)
            for n, scores in zip(asked, parts, strict=True):
                words = table.examples[n].lang in after.word_languages
                weights = np.asarray(decider["with_words" if words else "without_words"])
                raw = float(scores[: len(weights) - 1] @ weights[:-1] + weights[-1])
                if table.gate[n] and 1 / (1 + np.exp(-raw)) >= after.thresholds[tag]:
                    said[n].add(tag)
    return said


def _judge_labels(found: dict[str, Change], table: Table, before: Tagger, after: Tagger) -> None:
    rows = [n for n, e in enumerate(table.examples) if e.source in ("corpus", "realset")]
    pairs = zip(rows, _tags(before, table, rows), _tags(after, table, rows), strict=True)
    for n, old, new in pairs:
        change, wanted = _of(found, table.examples[n].lang), {tag["tag"] for tag in table.examples[n].tags}
        change.labelled += 1
        change.labelled_before += old == wanted
        change.labelled_after += new == wanted


def _judge_scan(found: dict[str, Change], stored: Sequence[StoredProvision], before: Tagger, after: Tagger) -> None:
    inputs = [(each.provision.text, each.provision.lang, each.provision.heading) for each in stored]
    for each, old, new in zip(stored, _said(before, inputs), _said(after, inputs), strict=True):
        if each.provision.kind in ("contents", "heading"):
            continue  # never tagged: they repeat words of provisions and rule nothing
        change = _of(found, each.provision.lang)
        change.found += len(new)
        change.lost += len(old - new)
        change.gained += len(new - old)


def _tags(tagger: Tagger, table: Table, rows: Sequence[int]) -> Iterator[set[str]]:
    examples = [table.examples[n] for n in rows]
    return _said(tagger, [(e.text, e.lang, e.heading) for e in examples])


def _said(tagger: Tagger, inputs: Sequence[tuple[str, str, str]]) -> Iterator[set[str]]:
    from lawscan.tag.model import TagInput

    for tagged in tagger.tag(TagInput("", text, lang, heading) for text, lang, heading in inputs):
        yield {tag.tag for tag in _above(tagged.tags)}


def _above(tags: Iterable[Tag]) -> Iterator[Tag]:
    return (tag for tag in tags if not tag.below_threshold)


def put_in_place(new: Path, target: Path) -> Path | None:
    """Move a new model to its place; the one that was there stays beside it, as ``NAME-before``."""
    old = target.with_name(target.name + "-before") if target.exists() else None
    if old:
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
    new.rename(target)
    return old
