"""Comparison with experts and between scans, and the estimate of what was missed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import lawscan
from lawscan.audit import estimate
from lawscan.benchmarks import BenchmarkResult, count
from lawscan.compare import Agreement, against, kappa, read_codings
from lawscan.difference import difference
from lawscan.errors import UsageError
from lawscan.intervals import interval
from lawscan.law import Hit
from lawscan.scheme import load

Factory = Callable[..., Hit]
CODINGS = Path(lawscan.__file__).parents[2] / "shared" / "codings"
WIDE = """iso3,country,year,L05_bin,L05_cat,A06b_cat
KEN,Kenya,2020,0,0,0
JAM,Jamaica,2020,1,5,3
PHL,Philippines,2020,1,1,99
"""


def write(path: Path, text: str) -> Path:
    """A file of codings."""
    path.write_text(text, encoding="utf-8")
    return path


def counted(hits: Sequence[Hit]) -> Callable[[str], list[BenchmarkResult]]:
    """Counts the hits as of a day."""
    return lambda day: count(hits, {each.iso3: {"files": 1} for each in hits}, load(), day or None)


def compared(tmp_path: Path, *hits: Hit, explained: Path | None = None) -> dict[str, Agreement]:
    """Agreement by rule."""
    return {each.rule: each for each in against(write(tmp_path / "codings.csv", WIDE), counted(hits), explained)}


def test_agreement_is_graded(hit: Factory, tmp_path: Path) -> None:
    """A code admits the outcomes that say the same: loss with exceptions fits against and conditional."""
    hits = (hit("KEN"), hit("JAM", "conditional", id=2), hit("PHL", "permits", id=3))
    found = compared(tmp_path, *hits)["globalcit-L05"]
    assert {"KEN": True, "JAM": True, "PHL": False} == {each.coding.iso3: each.agrees for each in found.compared}
    assert (2, "2020-12-31") == (found.agreeing, found.as_of)
    assert ["opposite readings"] == [each.hint for each in found.disagreements]


def test_grades_apart(hit: Factory, tmp_path: Path) -> None:
    """Beside the share stand the plain grades: the same, the next, the opposite; and where the share may lie."""
    hits = (hit("KEN"), hit("JAM", "prohibits", id=2), hit("PHL", "permits", id=3))
    found = compared(tmp_path, *hits)["globalcit-L05"]
    assert (1, 1, 1) == found.apart
    assert (0.09, 0.99) == tuple(round(bound, 2) for bound in found.interval)


def test_codes_without_a_grade_are_left_out(hit: Factory, tmp_path: Path) -> None:
    """99, no provision for naturalisation, is no code to agree with."""
    assert "PHL" not in {each.iso3 for each in read_codings(write(tmp_path / "c.csv", WIDE))["globalcit-A06b"]}


def test_silence_counts_only_where_the_act_was_read(hit: Factory, tmp_path: Path) -> None:
    """An act that says nothing on naturalisation is silent; a constitution that says nothing is not compared."""
    act, constitution = hit("KEN"), hit("JAM", id=2, instrument_kind="constitution")
    found = compared(tmp_path, act, constitution)["globalcit-A06b"]
    assert [("KEN", "silent", True)] == [(each.coding.iso3, each.outcome, each.agrees) for each in found.compared]
    assert [("JAM",)] == list(found.left_out.values())


def test_explained_old_versions_are_set_aside(hit: Factory, tmp_path: Path) -> None:
    """Where somebody found that another version was read, the second share leaves the country out."""
    notes = write(tmp_path / "notes.csv", "iso3,rule,kind,explanation\nPHL,globalcit-L05,old-version,text of 1936\n")
    found = compared(tmp_path, hit("KEN"), hit("PHL", id=2), explained=notes)["globalcit-L05"]
    assert (2, 1) == (len(found.compared), len(found.same_law))
    assert ["text of 1936"] == [each.explanation for each in found.disagreements]


@pytest.mark.parametrize(
    ("pairs", "plain", "weighted"),
    [([("full", "full"), ("against", "against")], 1.0, 1.0),
     ([("full", "against"), ("against", "full")], -1.0, -1.0),
     ([("full", "full"), ("conditional", "full"), ("against", "against"), ("against", "against")], 0.6, 0.75),
     ([("full", "full")], None, None), ([], None, None)],
)
def test_kappa(pairs: list[tuple[str, str]], plain: float | None, weighted: float | None) -> None:
    """Kappa as reckoned by hand; undefined where chance alone would agree."""
    assert [plain, weighted] == [None if value is None else round(value, 4)
                                 for value in (kappa(pairs), kappa(pairs, weighted=True))]


def test_unknown_file(tmp_path: Path) -> None:
    """A CSV of something else is refused."""
    with pytest.raises(UsageError, match="not a coding"):
        read_codings(write(tmp_path / "c.csv", "a,b\n1,2\n"))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "rules"),
    [("globalcit_data_v1.0_country-year.csv", {"globalcit-L05": 190, "globalcit-A06b": 175}),
     ("globalcit_data_v1.0_country-year-mode_loss.csv", {"globalcit-L05": 190}),
     ("globalcit_data_v1.0_country-year-mode_acq.csv", {"globalcit-A06b": 175}),
     ("macimide_2020_with_law_titles_and_urls.csv", {"macimide": 197}),
     ("mipex_dual_nationality_bonus.csv", {"mipex-dual": 56}),
     ("mipex_recognition_of_qualifications.csv", {"mipex-recognition": 56})],
)
def test_real_codings_are_recognised(name: str, rules: dict[str, int]) -> None:
    """Each published file is known by its columns."""
    if not CODINGS.is_dir():
        pytest.skip("the codings of experts are not beside the checkout")
    assert rules == {rule: len(codings) for rule, codings in read_codings(CODINGS / name).items()}


def test_difference_between_scans(hit: Factory) -> None:
    """New laws, repeals, changed stances and moved statuses, each once."""
    old = [hit("KEN", "prohibits"), hit("PHL", id=2)]
    new = [hit("KEN"), hit("PHL", id=2, force="not-in-force"), hit("MEX", id=3)]
    found = difference(old, new, counted(old)("2026-11-25"), counted(new)("2026-11-25"))
    assert ["MEX"] == [law.iso3 for law in found.new_laws]
    assert ["PHL"] == [law.iso3 for law in found.repealed]
    assert [("prohibits", "permits")] == [(each.before.tag.stance, each.after.tag.stance) for each in found.changed]
    moved = {each.iso3: (each.before, each.after) for each in found.moved if each.benchmark == "4"}
    assert {"KEN": ("not found", "machine"), "PHL": ("machine", "not found"),
            "MEX": ("not scanned", "machine")} == moved


def test_nothing_changed(hit: Factory) -> None:
    """A scan beside itself differs in nothing, whatever the ids."""
    old, new = [hit()], [replace(hit(), provision_id=77, instrument_id=9)]
    found = difference(old, new, counted(old)("2026-11-25"), counted(new)("2026-11-25"))
    assert not any((found.new_laws, found.gone_laws, found.repealed, found.new_hits, found.gone_hits, found.changed,
                    found.moved))


@pytest.mark.parametrize(("seen", "of"), [(0, 30), (1, 50), (7, 40), (40, 40)])
def test_interval_covers(seen: int, of: int) -> None:
    """At each bound the binomial tail is exactly what confidence allows."""
    from scipy.stats import binom

    low, high = interval(seen, of)
    assert low <= seen / of <= high
    assert seen == 0 or abs(binom.sf(seen - 1, of, low) - 0.025) < 1e-6
    assert seen == of or abs(binom.cdf(seen, of, high) - 0.025) < 1e-6


def test_estimate_of_what_was_missed() -> None:
    """One miss in a hundred checked of ten thousand: between 3 and 545 provisions, and recall follows."""
    rows = [{"answer": "no"}] * 99 + [{"answer": "dual_nationality"}, {"answer": ""}]
    overall, dual, skills = estimate(rows, 10_000, {"dual_nationality": 60, "skills_recognition": 40})
    assert (100, 1, (3, 545)) == (overall.checked, overall.missed, overall.missed_between)
    assert (1, 0) == (dual.missed, skills.missed)
    assert 100 / 645 == pytest.approx(overall.recall_between[0])


def test_unknown_answer_is_named() -> None:
    """A typing error in the sheet is said, not counted as no."""
    with pytest.raises(UsageError, match="'dual_nation' is not known"):
        estimate([{"sample": "3", "answer": "dual_nation"}], 10, {"dual_nationality": 1})


def test_our_explanations_are_wellformed() -> None:
    """The explained disagreements of benchmarks/comparison name known rules and kinds."""
    path = Path(lawscan.__file__).parents[1] / "benchmarks" / "comparison" / "explained.csv"
    kinds = {"old-version", "newer-version", "other-law", "bill", "coder-reading", "grade", "our-error"}
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert all(line["kind"] in kinds and len(line["iso3"]) == 3 and line["explanation"] for line in lines)
    assert len(lines) == len({(line["iso3"], line["rule"]) for line in lines})
