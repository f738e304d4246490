"""From answers to a model in one command, and back into the report: nothing that people settled is lost on the way."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed")

from typer.testing import CliRunner

import lawscan
from lawscan import learn
from lawscan.annotate.journal import Journal
from lawscan.annotate.record import Label
from lawscan.cli import app, register
from lawscan.cli.annotate import last_learned
from lawscan.law import Instrument, Manifestation, Provision
from lawscan.report.gather import gather
from lawscan.store import Store, Writer
from lawscan.tag import TagInput, bundle, load_tagger
from lawscan.web.desk import Desk, cards_of

CORPUS = Path(lawscan.__file__).parents[1] / "corpus"
LAW = [
    "A citizen who acquires the nationality of another state loses the citizenship of the Republic.",
    "A citizen may hold dual nationality.",
    "Diplomas awarded by universities of member states are recognised as equivalent.",
    "The registrar keeps the register of births.",
    "Fees are set by regulation.",
    "The Ministry decides on the recognition of foreign qualifications within three months.",
]


@pytest.fixture(name="scan")
def _scan(tmp_path: Path) -> Path:
    tagger = load_tagger()
    found = [tagged.tags for tagged in tagger.tag([TagInput("", text, "en") for text in LAW], all_scores=True)]
    sections = tuple(Provision(f"sec_{n}", str(n), "", text, "en") for n, text in enumerate(LAW))
    law = Instrument("Citizenship Act", "act", "en", "KEN", "manifest", "1", "2011-01-01", provisions=sections)
    with Writer(tmp_path / "scan.db") as writer:
        run = writer.begin_run("0", "r", tagger.sha256, {}, "me")
        tags = {(0, n): list(each) for n, each in enumerate(found)}
        file = Manifestation("/law.txt", "sha", 1, "txt", (), (law,))
        writer.add(file, tags, run_id=run, work_key="k", model=tagger.sha256)
        writer.finish_run(run, {})
    return tmp_path / "scan.db"


@pytest.fixture(name="corpus")
def _corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    for lang in ("en", "fr"):
        shutil.copy(CORPUS / f"{lang}.jsonl", tmp_path / "corpus")
    return tmp_path / "corpus"


def answer_all(scan: Path, folder: Path) -> None:
    """One reader finds dual nationality in a register of births, and nothing anywhere else."""
    store = Store(scan)
    desk = Desk(store, Journal(folder), "amina", cards_of(store))
    while (asked := desk.next()) is not None:
        text = desk.provision(asked.card.address).provision.text
        label = Label("dual_nationality", "regulates", "status", 4, 13, text[4:13])
        odd = "register of births" in text
        desk.answer(asked.card.address, "labels" if odd else "none", (label,) if odd else ())


def test_one_command_learns_tags_again_and_keeps_what_people_settled(scan: Path, corpus: Path, tmp_path: Path) -> None:
    """The model is trained and put in place, the scan tagged with it, the report verified, nothing left as new."""
    register()
    folder, model = tmp_path / "annotations", tmp_path / "model"
    answer_all(scan, folder)
    words = ["models", "learn", str(scan), "--annotations", str(folder), "-o", str(model), "--corpus", str(corpus)]

    asked = CliRunner().invoke(app, words)
    assert 0 == asked.exit_code, asked.output
    assert "people's answers" in asked.output
    assert not model.exists(), "nobody agreed to it"
    done = CliRunner().invoke(app, [*words, "--replace"])

    assert 0 == done.exit_code, done.output
    card = bundle.load_card(model)
    assert len(LAW) == card["answers"]["provisions"]
    assert {row.model for row in Store(scan).files()} == {card["sha256"]}
    hits = gather(scan, folder).hits
    assert ["The registrar keeps the register of births."] == [h.text for h in hits if h.verdict and h.verdict.tags]
    status = ["annotations", "status", "--annotations", str(folder), "--model", str(model), "--json"]
    assert 0 == json.loads(CliRunner().invoke(app, status).stdout)["new_since_model"]
    assert "" == last_learned(tmp_path / "none")


def test_without_answers_it_says_what_to_do(scan: Path, tmp_path: Path) -> None:
    """An empty journal is an error with the next step, not a model like the one before."""
    register()
    done = CliRunner().invoke(app, ["models", "learn", str(scan), "--annotations", str(tmp_path / "none")])

    assert 0 != done.exit_code
    assert "lawscan annotate" in str(done.exception.hint)  # type: ignore[union-attr]


def test_what_the_shipped_model_says_stands_in_for_its_training(scan: Path) -> None:
    """Provisions with a key term are recalled at low weight, less near a threshold; answered ones never."""
    with Store(scan) as store:
        rows = learn.recalled(store.provisions(), [{"text": LAW[0]}], load_tagger())

    assert LAW[0] not in [row["text"] for row in rows]
    assert LAW[1] in [row["text"] for row in rows]
    assert all(0 <= float(str(row["weight"])) <= learn.RECALLED_WEIGHT for row in rows)
    assert {"recalled"} == {row["source"] for row in rows}


def test_a_model_put_in_place_leaves_the_one_before_beside_it(tmp_path: Path) -> None:
    """The old folder can be taken back; an older one still makes room for it."""
    for name, content in (("model", "old"), ("model-before", "older"), ("model-new", "new")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "card.json").write_text(content)

    old = learn.put_in_place(tmp_path / "model-new", tmp_path / "model")

    assert tmp_path / "model-before" == old
    assert ("new", "old") == tuple((tmp_path / n / "card.json").read_text() for n in ("model", "model-before"))
