"""The scan database: SQLite with full-text search, one writer, any number of readers.

``schema`` is its shape, ``writing`` the one writer, ``reading`` what others ask, ``search`` the full-text index,
``digest`` and ``upkeep`` prove, copy and export it.
"""

from __future__ import annotations

from lawscan.store.reading import Store
from lawscan.store.rows import FileRow, Outline, PageRow, RunRow, StoredProvision, Unread
from lawscan.store.writing import TagsByPlace, Writer

__all__ = ["FileRow", "Outline", "PageRow", "RunRow", "Store", "StoredProvision", "TagsByPlace", "Unread", "Writer"]
