"""What the print of a law says of its life: enacted, amended, repealed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lawscan import lexicon
from lawscan.law import Event
from lawscan.read import read_file
from lawscan.read.facts import life

ENACTED = [
    ("en", "BE it enacted by the Parliament in the fifth year", ""),
    ("en", "Date of Assent: 27th August, 2010", "2010-08-27"),
    ("en", "do hereby adopt, enact and give to ourselves this Constitution", ""),
    ("de", "Ausfertigungsdatum\n:   1913-07-22", "1913-07-22"),
    ("de", "Der Bundestag hat das folgende Gesetz beschlossen", ""),
    ("pt", "Faço saber que o Congresso Nacional decreta", ""),
    ("ar", "صادر بتاريخ 18/11/1972 م", "1972-11-18"),
    ("uk", "Верховна Рада України постановляє", ""),
    ("sk", "Národná rada Slovenskej republiky sa uzniesla na tomto zákone", ""),
    ("id", "Disahkan di Jakarta", ""),
    ("tr", "Kabul Tarihi : 29/5/2009", "2009-05-29"),
    ("ko", "법률 제10275호", ""),
]


@pytest.mark.parametrize(("lang", "head", "date"), ENACTED)
def test_enacting_words(lang: str, head: str, date: str) -> None:
    """Enacting formulas, assents and promulgations are enactment, with the day where one follows at once."""
    assert [("enactment", date)] == [(event.kind, event.date) for event in life(head.splitlines(), [], [], lang)]


@pytest.mark.parametrize(("lang", "line"), [
    ("en", "1. Subs. by Act 6 of 2004, s. 4"),
    ("en", "[section 17 substituted by section 7 of Act 5 of 2009]"),
    ("de", "Zuletzt geändert durch Art. 1 G"),
    ("ar", "معدل بموجب القانون الاتحادي رقم 10"),
])
def test_notes_of_amendment(lang: str, line: str) -> None:
    """A law that was amended lives: the notes of consolidated texts say so."""
    assert ["amendment"] == [event.kind for event in life([], [], [line], lang)]


def test_a_dated_repeal_above_the_law() -> None:
    """A publisher's note above the first provision that the law was repealed, with its day."""
    note = "DEROGADA por la Ley Nº 32421, publicada el 15 de agosto de 2025"
    assert Event("repeal", "2025-08-15", note[:40]) in life([note], [], [], "es")
    assert "repeal" not in {event.kind for event in life([], [note], [], "es")}


@pytest.mark.parametrize("code", lexicon.codes())
def test_every_phrase_compiles(code: str) -> None:
    """What a language's file lists as words of enactment, amendment and repeal are phrases of the pattern language."""
    known = lexicon.load(code)
    phrases = [phrase for key in ("enacted", "enacted_on", "amended", "repeals") for phrase in known.force.get(key, [])]
    assert all(re.compile(lexicon.pattern_regex(phrase, known.spaced)) for phrase in phrases)
    assert not [phrase for phrase in phrases if len(phrase.strip(" *.")) < 2]


def test_plain_text_says_nothing() -> None:
    """Provisions that speak of enacting laws are not above the law, and words of another language do not count."""
    assert () == life(["Citizenship"], [], ["Parliament may enact laws."], "en")


def test_a_bill_is_not_enacted_by_its_formula(tmp_path: Path) -> None:
    """Bills print the enacting formula of the act that they wish to be."""
    text = "{}\n\nBE IT ENACTED by the Parliament of Kenya\n\n1. Short title\nThis {} may be cited.\n\n2. A person may."
    found = {}
    for word in ("Citizenship Bill, 2020", "Citizenship Act, 2020"):
        path = tmp_path / f"{word[:16]}.txt"
        path.write_text(text.format(word, word), encoding="utf-8")
        law = read_file(path).instruments[0]
        found[law.kind] = [event.kind for event in law.events]
    assert {"bill": [], "act": ["enactment"]} == found
