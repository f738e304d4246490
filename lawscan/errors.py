"""Every error lawscan raises on purpose.

    LawscanError            exit 1   a problem that has a message and a next step
    ├── UsageError          exit 2   the call itself is wrong
    ├── ReadError                    a file or page could not be read
    │   ├── Encrypted                a password is needed or wrong
    │   ├── Damaged                  the bytes are not what the name says
    │   ├── Refused                  a limit was hit: time, memory, size, depth
    │   └── Unsupported              a format lawscan does not read
    ├── ModelError                   a model is missing, altered or of another shape
    ├── StoreError                   the scan database is missing, locked, damaged or of another version
    ├── SchemeError                  scheme, lexicon or jurisdiction data are wrong
    └── AnnotationError              the annotation journal or an exchange file is wrong
"""

from __future__ import annotations


class LawscanError(Exception):
    """A problem that lawscan can name.

    Args:
        message: one line: what, where (file, page) and why.
        hint: one line: what to do next.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(LawscanError):
    """The call itself is wrong."""

    exit_code = 2


class ReadError(LawscanError):
    """A file or page could not be read."""


class Encrypted(ReadError):
    """A password is needed or wrong."""


class Damaged(ReadError):
    """The bytes are not what the name says."""


class Refused(ReadError):
    """A limit was hit: time, memory, size or depth."""


class Unsupported(ReadError):
    """A format that lawscan does not read."""


class ModelError(LawscanError):
    """A model is missing, altered or of another shape."""


class StoreError(LawscanError):
    """The scan database is missing, locked, damaged or of another version."""


class SchemeError(LawscanError):
    """Scheme, lexicon or jurisdiction data are wrong."""


class AnnotationError(LawscanError):
    """The annotation journal or an exchange file is wrong."""
