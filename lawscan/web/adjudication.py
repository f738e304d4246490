"""The adjudication page: lowest agreement first; a ruling is a record of its own stream, and "none applies" is one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lawscan.annotate.agreement import disagreements
from lawscan.annotate.record import Record, new_id, now
from lawscan.lexicon import direction
from lawscan.web import views
from lawscan.web.desk import Desk

CAUSES = ("ambiguous text", "gap in the guideline", "slip", "edge case", "matter of judgement", "other")


def show(request: Request) -> Response:
    """The disagreement with the lowest agreement, its readers' answers side by side."""
    desk: Desk = request.app.state.desk
    open_ = disagreements(desk.answers.values())
    if not open_:
        return views.page(request, "settled.html")
    stored = desk.provision(open_[0][0].address)
    return views.page(
        request,
        "adjudicate.html",
        readers=open_[0],
        left=len(open_),
        stored=stored,
        causes=CAUSES,
        direction=direction(stored.provision.lang),
    )


async def settle(request: Request) -> Response:
    """Record a ruling: one reader's answer, or that no tag applies."""
    form = await request.form()
    desk: Desk = request.app.state.desk
    if not views.trusted(request, form):
        return views.refusal()
    chosen = next((r for r in desk.answers.values() if r.id == form["ruling"]), None)
    stored = desk.provision(str(form["address"]))
    ruling = Record(
        id=new_id(),
        address=stored.address,
        text_sha256=stored.provision.text_sha256,
        lang=stored.provision.lang,
        instrument=stored.address.partition("/~")[0],
        scheme=desk.journal.scheme,
        role="adjudicator",
        answer="labels" if chosen and chosen.labels else "none",
        labels=chosen.labels if chosen else (),
        annotator=desk.annotator,
        answered_at=now(),
        cause=str(form.get("cause", "")),
        note=str(form.get("note", "")),
    )
    desk.journal.append(ruling)
    desk.answers[(ruling.address, ruling.annotator, ruling.role)] = ruling
    return RedirectResponse("/adjudicate", 303)
