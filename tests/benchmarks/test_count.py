"""Benchmarks count countries by rules in data, and every status has its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from lawscan import partners
from lawscan.benchmarks import CountryResult, count
from lawscan.errors import SchemeError
from lawscan.law import Event, Hit, Verdict
from lawscan.robustness import robustness
from lawscan.scheme import load, parse
from lawscan.timeline import timeline

DAY = "2026-11-25"
Factory = Callable[..., Hit]
READ = {"files": 1, "pages": 9, "provisions": 40, "instruments": 1}
ROLES = {"KEN": "origin", "PHL": "origin", "MEX": "origin", "DEU": "host"}


def of(hits: list[Hit], iso3: str = "KEN", benchmark: str = "4", as_of: str = DAY) -> CountryResult:
    """One country's result."""
    coverage = {each.iso3: READ for each in hits} | {"BRA": READ}
    result = next(each for each in count(hits, coverage, load(), as_of, ROLES) if each.id == benchmark)
    return next(each for each in (*result.countries, *result.not_countries) if each.iso3 == iso3)


def test_permitting_law_counts_by_machine(hit: Factory) -> None:
    """A provision that permits, in a law in force, makes an origin country count, by machine."""
    kenya = of([hit()])
    assert ("machine", True, "full") == (kenya.status, kenya.counted, kenya.outcome)


def test_verified_by_people(hit: Factory, verdict: Callable[..., Verdict]) -> None:
    """A verdict that confirms the tag makes the status verified."""
    one = hit()
    assert "verified" == of([replace(one, verdict=verdict(one, one.tag))]).status


def test_people_reject(hit: Factory, verdict: Callable[..., Verdict]) -> None:
    """A verdict without the tag takes the hit out, with the reason."""
    one = hit()
    kenya = of([replace(one, verdict=verdict(one))])
    assert ("not found", False) == (kenya.status, kenya.counted)
    assert "people answered" in kenya.reason


def test_people_change_the_stance(hit: Factory, verdict: Callable[..., Verdict]) -> None:
    """The stance that people gave is the one that counts."""
    one = hit()
    kenya = of([replace(one, verdict=verdict(one, replace(one.tag, stance="prohibits")))])
    assert ("not found", "against") == (kenya.status, kenya.outcome)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"instrument_kind": "bill"}, "a bill is not enacted law"),
        ({"force": "not-in-force"}, "not in force"),
        ({"repealed": "2015-01-01"}, "repealed 2015-01-01"),
        ({"instrument_date": "2030-01-01"}, "not yet law on 2026-11-25: begins 2030-01-01"),
    ],
)
def test_what_is_not_law_does_not_count(hit: Factory, facts: dict[str, str], why: str) -> None:
    """Bills, repealed laws and laws to come stand outside, and the country says why."""
    kenya = of([hit(**facts)])
    assert ("not found", [why]) == (kenya.status, [each.why for each in kenya.outside])


def test_a_repealed_law_counted_while_it_lived(hit: Factory) -> None:
    """Before its repeal a law that is out of force today counts."""
    law = hit(force="not-in-force", repealed="2015-01-01")
    assert of([law], as_of="2014-12-31").counted
    assert not of([law], as_of="2015-01-01").counted


def test_not_yet_commenced(hit: Factory) -> None:
    """A law counts from its commencement, not from its enactment."""
    law = hit(events=(Event("enactment", "2011-08-27"), Event("commencement", "2012-03-01")))
    assert not of([law], as_of="2012-01-01").counted
    assert of([law], as_of="2012-03-01").counted


def test_below_threshold_never_counts(hit: Factory) -> None:
    """Tags under the model's threshold are no hits."""
    one = hit()
    assert "not found" == of([replace(one, tag=replace(one.tag, below_threshold=True))]).status


def test_roles(hit: Factory) -> None:
    """A host country's law does not count for origin countries, and is shown with the reason."""
    germany = of([hit("DEU")], "DEU")
    assert ("machine", False) == (germany.status, germany.counted)
    assert "its role is host" in germany.reason


