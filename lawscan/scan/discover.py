"""Which files a scan is about: folders walked in order, tables and databases left out, nothing followed outside."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lawscan.errors import UsageError

MANIFEST_NAMES = frozenset({"index.jsonl", "manifest.csv", "manifest.jsonl"})
_NOT_LAW = frozenset({".db", ".db-wal", ".db-shm", ".db-journal", ".lock", ".sqlite", ".sqlite3", ".parquet"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file to scan. ``sha256`` is "" where it could not be opened; then ``problem`` says why."""

    path: Path
    sha256: str
    bytes: int
    problem: str = ""


@dataclass
class Discovery:
    """The files in order, the folders they came from, and a line for each thing left out."""

    paths: list[Path] = field(default_factory=list)
    roots: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def discover(paths: Sequence[Path], manifests: Collection[Path] = (), leave_out: Collection[Path] = ()) -> Discovery:
    """Files named and files in folders named, each once, sorted by path.

    Args:
        paths: files and folders.
        manifests: tables that are in use (resolved); they are not law.
        leave_out: other files that are not law, such as the scan database.

    Raises:
        UsageError: a path does not exist or is neither file nor folder.
    """
    found = Discovery()
    seen: set[Path] = set()
    for path in paths:
        resolved = path.resolve()
        if path.is_dir():
            found.roots.append(resolved)
            seen.update(_walk(resolved, {*manifests, *leave_out}, found.notes))
        elif path.is_file():
            found.roots.append(resolved)
            seen.add(resolved)
        else:
            raise UsageError(f"{path}: {'neither file nor folder' if path.exists() else 'no such file or folder'}.")
    found.paths = sorted(seen, key=str)
    return found


def _walk(root: Path, leave_out: Collection[Path], notes: list[str]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        notes.append(f"{error.filename}: the folder cannot be opened ({error.strerror}).")

    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and _is_law(path, root, leave_out, notes):
                yield path


def _is_law(path: Path, root: Path, leave_out: Collection[Path], notes: list[str]) -> bool:
    resolved = path.resolve()
    if resolved in leave_out or path.suffix.lower() in _NOT_LAW:
        return False
    if path.name in MANIFEST_NAMES:
        notes.append(f"{path}: not used; to use it: --manifest {path}")
        return False
    if path.is_symlink() and not resolved.is_relative_to(root):
        notes.append(f"{path}: a link that leads out of the folder; not followed.")
        return False
    return path.is_file()


def fingerprint(path: Path) -> Found:
    """Hash of a file's bytes."""
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            return Found(path, hashlib.file_digest(stream, "sha256").hexdigest(), size)
    except OSError as cause:
        return Found(path, "", 0, f"it cannot be opened ({cause.strerror})")
