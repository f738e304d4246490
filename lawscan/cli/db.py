"""`lawscan db check|backup|export`: prove, copy and export a scan database."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lawscan.store import Unread
    from lawscan.store.upkeep import Check

_Database = Annotated[Path, typer.Argument(help="The scan database.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Prove, copy and export a scan database.")
    group.command("check")(check)
    group.command("backup")(backup)
    group.command("export")(export)
    app.add_typer(group, name="db")


def check(
    database: _Database,
    migrate: Annotated[bool, typer.Option("--migrate", help="First bring it to this lawscan's schema.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Check a database, and list what was not read."""
    from lawscan.store import Store, upkeep

    if migrate:
        upkeep.migrate(database)
    found = upkeep.check(database)
    with Store(database) as store:
        unread = store.unread()
    if as_json:
        rows = [{"file": one.file_path, "page": one.page, "status": one.status, "reason": one.reason} for one in unread]
        print(json.dumps({"problems": found.problems, "digest": found.digest, "counts": found.counts, "unread": rows},
                         ensure_ascii=False))
    else:
        _print(database, found, unread)
    if found.problems:
        raise typer.Exit(1)


def _print(database: Path, found: Check, unread: Sequence[Unread]) -> None:
    from lawscan.cli.hits import printable

    for one in unread:
        print(printable(f"not read: {one.file_path}" + (f" page {one.page}" if one.page else "") + f": {one.reason}"))
    for problem in found.problems:
        print(f"problem: {problem}")
    print(f"content sha256: {found.digest}")
    state = f"{len(found.problems)} problems" if found.problems else "whole"
    size = f"{found.counts.get('files', 0):,} files, {found.counts.get('provisions', 0):,} provisions"
    print(f"{database}: {state}; {size}.", file=sys.stderr)


def backup(
    database: _Database,
    target: Annotated[Path, typer.Argument(help="The copy; must not exist.")],
) -> None:
    """Copy a database as it stands at one moment, also while a scan writes it."""
    from lawscan.store import upkeep

    upkeep.backup(database, target)
    print(f"Copied to {target}. Check it: lawscan db check {target}", file=sys.stderr)


def export(
    database: _Database,
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder; one file a table.")] = Path("export"),
    form: Annotated[str, typer.Option("--format", help="parquet, csv or jsonl.")] = "jsonl",
) -> None:
    """Write every table as Parquet, CSV or JSON Lines."""
    from lawscan.store import upkeep

    for path in upkeep.export(database, output, form):
        print(path)
