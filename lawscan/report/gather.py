"""A scan database and people's answers, as the plain values that benchmarks and reports take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lawscan
from lawscan.annotate.journal import verdicts
from lawscan.errors import StoreError
from lawscan.law import Evidence, Hit, Tag, Verdict
from lawscan.store import FileRow, RunRow, Store, StoredProvision, Unread

Verdicts = Mapping[tuple[str, str], Verdict]
_UNTAGGED = Tag("", 0.0, "", 0.0, None, Evidence(0, 0, ""))


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a report's footer says: the database, what was scanned with what, and what was not read."""

    database: str
    version: str
    runs: tuple[RunRow, ...]
    files: tuple[FileRow, ...]
    unread: tuple[Unread, ...]
    answers: int


@dataclass(frozen=True, slots=True)
class Scan:
    """All that a report needs to know of a scan."""

    hits: tuple[Hit, ...]
    coverage: Mapping[str, Mapping[str, Any]]
    provenance: Provenance


def gather(path: Path, annotations: Path | None = None) -> Scan:
    """Read a scan database once, with people's verdicts where an annotations folder is given.

    Raises:
        StoreError: there is no such database.
        AnnotationError: the journal cannot be read.
    """
    settled = verdicts(annotations) if annotations and annotations.is_dir() else {}
    with Store(path) as store:
        hits = [with_answer(hit, settled) for hit in store.hits()]
        hits += _added(store, hits, settled)
        provenance = Provenance(str(path), lawscan.__version__, tuple(store.runs()), tuple(store.files()),
                                tuple(store.unread()), len(settled))
        return Scan(tuple(hits), store.jurisdictions(), provenance)


def with_answer(hit: Hit, settled: Verdicts) -> Hit:
    """The hit with the verdict on exactly this text at this address, if there is one."""
    return replace(hit, verdict=settled.get((hit.address, hit.text_sha256)))


def _added(store: Store, hits: list[Hit], settled: Verdicts) -> list[Hit]:
    """Hits for tags that people gave and the machine did not."""
    have = {(hit.address, hit.tag.tag) for hit in hits}
    missing = [(verdict, tag) for verdict in settled.values() for tag in verdict.tags
               if (verdict.address, tag.tag) not in have]
    found: list[Hit] = []
    for verdict, tag in missing:
        try:
            stored = store.provision(verdict.address)
        except StoreError:
            continue  # answered in another scan: this database does not hold the provision
        if stored.provision.text_sha256 == verdict.text_sha256:
            found.append(replace(as_hit(stored), tag=tag, verdict=verdict))
    return found


def as_hit(stored: StoredProvision) -> Hit:
    """A stored provision in the shape of a hit, with its first tag (or an empty one)."""
    law, text = stored.instrument, stored.provision
    return Hit(
        provision_id=stored.id, address=stored.address, iso3=law.iso3, instrument_id=stored.instrument_id,
        title=law.title, instrument_kind=law.kind, instrument_number=law.number, instrument_date=law.date,
        force=law.force, lang=text.lang, eid=text.eid, num=text.num, heading=text.heading, text=text.text,
        text_sha256=text.text_sha256, page_first=text.page_first, page_last=text.page_last, boxes=text.boxes,
        tag=stored.tags[0] if stored.tags else _UNTAGGED, file_path=stored.file_path, file_sha256=stored.file_sha256,
        source_url=law.source_url, translation=law.translation, quoted=text.quoted, gazette=law.gazette,
        events=law.events)

