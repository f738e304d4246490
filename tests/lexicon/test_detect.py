"""Sister languages that guessers take for one are told by words of laws that only one of them has."""

from __future__ import annotations

from lawscan.lexicon.detect import detect

SERBIAN = """Član 12. Lice koje je u inostranstvu steklo diplomu podnosi zahtev za njeno priznavanje. Uz zahtev se
prilaže overen prevod. Organ odlučuje o zahtevu u roku od dva meseca, a rešenje je konačno."""
CROATIAN = """Članak 12. Osoba koja je u inozemstvu stekla diplomu podnosi zahtjev za njezino priznavanje. Uz zahtjev
se prilaže ovjeren prijevod. Tijelo odlučuje o zahtjevu u roku od dva mjeseca, a rješenje je konačno."""
SLOVENE = """12. člen. Oseba, ki je v tujini pridobila diplomo, vloži zahtevo za njeno priznanje. Zahtevi priloži
overjen prevod. Organ odloči v dveh mesecih, odločba je dokončna in vpiše se v mestu prebivališča."""


def test_serbian_in_latin_letters_is_not_croatian() -> None:
    """Nor is Croatian Serbian, nor Slovene either, with which both share words."""
    assert [detect(SERBIAN), detect(CROATIAN), detect(SLOVENE)] == ["sr", "hr", "sl"]


def test_one_word_does_not_decide() -> None:
    """A Croatian text without words of laws may name a Serbian authority; a second such word makes it Serbian."""
    library = "Knjižnica je otvorena svaki dan osim nedjelje. Ravnatelj vodi knjižnicu i predlaže proračun. "
    assert detect(library + "Organ Republike Srbije.") == "hr"
    assert detect(library + "Organ i rešenje Republike Srbije.") == "sr"
