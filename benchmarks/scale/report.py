"""Where the measurements of this folder write what they found: figures.json, and the table in README.md made of it."""

from __future__ import annotations

import json
import os
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
FIGURES = HERE / "figures.json"
README = HERE / "README.md"
BEGIN, END = "<!-- figures: written by the commands -->", "<!-- end of figures -->"


def record(measure: str, rows: list[tuple[str, str]], **raw: object) -> None:
    """Keep a measure's rows (what, figure) and raw numbers in place of its last ones, and write the table again."""
    known = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    known[measure] = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"), "load": round(os.getloadavg()[1], 1),
        "cores": os.cpu_count(), "command": command(), "rows": rows, "raw": raw}
    FIGURES.write_text(json.dumps(dict(sorted(known.items())), indent=1, ensure_ascii=False) + "\n", "utf-8")
    _write(known)
    for what, figure in rows:
        print(f"{what}: {figure}")


def command() -> str:
    """What was typed, without this machine's folders."""
    said = [Path(word).name if word.startswith("/") else word for word in sys.argv[1:]]
    return shlex.join(["python", f"benchmarks/scale/{Path(sys.argv[0]).name}", *said])


def _write(known: dict[str, dict[str, object]]) -> None:
    text = README.read_text("utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    README.write_text(f"{head}{BEGIN}\n\n{_table(known)}\n{END}{tail}", "utf-8")


def _table(known: dict[str, dict[str, object]]) -> str:
    lines = ["| what | figure |", "|---|---|"]
    for measure, said in sorted(known.items()):
        when = f"{said['at']}, load {said['load']} on {said['cores']} cores"
        lines.append(f"| **{measure}** | `{said['command']}`, {when} |")
        lines += [f"| {what} | {figure} |" for what, figure in said["rows"]]  # type: ignore[attr-defined]
    return "\n".join(lines) + "\n"
