"""The command line: parse, call one function, print. One file a noun; nothing heavy is imported before its use."""

from __future__ import annotations

import importlib
import sys

import typer

from lawscan.errors import LawscanError

app = typer.Typer(
    name="lawscan",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Read statutes and gazettes, tag dual nationality and skills recognition, count them by country.",
)

# Each module defines `register(app)`, which adds its commands. Order is the order of `--help`.
ROOMS = ("demo", "scan", "read", "tag", "hits", "search", "benchmarks", "audit", "compare", "annotate", "models",
         "corpus", "db")


def register() -> None:
    """Add every room's commands, once."""
    if app.registered_commands:
        return
    for room in ROOMS:
        importlib.import_module(f"lawscan.cli.{room}").register(app)


def main() -> None:
    """Run the command line; errors that lawscan knows become one line and an exit code."""
    register()
    try:
        app()
    except LawscanError as error:
        print(f"lawscan: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
