"""The append-only journal: one JSONL file an annotator and instrument; the present state is a fold over it.

Two people never write the same file, so merging in version control is trivial. A record is on disk (fsync) before the
caller moves on. Nothing is overwritten: undo is a record, and a torn last line is set aside, never dropped.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from lawscan.annotate.record import Record, from_line, to_line
from lawscan.errors import AnnotationError
from lawscan.law import Evidence, Tag, Verdict

ADJUDICATED = "adjudicated"
Key = tuple[str, str]  # address, annotator


def slug(name: str) -> str:
    """A file name that any system takes, and that two different names never share.

    >>> slug("/akn/ke/act/2011/12")
    'akn-ke-act-2011-12-fc2e'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "x"
    return f"{plain}-{sha256(name.encode()).hexdigest()[:4]}"


@dataclass
class Journal:
    """The records below one folder.

    Args:
        root: the annotations folder.
        scheme: name and version of the scheme that answers refer to.
    """

    root: Path
    scheme: str = "lawscan-1"
    problems: list[str] = field(default_factory=list)

    def path(self, record: Record) -> Path:
        """The file that a record belongs to; adjudications are a stream of their own."""
        person = slug(record.annotator) if record.role == "annotator" else f"adjudicator-{slug(record.annotator)}"
        return self.root / slug(self.scheme) / person / f"{slug(record.instrument)}.jsonl"

    def append(self, record: Record) -> None:
        """Write one record and return only when it is on disk.

        Raises:
            AnnotationError: the file cannot be written; nothing was acknowledged.
        """
        path = self.path(record)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                self._set_torn_tail_aside(file.fileno(), path)
                file.write(to_line(record).encode("utf-8") + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as cause:
            raise AnnotationError(
                f"{path}: the answer was not saved: {cause.strerror}.", "Free the disk and answer again."
            ) from cause

    def _set_torn_tail_aside(self, descriptor: int, path: Path) -> None:
        size = os.fstat(descriptor).st_size
        if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n":
            return
        whole = os.pread(descriptor, size, 0)
        keep = whole.rfind(b"\n") + 1
        with path.with_suffix(".torn").open("ab") as aside:
            aside.write(whole[keep:] + b"\n")
        os.ftruncate(descriptor, keep)

    def records(self) -> Iterator[Record]:
        """All records, file by file; lines that cannot be read are named in ``problems``."""
        for path in sorted((self.root / slug(self.scheme)).glob("*/*.jsonl")):
            yield from self._read(path)

    def _read(self, path: Path) -> Iterator[Record]:
        content = path.read_bytes()
        for number, line in enumerate(content.split(b"\n"), 1):
            if not line.strip():
                continue
            try:
                yield from_line(line.decode("utf-8"))
            except (AnnotationError, UnicodeDecodeError) as cause:
                self.problems.append(f"{path}:{number}: {cause}")


def fold(records: Iterable[Record]) -> dict[tuple[str, str, str], Record]:
    """The present answers: (address, annotator, role) → the latest record that was not retracted.

    A retraction takes back the record that it names; the one before it counts again.
    """
    history: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for record in sorted(records, key=lambda each: (each.answered_at, each.id)):
        stack = history[(record.address, record.annotator, record.role)]
        if record.answer == "retract":
            stack[:] = [each for each in stack if each.id != record.supersedes]
        elif all(each.id != record.id for each in stack):
            stack.append(record)
    return {key: stack[-1] for key, stack in history.items() if stack}


def stale(current: Iterable[Record], texts: dict[str, str]) -> list[Record]:
    """Answers whose provision (address → text hash) now has another text: asked again, never moved silently."""
    return [each for each in current if texts.get(each.address, each.text_sha256) != each.text_sha256]


def verdicts(root: Path, scheme: str = "lawscan-1") -> dict[Key, Verdict]:
    """What people settled: (address, text hash) → verdict.

    An adjudication wins; else one answer, or several that agree on the tags and stances. Answers that differ settle
    nothing until somebody adjudicates. Skips settle nothing.
    """
    by_text: dict[Key, list[Record]] = defaultdict(list)
    for record in fold(Journal(root, scheme).records()).values():
        if record.answer in ("labels", "none"):
            by_text[(record.address, record.text_sha256)].append(record)
    settled = {key: settle(records) for key, records in by_text.items()}
    return {key: verdict for key, verdict in settled.items() if verdict is not None}


def settle(records: list[Record]) -> Verdict | None:
    """One verdict from all present answers about one text, or None where they differ."""
    ruling = [each for each in records if each.role == "adjudicator"]
    voices = ruling[-1:] or records
    if len({meaning(each) for each in voices}) != 1:
        return None
    last = max(voices, key=lambda each: each.answered_at)
    people = tuple(sorted({each.annotator for each in voices}))
    kind = ADJUDICATED if ruling else "annotated"
    return Verdict(last.address, last.text_sha256, _tags(last), people, last.answered_at, kind)


def meaning(record: Record) -> frozenset[tuple[str, str, str]]:
    """What an answer says, without its evidence: tags with stance and mode; empty for "none"."""
    return frozenset((each.tag, each.stance, each.mode) for each in record.labels)


def _tags(record: Record) -> tuple[Tag, ...]:
    return tuple(
        Tag(each.tag, 1.0, each.stance, 1.0, each.mode or None, Evidence(each.start, each.end, each.evidence))
        for each in record.labels
    )
