"""Generate docs/reference/cli.md from `--help`; ``--check`` fails where the file is out of date."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.update({"TERMINAL_WIDTH": "100", "COLUMNS": "100", "NO_COLOR": "1", "_TYPER_FORCE_DISABLE_TERMINAL": "1"})

TARGET = Path(__file__).parent.parent / "docs" / "reference" / "cli.md"


def reference() -> str:
    """The help of every command, as Markdown."""
    import typer
    from typer.testing import CliRunner

    from lawscan.cli import app, register

    register()
    runner = CliRunner()
    parts = ["# Commands\n\nGenerated from `--help` by `scripts/make_reference.py`.\n"]
    for words in names(typer.main.get_command(app)):
        shown = runner.invoke(app, [*words, "--help"], prog_name="lawscan", env=dict(os.environ)).output
        text = "\n".join(line.rstrip() for line in shown.strip().splitlines())
        parts.append(f"## lawscan {' '.join(words)}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def names(command: object, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """All commands and sub-commands, in the order of `--help`."""
    found: list[tuple[str, ...]] = []
    for name, each in getattr(command, "commands", {}).items():
        found.append((*before, name))
        found.extend(names(each, (*before, name)))
    return found


if __name__ == "__main__":
    text = reference()
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text(encoding="utf-8") == text else "docs/reference/cli.md is out of date: make docs")
    TARGET.write_text(text, encoding="utf-8")
