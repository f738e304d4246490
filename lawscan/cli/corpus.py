"""``lawscan corpus``: check the project's own provisions and the manifest of real ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from lawscan.errors import LawscanError, UsageError

corpus = typer.Typer(help="Check the training corpus.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(corpus, name="corpus")


@corpus.command("check")
def check(folder: Annotated[Path, typer.Argument(help="The corpus folder.")] = Path("corpus")) -> None:
    """Check that every line is a labelled provision of the scheme, with a quote that stands in its text."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder.", "Give the folder that holds <lang>.jsonl.")
    problems: list[str] = []
    seen: dict[str, str] = {}
    counts = {"positive": 0, "near-miss": 0}
    for place, row in _rows(folder):
        problems += [f"{place}: {said}" for said in faults(row, place.split(".")[0])]
        key = " ".join(str(row.get("text", "")).split())
        if key in seen:
            problems.append(f"{place}: the same text as {seen[key]}")
        seen[key] = place
        counts["positive" if row.get("tags") else "near-miss"] += 1
    for line in problems:
        typer.echo(line, err=True)
    typer.echo(f"{len(seen)} provisions: {counts['positive']} with a tag, {counts['near-miss']} without.")
    if problems:
        raise LawscanError(f"{len(problems)} problems in {folder}.", "Mend the lines named above.")


def _rows(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    from lawscan.tag.sources import corpus_files, read_lines

    for path in corpus_files(folder):
        for number, row in enumerate(read_lines(path), 1):
            yield f"{path.name}:{number}", row


def faults(row: dict[str, Any], lang: str) -> list[str]:
    """What is wrong with one line of the corpus.

    >>> faults({"id": "en-1", "lang": "en", "text": "A.", "tags": [], "pattern": "near-miss: x"}, "en")
    []
    """
    found = [f"no {key}" for key in ("id", "lang", "text", "tags", "pattern") if key not in row]
    if found:
        return found
    if row["lang"] != lang:
        found.append(f"language {row['lang']!r} in the file of {lang!r}")
    if row.get("hard", True) is not True:
        found.append("hard is said as true, or not at all")
    if not row["pattern"]:
        found.append("its pattern is empty")
    return found + [fault for tag in row["tags"] for fault in _tag_faults(tag, row["text"])]


def _tag_faults(tag: dict[str, Any], text: str) -> list[str]:
    from lawscan.scheme import load

    scheme = next((known for known in load().tags if known.name == tag.get("tag")), None)
    if scheme is None:
        return [f"unknown tag {tag.get('tag')!r}"]
    found = []
    if tag.get("stance") not in scheme.stances:
        found.append(f"unknown stance {tag.get('stance')!r}")
    if scheme.modes and tag.get("mode") not in scheme.modes:
        found.append(f"unknown mode {tag.get('mode')!r}")
    if not tag.get("evidence") or tag["evidence"] not in text:
        found.append("the evidence does not stand in the text")
    return found


@corpus.command("manifest")
def manifest(
    realset: Annotated[Path, typer.Option(help="Folder with provisions.jsonl (real law, labelled).")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to write.")] = Path("corpus/manifest.jsonl"),
) -> None:
    """Write the labels of real provisions by address and hash, without any text of the law."""
    source = realset / "provisions.jsonl"
    if not source.is_file():
        raise UsageError(f"{realset} holds no provisions.jsonl.", "Give the folder that holds it.")
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    lines = [json.dumps(manifest_record(row), ensure_ascii=False) for row in rows]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo(f"{out}: {len(lines)} labelled provisions, none of their text.", err=True)


def manifest_record(row: dict[str, Any]) -> dict[str, Any]:
    """What may travel of a labelled provision: where it stands, its hash, its labels with places of their quotes."""
    from lawscan.law import text_sha256

    kept = {key: row[key] for key in ("id", "iso3", "lang", "kind", "year", "instrument", "locator", "source")}
    tags = [{**{k: v for k, v in tag.items() if k != "evidence"}, **_place(row["text"], tag.get("evidence", ""))}
            for tag in row["tags"]]
    return {**kept, "text_sha256": text_sha256(row["text"]), "tags": tags, "unsure": row["unsure"],
            "readers": row["readers"]}


def _place(text: str, quote: str) -> dict[str, int]:
    at = text.find(quote) if quote else -1
    return {"evidence_start": at, "evidence_end": at + len(quote)} if at >= 0 else {}
