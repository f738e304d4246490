"""The page's server: loopback only, exact Host, Origin and a token on writes, no inline script, every text escaped."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from lawscan.annotate.agreement import measure
from lawscan.annotate.summary import summarise
from lawscan.errors import LawscanError
from lawscan.scheme import load as load_scheme
from lawscan.web import adjudication, guide, views
from lawscan.web.desk import Conflict, Desk, Only
from lawscan.web.form import labels_of, problem_of, seconds_of

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class Guard(BaseHTTPMiddleware):
    """Refuses foreign hosts (DNS rebinding) and foreign origins, and sends the content security policy."""

    async def dispatch(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        """Check one request."""
        allowed = request.app.state.hosts
        if request.headers.get("host", "") not in allowed:
            return PlainTextResponse("Unknown host: open the address that lawscan printed.", 421)
        origin = request.headers.get("origin")
        if request.method == "POST" and origin is not None and origin.removeprefix("http://") not in allowed:
            return PlainTextResponse("Refused: the form was sent from another site.", 403)
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        return response


def create_app(desk: Desk, port: int) -> Starlette:
    """The application for one desk, reachable under localhost, 127.0.0.1 and [::1] with this port only."""
    routes = [
        Route("/", card),
        Route("/answer", answer, methods=["POST"]),
        Route("/undo", undo, methods=["POST"]),
        Route("/picture", picture),
        Route("/guide", show_guide),
        Route("/history", history),
        Route("/state", show_state),
        Route("/filter", show_filter),
        Route("/adjudicate", adjudication.show),
        Route("/adjudicate", adjudication.settle, methods=["POST"]),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guard)], exception_handlers={LawscanError: failed})
    app.state.desk = desk
    app.state.token = secrets.token_urlsafe(24)
    app.state.hosts = {f"{name}:{port}" for name in ("localhost", "127.0.0.1", "[::1]")}
    return app


def card(request: Request) -> Response:
    """The next open card, or the one of ``?at=ADDRESS``."""
    desk: Desk = request.app.state.desk
    asks = request.query_params
    if any(name in asks for name in ("country", "lang", "tag")):
        chosen = Only(asks.get("country", ""), ",".join(asks.getlist("lang")), asks.get("tag", ""))
        return RedirectResponse(views.link("/", only=str(chosen)) if chosen != Only() else "/", 303)
    asked = desk.asked(asks["at"]) if asks.get("at") else desk.next(Only.of(asks.get("only", "")))
    if asked is None:
        return views.page(request, "end.html", database=str(desk.store.path))
    return views.card(request, asked, saved=asks.get("saved", ""))


async def answer(request: Request) -> Response:
    """Save an answer; the page moves on only when it is on disk."""
    form = await request.form()
    desk: Desk = request.app.state.desk
    if not views.trusted(request, form):
        return views.refusal()
    address, kind, note = (str(form.get(name, "")) for name in ("address", "answer", "note"))
    text = desk.provision(address).provision.text
    labels = labels_of(form, text) if kind == "labels" else ()
    if problem := problem_of(labels):
        return views.card(request, desk.asked(address), status=422, problem=problem, chosen=labels, note=note)
    kind = "none" if kind == "labels" and not labels else kind
    try:
        seen = str(form.get("seen", ""))
        desk.answer(address, kind, labels, seen=seen, seconds=seconds_of(form), note=note)
    except Conflict as conflict:
        return views.conflict(request, desk.asked(address), conflict.current, labels, kind)
    except LawscanError as error:
        return views.page(request, "error.html", 500, error=error, saving=True)
    return RedirectResponse(views.link("/", saved=kind, **views.kept(form)), 303)


async def undo(request: Request) -> Response:
    """Take back the latest answer and show its card again."""
    form = await request.form()
    if not views.trusted(request, form):
        return views.refusal()
    last = request.app.state.desk.undo()
    where = {"saved": "nothing"} if last is None else {"at": last.address, "saved": "undone"}
    return RedirectResponse(views.link("/", **where, **views.kept(form)), 303)


def picture(request: Request) -> Response:
    """The page image of a PDF with the provision's boxes drawn."""
    from lawscan.read.pdf import render_page

    stored = request.app.state.desk.provision(request.query_params["at"])
    page = stored.provision.page_first
    boxes = [box for box in stored.provision.boxes if box.page == page]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "page.png"
        try:
            render_page(stored.file_path, page, boxes, out)
            return Response(out.read_bytes(), media_type="image/png")
        except (LawscanError, OSError, ValueError) as error:
            return PlainTextResponse(f"No picture: {error}", 404)


def failed(request: Request, error: Exception) -> Response:
    """Anything that lawscan itself refuses, said on a page: an address of no provision, an unreadable journal."""
    return views.page(request, "error.html", 404, error=error, saving=False)


def show_guide(request: Request) -> Response:
    """The guideline, with examples and counter-examples for each tag."""
    return views.page(request, "guide.html", chapters=guide.chapters(), scheme=load_scheme())


def history(request: Request) -> Response:
    """Answers of this annotator, latest first, each a link to reopen it."""
    desk: Desk = request.app.state.desk
    latest = desk.trail[:-501:-1]
    return views.page(request, "history.html", entries=[(each, desk.card(each.address)) for each in latest])


def show_state(request: Request) -> Response:
    """What was answered by whom, and how far readers agree."""
    desk: Desk = request.app.state.desk
    desk.refresh()
    texts = {card.address: card.text_sha256 for card in desk.cards}
    state = summarise(desk.journal.root, texts, desk.learned)
    figures = measure(desk.answers.values(), [tag.name for tag in load_scheme().tags])
    return views.page(request, "state.html", state=state, agreement=figures, database=str(desk.store.path))


def show_filter(request: Request) -> Response:
    """Choose which cards to be asked: by country, language or suggested tag."""
    given = Only.of(request.query_params.get("only", "")) or Only()
    choices = views.filters(request.app.state.desk)
    return views.page(request, "filter.html", choices=choices, given=asdict(given))