def test_unions_and_vanished_states_are_no_countries(hit: Factory) -> None:
    """EUU, INT and the Soviet Union are shown beside the countries and never counted."""
    for code in ("EUU", "INT", "SUN", ""):
        assert not of([hit(code)], code).counted


def test_not_found_and_not_scanned(hit: Factory) -> None:
    """Scanned without a find is not found, with what was read; what was expected and not scanned says so."""
    result = count([hit()], {"KEN": READ, "BRA": READ}, load(), DAY, ROLES, expected=["TCD"])[0]
    statuses = {each.iso3: each.status for each in result.countries}
    assert {"KEN": "machine", "BRA": "not found", "TCD": "not scanned"} == statuses
    assert READ == next(each.read for each in result.countries if each.iso3 == "BRA")


def test_later_over_earlier(hit: Factory) -> None:
    """Of two acts that speak against each other the later wins, and the earlier is shown as overridden."""
    old = hit(stance="prohibits", instrument_id=1, instrument_date="1963")
    new = hit(stance="permits", id=2, instrument_id=2, instrument_date="2011")
    way = of([old, new]).ways[0]
    assert ("full", (old,), (new,)) == (way.outcome, way.overridden, way.carrying)
    assert "later text (2011)" in way.why


def test_constitution_over_act(hit: Factory) -> None:
    """A constitution wins over an act, even a later one."""
    constitution = hit(stance="prohibits", instrument_kind="constitution", instrument_date="1980", title="Constitution")
    act = hit(stance="permits", id=2, instrument_id=2, instrument_date="2020")
    kenya = of([constitution, act])
    assert ("not found", "against", (act,)) == (kenya.status, kenya.outcome, kenya.ways[0].overridden)


def test_conflict_that_nothing_decides(hit: Factory) -> None:
    """Two acts of the same day, or without dates, conflict: not counted, both shown."""
    for date in ("2011", ""):
        one = hit(stance="prohibits", instrument_date=date)
        other = hit(stance="permits", id=2, instrument_id=2, instrument_date=date)
        kenya = of([one, other])
        assert ("conflicting", False) == (kenya.status, kenya.counted)
        assert ((other,), (one,)) == (kenya.ways[0].carrying, kenya.ways[0].against)


def test_rule_and_exception_in_one_act(hit: Factory) -> None:
    """An act that refuses and makes exceptions is conditional for nationals who go abroad."""
    kenya = of([hit(stance="prohibits"), hit(stance="conditional", id=2)])
    assert "conditional" == kenya.outcome


def test_mostly_refusing_naturalisation(hit: Factory) -> None:
    """Naturalisation that mostly asks renunciation is against, though one provision excepts spouses."""
    refusing = [hit("KEN", "prohibits", "inbound", id=number) for number in (1, 2)]
    assert "against" == of([*refusing, hit("KEN", "conditional", "inbound", id=3)]).outcome


def test_ways_are_separate(hit: Factory) -> None:
    """Refusing foreigners and accepting nationals abroad are two ways, and one of them is enough."""
    kenya = of([hit(), hit(stance="prohibits", mode="inbound", id=2)])
    assert {"outbound": "full", "inbound": "against", "other": "none"} == {way.id: way.outcome for way in kenya.ways}
    assert kenya.counted


def test_status_rules_alone_do_not_count(hit: Factory) -> None:
    """Barring dual nationals from office says nothing on whether they may be."""
    assert "not found" == of([hit(stance="regulates", mode="status")]).status


def test_mutual_counts_and_unilateral_does_not(hit: Factory) -> None:
    """Benchmark 5 counts mutual recognition only; unilateral recognition is shown beside it."""
    text = "Diplomas of Member States of the European Union and of Switzerland are recognised."
    mutual = hit("DEU", "mutual", tag="skills_recognition", text=text)
    germany = of([mutual], "DEU", "5")
    assert (True, ("CHE", "European Union")) == (germany.counted, germany.ways[0].partners)
    unilateral = of([hit("DEU", "unilateral", tag="skills_recognition")], "DEU", "5")
    assert ("not found", "full") == (unilateral.status, unilateral.ways[1].outcome)


