"""A later law that was read ends an earlier one: by number or date, as a whole, in its own country."""

from __future__ import annotations

from pathlib import Path

import pytest

from lawscan import force
from lawscan.law import Evidence, Instrument, Manifestation, Provision, Tag
from lawscan.repeals import repeals
from lawscan.report.gather import gather
from lawscan.store import Writer

RULE = "A citizen who acquires another citizenship loses this one."
WHOLE = [
    ("es", "Derógase la ley de facto 21.795.", "21.795"),
    ("fr", "Est abrogée la loi du 23 octobre 2008 sur la nationalité.", "23 octobre 2008"),
    ("en", "The Citizenship Act (No. 12 of 1963) is hereby repealed.", "12 of 1963"),
    ("sk", "Zrušuje sa zákon č. 293/2007 Z. z. o uznávaní odborných kvalifikácií.", "293/2007 Z. z."),
    ("pt", "Fica revogada a Lei n.º 1.234 de 1950.", "1.234"),
]
PART = [
    ("es", "Deróganse los artículos 3 y 4 de la ley 21.795.", "21.795"),
    ("en", "Section 5 of the Citizenship Act (No. 12 of 1963) is repealed.", "12 of 1963"),
    ("es", "Modifícase la ley 21.795.", "21.795"),
    ("es", "Derógase la ley 121.795.", "21.795"),
    ("en", "A repealed law has no effect. Citizens under the Act (No. 12 of 1963) keep their rights.", "12 of 1963"),
]


@pytest.mark.parametrize(("lang", "text", "name"), WHOLE)
def test_a_law_is_repealed_as_a_whole(lang: str, text: str, name: str) -> None:
    """The repealing words and the number stand together, in either order."""
    assert repeals(text, lang, name)


@pytest.mark.parametrize(("lang", "text", "name"), PART)
def test_parts_amendments_and_other_numbers_do_not_end_a_law(lang: str, text: str, name: str) -> None:
    """Repealed articles, amended laws, longer numbers and other sentences leave the law standing."""
    assert not repeals(text, lang, name)


def test_a_list_under_a_heading_of_repeal() -> None:
    """Under such a heading every law listed ends."""
    text = "Art. 78. Dispositions abrogatoires\nSont abrogées: 1. la loi du 17 juin 1963; 2. la loi du 19 juin 2009."
    assert repeals(text, "fr", "19 juin 2009", "Dispositions abrogatoires")


def law(number: str, year: str, iso3: str = "ARG", text: str = RULE, kind: str = "act") -> Instrument:
    """A law of one article."""
    return Instrument(f"Ley {number}", kind, "es", iso3, "manifest", number, year,
                      provisions=(Provision("art_1", "1", "", text, "es"),))


@pytest.mark.parametrize(("repealing", "standing"), [
    (law("23.059", "1984", text="Derógase la ley 21.795."), "repealed 1984 by Ley 23.059, Art. 1"),
    (law("23.059", "1970", text="Derógase la ley 21.795."), "force unknown"),
    (law("23.059", "1984", "URY", "Derógase la ley 21.795."), "force unknown"),
    (law("23.059", "1984", text="Derógase la ley 21.795.", kind="bill"), "force unknown"),
])
def test_the_later_law_ends_the_earlier(tmp_path: Path, repealing: Instrument, standing: str) -> None:
    """Only a later law of the same country, that is no bill, ends a law."""
    tag = Tag("dual_nationality", 0.9, "prohibits", 0.9, "outbound", Evidence(0, len(RULE), RULE))
    with Writer(tmp_path / "scan.db") as writer:
        run = writer.begin_run("0", "0", "model", {}, "test")
        for number, (each, tags) in enumerate([(law("21.795", "1978"), {(0, 0): [tag]}), (repealing, {})]):
            file = Manifestation(str(tmp_path / f"{number}.txt"), f"{number:064x}", 10, "text", (), (each,))
            writer.add(file, tags, run_id=run)
        writer.finish_run(run, {"files": 2})
    assert [standing] == [force.said(hit) for hit in gather(tmp_path / "scan.db").hits]
