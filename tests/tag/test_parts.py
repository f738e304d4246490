"""Concepts, clauses and features: the small parts under the tagger."""

from __future__ import annotations

from pathlib import Path

import pytest

from lawscan.cli.corpus import faults
from lawscan.lexicon import fold
from lawscan.lexicon.stems import stems
from lawscan.tag import bundle, clauses, concepts, features
from lawscan.tag import train as training


def kinds(text: str, lang: str = "en") -> set[str]:
    """The concepts of a text."""
    return {mark.concept for mark in concepts.find(text, lang)}


def test_gaps_and_alternatives_match() -> None:
    """A pattern with a gap and alternatives finds its words in order, with their place."""
    vocabulary = concepts.Vocabulary({"LOSE": ["cease* ... citizen|national"]})
    text = "He shall cease to be a citizen."
    assert [concepts.Mark("LOSE", 9, 30)] == vocabulary.marks(text)


@pytest.mark.parametrize("word", ["Staatsangehörigkeit", "STAATSANGEHÖRIGKEIT"])
def test_case_and_accents_do_not_matter(word: str) -> None:
    """A word is found however it is written."""
    assert "NATIONALITY" in kinds(word, "de")


def test_languages_without_spaces_are_searched() -> None:
    """Japanese has no spaces between words, and is read all the same."""
    assert "NATIONALITY" in kinds("日本国民は外国の国籍を取得したときは日本の国籍を失う。", "ja")


def test_abbreviations_end_no_sentence() -> None:
    """A full stop after a short word or before a number does not cut a clause."""
    text = "Nach Abs. 2 Nr. 3 verliert er diese. Das gilt nicht für Kinder."
    assert ["Nach Abs. 2 Nr. 3 verliert er diese.", "Das gilt nicht für Kinder."] == [
        text[c.start:c.end] for c in clauses.split(text)]


def test_list_items_inherit_their_lead_in() -> None:
    """Each item of a list says what its lead-in says, too."""
    reading = features.read("A citizen loses citizenship who:\n(a) acquires a foreign nationality;\n(b) so asks.", "en")
    assert {"LOSE", "OTHER_NATIONALITY"} <= {m.concept for m in reading.marks[1]}


def test_stems_are_literals_of_key_concepts() -> None:
    """Every stem is folded, none empty."""
    found = stems(["en", "fr"])
    assert found and all(stem and stem == fold(stem) for stem in found)


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Equal parameters make equal files: no memory address, name or time gets in."""
    import numpy as np

    digests = [bundle.save(tmp_path / str(n), {"a": {"w": np.arange(5.0)}, "b": ["x", "y"]}, {}) for n in range(2)]
    assert digests[0] == digests[1]
    assert ["x", "y"] == bundle.load(tmp_path / "0")[0]["b"]


def test_folds_never_split_a_group() -> None:
    """A country is in one fold only."""
    folds = training.folds_by(["A", "A", "B", "C", "C", "C"], 2)
    assert [{"C"}, {"A", "B"}] == sorted(folds, key=len)


def test_the_corpus_check_names_faults() -> None:
    """A quote that does not stand in the text is a fault."""
    tag = {"tag": "dual_nationality", "stance": "prohibits", "mode": "outbound", "evidence": "not there"}
    row = {"id": "en-1", "lang": "en", "text": "A text.", "tags": [tag], "pattern": "loss"}
    assert ["the evidence does not stand in the text"] == faults(row, "en")
