"""What the pages are filled with."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse

from lawscan.annotate.queue import REASONS, Asked
from lawscan.annotate.record import Label, Record
from lawscan.jurisdictions import name as country_name
from lawscan.lexicon import direction
from lawscan.scheme import Scheme
from lawscan.scheme import load as load_scheme
from lawscan.web import guide
from lawscan.web.desk import Desk, Only, label_of

SAVED = {
    "labels": "Saved.",
    "none": "Saved: no tag applies.",
    "skip": "Skipped.",
    "undone": "Undone: this is your last card again.",
    "nothing": "There is nothing to undo.",
}


@cache
def _environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """One rendered page; every text is escaped."""
    desk: Desk = request.app.state.desk
    said = values.pop("only", None) or request.query_params.get("only", "")
    only = Only.of(said)
    done, total = desk.progress(only)
    common = {
        "token": request.app.state.token,
        "annotator": desk.annotator,
        "done": done,
        "total": total,
        "today": desk.today(),
        "only": str(only) if only else "",
        "only_words": words_of(only),
        "country": country_name,
        "link": link,
    }
    return HTMLResponse(_environment().get_template(template).render(**common, **values), status)


def card(request: Request, asked: Asked, saved: str = "", status: int = 200, **values: Any) -> HTMLResponse:
    """One provision as a question."""
    desk: Desk = request.app.state.desk
    stored = desk.provision(asked.card.address)
    present = desk.current(asked.card.address)
    suggested = [] if asked.blind else [label_of(tag) for tag in stored.tags if not tag.below_threshold]
    chosen = values.pop("chosen", None) or (list(present.labels) if present else suggested)
    before, after = neighbours(desk, asked.card.address)
    return page(
        request,
        "card.html",
        status,
        asked=asked,
        stored=stored,
        present=present,
        reason=REASONS[asked.reason],
        suggested=suggested,
        chosen={each.tag: each for each in chosen},
        keys=keys(load_scheme()),
        scheme=load_scheme(),
        text=marked(stored.provision.text, chosen),
        direction=direction(stored.provision.lang),
        before=before,
        after=after,
        saved=SAVED.get(saved, ""),
        chapters=guide.chapters(),
        **{"conflict": None, "mine": None, "problem": "", "note": present.note if present else "", **values},
    )


def conflict(request: Request, asked: Asked, current: Record, labels: Iterable[Label], kind: str) -> HTMLResponse:
    """The card again with both answers side by side, and status 409."""
    return card(request, asked, status=409, conflict=current, mine=(kind, list(labels)), chosen=list(labels))


def neighbours(desk: Desk, address: str) -> tuple[str, str]:
    """The texts before and after a provision in its instrument, shortened: the context of a card."""
    before, after = desk.store.neighbours(desk.provision(address))
    return before[-600:], after[:600]


def keys(scheme: Scheme) -> dict[str, str]:
    """The key of each choice: digits for stances, free letters for modes. ``tag/stance`` or ``tag/mode`` → key."""
    digits = iter("123456789")
    taken = set("asuncgvh")
    found = {}
    for tag in scheme.tags:
        found.update({f"{tag.name}/{stance}": next(digits, "") for stance in tag.stances})
        for mode in tag.modes:
            letter = next((char for char in mode if char not in taken), "")
            taken.add(letter)
            found[f"{tag.name}/{mode}"] = letter
    return found


def marked(text: str, labels: Iterable[Label]) -> Markup:
    """The text, escaped, with the evidence marked; evidence that overlaps an earlier mark is left unmarked."""
    out, place, opening = Markup(), 0, Markup('<mark id="mark">')
    for each in sorted(labels, key=lambda label: label.start):
        if each.end > each.start >= place:
            out += (
                escape(text[place : each.start])
                + opening
                + escape(text[each.start : each.end])
                + Markup("</mark>")
            )
            place, opening = each.end, Markup("<mark>")
    return out + escape(text[place:])


def link(path: str, **query: str) -> str:
    """A path with its query, escaped."""
    return f"{path}?{urlencode(query)}"


def kept(form: FormData) -> dict[str, str]:
    """The filter that a form was sent under, for the address that follows."""
    return {"only": str(form["only"])} if form.get("only") else {}


def words_of(only: Only | None) -> str:
    """A filter in words."""
    if only is None:
        return ""
    country = country_name(only.country) if only.country else ""
    parts = (country, only.lang.replace(",", ", "), only.tag.replace("_", " "))
    return "only " + ", ".join(part for part in parts if part)


def filters(desk: Desk) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """What cards can be chosen by: name, title, and values with their words and how many cards are open."""
    cards = list(desk.open_cards())
    countries = Counter(card.iso3 for card in cards if card.iso3)
    named = sorted(((country_name(code), code, count) for code, count in countries.items()))
    langs = Counter(card.lang for card in cards if card.lang)
    tags = Counter(tag for card in cards for tag in card.tags)
    return [
        ("country", "Country", [(code, name, count) for name, code, count in named]),
        ("lang", "Language", [(lang, lang, n) for lang, n in sorted(langs.items())]),
        ("tag", "Suggested tag", [(tag, tag.replace("_", " "), n) for tag, n in sorted(tags.items())]),
    ]


def trusted(request: Request, form: FormData) -> bool:
    """Whether a form carries this session's token."""
    return hmac.compare_digest(str(form.get("token", "")), request.app.state.token)


def refusal() -> PlainTextResponse:
    """What a form without this session's token gets."""
    return PlainTextResponse("Refused: the form's token is not of this session. Reload the page.", 403)
