"""Look at a folder again and again: polling works on network drives too, where notifications do not."""

from __future__ import annotations

import os
from pathlib import Path

from lawscan.errors import UsageError

Look = dict[str, tuple[int, int]]


def look(folder: Path) -> Look:
    """Size and time of change of every file in a folder, hidden ones left out.

    Raises:
        UsageError: it is no folder.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder.")
    seen: Look = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(place, name)
            if not name.startswith(".") and not path.is_symlink():
                stat = path.stat() if path.exists() else None
                if stat:
                    seen[str(path)] = (stat.st_size, stat.st_mtime_ns)
    return seen


class Watcher:
    """Says when a folder has changed and has come to rest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._scanned: Look | None = None
        self._last: Look | None = None

    def settled_change(self) -> bool:
        """Whether something changed since the last time this said yes, and no file is still growing.

        The first look says yes at once: whatever half-copied file it meets is read again when it has changed.
        """
        now = look(self._folder)
        at_rest = self._last is None or now == self._last
        self._last = now
        if at_rest and now != self._scanned:
            self._scanned = now
            return True
        return False
