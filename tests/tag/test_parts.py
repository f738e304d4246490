"""Concepts, clauses and features: the small parts under the tagger."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from lawscan.cli.corpus import faults
from lawscan.law import text_sha256
from lawscan.tag import bundle, clauses, concepts, features, model, sources
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


@pytest.mark.parametrize(("text", "parts"), [
    ("He is bound by law. The child is not.", ["He is bound by law.", "The child is not."]),
    ("Art. 15. Loss. He loses it.", ["Art. 15. Loss.", "He loses it."]),
    ("یشترط:\nأ- السن\nب- التخلي", ["یشترط:", "أ- السن", "ب- التخلي"]),
    ("Նա կորցնում է։ Երեխան պահպանում է։", ["Նա կորցնում է։", "Երեխան պահպանում է։"]),
    ("Նա կորցնում է: Երեխան պահպանում է:", ["Նա կորցնում է:", "Երեխան պահպանում է:"]),
    ("ქულა ენიჭება ყველას. შედეგი საჩივრდება.", ["ქულა ენიჭება ყველას.", "შედეგი საჩივრდება."]),
    ("ዜጋ ይሆናል፤ ሆኖም አይችልም፤", ["ዜጋ ይሆናል፤", "ሆኖም አይችልም፤"]),
    ("лица, прибывшие по делу, – независимо от срока.", ["лица, прибывшие по делу, – независимо от срока."]),
    ("He loses it if he: (a) dies; or (b) goes.", ["He loses it if he:", "(a) dies;", "or (b) goes."]),
])
def test_clauses_end_where_sentences_and_items_do(text: str, parts: list[str]) -> None:
    """Short words may end a sentence; the number after an abbreviation is no item; scripts have marks of their own."""
    assert [text[c.start:c.end] for c in clauses.split(text)] == parts


def test_a_near_miss_cancels_no_word_in_its_gap() -> None:
    """Only the words of a near-miss term are cancelled, not what stands between them."""
    vocabulary = concepts.Vocabulary({"X_STATE_RECOGNITION": ["recognition ... state"]})
    marks = vocabulary.marks("recognition of a foreign state")
    assert [(m.start, m.end) for m in marks] == [(0, 11), (25, 30)]


def test_a_number_sign_is_no_negation() -> None:
    """``No. 5`` counts, it does not deny."""
    assert "NOT" not in kinds("Act No. 5 applies.") and "NOT" in kinds("No citizen may be deprived of citizenship.")


def test_a_negation_reaches_a_long_phrase_from_either_side() -> None:
    """What matters is the gap between a negation and a phrase, not how long the phrase is."""
    long = concepts.Mark("DEPRIVE", 60, 120)
    assert "!DEPRIVE" in features.clause_names([concepts.Mark("NOT", 40, 45), long])
    assert "!DEPRIVE" in features.clause_names([long, concepts.Mark("NOT", 125, 130)])
    assert "!DEPRIVE" not in features.clause_names([concepts.Mark("NOT", 0, 3), long])


def test_titles_and_lists_of_contents_show_their_shape() -> None:
    """A line without a full stop is a title; many are a list."""
    assert features.shape_names("5. Dual citizenship") == {"=title"}
    assert features.shape_names("\n".join(f"{n}. Head {n}" for n in range(6))) == {"=list"}
    assert features.shape_names("A citizen may hold another nationality.") == set()


def test_readings_label_provisions_by_hash(tmp_path: Path) -> None:
    """A provision that was read takes its tags; a doubtful one weighs nothing; the others are weak negatives."""
    texts = ["A citizen loses citizenship.", "Citizenship is acquired.", "Citizenship is proved."]
    rows = [{"id": str(n), "text": text, "lang": "en", "iso3": "XXX"} for n, text in enumerate(texts)]
    with gzip.open(tmp_path / "background.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row) + "\n" for row in rows)
    tags = [{"tag": "dual_nationality", "stance": "prohibits", "mode": "outbound"}]
    readings = {text_sha256(texts[0]): {"tags": tags, "doubt": []},
                text_sha256(texts[1]): {"tags": [], "doubt": ["dual_nationality"]}}
    found = {e.text: e for e in sources.load_background(tmp_path, [], readings)[0]}
    assert found[texts[0]].tag("dual_nationality") and found[texts[1]].weight == 0
    assert (found[texts[2]].source, found[texts[2]].weight) == ("background", sources.BACKGROUND_WEIGHT)


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Equal parameters make equal files: no memory address, name or time gets in."""
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
    assert ["hard is said as true, or not at all"] == faults({**row, "tags": [], "hard": "no"}, "en")


