"""A worker process: jobs in from a socket, outcomes out; it may die without harm to others.

Started as a program, this is the nursery that such workers are forked from.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import re
import resource
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from lawscan.engines.nursery import tend
from lawscan.engines.protocol import (
    Hello,
    Job,
    Limits,
    Outcome,
    Place,
    Settings,
    Toolbox,
    decode_job,
    dumps,
    encode_outcome,
)
from lawscan.errors import LawscanError
from lawscan.law import Manifestation, Tag

# A tag far below the threshold says nothing to anybody; what is near it feeds the annotation queue.
KEEP_SCORE = 0.05
# Lists of contents and bare headings repeat words of provisions and rule nothing.
UNTAGGED = frozenset(("contents", "heading"))
_PR_SET_PDEATHSIG = 1
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")


def find(name: str) -> Any:
    """The object that ``module:name`` names."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def warm_up() -> None:
    """Load what reading loads at its first use (language detection, names of countries, pdfium): two seconds, once."""
    from lawscan.read import ReadOptions, markup
    from lawscan.read.segment import segment_lines

    for module in ("pypdfium2", "lawscan.read.pdf"):
        importlib.import_module(module)
    lines, facts = markup.lines_of(b"<h1>Citizenship Act 2011</h1><p>1. A citizen may be a dual national.</p>", "html")
    segment_lines(lines, ReadOptions(), facts)


def _languages() -> int:
    """How many languages this process has made ready for reading and for tagging."""
    from lawscan.read.structure import structure
    from lawscan.tag.concepts import vocabulary

    return structure.cache_info().misses + vocabulary.cache_info().misses


class Bench:
    """The functions of a toolbox, imported once a process."""

    def __init__(self, settings: Settings) -> None:
        sys.path[:0] = settings.toolbox.folders
        self.read: Callable[..., Manifestation] = find(settings.toolbox.read)
        self.tagger = find(settings.toolbox.tagger)(Path(settings.model) if settings.model else None)
        self._toolbox = settings.toolbox
        self.hello = Hello(str(find(settings.toolbox.version)), str(self.tagger.sha256))
        self._path = Path()
        self._input = importlib.import_module("lawscan.tag.model").TagInput
        if settings.toolbox.warm:
            find(settings.toolbox.warm)()
            list(self.tagger.tag([self._input("0", "A citizen may hold dual nationality.", "en", "")]))

    def run(self, job: Job) -> Outcome:
        """Do a job, and say whether a language was made ready for it."""
        before = _languages()
        return replace(self._done(job), first=_languages() > before)

    def _done(self, job: Job) -> Outcome:
        """Do a job; an error that has a name becomes part of the outcome."""
        try:
            return self._tag_again(job) if job.texts else self._read(job)
        except MemoryError:
            return Outcome(job.number, error_kind="memory", error="it needs more memory than allowed")
        except LawscanError as error:
            # The path stands beside the reason already; a shipped file's temporary one would differ from run to run.
            reason = str(error).replace(f"{self._path}: ", "")
            return Outcome(job.number, error_kind=type(error).__name__.lower().removesuffix("error"), error=reason)
        except RecursionError:
            return Outcome(job.number, error_kind="error", error="RecursionError: nested too deeply")
        except Exception as error:  # any library may fail on a hostile file; the file is named, the scan goes on
            reason = _ADDRESS.sub("0x…", f"{type(error).__name__}: {error}".splitlines()[0])
            return Outcome(job.number, error_kind="error", error=reason[:500])

    def _read(self, job: Job) -> Outcome:
        begun = time.perf_counter()
        with _at_hand(job) as path:
            self._path = path
            if job.part:
                lines = find(self._toolbox.part)(path, job.options, *job.part)
                return Outcome(job.number, lines=lines, read_seconds=time.perf_counter() - begun)
            file = self._joined(path, job) if job.joined else self.read(path, job.options)
        return self._and_tag(job, replace(file, path=""), begun)

    def _joined(self, path: Path, job: Job) -> Manifestation:
        file: Manifestation = find(self._toolbox.join)(path, job.options, job.joined)
        return file

    def _and_tag(self, job: Job, file: Manifestation, begun: float) -> Outcome:
        read = time.perf_counter()
        tags = dict(self._tags(file))
        return Outcome(job.number, file, tags, read_seconds=read - begun, tag_seconds=time.perf_counter() - read)

    def _tags(self, file: Manifestation) -> Iterator[tuple[Place, tuple[Tag, ...]]]:
        places = [
            (n, m)
            for n, law in enumerate(file.instruments)
            for m, one in enumerate(law.provisions)
            if one.kind not in UNTAGGED
        ]
        found = [file.instruments[n].provisions[m] for n, m in places]
        inputs = (self._input(str(k), one.text, one.lang, one.heading) for k, one in enumerate(found))
        for place, tagged in zip(places, self.tagger.tag(inputs, all_scores=True), strict=True):
            if kept := _kept(tagged.tags):
                yield place, kept

    def _tag_again(self, job: Job) -> Outcome:
        begun = time.perf_counter()
        inputs = (self._input(str(text.id), text.text, text.lang, text.heading) for text in job.texts)
        tagged = {int(one.id): _kept(one.tags) for one in self.tagger.tag(inputs, all_scores=True)}
        return Outcome(job.number, texts={row: tags for row, tags in tagged.items() if tags},
                       tag_seconds=time.perf_counter() - begun)


