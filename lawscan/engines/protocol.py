"""What scan and engines say to each other: jobs and outcomes, frozen, and their JSON.

JSON, not pickle: a worker that a hostile file took over can lie about that file, but not run code in the scan.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from lawscan.law import Box, Event, Evidence, Gazette, Instrument, Manifestation, PageReport, Provision, Tag
from lawscan.read.options import ReadOptions

_HEAD = ("number", "error_kind", "error", "read_seconds", "tag_seconds", "peak", "first")
Place = tuple[int, int]  # (ordinal of the instrument in its file, ordinal of the provision in the instrument)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. ``timeout`` in seconds, ``memory`` in MiB of address space; 0 is no limit."""

    timeout: float = 900.0
    memory: int = 4096
    recycle_after: int = 4000


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Which functions a worker uses, as ``module:name``; ``folders`` are put before the import path (for tests).

    ``warm`` is called once, before workers are forked; "" is nothing.
    """

    read: str = "lawscan.read:read_file"
    version: str = "lawscan.read:READER_VERSION"
    tagger: str = "lawscan.tag:load_tagger"
    folders: tuple[str, ...] = ()
    part: str = "lawscan.read.ranges:read_part"
    join: str = "lawscan.read.ranges:join_parts"
    warm: str = "lawscan.engines.worker:warm_up"


@dataclass(frozen=True, slots=True)
class Settings:
    """What every worker of a scan shares."""

    limits: Limits = Limits()
    toolbox: Toolbox = Toolbox()
    model: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A stored provision that is to be tagged again."""

    id: int
    text: str
    lang: str
    heading: str


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read and tag, or (``texts``) stored provisions to tag again. ``content``: its bytes, shipped along.

    ``share`` is the file's share of all bytes of the run. ``part`` (which, of how many) asks for one range of its pages
    only; ``joined`` are what all ranges said, to be made one.
    """

    number: int
    path: str
    options: ReadOptions = field(default_factory=ReadOptions)
    texts: tuple[Text, ...] = ()
    content: bytes | None = None
    size: int = 0
    share: float = 0.0
    part: tuple[int, int] | None = None
    joined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: a manifestation with tags by place, or tags by provision id, or an error with its kind.

    ``error_kind`` is one of encrypted, damaged, refused, unsupported, read, error (the worker lived), crash, timeout,
    memory (it did not). ``peak`` is the worker's largest memory so far, in MiB. ``lines``: what a range of pages said.
    ``first``: the worker had to make a language ready for it, so its seconds say little of other files.
    ``packed``: the whole outcome as bytes, where only this much of it was looked at.
    """

    number: int
    manifestation: Manifestation | None = None
    tags: Mapping[Place, tuple[Tag, ...]] = field(default_factory=dict)
    texts: Mapping[int, tuple[Tag, ...]] = field(default_factory=dict)
    error_kind: str = ""
    error: str = ""
    read_seconds: float = 0.0
    tag_seconds: float = 0.0
    peak: int = 0
    first: bool = False
    lines: str = ""
    packed: bytes = b""


@dataclass(frozen=True, slots=True)
class Hello:
    """What a worker is: the reader's version and the model's SHA-256, both part of every file's work key."""

    reader: str
    model: str


class Engine(Protocol):
    """Where files are read and tagged."""

    def hello(self) -> Hello:
        """Versions, from a worker that is up."""

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Outcomes in the order in which they are ready: exactly one a job."""

    def close(self) -> None:
        """End all workers."""


def dumps(value: object) -> bytes:
    """JSON in UTF-8; half a surrogate pair (from broken fonts) becomes ``?``, which keeps offsets."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def encode_job(job: Job) -> bytes:
    """A job as bytes: its JSON in ASCII (paths may hold bytes that are not UTF-8), a line feed, the file if shipped."""
    said = asdict(job) | {"content": job.content is not None}
    return json.dumps(said).encode("ascii") + b"\n" + (job.content or b"")


def decode_job(data: bytes) -> Job:
    """The job that :func:`encode_job` wrote."""
    head, _, content = data.partition(b"\n")
    said = json.loads(head)
    said["options"] = ReadOptions(**said["options"])
    said["texts"] = tuple(Text(**text) for text in said["texts"])
    said["part"] = tuple(said["part"]) if said["part"] else None
    said["joined"] = tuple(said["joined"])
    return Job(**said | {"content": content if said["content"] else None})


def encode_outcome(outcome: Outcome) -> bytes:
    """An outcome as bytes: a line of JSON that says how it went, and one with all that was found."""
    file = outcome.manifestation
    body = {"manifestation": asdict(file) if file else None, "lines": outcome.lines,
            "tags": [[*place, [asdict(tag) for tag in tags]] for place, tags in outcome.tags.items()],
            "texts": [[row, [asdict(tag) for tag in tags]] for row, tags in outcome.texts.items()]}
    return dumps({name: getattr(outcome, name) for name in _HEAD}) + b"\n" + dumps(body)


def peek_outcome(data: bytes) -> Outcome:
    """Only how it went; what was found stays ``packed``, for one who passes it on."""
    head, _, _ = data.partition(b"\n")
    return Outcome(**json.loads(head), packed=data)


def decode_outcome(data: bytes) -> Outcome:
    """The outcome that :func:`encode_outcome` wrote."""
    head, _, body = data.partition(b"\n")
    said = json.loads(body)
    file = said["manifestation"]
    return Outcome(
        **json.loads(head), manifestation=_manifestation(file) if file else None, lines=said["lines"],
        tags={(law, place): tuple(map(_tag, tags)) for law, place, tags in said["tags"]},
        texts={row: tuple(map(_tag, tags)) for row, tags in said["texts"]})


def _tag(said: dict[str, Any]) -> Tag:
    return Tag(**said | {"evidence": Evidence(**said["evidence"])})


def _provision(said: dict[str, Any]) -> Provision:
    return Provision(**said | {"boxes": tuple(Box(int(box[0]), *box[1:]) for box in said["boxes"])})


def _instrument(said: dict[str, Any]) -> Instrument:
    return Instrument(**said | {
        "gazette": Gazette(**said["gazette"]), "events": tuple(Event(**event) for event in said["events"]),
        "provisions": tuple(map(_provision, said["provisions"]))})


def _manifestation(said: dict[str, Any]) -> Manifestation:
    return Manifestation(**said | {
        "pages": tuple(PageReport(**page) for page in said["pages"]),
        "instruments": tuple(map(_instrument, said["instruments"])), "problems": tuple(said["problems"])})