def test_hard_provisions_weigh_less(tmp_path: Path) -> None:
    """What was written to be mistaken teaches a quarter of what an ordinary provision does."""
    row = {"id": "en-1", "lang": "en", "text": "A.", "tags": [], "pattern": "near-miss: x"}
    (tmp_path / "en.jsonl").write_text("\n".join(map(json.dumps, (row, {**row, "hard": True}))), encoding="utf-8")
    assert [1.0, 0.25] == [example.weight for example in sources.load_corpus(tmp_path)]


def choices(bond: list[list[float]] | None) -> model.Choices:
    """Two stances and two modes, told by one feature each: "P" permits, "R" regulates, "O" outbound, "S" status."""
    def linear(names: list[str], classes: list[str]) -> dict[str, object]:
        return {"names": names, "weights": [[1.0, 0.0], [0.0, 1.0]], "bias": [0.0, 0.0], "classes": classes}

    return model.Choices.of({"stance": linear(["P", "R"], ["permits", "regulates"]),
                             "mode": linear(["O", "S"], ["outbound", "status"]), "bond": bond})


def test_stance_and_mode_are_decided_together() -> None:
    """A doubtful mode yields to a sure stance that never goes with it; without a bond each stands alone."""
    says = [({"P", "S"}, 1.0), ({"P"}, 1.0)]
    alone, together = choices(None).answer(says), choices([[1.0, -3.0], [-3.0, 1.0]]).answer(says)
    assert [("permits", "status"), ("permits", "outbound")] == [(alone[0], alone[2]), (together[0], together[2])]
    assert alone == pytest.approx(choices([[0.0, 0.0], [0.0, 0.0]]).answer(says))


def test_the_quote_is_of_the_clause_that_speaks_for_the_stance() -> None:
    """Not the largest share alone, but share times what the clause would say by itself, its neighbours apart."""
    classes = ["permits", "regulates"]
    stances = model.Linear(["^P", "^R", "*P"], np.eye(3)[:, :2] + [[0, 0], [0, 0], [9, 0]], np.zeros(2), classes)
    says = [({"^R", "*P"}, 0.4), ({"^P", "*P"}, 0.35), ({"*P"}, 0.25)]
    assert [1, 0] == [stances.spokesman(says, stance) for stance in ("permits", "regulates")]


def test_clauses_are_judged_by_topical_concepts() -> None:
    """What only stance looks at makes no feature of the tag decision; near-misses do."""
    read = features.read("Notwithstanding this, a dual citizen may hold a driving licence.", "en")
    assert any(mark.concept == "DESPITE" for mark in read.marks[0])
    [names] = features.topical_names(read)
    assert ("DUAL" in names, "X_DRIVING" in names, any("DESPITE" in name for name in names)) == (True, True, False)
    assert any("DESPITE" in name for name in features.decision_names(read, 0))


def test_a_concept_that_no_table_names_is_looked_at() -> None:
    """A new tag brings its own concepts as data."""
    read = features.Reading("x", "en", [clauses.Clause(0, 1)], [[concepts.Mark("DIASPORA", 0, 1)]], frozenset())
    assert "DIASPORA" in features.topical_names(read)[0] and features.in_topic("DIASPORA", "consultation")
    assert features.in_saying("DIASPORA", "consultation", "stance")
