"""The adjudication page: lowest agreement first; a ruling is a record of its own stream, and "none applies" is one."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lawscan.annotate.agreement import disagreements
from lawscan.annotate.record import Label, Record, new_id, now
from lawscan.lexicon import direction
from lawscan.scheme import load as load_scheme
from lawscan.web import views
from lawscan.web.desk import Desk
from lawscan.web.form import labels_of, problem_of

CAUSES = ("ambiguous text", "gap in the guideline", "slip", "edge case", "matter of judgement", "other")


def show(request: Request, status: int = 200, problem: str = "") -> Response:
    """The disagreement with the lowest agreement, its readers' answers side by side."""
    desk: Desk = request.app.state.desk
    desk.refresh()
    open_ = disagreements(desk.answers.values())
    if not open_:
        return views.page(request, "settled.html")
    stored = desk.provision(open_[0][0].address)
    return views.page(
        request,
        "adjudicate.html",
        status,
        readers=open_[0],
        left=len(open_),
        stored=stored,
        causes=CAUSES,
        direction=direction(stored.provision.lang),
        scheme=load_scheme(),
        keys=views.keys(load_scheme()),
        problem=problem,
    )


async def settle(request: Request) -> Response:
    """Record a ruling: one reader's answer, another one, or that no tag applies."""
    form = await request.form()
    desk: Desk = request.app.state.desk
    if not views.trusted(request, form):
        return views.refusal()
    stored = desk.provision(str(form["address"]))
    labels = _ruled(form, desk, stored.provision.text)
    problem = problem_of(labels)
    if form["ruling"] == "other" and not labels:
        problem = "No tag is set. If none applies, say so."
    if problem:
        return show(request, 422, problem)
    ruling = Record(
        id=new_id(),
        address=stored.address,
        text_sha256=stored.provision.text_sha256,
        lang=stored.provision.lang,
        instrument=stored.address.partition("/~")[0],
        scheme=desk.journal.scheme,
        role="adjudicator",
        answer="labels" if labels else "none",
        labels=labels,
        annotator=desk.annotator,
        answered_at=now(),
        cause=str(form.get("cause", "")),
        note=str(form.get("note", "")),
    )
    desk.journal.append(ruling)
    desk.answers[(ruling.address, ruling.annotator, ruling.role)] = ruling
    return RedirectResponse("/adjudicate", 303)


def _ruled(form: FormData, desk: Desk, text: str) -> tuple[Label, ...]:
    if form["ruling"] == "other":
        return labels_of(form, text)
    chosen = next((record for record in desk.answers.values() if record.id == form["ruling"]), None)
    return chosen.labels if chosen else ()
