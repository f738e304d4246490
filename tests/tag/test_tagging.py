"""Tags, their evidence and the door they come out of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import lawscan.cli.tag as tag_command
from lawscan.errors import ModelError
from lawscan.tag import Tagger, TagInput, bundle, load_tagger

LOSS = "A citizen who voluntarily acquires the nationality of another state shall lose his citizenship."
DIPLOMA = "A diploma obtained abroad is recognised where the council finds it equivalent."
TAX = "The agreement for the avoidance of double taxation applies to income from dividends."


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    """The model that ships."""
    return load_tagger()


def names(tagger: Tagger, text: str, lang: str = "en") -> set[str]:
    """The tags of one text."""
    [tagged] = tagger.tag([TagInput("1", text, lang)])
    return {tag.tag for tag in tagged.tags}


@pytest.mark.parametrize(
    ("text", "expected"),
    [(LOSS, {"dual_nationality"}), (DIPLOMA, {"skills_recognition"}), (TAX, set()), ("", set())],
)
def test_plain_cases(tagger: Tagger, text: str, expected: set[str]) -> None:
    """Loss by acquisition and foreign diplomas are found; double taxation and nothing are not."""
    assert expected == names(tagger, text)


def test_a_rule_learnt_in_one_language_holds_in_others(tagger: Tagger) -> None:
    """The same rule of loss is found in German, French and Spanish."""
    german = "Ein Deutscher verliert seine Staatsangehörigkeit mit dem Erwerb einer ausländischen Staatsangehörigkeit."
    french = "Perd la nationalité celui qui acquiert volontairement une nationalité étrangère."
    spanish = "Pierde la nacionalidad quien adquiere voluntariamente otra nacionalidad."
    found = [names(tagger, text, lang) for text, lang in ((german, "de"), (french, "fr"), (spanish, "es"))]
    assert [{"dual_nationality"}] * 3 == found


def test_evidence_is_verbatim(tagger: Tagger) -> None:
    """The quote stands at its offsets, and is the sentence that decides, not its neighbours."""
    text = f"Section 9\nThe minister keeps a register of ships. {LOSS} This section binds the state."
    [tagged] = tagger.tag([TagInput("1", text, "en")])
    quote = tagged.tags[0].evidence
    assert (text[quote.start:quote.end], LOSS) == (quote.text, quote.text)


def test_all_scores_lists_both_tags(tagger: Tagger) -> None:
    """Every provision gets both tags, those under the threshold marked."""
    [tagged] = tagger.tag([TagInput("1", TAX, "en")], all_scores=True)
    assert [("dual_nationality", True), ("skills_recognition", True)] == [
        (tag.tag, tag.below_threshold) for tag in tagged.tags]


def test_order_is_kept_over_batches(tagger: Tagger) -> None:
    """Provisions come out in the order they went in."""
    ids = [str(n) for n in range(1200)]
    assert ids == [tagged.id for tagged in tagger.tag(TagInput(n, TAX, "en") for n in ids)]


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    """A model file that is not the one its card names is not loaded."""
    shipped = bundle.default_folder()
    for name in (bundle.MODEL_NAME, bundle.CARD_NAME):
        (tmp_path / name).write_bytes((shipped / name).read_bytes())
    (tmp_path / bundle.MODEL_NAME).write_bytes(b"another model")
    with pytest.raises(ModelError, match="SHA-256"):
        load_tagger(tmp_path)


def test_the_model_is_small() -> None:
    """The shipped model stays under ten megabytes."""
    assert (bundle.default_folder() / bundle.MODEL_NAME).stat().st_size < 10_000_000


def test_the_door_speaks_json_lines() -> None:
    """One record in, one record out, with the fields that scripts rely on."""
    app = typer.Typer()
    app.command()(tag_command.tag)
    row = json.dumps({"id": "a", "text": LOSS, "lang": "en"})
    answer = CliRunner().invoke(app, ["-", "--json"], input=row + "\n")
    record = json.loads(answer.stdout)
    assert ["id", "lang", "tags"] == list(record)
    assert {"tag", "score", "stance", "stance_score", "mode", "evidence"} <= set(record["tags"][0])


@pytest.mark.parametrize(("lang", "text"), [
    ("nb", "Den som erverver annet statsborgerskap etter søknad, taper sitt norske statsborgerskap."),
    ("pt-BR", "Perde a nacionalidade o brasileiro que adquirir voluntariamente outra nacionalidade."),
    ("xx", "A citizen who voluntarily acquires the nationality of another State shall lose his citizenship."),
])
def test_a_language_is_read_by_the_lexicon_that_fits_best(lang: str, text: str) -> None:
    """Regional codes and close relatives have a lexicon; a code that none reads is set aside, and the text decides."""
    tagged = next(iter(load_tagger().tag([TagInput("1", text, lang)])))
    assert tagged.lang == lang and [t.tag for t in tagged.tags] == ["dual_nationality"]
