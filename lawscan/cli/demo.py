"""`lawscan demo`: the main job on the bundled collection of specimen gazettes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(folder: Annotated[Path, typer.Option("--folder", help="Where results go.")] = Path("lawscan-demo")) -> None:
    """Scan the bundled specimen gazettes, count benchmarks 4 and 5, and write an HTML law list."""
    from lawscan.cli.benchmarks import benchmarks, laws
    from lawscan.cli.scan import scan

    gazettes = lay_out(folder)
    database, page = folder / "scan.db", folder / "laws.html"
    print(
        f"Scanning {len(list(gazettes.glob('*.pdf')))} specimen gazettes (written for this demo, no official texts) …"
    )
    scan([gazettes], database, manifest=[gazettes / "manifest.csv"])
    print()
    benchmarks(database)
    laws(database, format="html", output=page)
    print(f"Law list: {page.resolve()}")
    print(f"Next: lawscan hits {database}, or lawscan annotate {database} --as YOUR-NAME", file=sys.stderr)


def lay_out(folder: Path) -> Path:
    """Copy the bundled collection below a folder, so that links from the law list lead to files of the user's own."""
    source = Path(__file__).parent.parent / "demo"
    target = folder / "gazettes"
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.iterdir()):
        if file.suffix in (".pdf", ".csv"):
            shutil.copyfile(file, target / file.name)
    return target
