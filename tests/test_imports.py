"""Imports run downward only, and starting the command line imports nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import lawscan

HOUSE = Path(lawscan.__file__).parent
# From the bottom up; a room may import what stands on a lower line, and itself.
FLOORS = (
    ("errors", "law", "addresses", "cells", "intervals", "letters"),
    ("lexicon", "scheme", "jurisdictions", "force"),
    ("read", "tag", "partners", "repeals"),
    ("benchmarks", "annotate", "store", "engines"),
    ("scan", "audit", "compare", "difference", "learn", "robustness", "timeline"),
    ("report",),
    ("cli", "web", "demo"),
)
HEAVY = ("spacy", "sklearn", "pdfplumber", "pypdfium2", "sqlite3", "numpy", "lxml", "babel")
SIBLINGS = {"read", "tag", "annotate"}


def floor(room: str) -> int | None:
    """The floor a room stands on; None for the public door."""
    return next((level for level, rooms in enumerate(FLOORS) if room in rooms), None)


def imports(path: Path) -> Iterator[str]:
    """Rooms that a file imports, also inside functions; not those for type checking only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guards = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    skipped = {id(child) for node in guards for child in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "lawscan":
            parts = node.module.split(".")
            yield from [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("lawscan."))


def arrows() -> list[tuple[str, str, str]]:
    """(file, from room, to room) of every import between rooms."""
    found = []
    for path in sorted(HOUSE.rglob("*.py")):
        place = path.relative_to(HOUSE)
        room = place.parts[0].removesuffix(".py")
        if floor(room) is not None:
            found += [(str(place), room, to) for to in imports(path) if to != room and floor(to) is not None]
    return found


def allowed(room: str, other: str) -> bool:
    """Whether a room may import another: one that stands lower, or, on the ground and the top floor, a neighbour."""
    here, there = floor(room), floor(other)
    assert here is not None and there is not None
    return there < here or (there == here and here in (0, len(FLOORS) - 1))


def test_every_room_has_a_floor() -> None:
    """A new room is entered in the plan."""
    found = [path for path in HOUSE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    rooms = {path.name.removesuffix(".py") for path in found}
    assert sorted(room for room in rooms - {"__init__"} if floor(room) is None) == []


def test_imports_run_downward() -> None:
    """No room imports a room of its own floor or of a higher one."""
    assert [arrow for arrow in arrows() if not allowed(arrow[1], arrow[2])] == []


def test_siblings_do_not_know_each_other() -> None:
    """`read`, `tag` and `annotate` never import one another."""
    assert [arrow for arrow in arrows() if {arrow[1], arrow[2]} <= SIBLINGS] == []


def started(*arguments: str) -> set[str]:
    """Names of the modules that are loaded after Python code has run."""
    code = f"{arguments[0]}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


HELP = """
import sys
sys.argv = ["lawscan", "--help"]
from lawscan.cli import main
try:
    main()
except SystemExit:
    pass
"""


@pytest.mark.parametrize("code", ["import lawscan", HELP])
def test_start_is_light(code: str) -> None:
    """Neither `import lawscan` nor `lawscan --help` imports spaCy, scikit-learn, pdfplumber or SQLite."""
    assert sorted(started(code) & set(HEAVY)) == []


def test_public_names_are_complete_and_sorted() -> None:
    """Every exported name exists, and there are at most a dozen."""
    names = [name for name in lawscan.__all__ if name != "__version__"]
    assert names == sorted(names)
    assert len(names) <= 12
    assert all(getattr(lawscan, name) is not None for name in lawscan.__all__)
