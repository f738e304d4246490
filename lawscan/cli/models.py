"""``lawscan models``: train, evaluate and show the classifiers."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lawscan.errors import UsageError

if TYPE_CHECKING:
    from lawscan.learn import Change
    from lawscan.store import StoredProvision
    from lawscan.tag.train import Table

models = typer.Typer(help="Train, evaluate and show the classifiers.", no_args_is_help=True)

Corpus = Annotated[Path | None, typer.Option(help="Folder of provisions, one JSONL a language; ours by default.")]
Realset = Annotated[Path | None, typer.Option(help="Folder with provisions.jsonl (real law, labelled).")]
Annotations = Annotated[Path | None, typer.Option(help="People's answers: JSONL of {text, lang, tags}, or a folder.")]
Replace = Annotated[bool, typer.Option("--replace", help="Put the new model in its place without asking.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(models, name="models")


@models.command("learn")
def learn(
    database: Annotated[Path, typer.Argument(help="The scan database whose provisions were answered.")],
    folder: Annotated[Path, typer.Option("--annotations", help="Folder of the answers.")] = Path("annotations"),
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of your model.")] = Path("model"),
    corpus: Corpus = None,
    realset: Realset = None,
    replace: Replace = False,
) -> None:
    """Train from people's answers, say what changes in each language, then put the model in place and tag again."""
    from lawscan import learn as learning
    from lawscan.store import Store
    from lawscan.tag import load_tagger

    with Store(database) as store:
        stored = store.provisions()
    rows = learning.answers(stored, folder)
    recalled = [] if realset else learning.recalled(stored, rows, load_tagger())
    typer.echo(f"{len(rows)} answers; {len(recalled)} provisions stand in for the law that the model knows.", err=True)
    table = learning.table_of([*rows, *recalled], *_checked(corpus, realset))
    question = f"Make it {out}, and tag {database} again with it?"
    if not _renew(table, out, learning.note(rows), stored, "" if replace else question):
        return
    from lawscan.scan import ScanOptions
    from lawscan.scan.again import tag_again

    count = tag_again(database, ScanOptions(model=str(out)))
    typer.echo(f"{database}: {count} files tagged again; people's answers stand as they were.", err=True)
    typer.echo(f"Next: lawscan laws {database}; scan with: lawscan scan … --model {out}", err=True)


@models.command("train")
def train(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for model.skops and card.json.")],
    corpus: Corpus = None,
    realset: Realset = None,
    annotations: Annotations = None,
    replace: Replace = False,
) -> None:
    """Train on everything given; say what changes in each language before a model is replaced."""
    from lawscan.tag import train as training

    question = "" if replace or not out.exists() else f"Replace {out}?"
    _renew(training.prepare(*_checked(corpus, realset), annotations), out, {}, (), question)


def _renew(table: Table, out: Path, notes: dict[str, object], stored: Sequence[StoredProvision], question: str) -> bool:
    """Train beside the present model, say what changes, and put the new one in place if the question is affirmed."""
    from lawscan import learn as learning
    from lawscan.tag import bundle, load_tagger
    from lawscan.tag import train as training

    present = out if (out / bundle.CARD_NAME).is_file() else bundle.default_folder()
    new = out.with_name(out.name + "-new")
    card = training.train(table, new, notes)
    parameters, _ = bundle.load(new)
    _print_changes(learning.changes(table, load_tagger(present), load_tagger(new), parameters, stored), present)
    typer.echo(f"{new}: {card['sha256'][:12]}, thresholds {card['thresholds']}", err=True)
    if question and not (sys.stdin.isatty() and typer.confirm(question, err=True)):
        typer.echo(f"Nothing is replaced; the new model is in {new}. To use it, add --replace.", err=True)
        return False
    old = learning.put_in_place(new, out)
    typer.echo(f"{out} is the new model." + (f" The one before: {old}" if old else ""), err=True)
    return True


def _checked(corpus: Path | None, realset: Path | None) -> tuple[Path, Path | None]:
    corpus = corpus or _own_corpus()
    if not corpus.is_dir():
        raise UsageError(f"{corpus} is no folder.", "Give the corpus with --corpus.")
    if realset and not (realset / "provisions.jsonl").is_file():
        raise UsageError(f"{realset} holds no provisions.jsonl.", "Give the folder that holds it.")
    return corpus, realset


def _own_corpus() -> Path:
    """The corpus that ships: inside the wheel, or beside the checkout's package."""
    inside = Path(__file__).parents[1] / "corpus"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "corpus"


HEAD = (
    "      people's answers        other labels            hits of this scan\n"
    "lang  all  before  after*     all  before  after      after  lost  gained"
)


def _print_changes(found: Sequence[Change], present: Path) -> None:
    """One line a language in which something was answered, or changes; the others in the sum."""
    typer.echo(f"Labels and answers met by {present} (before) and by the new model (after):\n{HEAD}")
    total = _sum(found)
    for each in [*filter(_tells, found), total]:
        typer.echo(
            f"{each.lang:5} {each.answered:3}  {each.answered_before:6}  {each.answered_after:6}  "
            f"{each.labelled:6}  {each.labelled_before:6}  {each.labelled_after:5}  "
            f"{each.found:9}  {each.lost:4}  {each.gained:6}"
        )
    if total.answered:
        typer.echo("* each answer judged by a model that was trained without it")
    if total.answered_after < total.answered_before or total.labelled_after < total.labelled_before * 0.98:
        typer.echo("The new model meets fewer labels than the present one: keep the present one.", err=True)


def _tells(change: Change) -> bool:
    return bool(change.answered or change.lost or change.gained) or change.labelled_before != change.labelled_after


def _sum(found: Sequence[Change]) -> Change:
    """The sum over languages."""
    from dataclasses import fields

    from lawscan.learn import Change

    counts = [field.name for field in fields(Change) if field.name != "lang"]
    return Change("all", **{name: sum(getattr(each, name) for each in found) for name in counts})


@models.command("evaluate")
def evaluate(
    realset: Annotated[Path, typer.Option(help="Folder with provisions.jsonl (real law, labelled).")],
    corpus: Corpus = None,
    annotations: Annotations = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Also write the report as one HTML file.")] = None,
) -> None:
    """Judge every provision by models that saw nothing of its country, then of its language."""
    from lawscan.report import evaluation
    from lawscan.tag import evaluate as judging
    from lawscan.tag import evaluation_page
    from lawscan.tag import train as training

    table = training.prepare(*_checked(corpus, realset), annotations)
    report = judging.report(table)
    if html:
        html.write_text(evaluation.page(table, report), encoding="utf-8")
        typer.echo(f"Written: {html}", err=True)
    plain = evaluation_page.plain(report)
    typer.echo(json.dumps(plain, indent=1) if as_json else evaluation.text(report))


@models.command("show")
def show(
    folder: Annotated[Path | None, typer.Argument(help="A model folder; by default the one that ships.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The card as JSON.")] = False,
) -> None:
    """Show a model's card: thresholds, training data and their hashes, measures, limits."""
    from lawscan.tag import bundle

    card = bundle.load_card(folder or bundle.default_folder())
    if as_json:
        typer.echo(json.dumps(card, ensure_ascii=False, indent=1))
        return
    for key, value in card.items():
        typer.echo(f"{key}: {json.dumps(value, ensure_ascii=False)}")