def _kept(tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
    return tuple(tag for tag in tags if not tag.below_threshold or tag.score >= KEEP_SCORE)


class _at_hand:
    """The path of a job's file; shipped bytes stand in a temporary file of the same name for as long as it is read."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Path:
        if self._job.content is None:
            return Path(self._job.path)
        self._folder = tempfile.TemporaryDirectory(prefix="lawscan-")
        path = Path(self._folder.name) / Path(self._job.path).name
        path.write_bytes(self._job.content)
        return path

    def __exit__(self, *_: object) -> None:
        if self._folder:
            self._folder.cleanup()


def settings_to_json(settings: Settings) -> str:
    """Settings for a worker's command line."""
    return json.dumps(asdict(settings))


def settings_from_json(text: str) -> Settings:
    """The settings that :func:`settings_to_json` wrote."""
    said = json.loads(text)
    box = said["toolbox"] | {"folders": tuple(said["toolbox"]["folders"])}
    return Settings(Limits(**said["limits"]), Toolbox(**box), said["model"])


def _die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)  # the parent died before we could ask to die with it


def _confine(limits: Limits) -> None:
    """A group of its own, no core file, the memory limit; an interrupt is the scan's to answer."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.memory:
        size = limits.memory << 20
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _too_little(limits: Limits) -> str:
    """Why no file could be read under the memory limit; "" where some can."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() >> 20
    if not limits.memory or limits.memory > used + 64:
        return ""
    return f"Reader and model alone need {used} MiB; raise --memory (now {limits.memory} MiB), or use --memory 0."


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def serve(connection: Connection, bench: Bench) -> None:
    """Work until the scan hangs up."""
    while True:
        try:
            job = decode_job(connection.recv_bytes())
        except EOFError:
            return
        outcome = bench.run(job)
        connection.send_bytes(encode_outcome(replace(outcome, peak=_peak())))


def main(arguments: list[str]) -> None:
    """``python -m lawscan.engines.worker FD PARENT SETTINGS``: load reader and model, then be a nursery of workers."""
    number, parent, said = arguments
    control, settings = socket.socket(fileno=int(number)), settings_from_json(said)
    _die_with(int(parent))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        bench = Bench(settings)
    except (LawscanError, ImportError, AttributeError, MemoryError) as error:
        control.send(dumps({"error": str(error) or type(error).__name__, "kind": type(error).__name__}))
        return
    if said := _too_little(settings.limits):
        control.send(dumps({"error": said, "kind": "LawscanError"}))
        return
    nursery = os.getpid()

    def live(line: int) -> None:
        _die_with(nursery)
        _confine(settings.limits)
        serve(Connection(line), bench)

    control.send(dumps(asdict(bench.hello)))
    tend(control, live)


if __name__ == "__main__":
    main(sys.argv[1:])