def test_partners_are_found_where_no_letter_is_capital(hit: Factory) -> None:
    """Georgian letters count as small ones, but countries' names begin with them."""
    law = hit(text="საფრანგეთი და თურქეთი აღიარებენ დიპლომებს.", lang="ka")
    assert ("FRA", "TUR") == partners.named([law])


@pytest.mark.parametrize(("date", "since"), [("2013-01-01", True), ("2012", None), ("1990", False), ("", None)])
def test_enacted_since(hit: Factory, date: str, since: bool | None) -> None:
    """Since the benchmark was set: yes, no, or unknown where the date is partial or missing."""
    assert since is of([hit(instrument_date=date)]).since


@pytest.mark.parametrize(("note", "amended", "since"), [
    ("(Redação dada pela Emenda Constitucional nº 131, de 2023)", "", True),
    ("(Redação dada pela Emenda Constitucional nº 3, de 1994)", "2023", False),
    ("", "2023", None),
    ("", "2001", False),
])
def test_amended_since(hit: Factory, note: str, amended: str, since: bool | None) -> None:
    """A provision's own note of amendment tells; a law amended since, without one, leaves it open."""
    events = (Event("amendment", amended),) if amended else ()
    law = hit(instrument_date="1988-10-05", lang="pt", text=f"Não perde a nacionalidade. {note}", quote="Não perde",
              events=events)
    assert since is of([law]).since


@pytest.mark.parametrize("eid", ["contents", "notes-dup2", "chp_3__notes"])
def test_contents_and_notes_do_not_count(hit: Factory, eid: str) -> None:
    """A table of contents says nothing, and notes quote what was law once."""
    found = of([hit(eid=eid)])
    assert ("not found", 1) == (found.status, len(found.outside))
    assert "are no provision of it" in found.reason


def test_provisions_that_decide_nothing_are_named(hit: Factory) -> None:
    """A country whose only provisions neither accept nor refuse is not found, but not for want of provisions."""
    found = of([hit(stance="regulates", mode="status")])
    assert ("not found", "provisions found, none of them decides: regulates") == (found.status, found.reason)


def test_a_reprint_is_not_enacted(hit: Factory) -> None:
    """The day of a reprint says nothing of the day of the law."""
    assert of([hit(title="Federal Constitution (Reprint 2020)", instrument_date="2020-10-15")]).since is None


@pytest.mark.parametrize(("title", "amended", "since"), [
    ("Safety and Health Act 1994", "2024", None), ("Safety and Health Act", "2024", True),
    ("Safety and Health Act 1994", "2020", True), ("Law approving the treaties of 1969 and 1971", "2024", True)])
def test_the_year_of_a_title_stands_over_a_reprint(hit: Factory, title: str, amended: str, since: bool | None) -> None:
    """Where a law's date is that of an amendment and its title names one earlier year, it was enacted in that year."""
    law = hit(title=title, instrument_date="2024-06-01", events=(Event("amendment", amended),))
    assert since is of([law]).since


def test_target(hit: Factory) -> None:
    """Ten origin countries meet benchmark 4; nine do not."""
    codes = ["KEN", "PHL", "MEX", "GHA", "NGA", "PER", "COL", "SLV", "HTI", "LKA"]
    hits = [hit(code, id=place) for place, code in enumerate(codes)]
    roles = dict.fromkeys(codes, "origin")
    assert [(10, True), (9, False)] == [
        (each.counted, each.met) for number in (10, 9) for each in count(hits[:number], {}, load(), DAY, roles)[:1]]


