"""Lines of the law list: what is shown once, quoted with ellipses, left out, and how an instrument stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from lawscan import force
from lawscan.law import Event, Evidence, Gazette, Hit, Verdict
from lawscan.report.gather import Provenance, Scan, once, without_unsure
from lawscan.report.laws import clipped, quoted
from lawscan.robustness import groups
from lawscan.scheme import load
from lawscan.store import FileRow

Factory = Callable[..., Hit]
LAW = "5. Loss. (1) A citizen who acquires\nanother citizenship keeps this one. (2) He may renounce it."


def file_row(number: int, path: str, duplicate_of: int | None = None) -> FileRow:
    """A file of a scan."""
    return FileRow(number, path, "ab" * 32, 1, "pdf", "read", "", "", (), duplicate_of, 1, 0.1, "", "", False)


def test_the_same_words_are_shown_once(hit: Factory) -> None:
    """One text in two files is one line, that of the older law, and names the other file and copies of the file."""
    text = "Dual citizenship is permitted."
    older = hit(text=text, file_path="a.txt", instrument_date="2010")
    newer = hit(text=text.upper(), id=2, file_path="b.pdf", instrument_date="2017", score=0.99)
    files = [file_row(1, "a.txt"), file_row(2, "b.pdf"), file_row(3, "c/a.txt", 1)]
    assert [("a.txt", ("b.pdf", "c/a.txt"))] == [(each.file_path, each.also_in) for each in once([older, newer], files)]


def test_an_answered_text_stands_for_its_copies(hit: Factory, verdict: Callable[..., Verdict]) -> None:
    """Where people answered one of two copies, theirs is shown."""
    older = hit(text="Same.", file_path="a", instrument_date="2010")
    newer = hit(text="Same.", id=2, instrument_date="2017")
    answered = replace(newer, verdict=verdict(newer, newer.tag))
    assert [answered.address] == [each.address for each in once([older, answered], [])]


def test_the_copy_that_carries_is_shown(hit: Factory) -> None:
    """What the caller puts first stands for its copies."""
    older = hit(text="Same.", file_path="a", instrument_date="2010")
    newer = hit(text="Same.", id=2, instrument_date="2017")
    assert [newer.address] == [each.address for each in once([older, newer], [], lambda one: one.provision_id != 2)]


def test_texts_that_differ_or_amend_stay_apart(hit: Factory) -> None:
    """Another state, other words, the amending act, and a second place in the same file are lines of their own."""
    hits = [hit(text="Same."), hit("UGA", text="Same."), hit(text="Other."), hit(text="Same.", quoted=True),
            hit(text="Same.", id=9)]
    assert 4 == len(once(hits[:4], []))
    assert 2 == len(once([hits[0], hits[4]], []))


@pytest.mark.parametrize(("quote", "shown"), [
    ("A citizen who acquires\nanother citizenship keeps this one.",
     "A citizen who acquires another citizenship keeps this one."),
    ("acquires\nanother citizenship", "… acquires another citizenship …"),
    ("another citizenship keeps this one.", "… another citizenship keeps this one."),
    ("He may renounce it", "He may renounce it"),
])
def test_ellipses(quote: str, shown: str) -> None:
    """An ellipsis stands where a quote begins or ends inside a sentence; a broken line is no new sentence."""
    start = LAW.index(quote)
    assert shown == clipped(LAW, start, start + len(quote))


def test_a_georgian_quote_below_its_heading_is_whole() -> None:
    """Its letters count as small ones, but sentences begin with them."""
    text = "მუხლი 1\nმოქალაქე ინარჩუნებს მოქალაქეობას."
    assert clipped(text, 8, len(text)) == "მოქალაქე ინარჩუნებს მოქალაქეობას."


def test_a_quote_that_is_not_at_its_offset_is_shown_as_it_is(hit: Factory) -> None:
    """Offsets of another text say nothing of where a sentence begins."""
    one = hit(text=LAW)
    assert "who acquires" == quoted(replace(one, tag=replace(one.tag, evidence=Evidence(0, 12, "who acquires"))))


def test_unsure_lines_can_be_left_out(hit: Factory, verdict: Callable[..., Verdict]) -> None:
    """What the machine doubts is left out, unless people answered it."""
    doubted, answered = hit(unsure=True), hit(unsure=True, id=2)
    hits = (hit(id=3), doubted, replace(answered, verdict=verdict(answered, answered.tag)))
    kept = without_unsure(Scan(hits, {}, Provenance("x.db", "", (), (), (), 0)))
    assert (2, 1) == (len(kept.hits), kept.left_out)


@pytest.mark.parametrize(("given", "standing", "said"), [
    ({"force": "in-force"}, "in force", "in force"),
    ({"force": "in-force", "events": (Event("repeal", "2025-08-15"),)}, "not in force", "repealed 2025-08-15"),
    ({"force": "unknown"}, "unknown", "force unknown"),
    ({"force": "unknown", "events": (Event("enactment", "", "be it enacted"),)}, "enacted",
     'enacted ("be it enacted")'),
    ({"force": "unknown", "gazette": Gazette("Kenya Gazette", "55")}, "enacted", "enacted"),
    ({"force": "in-force", "instrument_kind": "bill"}, "bill", "bill"),
])
def test_standing(hit: Factory, given: dict[str, object], standing: str, said: str) -> None:
    """Force is what the file states; where it states none, it may show that the law was enacted."""
    law = hit(**given)
    assert (standing, said) == (force.standing(law), force.said(law))
    unstated, unknown = (groups(load())[name][1](law) for name in ("force-unstated", "force-unknown"))
    assert (standing not in ("in force", "partly in force"), standing == "unknown") == (unstated, unknown)
