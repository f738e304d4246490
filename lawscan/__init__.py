"""lawscan: from statutes and gazettes to tagged provisions and counted laws.

>>> import lawscan
>>> lawscan.ReadOptions().ocr
True
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lawscan.benchmarks import count as count_benchmarks
    from lawscan.errors import LawscanError
    from lawscan.read import read_file
    from lawscan.read.options import ReadOptions
    from lawscan.scan import ScanOptions, scan_files
    from lawscan.store import Store
    from lawscan.tag import Tagger, TagInput, load_tagger

__version__ = "0.1.0"

# What is imported when it is asked for, so that `import lawscan` and `lawscan --help` stay light.
_ROOMS = {
    "LawscanError": "lawscan.errors:LawscanError",
    "ReadOptions": "lawscan.read.options:ReadOptions",
    "ScanOptions": "lawscan.scan:ScanOptions",
    "Store": "lawscan.store:Store",
    "TagInput": "lawscan.tag:TagInput",
    "Tagger": "lawscan.tag:Tagger",
    "count_benchmarks": "lawscan.benchmarks:count",
    "load_tagger": "lawscan.tag:load_tagger",
    "read_file": "lawscan.read:read_file",
    "scan_files": "lawscan.scan:scan_files",
}

__all__ = [
    "LawscanError",
    "ReadOptions",
    "ScanOptions",
    "Store",
    "TagInput",
    "Tagger",
    "__version__",
    "count_benchmarks",
    "load_tagger",
    "read_file",
    "scan_files",
]


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'lawscan' has no attribute '{name}'")
    module, _, attribute = _ROOMS[name].partition(":")
    return getattr(importlib.import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS})
