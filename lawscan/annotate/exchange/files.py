"""Read and write exchange files, and bring changed answers back into the journal."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from lawscan.annotate.exchange.item import Item
from lawscan.annotate.journal import Journal, fold, meaning, verdicts
from lawscan.annotate.record import new_id, now
from lawscan.errors import AnnotationError
from lawscan.law import Verdict

if TYPE_CHECKING:
    from lawscan.store import StoredProvision


def items(folder: Path, texts: Mapping[tuple[str, str], str]) -> tuple[list[Item], int]:
    """Present answers with their texts, and how many had no text."""
    records = list(fold(Journal(folder).records()).values())
    found = [Item(texts[(r.address, r.text_sha256)], r) for r in records if (r.address, r.text_sha256) in texts]
    return found, len(records) - len(found)


def write(form: ModuleType, path: Path, found: Sequence[Item]) -> None:
    """Write items in a format; Label Studio's labelling configuration goes beside its tasks."""
    content: str = form.dump(found)
    if getattr(form, "BINARY", False):
        path.write_bytes(base64.b64decode(content))
        return
    path.write_text(content, encoding="utf-8")
    if hasattr(form, "config"):
        from lawscan.annotate.exchange.item import code

        names = sorted({code(label) for item in found for label in item.record.labels})
        path.with_suffix(".config.xml").write_text(form.config(names), encoding="utf-8")


def read(form: ModuleType, path: Path) -> list[Item]:
    """The items of a file.

    Raises:
        AnnotationError: the file is not of that format.
    """
    try:
        binary = getattr(form, "BINARY", False)
        content = base64.b64encode(path.read_bytes()).decode() if binary else path.read_text(encoding="utf-8")
        return list(form.parse(content))
    except (ValueError, KeyError, TypeError, OSError) as cause:
        raise AnnotationError(f"{path}: not a file of this format: {cause!r}.", "Check --format.") from cause


def settled(folder: Path, stored: Iterable[StoredProvision]) -> list[dict[str, object]]:
    """What people settled about some provisions, as training examples, each text once, in order of address."""
    found = verdicts(folder)
    examples = {}
    for each in stored:
        verdict = found.get((each.address, each.provision.text_sha256))
        if verdict is not None:
            examples[each.address] = _example(each, verdict)
    return [examples[address] for address in sorted(examples)]


def _example(stored: StoredProvision, verdict: Verdict) -> dict[str, object]:
    tags = [
        {"tag": tag.tag, "stance": tag.stance, "mode": tag.mode or "", "evidence": tag.evidence.text}
        for tag in verdict.tags
    ]
    place, law = stored.provision, stored.instrument
    return {
        "address": stored.address,
        "text": place.text,
        "lang": place.lang,
        "heading": place.heading,
        "iso3": law.iso3 or f"unknown-{place.lang}",
        "by": list(verdict.by),
        "at": verdict.at,
        "tags": tags,
    }


def bring_in(form: ModuleType, path: Path, folder: Path, annotator: str, *, dry_run: bool = False) -> tuple[int, int]:
    """Append the answers of a file that say something new; returns how many were added and how many were known."""
    journal = Journal(folder)
    known = fold(journal.records())
    fresh, found = [], read(form, path)
    for item in found:
        record = item.record
        present = known.get((record.address, annotator, record.role))
        if present is None or (present.answer, meaning(present)) != (record.answer, meaning(record)):
            old = present.id if present else ""
            fresh.append(replace(record, id=new_id(), annotator=annotator, answered_at=now(), supersedes=old))
    for record in () if dry_run else fresh:
        journal.append(record)
    return len(fresh), len(found) - len(fresh)
