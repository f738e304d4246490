"""``lawscan tag``: JSON Lines in, JSON Lines out, in the same order. The stable door for scripts and measurement."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lawscan.errors import UsageError

if TYPE_CHECKING:
    from lawscan.law import Tag
    from lawscan.tag import Tagged, TagInput


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("tag")(tag)


def tag(
    file: Annotated[str, typer.Argument(metavar="FILE", help="JSON Lines of {id, text, lang?, heading?}; or -.")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines out (otherwise a line for people).")] = False,
    threshold: Annotated[float | None, typer.Option(help="In place of the model card's.", min=0.0, max=1.0)] = None,
    all_scores: Annotated[bool, typer.Option("--all-scores", help="List both tags for every provision.")] = False,
    model: Annotated[Path | None, typer.Option(help="A model folder in place of the one that ships.")] = None,
) -> None:
    """Tag provisions given as JSON Lines."""
    from lawscan.tag import load_tagger

    tagger = load_tagger(model)
    for tagged in tagger.tag(_inputs(_lines(file), file), threshold, all_scores):
        print(json.dumps(record(tagged), ensure_ascii=False) if as_json else _plain(tagged))


def _lines(file: str) -> Iterator[str]:
    if file == "-":
        yield from sys.stdin
        return
    try:
        with Path(file).open(encoding="utf-8") as stream:
            yield from stream
    except (OSError, UnicodeDecodeError) as cause:
        why = getattr(cause, "strerror", "") or "it is not UTF-8"
        raise UsageError(f"{file} cannot be read: {why}.", "Give a UTF-8 file of JSON Lines, or -.") from cause


def _inputs(lines: Iterable[str], file: str) -> Iterator[TagInput]:
    from lawscan.tag import TagInput

    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _row(line, f"{file}:{number}")
            yield TagInput(row["id"], row["text"], row.get("lang") or "", row.get("heading") or "")


def _row(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as cause:
        raise UsageError(f"{place} is not JSON: {cause}.", 'Each line: {"id": "...", "text": "..."}.') from cause
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
        raise UsageError(f"{place} has no id and text.", 'Each line: {"id": "...", "text": "..."}.')
    return row


def record(tagged: Tagged) -> dict[str, Any]:
    """What is printed of one provision."""
    return {"id": tagged.id, "lang": tagged.lang, "tags": [_tag_record(found) for found in tagged.tags]}


def _tag_record(found: Tag) -> dict[str, Any]:
    quote = found.evidence
    row: dict[str, Any] = {
        "tag": found.tag, "score": found.score, "stance": found.stance, "stance_score": found.stance_score,
        "mode": found.mode, "evidence": {"start": quote.start, "end": quote.end, "text": quote.text},
    }
    if found.below_threshold:
        row["below_threshold"] = True
    if found.unsure:
        row["unsure"] = True
    return row


def _plain(tagged: Tagged) -> str:
    said = "; ".join(f"{t.tag} {t.score:.2f} {t.stance} “{' '.join(t.evidence.text.split())}”" for t in tagged.tags)
    return f"{tagged.id}: {said or '-'}"