def test_smallest_set_that_would_have_to_be_wrong(hit: Factory) -> None:
    """The countries with fewest provisions are the ones a count hangs on."""
    scheme = load()
    scheme = replace(scheme, benchmarks=(replace(scheme.benchmarks[0], target=2),))
    hits = [hit("KEN", id=1), hit("PHL", id=2), hit("PHL", id=3), hit("MEX", id=4, score=0.6)]
    result = count(hits, {}, scheme, DAY, ROLES)[0]
    found = robustness(result, hits, {}, scheme, ROLES)
    assert (1, ("KEN", "MEX"), 2) == (found.spare, found.breaking_countries, len(found.breaking))
    low = next(each for each in found.doubts if each.id == "low-score")
    assert (1, 2, True, ("MEX",)) == (low.dropped, low.counted, low.met, low.lost)


def test_copies_are_wrong_together(hit: Factory) -> None:
    """A text in two files is one thing to be wrong about."""
    hits = [hit(codes, text=f"{codes} permits.", id=n, instrument_id=n, file_path=f"{n}.pdf")
            for n, codes in enumerate(["KEN", "KEN", "PHL"])]
    scheme = replace(load(), benchmarks=tuple(replace(rule, target=1) for rule in load().benchmarks))
    found = robustness(count(hits, {}, scheme, DAY)[0], hits, {}, scheme)
    assert (("KEN", "PHL"), 2) == (found.breaking_countries, len(found.breaking))


def test_timeline(hit: Factory) -> None:
    """In force and enacted since are two numbers, year by year."""
    hits = [hit("KEN", instrument_date="2011"), hit("PHL", id=2, instrument_date="2014-05-01")]
    result = count(hits, {}, load(), "2015-06-30", ROLES)[0]
    found = timeline(result, hits, {}, load(), ROLES)
    assert [("2012-11-19", 1, 0), ("2012-12-31", 1, 0), ("2013-12-31", 1, 0), ("2014-12-31", 2, 1),
            ("2015-06-30", 2, 1)] == [(each.day, each.in_force, each.enacted_since) for each in found]


OTHER_BENCHMARKS = """
version = "9"
[[tags]]
name = "diaspora_policy"
title = "Diaspora in policy"
stances = ["consults", "plans", "funds", "abolishes"]

[conflicts]
order = [["act"], ["decree"]]
""" + "".join(f"""
[[benchmarks]]
id = "{number}"
title = "{title}"
source = "made up for a test"
set_on = "2012-11-19"
target = 1
role = ""
tag = "diaspora_policy"
[[benchmarks.ways]]
id = "{stance}"
title = "{title}"
full = ["{stance}"]
against = ["abolishes"]
""" for number, title, stance in (("1", "Consultative bodies", "consults"), ("2", "Diaspora in plans", "plans"),
                                  ("3", "Programmes and funds", "funds")))


def test_other_benchmarks_are_data(hit: Factory) -> None:
    """The three other benchmarks need a scheme file and no code."""
    hits = [hit("KEN", "consults", tag="diaspora_policy"), hit("PHL", "funds", id=2, tag="diaspora_policy"),
            hit("MEX", "abolishes", id=3, tag="diaspora_policy")]
    results = count(hits, {}, parse(OTHER_BENCHMARKS), DAY)
    assert {"1": ["KEN"], "2": [], "3": ["PHL"]} == {
        each.id: [country.iso3 for country in each.countries if country.counted] for each in results}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [('"consults"]', '"consult"]', "unknown stance: consult"), ("target", "tarjet", "unknown key: tarjet"),
     ('role = ""', 'role = "guest"', "unknown role: guest"), ('version = "9"', "version = ", "cannot be read")],
)
def test_wrong_scheme_is_named(old: str, new: str, said: str) -> None:
    """A misspelt scheme is refused with the word that is wrong."""
    with pytest.raises(SchemeError, match=said):
        parse(OTHER_BENCHMARKS.replace(f"full = [{old}" if old.startswith('"') else old,
                                       f"full = [{new}" if old.startswith('"') else new))
