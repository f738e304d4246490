"""``lawscan models``: train, evaluate and show the classifiers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from lawscan.errors import UsageError

models = typer.Typer(help="Train, evaluate and show the classifiers.", no_args_is_help=True)

Corpus = Annotated[Path, typer.Option(help="Folder of the project's own provisions, one JSONL a language.")]
Realset = Annotated[Path | None, typer.Option(help="Folder with provisions.jsonl (real law, labelled).")]
Annotations = Annotated[Path | None, typer.Option(help="People's answers: JSONL of {text, lang, tags}, or a folder.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(models, name="models")


@models.command("train")
def train(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for model.skops and card.json.")],
    corpus: Corpus = Path("corpus"),
    realset: Realset = None,
    annotations: Annotations = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over the model that is there.")] = False,
) -> None:
    """Train on everything given; say what changes per language before a model is replaced."""
    from lawscan.tag import train as training

    table = training.prepare(*_checked(corpus, realset), annotations)
    target = out if replace or not (out / "card.json").exists() else out.with_name(out.name + "-new")
    before = _agreement(out, table) if (out / "card.json").exists() else {}
    card = training.train(table, target)
    _print_change(before, _agreement(target, table))
    typer.echo(f"{target}: {card['sha256'][:12]}, thresholds {card['thresholds']}", err=True)
    if target != out:
        typer.echo(f"The model in {out} is as it was. To replace it: lawscan models train -o {out} --replace", err=True)


def _checked(corpus: Path, realset: Path | None) -> tuple[Path, Path | None]:
    if not corpus.is_dir():
        raise UsageError(f"{corpus} is no folder.", "Give the corpus with --corpus.")
    if realset and not (realset / "provisions.jsonl").is_file():
        raise UsageError(f"{realset} holds no provisions.jsonl.", "Give the folder that holds it.")
    return corpus, realset


def _agreement(folder: Path, table: Any) -> dict[str, tuple[int, int]]:
    """Provisions tagged as labelled, of all labelled, by language."""
    from lawscan.tag import TagInput, load_tagger

    examples = [e for e in table.examples if e.source != "background"]
    counts: dict[str, tuple[int, int]] = {}
    tagged = load_tagger(folder).tag(TagInput(e.id, e.text, e.lang, e.heading) for e in examples)
    for e, found in zip(examples, tagged, strict=True):
        right, of = counts.get(e.lang, (0, 0))
        same = {t.tag for t in found.tags} == {t["tag"] for t in e.tags}
        counts[e.lang] = (right + same, of + 1)
    return counts


def _print_change(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> None:
    typer.echo("lang  provisions  as labelled before  after")
    for lang, (right, of) in sorted(after.items()):
        old = before.get(lang)
        typer.echo(f"{lang:4}  {of:10}  {old[0] if old else '-':>18}  {right:5}")


@models.command("evaluate")
def evaluate(
    realset: Annotated[Path, typer.Option(help="Folder with provisions.jsonl (real law, labelled).")],
    corpus: Corpus = Path("corpus"),
    annotations: Annotations = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Also write the report as one HTML file.")] = None,
) -> None:
    """Judge every provision by models that saw nothing of its country, then of its language."""
    from lawscan.tag import evaluate as judging
    from lawscan.tag import evaluation_page as page
    from lawscan.tag import train as training

    table = training.prepare(*_checked(corpus, realset), annotations)
    report = judging.report(table)
    if html:
        html.write_text(page.render_html(table, report), encoding="utf-8")
    typer.echo(json.dumps(page.plain(report), indent=1) if as_json else page.render_markdown(report))


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
