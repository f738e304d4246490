"""Scanning: ``discover`` finds files, ``manifest`` says what is known, ``plan`` what is to be done, ``run`` does it."""

from __future__ import annotations

from lawscan.scan.run import ScanOptions, ScanReport, Step, scan_files

__all__ = ["ScanOptions", "ScanReport", "Step", "scan_files"]
