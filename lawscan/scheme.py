"""What is tagged and what is counted, as data: tags, stances, modes and benchmark rules from scheme.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lawscan.errors import SchemeError

MIXED = ("conditional", "conflicting", "majority")
ROLES = ("", "host", "origin")


@dataclass(frozen=True, slots=True)
class TagScheme:
    """A tag with the stances and modes it may have, and what they mean in a few words."""

    name: str
    title: str
    stances: tuple[str, ...]
    modes: tuple[str, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to meet a benchmark: whose case (modes), and which stances accept, accept in part or refuse."""

    id: str
    title: str
    modes: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    counts: bool = True
    mixed: str = "conflicting"
    partners: bool = False


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A target: so many countries of a role whose law says so."""

    id: str
    title: str
    source: str
    set_on: str
    target: int
    tag: str
    ways: tuple[Way, ...]
    role: str = ""
    not_kinds: tuple[str, ...] = ("bill",)
    not_forces: tuple[str, ...] = ("not-in-force",)
    not_parts: tuple[str, ...] = ("contents", "notes")


@dataclass(frozen=True, slots=True)
class Scheme:
    """All rules: tags, benchmarks, which text wins in a conflict, and which hits are doubtful."""

    version: str
    tags: tuple[TagScheme, ...]
    benchmarks: tuple[Benchmark, ...]
    order: tuple[tuple[str, ...], ...] = ()
    low_score: float = 0.8
    excerpt_titles: tuple[str, ...] = ()

    def rank(self, kind: str) -> int:
        """Where a kind of instrument stands: 0 is highest; unknown kinds come last."""
        return next((place for place, kinds in enumerate(self.order) if kind in kinds), len(self.order))


def load(path: Path | None = None) -> Scheme:
    """The scheme from a TOML file; the project's own without one.

    Raises:
        SchemeError: the file is not TOML, or a benchmark names a tag, stance, mode or role that does not exist.
    """
    return parse(path.read_text(encoding="utf-8")) if path else _own()


def parse(text: str) -> Scheme:
    """The scheme that a TOML text describes, checked."""
    try:
        data = tomllib.loads(text)
        scheme = _scheme(data)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise SchemeError(f"the scheme cannot be read: {error}", "compare it with lawscan/scheme.toml") from error
    for benchmark in scheme.benchmarks:
        _check(benchmark, {tag.name: tag for tag in scheme.tags})
    return scheme


@cache
def _own() -> Scheme:
    return parse(files("lawscan").joinpath("scheme.toml").read_text(encoding="utf-8"))


def _scheme(data: Mapping[str, Any]) -> Scheme:
    doubts = data.get("doubts", {})
    return Scheme(
        version=str(data["version"]),
        tags=tuple(TagScheme(**_frozen(tag, TagScheme)) for tag in data["tags"]),
        benchmarks=tuple(_benchmark(entry) for entry in data.get("benchmarks", ())),
        order=tuple(tuple(kinds) for kinds in data.get("conflicts", {}).get("order", ())),
        low_score=float(doubts.get("low_score", 0.8)),
        excerpt_titles=tuple(word.casefold() for word in doubts.get("excerpt_titles", ())),
    )


def _benchmark(entry: Mapping[str, Any]) -> Benchmark:
    plain = {key: value for key, value in entry.items() if key != "ways"}
    ways = tuple(Way(**_frozen(way, Way)) for way in entry["ways"])
    return Benchmark(**_frozen(plain, Benchmark), ways=ways)


def _frozen(entry: Mapping[str, Any], shape: type) -> dict[str, Any]:
    """Lists become tuples; a key that the shape does not know is a misspelling, and is named."""
    unknown = set(entry) - {known.name for known in fields(shape)}
    if unknown:
        named = ", ".join(sorted(unknown))
        raise SchemeError(f"the scheme has an unknown key: {named}", f"see {shape.__name__} in scheme.py")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _check(benchmark: Benchmark, tags: Mapping[str, TagScheme]) -> None:
    tag = tags.get(benchmark.tag)
    where = f"benchmark {benchmark.id}"
    if tag is None:
        raise SchemeError(f"{where} counts an unknown tag: {benchmark.tag}", f"known: {', '.join(tags)}")
    if benchmark.role not in ROLES:
        raise SchemeError(f"{where} has an unknown role: {benchmark.role}", "use host, origin or an empty text")
    for way in benchmark.ways:
        _known(f"{where}, {way.id}", "stance", (*way.full, *way.part, *way.against), tag.stances)
        _known(f"{where}, {way.id}", "mode", way.modes, tag.modes)
        _known(f"{where}, {way.id}", "value of mixed", (way.mixed,), MIXED)


def _known(where: str, what: str, used: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    for word in used:
        if word not in allowed:
            raise SchemeError(f"{where} has an unknown {what}: {word}", f"known: {', '.join(allowed)}")
