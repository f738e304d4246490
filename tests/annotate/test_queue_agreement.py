"""The queue is a pure function with a random share; agreement matches published values."""

from __future__ import annotations

from dataclasses import replace

from lawscan.annotate.agreement import cohen_kappa, disagreements, krippendorff_alpha, measure
from lawscan.annotate.queue import Card, order, random_fifth
from lawscan.annotate.record import Label, Record

CARDS = [Card(f"a{n}", "h", "en", scores={"dual_nationality": n / 200}) for n in range(200)]


def answer(address: str, who: str, *labels: Label) -> Record:
    """One answer about one address."""
    kind = "labels" if labels else "none"
    return Record(f"{address}{who}", address, "h", "i", "lawscan-1", kind, who, "2026-01-01T00:00:00Z", labels)


def test_each_card_is_asked_once_and_a_fifth_is_random() -> None:
    """No card is lost or doubled, and any prefix holds at least 20 % random cards."""
    queue = order(CARDS, {}, "amina", seed=3)

    assert sorted(c.address for c in CARDS) == sorted(each.card.address for each in queue)
    for size in (10, 50, 100):
        assert sum(each.reason == "random" for each in queue[:size]) >= size / 5


def test_the_order_depends_on_annotator_and_seed_alone() -> None:
    """The same call gives the same queue; another annotator gets another one."""
    assert order(CARDS, {}, "amina", seed=3) == order(CARDS, {}, "amina", seed=3)
    assert order(CARDS, {}, "amina", seed=3) != order(CARDS, {}, "bo", seed=3)


def test_second_readings_are_blind_and_only_of_the_shared_share() -> None:
    """What another person answered comes back blind, where it belongs to the double share."""
    answers = {(c.address, "bo", "annotator"): answer(c.address, "bo") for c in CARDS}
    queue = order(CARDS, answers, "amina", double=0.25)

    again = [each for each in queue if each.reason == "second"]
    assert 25 <= len(again) <= 75
    assert all(each.blind for each in again)


def test_only_chance_asks_the_random_fifth() -> None:
    """A fifth of the cards is asked by no other reason, whatever the scores: else the rest would measure nothing."""
    queue = order(CARDS, {}, "amina", seed=3)

    drawn = {each.card.address for each in queue if each.reason == "random"}
    assert random_fifth(CARDS) == drawn
    assert 40 == len(drawn)
    assert drawn == {each.card.address for each in order(CARDS, {}, "bo", seed=9) if each.reason == "random"}


def test_what_looks_most_like_a_tag_comes_first_but_not_all_from_one_law() -> None:
    """The likeliest card leads, though eighty sections of two laws are alike both laws are among the first ten."""
    cards = [Card(f"l{n}", "h", "en", "KEN", "Act", {"dual_nationality": 0.9}) for n in range(40)]
    cards += [Card(f"m{n}", "h", "en", "KEN", "Code", {"dual_nationality": 0.4}) for n in range(40)]
    first = [each.card.address[0] for each in order(cards, {}, "amina")[:10] if each.reason != "random"]

    assert "l" == first[0]
    assert 3 <= first.count("m") <= 5


def test_skipped_cards_come_back_at_the_end_and_count_for_nobody_as_answered() -> None:
    """A skip is "not now": its card is the last one of the same person, and an ordinary one for others."""
    skipped = {("a150", "amina", "annotator"): replace(answer("a150", "amina"), answer="skip")}

    assert ("a150", "skipped") == (
        order(CARDS, skipped, "amina")[-1].card.address, order(CARDS, skipped, "amina")[-1].reason
    )  # fmt: skip
    reasons = {each.card.address: each.reason for each in order(CARDS, skipped, "bo", double=1.0)}
    assert reasons["a150"] not in ("second", "disagrees")


def test_stale_answers_come_first() -> None:
    """A card whose text changed since the answer is asked again, before all others."""
    old = {("a7", "amina", "annotator"): answer("a7", "amina")}
    cards = [Card(c.address, "new", c.lang) if c.address == "a7" else c for c in CARDS]

    assert ("a7", "stale") == (order(cards, old, "amina")[0].card.address, order(cards, old, "amina")[0].reason)


def test_alpha_matches_published_values() -> None:
    """Three raters of fifteen units give 0.691; one dissent in unanimous data gives 0; no variation is undefined."""
    rows = ["*****3412113 3*3", "1*213343*******", "**2134 4*2113 3*4"]
    table = [row.replace(" ", "") for row in rows]
    units = [[row[n] for row in table if row[n] != "*"] for n in range(15)]

    assert 0.691 == round(krippendorff_alpha(units) or 0, 3)
    assert 0.0 == krippendorff_alpha([["x"] * 5] * 9 + [["x", "x", "x", "x", "y"]])
    assert krippendorff_alpha([["x", "x"]] * 5) is None


def test_kappa_matches_scikit_learn() -> None:
    """Our kappa is scikit-learn's where that is defined, and None where it is not."""
    from sklearn.metrics import cohen_kappa_score

    one, two = list("aabbabab"), list("aababbbb")

    assert round(cohen_kappa_score(one, two), 12) == round(cohen_kappa(one, two) or 0, 12)
    assert cohen_kappa(["a"], ["a"]) is None
    assert cohen_kappa([], []) is None


def test_disagreements_on_the_tag_come_before_those_on_stance() -> None:
    """The list of disagreements starts with the lowest agreement."""
    permits, prohibits = Label("dual_nationality", "permits"), Label("dual_nationality", "prohibits")
    records = [
        answer("stance", "a", permits), answer("stance", "b", prohibits),
        answer("tag", "a", permits), answer("tag", "b"),
        answer("same", "a", permits), answer("same", "b", permits),
    ]  # fmt: skip

    assert ["tag", "stance"] == [readers[0].address for readers in disagreements(records)]
    [tag, stance, _mode] = measure(records, ["dual_nationality"])
    assert (3, 6) == (tag.items, tag.judgements)
    assert {"permits": 3, "prohibits": 1} == dict(stance.counts)
