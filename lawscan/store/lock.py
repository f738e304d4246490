"""One writer at a time: a lock file beside the database that says who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from lawscan.errors import StoreError


def lock_path(database: Path) -> Path:
    """Where the lock of a database stands.

    >>> lock_path(Path("scan.db")).name
    'scan.db.lock'
    """
    return database.with_name(database.name + ".lock")


class WriterLock:
    """Held from construction to :meth:`release`; the kernel frees it when the process dies, however it dies."""

    def __init__(self, database: Path, wait: float) -> None:
        self._path = lock_path(database)
        self._acquire(wait)
        try:
            self._say_who()
        except OSError as cause:
            self.release()
            raise self._unwritable(cause) from cause

    def _open(self) -> TextIO:
        try:
            return self._path.open("a+", encoding="utf-8")
        except OSError as cause:
            raise self._unwritable(cause) from cause

    def _unwritable(self, cause: OSError) -> StoreError:
        return StoreError(f"{self._path}: cannot be written ({cause.strerror}).",
                          "Check the folder, its rights and its free space.")

    def _acquire(self, wait: float) -> None:
        until = time.monotonic() + wait
        while True:
            self._file = self._open()
            locked = self._locked()
            if locked and self._still_there():
                return
            self._file.close()
            if not locked and time.monotonic() >= until:
                raise StoreError(
                    f"{self._path}: another scan is writing ({self._holder()}).",
                    "Wait for it to end, or scan into another file.",
                )
            time.sleep(0.0 if locked else 0.1)

    def _locked(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _still_there(self) -> bool:
        """Whether what was locked is what stands there now: whoever held it before has removed its file."""
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), self._path.stat())
        except OSError:
            return False

    def _holder(self) -> str:
        try:
            said = json.loads(self._path.read_text(encoding="utf-8"))
            return f"process {said['pid']} on {said['host']} since {said['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "it did not say who it is"

    def _say_who(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        json.dump(
            {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "since": datetime.now(UTC).isoformat(timespec="seconds"),
            },
            self._file,
        )
        self._file.flush()

    def release(self) -> None:
        """Let the next writer in. The file is removed while it is still held; see :meth:`_still_there`."""
        if not self._file.closed:
            with suppress(OSError):  # on a disk that became read-only it stays, and is taken over by the next scan
                self._path.unlink(missing_ok=True)
            with suppress(OSError):  # what could not be written before cannot be written now
                self._file.close()
