"""What a sent form says, and what keeps it from being saved."""

from __future__ import annotations

from starlette.datastructures import FormData

from lawscan.annotate.record import Label
from lawscan.scheme import load as load_scheme
from lawscan.web.desk import locate


def problem_of(labels: tuple[Label, ...]) -> str:
    """What keeps labels from being saved, in words; "" where nothing does."""
    for label in labels:
        tag = next(each for each in load_scheme().tags if each.name == label.tag)
        if tag.modes and not label.mode:
            return f"{tag.title}: say whose case it is."
        if label.evidence and label.end == 0:
            return f"{tag.title}: the evidence does not stand in the text. Select it there, or copy it exactly."
    return ""


def seconds_of(form: FormData) -> float:
    """Seconds that the card was open, as the page measured them; 0 without script."""
    try:
        return max(0.0, min(86_400.0, float(str(form.get("seconds") or 0))))
    except ValueError:
        return 0.0


def labels_of(form: FormData, text: str) -> tuple[Label, ...]:
    """The labels that a form carries: one for each tag whose stance was chosen; evidence as typed where not found."""
    labels = []
    for tag in load_scheme().tags:
        stance, mode, typed, at = (str(form.get(f"{tag.name}.{n}", "")) for n in ("stance", "mode", "evidence", "at"))
        if stance in tag.stances:
            start, end, quote = locate(text, typed, int(at) if at.isdecimal() else 0)
            words = quote or " ".join(typed.split())
            labels.append(Label(tag.name, stance, mode if mode in tag.modes else "", start, end, words))
    return tuple(labels)
