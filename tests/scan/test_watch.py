"""Watching scans what arrives, once it has come to rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from lawscan.errors import UsageError
from lawscan.scan.watch import Watcher


def test_only_changes_that_have_come_to_rest(tmp_path: Path) -> None:
    """The first look scans; then a change must look the same twice."""
    watcher = Watcher(tmp_path)
    assert watcher.settled_change()
    assert not watcher.settled_change()
    file = tmp_path / "a.txt"
    file.write_text("half")
    assert not watcher.settled_change()
    file.write_text("half and the rest")
    assert not watcher.settled_change()
    assert watcher.settled_change()
    assert not watcher.settled_change()
    file.unlink()
    assert not watcher.settled_change()
    assert watcher.settled_change()


def test_hidden_files_are_not_looked_at(tmp_path: Path) -> None:
    """Editors and copies in progress leave hidden files."""
    watcher = Watcher(tmp_path)
    watcher.settled_change()
    (tmp_path / ".part").touch()
    assert not watcher.settled_change()
    assert not watcher.settled_change()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A wrong folder is the caller's mistake."""
    with pytest.raises(UsageError):
        Watcher(tmp_path / "nowhere").settled_change()
