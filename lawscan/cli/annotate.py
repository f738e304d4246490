"""`lawscan annotate` and `lawscan annotations`: answer cards, see agreement, exchange with other tools."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lawscan.annotate.record import Label
    from lawscan.web.desk import Desk

Folder = Annotated[Path, typer.Option("--annotations", help="Folder of the answers.")]
Database = Annotated[Path, typer.Argument(help="A scan database.")]
nouns = typer.Typer(no_args_is_help=True, help="Answers: state, agreement, exchange with other tools.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("annotate")(annotate)
    app.add_typer(nouns, name="annotations")


def annotate(
    database: Database,
    annotator: Annotated[str, typer.Option("--as", help="Your name, as it will stand in the records.")],
    folder: Folder = Path("annotations"),
    country: Annotated[str, typer.Option(help="Only this country (code or name).")] = "",
    language: Annotated[str, typer.Option(help="Only this language (ISO 639-1).")] = "",
    tag: Annotated[str, typer.Option(help="Only provisions that the model tagged so.")] = "",
    seed: Annotated[int, typer.Option(help="Makes the order of cards reproducible.")] = 0,
    double: Annotated[float, typer.Option(help="Share of cards that two people read, blind.", min=0, max=1)] = 0.1,
    port: Annotated[int, typer.Option(help="Port on this machine only.")] = 8733,
    plain: Annotated[
        bool, typer.Option("--plain", help="Ask on the terminal, line by line, without a browser.")
    ] = False,
) -> None:
    """Answer cards: one provision each, in the browser or on the terminal."""
    from lawscan.annotate.journal import Journal
    from lawscan.cli.country import codes_in
    from lawscan.store import Store
    from lawscan.web.desk import Desk, cards_of

    store = Store(database)
    code = codes_in([country], store.jurisdictions(), database)[0] if country else None
    cards = cards_of(store, code, language, tag, seed=seed)
    runs = store.runs()
    model = runs[-1].model if runs else ""
    desk = Desk(store, Journal(folder), annotator, cards, seed=seed, model=model, double=double,
                learned=last_learned(Path("model")))
    for problem in desk.journal.problems:
        print(f"lawscan: {problem}", file=sys.stderr)
    if plain:
        from lawscan.web.plain import ask

        ask(desk)
    else:
        serve(desk, port)


def serve(desk: Desk, port: int) -> None:
    """Serve the page on the loopback address until it is stopped."""
    try:
        import uvicorn

        from lawscan.web.app import create_app
    except ImportError as cause:
        from lawscan.errors import UsageError

        raise UsageError("The page needs more packages.", "pip install 'lawscan[annotate]', or use --plain.") from cause
    print(f"Open http://127.0.0.1:{port}/ (Ctrl+C stops; every answer is already on disk).", file=sys.stderr)
    uvicorn.run(create_app(desk, port), host="127.0.0.1", port=port, log_level="warning")


@nouns.command()
def status(
    folder: Folder = Path("annotations"),
    database: Annotated[Path | None, typer.Option(help="Scan database: shows stale answers too.")] = None,
    model: Annotated[Path, typer.Option(help="Folder of your model.")] = Path("model"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What was answered, by whom, what is settled, and what is new since the model was trained."""
    from lawscan.annotate.summary import summarise

    texts = {}
    if database is not None:
        from lawscan.store import Store

        texts = {each.address: each.provision.text_sha256 for each in Store(database).provisions()}
    state = summarise(folder, texts, last_learned(model))
    if as_json:
        print(json.dumps(state, ensure_ascii=False))
        return
    for key, value in state.items():
        words = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        print(f"{key.replace('_', ' ')}: {words}")
    print("Next: lawscan annotations agreement, then lawscan models learn SCAN.db", file=sys.stderr)


def last_learned(model: Path) -> str:
    """The time of the last answer that a model was trained on; "" where there is none, or no such model."""
    from lawscan.tag import bundle

    folder = model if (model / bundle.CARD_NAME).is_file() else bundle.default_folder()
    return str(bundle.load_card(folder).get("answers", {}).get("last", ""))


@nouns.command()
def agreement(folder: Folder = Path("annotations"), as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Do readers agree: percent, label counts, Cohen's kappa, Krippendorff's alpha; then the disagreements."""
    from dataclasses import asdict

    from lawscan.annotate.agreement import disagreements, measure
    from lawscan.annotate.journal import Journal, fold
    from lawscan.scheme import load

    current = list(fold(Journal(folder).records()).values())
    rows = measure(current, [tag.name for tag in load().tags])
    if as_json:
        print(json.dumps([asdict(row) for row in rows]))
        return
    for row in rows:
        figures = (
            f"{name} {'undefined' if value is None else f'{value:.3f}'}"
            for name, value in (("agree", row.percent), ("kappa", row.kappa), ("alpha", row.alpha))
        )
        print(f"{row.question}: {row.items} items, {', '.join(figures)}; counts {dict(row.counts)}")
    for readers in disagreements(current):
        print(f"differ: {readers[0].address}: " + " | ".join(f"{r.annotator}: {describe(r.labels)}" for r in readers))


def describe(labels: tuple[Label, ...]) -> str:
    """Labels in words."""
    from lawscan.annotate.exchange.item import code

    return ", ".join(map(code, labels)) or "none"


@nouns.command("export")
def export_(
    database: Database,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    format_: Annotated[str, typer.Option("--format", help="csv, docbin, doccano, labelstudio or prodigy.")] = "csv",
    folder: Folder = Path("annotations"),
) -> None:
    """Write present answers, with the provisions' texts, for another tool."""
    from lawscan.annotate.exchange import room
    from lawscan.annotate.exchange.files import items, write
    from lawscan.store import Store

    form = room(format_)
    texts = {(each.address, each.provision.text_sha256): each.provision.text for each in Store(database).provisions()}
    found, missing = items(folder, texts)
    write(form, output, found)
    print(
        f"{len(found)} answers written to {output}; {missing} whose text is not in this scan were left out.",
        file=sys.stderr,
    )
    print(f"Lost on the way: {form.LOST}.", file=sys.stderr)


@nouns.command()
def settled(
    database: Database,
    output: Annotated[Path, typer.Option("--output", "-o", help="JSON Lines file to write.")],
    folder: Folder = Path("annotations"),
) -> None:
    """Write what people settled, with texts, for `lawscan models train --annotations FILE`."""
    from lawscan.annotate.exchange.files import settled as examples
    from lawscan.store import Store

    found = examples(folder, Store(database).provisions())
    lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in found)
    output.write_text("".join(lines), encoding="utf-8")
    print(f"{len(found)} settled provisions. Next: lawscan models train --annotations {output}", file=sys.stderr)


@nouns.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A file that another tool exported.")],
    annotator: Annotated[str, typer.Option("--as", help="Whose answers these are now.")],
    format_: Annotated[str, typer.Option("--format", help="csv, docbin, doccano, labelstudio or prodigy.")] = "csv",
    folder: Folder = Path("annotations"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be added, add nothing.")] = False,
) -> None:
    """Take answers back from another tool; only those that differ from what is known are added."""
    from lawscan.annotate.exchange import room
    from lawscan.annotate.exchange.files import bring_in

    added, same = bring_in(room(format_), file, folder, annotator, dry_run=dry_run)
    print(f"{added} answers {'would be ' if dry_run else ''}added, {same} already known.", file=sys.stderr)
