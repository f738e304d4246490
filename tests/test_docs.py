"""Docs tell the truth: every command is in the reference, every link of the README leads to a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from lawscan.cli import app, register

ROOT = Path(__file__).parents[1]


def commands(group: object, before: str = "") -> list[str]:
    """All commands and sub-commands."""
    found = []
    for name, command in getattr(group, "commands", {}).items():
        found += [f"{before}{name}", *commands(command, f"{before}{name} ")]
    return found


def test_every_command_is_in_the_reference() -> None:
    """docs/reference/cli.md has a heading for each command; `make docs` writes it."""
    register()
    text = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    missing = [name for name in commands(typer.main.get_command(app)) if f"\n## lawscan {name}\n" not in text]
    assert [] == missing


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_lead_to_files(page: str) -> None:
    """Relative links of a page lead to files that exist."""
    folder = (ROOT / page).parent
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert [] == [link for link in links if "://" not in link and not (folder / link).exists()]
