"""A model as a folder: ``model.skops`` with plain arrays, ``card.json`` with its SHA-256, measures, sources and limits.

skops loads only types it is told to trust; a pickle would run whatever is hidden in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lawscan.errors import ModelError

MODEL_NAME = "model.skops"
CARD_NAME = "card.json"
FORMAT = 1
TRUSTED: list[str] = []  # plain dicts, lists, strings, numbers and numpy arrays: skops' own defaults, nothing more
_EPOCH = (1980, 1, 1, 0, 0, 0)


def default_folder() -> Path:
    """The model that ships: inside the wheel, or beside the checkout's package."""
    inside = Path(__file__).parents[1] / "models" / "default"
    return inside if (inside / CARD_NAME).is_file() else Path(__file__).parents[2] / "models" / "default"


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _steady(raw: bytes) -> bytes:
    """The same skops archive without memory addresses, random names and times: equal models give equal bytes."""
    source = zipfile.ZipFile(io.BytesIO(raw))
    schema = source.read("schema.json").decode("utf-8")
    numbers: dict[str, str] = {}
    schema = re.sub(r'("__id__": )(\d+)', lambda m: m[1] + numbers.setdefault(m[2], str(len(numbers))), schema)
    files = [name for name in dict.fromkeys(re.findall(r'"file": "([^"]+)"', schema)) if name in source.namelist()]
    renamed = {name: f"{n}{Path(name).suffix}" for n, name in enumerate(files)}
    schema = re.sub(r'("file": ")([^"]+)(")', lambda m: m[1] + renamed.get(m[2], m[2]) + m[3], schema)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name, new in renamed.items():
            target.writestr(zipfile.ZipInfo(new, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED, 9)
        target.writestr(zipfile.ZipInfo("schema.json", _EPOCH), schema, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def save(folder: Path, parameters: Mapping[str, Any], card: Mapping[str, Any]) -> str:
    """Write a model and its card; returns the SHA-256 of the model file."""
    import skops.io

    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL_NAME).write_bytes(_steady(skops.io.dumps(dict(parameters))))
    digest = sha256(folder / MODEL_NAME)
    whole = {"format": FORMAT, "sha256": digest, **card}
    (folder / CARD_NAME).write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return digest


def load_card(folder: Path) -> dict[str, Any]:
    """The card of a model.

    Raises:
        ModelError: there is none, or it is of another format.
    """
    try:
        card: dict[str, Any] = json.loads((folder / CARD_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as cause:
        why = cause.strerror if isinstance(cause, OSError) else cause
        raise ModelError(f"No model card in {folder}: {why}.", "Train one with: lawscan models train.") from cause
    if card.get("format") != FORMAT:
        raise ModelError(f"{folder / CARD_NAME} has format {card.get('format')!r}, this lawscan reads {FORMAT}.",
                         "Train it again with: lawscan models train.")
    return card


def load(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Parameters and card of a model whose file is the one that the card names.

    Raises:
        ModelError: missing, altered, or holding types that are not trusted.
    """
    import skops.io

    card = load_card(folder)
    path = folder / MODEL_NAME
    if not path.is_file():
        raise ModelError(f"{path} is missing.", "Train one with: lawscan models train.")
    if sha256(path) != card.get("sha256"):
        raise ModelError(f"{path} is not the file that its card names: its SHA-256 differs.",
                         "Restore it, or train again with: lawscan models train.")
    try:
        parameters: dict[str, Any] = skops.io.load(path, trusted=TRUSTED)
    except Exception as cause:  # skops raises its own and zip, key and value errors: all mean "not our model"
        raise ModelError(f"{path} cannot be loaded safely: {cause}.", "Restore it, or train again.") from cause
    return parameters, card
