"""The first look at pages never passes over what the tagger would read, and follows provisions over page ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import lawscan
from lawscan.lexicon import codes, key, load
from lawscan.read import prefilter
from lawscan.tag import concepts

HOUSE = Path(lawscan.__file__).parents[1]
REAL = HOUSE.parent / "shared" / "realset" / "provisions.jsonl"


def _missed(texts: Iterator[tuple[str, str]]) -> list[str]:
    """Texts that the tagger would read and the first look passes over."""
    return [
        text[:80]
        for lang, text in texts
        if concepts.has_key(text, lang) and not prefilter.is_candidate(text, [lang])
    ]


def _own() -> Iterator[tuple[str, str]]:
    for path in sorted((HOUSE / "corpus").glob("*.jsonl")):
        for row in path.read_text(encoding="utf-8").splitlines()[::3]:
            each = json.loads(row)
            if "text" in each:
                yield each["lang"], each["text"]


def test_no_written_article_is_passed_over() -> None:
    """Every third article of the project's corpus, in every language."""
    assert [] == _missed(_own())


@pytest.mark.shared
@pytest.mark.skipif(not REAL.is_file(), reason="needs the folder of real laws beside the checkout")
def test_no_real_provision_is_passed_over() -> None:
    """Every third real provision, whichever its country; nothing of them is looked at but this."""
    rows = map(json.loads, REAL.read_text(encoding="utf-8").splitlines()[::3])
    assert [] == _missed((row["lang"], row["text"]) for row in rows)


def test_the_rule_is_the_taggers_own() -> None:
    """What lets the tagger read on lets a page be laid out: a key concept, or work and elsewhere together."""
    for kinds in ({"NATIONALITY"}, {"LICENCE"}, {"UNION"}, {"LICENCE", "UNION"}, {"LOSE"}):
        bits = sum({key.BITS[kind] for kind in kinds if kind in key.BITS})
        assert concepts.is_candidate(kinds) == key.can_be_tagged(bits)


@pytest.mark.parametrize("code", codes())
def test_each_key_pattern_is_found_where_it_stands(code: str) -> None:
    """A text made of a pattern's own words, stars left out, is a candidate, or the tagger passes over it too."""
    lexicon = load(code)
    glue = " " if lexicon.spaced else ""
    for concept in sorted(key.KEY_CONCEPTS):
        for pattern in lexicon.concepts.get(concept, ()):
            words = [part.split("|")[0].strip("*") for part in pattern.split() if part != "..."]
            text = glue.join(words)
            assert prefilter.is_candidate(text, [code]) or not concepts.has_key(text, code), pattern


def test_words_torn_apart_by_columns_are_found() -> None:
    """A line of the next column, or a note, may stand inside a phrase."""
    text = "qualifications obtained in\nShort title. The fee is paid in the first week of a month\nanother state"
    assert prefilter.is_candidate(text, ["en"])


def test_languages_are_told_by_page() -> None:
    """A notice in another language in the middle of a gazette is looked at in its own."""
    english = "The Board shall meet once in a month and keep a book of all that it has resolved in the meeting. " * 9
    german = "Die Behörde entscheidet über den Antrag innerhalb von drei Monaten nach dem Eingang der Unterlagen. " * 9
    assert {"en", "de"} <= set(prefilter.languages_of([english, english, german, english]))
    assert "de" not in prefilter.languages_of([english] * 4)


def test_pages_are_followed_to_where_their_provision_ends() -> None:
    """A provision that can be tagged makes all its pages candidates, and no others."""
    texts = ["1. Title", "2. Terms", "of a kind\n3. Dual nationality", "runs on", "and on\n4. Fees", "5. End"]
    assert [False, False, True, True, True, False] == prefilter.Pages(texts, "en").candidates()


def test_plain_pages_are_not_followed() -> None:
    """Where neither page needs layout it does not matter what runs over their border."""
    texts = ["1. Dual nationality", "runs on\n2. Fees"]
    assert [True, True] == prefilter.Pages(texts, "en").candidates()
    assert [True, False] == prefilter.Pages(texts, "en").candidates([True, True])


def test_phrases_over_page_ends_make_both_pages_candidates() -> None:
    """A phrase that two pages share is found."""
    texts = ["A person who holds dual nation-", "ality may keep it."]
    assert [True, True] == prefilter.Pages(texts, "en").candidates()
