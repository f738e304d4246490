"""A list explains itself to whoever never saw lawscan: what it covers, its words, and no link that leads nowhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from lxml import html

from lawscan.benchmarks import count
from lawscan.law import Event, Hit
from lawscan.report import render
from lawscan.report.citation import articles_named, cited
from lawscan.report.gather import Provenance, Scan
from lawscan.report.laws import LawList, build
from lawscan.report.reading import covers, words
from lawscan.scheme import load

Factory = Callable[..., Hit]
READ = {"files": 1, "pages": 9, "provisions": 40, "instruments": 1}


def listed(*hits: Hit, only: tuple[str, ...] = ()) -> LawList:
    """A law list of hits, of some of their countries."""
    read = {each.iso3: READ for each in hits}
    results = count(hits, read, load(), "2026-11-25")
    scan = Scan(hits, read, Provenance("scan.db", "0.1.0", (), (), (), 0))
    return build(scan, results, load(), "2026-11-25", "lawscan laws scan.db", only)


@pytest.mark.parametrize("format", ["html", "docx", "markdown"])
def test_a_list_of_some_countries_says_so(hit: Factory, format: str) -> None:
    """The counts are those of the whole scan; a list of one country tells, a whole list has nothing to tell."""
    some = listed(hit("KEN"), hit("PHL", id=2), only=("KEN",))
    content = render(some, format)
    if format == "docx":
        content = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    assert "only those of: Kenya." in content.decode("utf-8")
    assert "" == covers(listed(hit("KEN")))


def test_no_link_leads_nowhere(hit: Factory) -> None:
    """Countries that the list leaves out are named without a link, also on the map."""
    page = html.fromstring(render(listed(hit("KEN"), hit("PHL", id=2), only=("KEN",)), "html"))
    targets = {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")}
    assert targets <= set(page.xpath("//@id"))
    assert page.xpath("//*[@role='img'][contains(@aria-label, 'Philippines: machine')]/path")


def test_words_that_occur_are_explained(hit: Factory) -> None:
    """Only words that stand in the list are explained, by tag."""
    told = words(listed(hit("KEN", "permits"), hit("PHL", "prohibits", id=2)))
    assert 1 == len(told)
    assert told[0].startswith("Dual nationality. permits: accepts two nationalities; prohibits: refuses them;")
    assert "conditional" not in told[0]


def test_a_repealed_law_is_in_force_in_no_column(hit: Factory) -> None:
    """Where a later law ended one whose publisher says that it is in force, no column says in force."""
    one = replace(hit(), force="in-force", events=(Event("repeal", "2016", "by Act 7, Art. 78"),))
    line = listed(one).lines[0]
    assert ("not-in-force", "repealed 2016 by Act 7, Art. 78") == (line.force, line.standing)


def test_what_does_not_count_is_said_beside(hit: Factory) -> None:
    """Beside a benchmark that is not found, recognition on a state's own test is said to be outside the count."""
    other = replace(hit("GBR"), tag=replace(hit().tag, tag="skills_recognition", stance="unilateral", mode=None))
    page = html.fromstring(render(listed(other), "html"))
    assert "Not in the count: Unilateral" in page.get_element_by_id("GBR").text_content()


def test_docx_names_files_without_their_folders(hit: Factory) -> None:
    """Where the same words stand in another file, its name is enough."""
    twice = listed(hit(text="Same.", file_path="/a/one.pdf"), hit(text="Same.", id=2, file_path="/b/two.pdf"))
    xml = zipfile.ZipFile(io.BytesIO(render(twice, "docx"))).read("word/document.xml").decode("utf-8")
    assert "the same words stand in two.pdf" in xml
    assert "/b/two.pdf" not in xml


def test_what_stands_below_a_conflict_is_not_in_it(hit: Factory) -> None:
    """Where two later texts conflict, the earlier one is overridden by both: that no date decides is not true of it."""
    ways = zip(("prohibits", "prohibits", "permits"), (1, 2, 3), ("1957", "2020", "2020"), strict=True)
    hits = [hit("KEN", stance, id=n, instrument_id=n, instrument_date=day) for stance, n, day in ways]
    notes = {line.enacted: line.note for line in listed(*hits).lines}
    assert {"1957": "overridden: later or higher texts stand over it", "2020": ""} == notes


@pytest.mark.parametrize(("kind", "text", "shown"), [
    ("constitution", "16. Article 14 does not apply to a citizen by birth.", "Art. 16"),
    ("constitution", "16. Section 14 does not apply to a citizen by birth.", "Sec. 16"),
    ("act", "16. Article 14 of the Constitution applies.", "Sec. 16"),
])
def test_a_constitution_is_cited_as_it_cites_itself(hit: Factory, kind: str, text: str, shown: str) -> None:
    """Under a bare number, a constitution that speaks of articles has articles; an act has sections."""
    named = articles_named([replace(hit("KEN"), instrument_kind=kind, num="16", eid="part_1__sec_16", text=text)])
    assert [shown] == [cited(each.num, each.eid) for each in named]


@pytest.mark.parametrize(("eid", "shown"), [
    ("chp_4__sec_6", "Art. 6"), ("schedule_8__part_1__sec_6", "Schedule 8, Sec. 6"), ("transitory__sec_6", "Sec. 6")])
def test_schedules_number_their_sections_anew(hit: Factory, eid: str, shown: str) -> None:
    """What stands in a schedule of a constitution is cited with it, and is none of its articles."""
    law = replace(hit("MYS"), instrument_kind="constitution", num="6", eid=eid, text="6. As article 48 says.")
    [named] = articles_named([law])
    assert shown == cited(named.num, named.eid)



def test_the_scheme_explains_each_of_its_words() -> None:
    """Every stance and mode of the scheme that ships has a meaning, and no meaning is of another word."""
    for tag in load().tags:
        assert {*tag.stances, *tag.modes} == set(tag.meanings)
