"""What a scan has to do: what is new, changed, moved, vanished, or only to be tagged by another model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from lawscan.engines.protocol import Hello, Job
from lawscan.read.options import ReadOptions
from lawscan.scan.discover import Found
from lawscan.scan.manifest import Facts
from lawscan.store import FileRow


@dataclass(frozen=True, slots=True)
class Work:
    """A file to read: the job, and the key under which its result is stored."""

    job: Job
    found: Found
    key: str


@dataclass
class Plan:
    """Everything a scan has to do, before it does it."""

    read: list[Work] = field(default_factory=list)
    twins: list[Work] = field(default_factory=list)
    retag: list[FileRow] = field(default_factory=list)
    moves: list[tuple[FileRow, Path]] = field(default_factory=list)
    unopened: list[Found] = field(default_factory=list)
    vanished: list[FileRow] = field(default_factory=list)
    returned: list[FileRow] = field(default_factory=list)
    unchanged: int = 0
    new: int = 0
    changed: int = 0
    again: int = 0  # of those changed: the bytes are as before, what is asked of them is not


def work_key(sha256: str, suffix: str, reader: str, options: ReadOptions) -> str:
    """What a stored reading depends on: bytes, kind of file, reader and options; not the password."""
    said = asdict(replace(options, password=None))
    text = json.dumps([sha256, suffix.lower(), reader, said], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def options_for(base: ReadOptions, facts: Facts) -> ReadOptions:
    """Reading options of one file: a country given for all wins over its row, the rest comes from its row."""
    return replace(base, iso3=base.iso3 or facts.iso3, lang=facts.lang, title=facts.title, kind=facts.kind,
                   date=facts.date, force=facts.force, number=facts.number, source_url=facts.source_url,
                   translation=facts.translation, password=facts.password or base.password)


class Planner:
    """Compares what stands in the folders with what stands in the database."""

    def __init__(self, rows: Iterable[FileRow], hello: Hello, base: ReadOptions, retry: bool = False,
                 stored_name: Callable[[str], str] = str) -> None:
        self._rows = {row.path: row for row in rows}
        self._hello = hello
        self._base = base
        self._retry = retry
        self._name = stored_name
        self._plan = Plan()
        self._holders: dict[str, FileRow] = {row.work_key: row for row in self._rows.values() if _has_outcome(row)}
        self._claimed: set[str] = set()

    def plan(self, found: Sequence[Found], facts: dict[Path, Facts], roots: Sequence[Path]) -> Plan:
        """The plan for these files; ``roots`` are the files and folders that were named."""
        self._tell_moved(found, roots)
        for one in found:
            if one.problem:
                self._plan.unopened.append(one)
            else:
                self._place(one, options_for(self._base, facts.get(one.path, Facts())))
        return self._plan

    def _tell_moved(self, found: Sequence[Found], roots: Sequence[Path]) -> None:
        here = {self._name(str(one.path)) for one in found}
        gone = [row for row in self._rows.values() if row.path not in here and _under(row.path, roots)]
        newcomers: dict[str, list[Found]] = {}
        for one in found:
            if self._name(str(one.path)) not in self._rows and one.sha256:
                newcomers.setdefault(one.sha256, []).append(one)
        for row in gone:
            same = newcomers.get(row.sha256)
            if same:
                self._move(row, same.pop(0))
            elif not row.vanished:
                self._plan.vanished.append(row)

    def _move(self, row: FileRow, to: Found) -> None:
        name = self._name(str(to.path))
        self._plan.moves.append((row, to.path))
        del self._rows[row.path]
        self._rows[name] = replace(row, path=name, vanished=False)

    def _place(self, one: Found, options: ReadOptions) -> None:
        row = self._rows.get(self._name(str(one.path)))
        key = work_key(one.sha256, one.path.suffix, self._hello.reader, options)
        if row and row.work_key == key and self._settled(row, options):
            self._keep(row)
            return
        self._plan.new += row is None
        self._plan.changed += row is not None
        self._plan.again += row is not None and row.sha256 == one.sha256 and row.status != "unread"
        work = Work(Job(0, str(one.path), options, size=one.bytes), one, key)
        holder = self._holders.get(key)
        if key in self._claimed or (holder and holder is not row and self._settled(holder, options)):
            self._plan.twins.append(work)
        else:
            self._plan.read.append(work)
        self._claimed.add(key)

    def _keep(self, row: FileRow) -> None:
        if row.vanished:
            self._plan.returned.append(row)
        self._plan.unchanged += 1
        self._claimed.add(row.work_key)
        if row.model and row.model != self._hello.model:
            self._plan.retag.append(row)

    def _settled(self, row: FileRow, options: ReadOptions) -> bool:
        """Whether reading the file again would end as before."""
        if row.status != "unread":
            return True
        if row.error_kind == "encrypted":
            return not options.password
        return not self._retry and row.error_kind != "open"


def _has_outcome(row: FileRow) -> bool:
    return bool(row.model) or row.status == "unread"


def _under(path: str, roots: Sequence[Path]) -> bool:
    place = Path(path)
    return any(place.is_relative_to(root) for root in roots)
