"""A scan database and people's answers, as the plain values that benchmarks and reports take."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lawscan
from lawscan import force
from lawscan.annotate.journal import verdicts
from lawscan.errors import StoreError
from lawscan.law import Event, Evidence, Hit, Tag, Verdict, letters
from lawscan.repeals import names, repeals
from lawscan.report.citation import articles_named, cited
from lawscan.store import FileRow, RunRow, Store, StoredProvision, Unread

Verdicts = Mapping[tuple[str, str], Verdict]
SEARCHED = 40  # provisions that cite a law, looked at for its repeal
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
    left_out: int = 0


def without_unsure(scan: Scan) -> Scan:
    """The scan without the hits that the machine marked as unsure and nobody has answered."""
    kept = tuple(hit for hit in scan.hits if hit.verdict or not hit.tag.unsure)
    return replace(scan, hits=kept, left_out=len(scan.hits) - len(kept))


def gather(path: Path, annotations: Path | None = None) -> Scan:
    """Read a scan database once, with people's verdicts where an annotations folder is given.

    Raises:
        StoreError: there is no such database.
        AnnotationError: the journal cannot be read.
    """
    settled = answers_in(annotations)
    with Store(path) as store:
        hits = [with_answer(hit, settled) for hit in store.hits()]
        hits = articles_named(_ended(store, hits + added(store, hits, settled)))
        provenance = Provenance(str(path), lawscan.__version__, tuple(store.runs()), tuple(store.files()),
                                tuple(store.unread()), len(settled))
        return Scan(tuple(hits), store.jurisdictions(), provenance)


def _ended(store: Store, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, with the repeal of their law where a later law of the same jurisdiction that was read repeals it."""
    laws = {hit.instrument_id: hit for hit in hits if hit.instrument_kind != "bill" and not force.repealed(hit)}
    ends = {number: end for number, law in laws.items() if (end := _end(store, law))}
    return [replace(hit, events=(*hit.events, ends[hit.instrument_id])) if hit.instrument_id in ends else hit
            for hit in hits]


def _end(store: Store, law: Hit) -> Event | None:
    found = {stored.id: (stored, name) for name in names(law) for stored in store.search(name, SEARCHED)
             if stored.instrument.iso3 == law.iso3 and stored.instrument_id != law.instrument_id}
    ends = [_as_end(stored) for stored, name in found.values() if _repeals(stored, name, law)]
    return min(ends, key=lambda event: event.date, default=None)


def _repeals(stored: StoredProvision, name: str, law: Hit) -> bool:
    by, text = stored.instrument, stored.provision
    later = by.kind != "bill" and force.span(by.date) and by.date[:4] >= force.enacted(law)[:4]
    return bool(later) and repeals(text.text, text.lang, name, text.heading)


def _as_end(stored: StoredProvision) -> Event:
    where = cited(stored.provision.num, stored.provision.eid)
    title = textwrap.shorten(stored.instrument.title, 90, placeholder=" …")
    return Event("repeal", stored.instrument.date, f"by {title}, {where}")


def once(hits: Sequence[Hit], files: Sequence[FileRow], first: Callable[[Hit], int] = lambda hit: 0
         ) -> tuple[Hit, ...]:
    """Each text of a jurisdiction once for each tag, with the names of all the files that hold it: to be shown so.

    Counts take all hits, since a law that lost a provision to its copy would say something else.

    Of several hits the one that people answered stands, then the one that ``first`` puts lowest, then that of the
    oldest law: its words are law since then. Words that one file holds twice stay two; so do those of a law and of the
    act that put them there, which are marked as quoted.
    """
    copies = _copies(files)
    groups: dict[tuple[object, ...], list[Hit]] = defaultdict(list)
    seen: Counter[tuple[object, ...]] = Counter()
    for hit in hits:
        key = (hit.iso3, hit.tag.tag, letters(hit.text), hit.quoted)
        groups[*key, seen[*key, hit.file_path]].append(hit)
        seen[*key, hit.file_path] += 1
    return tuple(_first(group, copies, first) for group in groups.values())


def _copies(files: Sequence[FileRow]) -> dict[str, list[str]]:
    """The paths of the files that hold the same text as a file, by its path."""
    paths = {file.id: file.path for file in files}
    found: dict[str, list[str]] = defaultdict(list)
    for file in files:
        if file.duplicate_of in paths and not file.vanished:
            found[paths[file.duplicate_of]].append(file.path)
    return found


def _first(group: Sequence[Hit], copies: Mapping[str, Sequence[str]], first: Callable[[Hit], int]) -> Hit:
    shown = min(group, key=lambda hit: (
        hit.verdict is None, first(hit), force.enacted(hit) or "9", -hit.tag.score, hit.address))
    paths = {path for hit in group for path in (hit.file_path, *copies.get(hit.file_path, ()))}
    others = tuple(sorted(paths - {shown.file_path}))
    return replace(shown, also_in=others) if others else shown


def answers_in(annotations: Path | None) -> Verdicts:
    """People's verdicts in a folder; none where there is no such folder."""
    return verdicts(annotations) if annotations and annotations.is_dir() else {}


def with_answer(hit: Hit, settled: Verdicts) -> Hit:
    """The hit with the verdict on exactly this text at this address, if there is one."""
    return replace(hit, verdict=settled.get((hit.address, hit.text_sha256)))


def added(store: Store, hits: Sequence[Hit], settled: Verdicts) -> list[Hit]:
    """Hits for tags that people gave and the machine did not; ``hits`` are all of the machine's."""
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

