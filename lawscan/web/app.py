"""The page's server: loopback only, exact Host, Origin and a token on writes, no inline script, every text escaped."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from lawscan.annotate.record import Label
from lawscan.errors import LawscanError
from lawscan.scheme import load as load_scheme
from lawscan.web import adjudication, guide, views
from lawscan.web.desk import Conflict, Desk

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
        Route("/adjudicate", adjudication.show),
        Route("/adjudicate", adjudication.settle, methods=["POST"]),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guard)])
    app.state.desk = desk
    app.state.token = secrets.token_urlsafe(24)
    app.state.hosts = {f"{name}:{port}" for name in ("localhost", "127.0.0.1", "[::1]")}
    return app


def card(request: Request) -> Response:
    """The next open card, or the one of ``?at=ADDRESS``."""
    desk: Desk = request.app.state.desk
    wanted = request.query_params.get("at")
    asked = desk.asked(wanted) if wanted else desk.next()
    if asked is None:
        return views.page(request, "end.html", desk=desk)
    return views.card(request, asked, saved=request.query_params.get("saved", ""))


async def answer(request: Request) -> Response:
    """Save an answer; the page moves on only when it is on disk."""
    form = await request.form()
    desk: Desk = request.app.state.desk
    if not views.trusted(request, form):
        return views.refusal()
    address = str(form["address"])
    kind = str(form["answer"])
    labels = labels_of(form, desk.provision(address).provision.text) if kind == "labels" else ()
    kind = "none" if kind == "labels" and not labels else kind
    try:
        desk.answer(
            address,
            kind,
            labels,
            seen=str(form.get("seen", "")),
            seconds=seconds_of(form),
            note=str(form.get("note", "")),
        )
    except Conflict as conflict:
        return views.conflict(request, desk.asked(address), conflict.current, labels, kind)
    except LawscanError as error:
        return views.page(request, "error.html", 500, error=error)
    return RedirectResponse(f"/?saved={kind}", 303)


def seconds_of(form: FormData) -> float:
    """Seconds that the card was open, as the page measured them; 0 without script."""
    try:
        return max(0.0, min(86_400.0, float(str(form.get("seconds") or 0))))
    except ValueError:
        return 0.0


def labels_of(form: FormData, text: str) -> tuple[Label, ...]:
    """The labels that a form carries: one for each tag whose stance was chosen."""
    labels = []
    for tag in load_scheme().tags:
        stance = str(form.get(f"{tag.name}.stance", ""))
        if stance in tag.stances:
            mode = str(form.get(f"{tag.name}.mode", ""))
            start, end, quote = locate(text, str(form.get(f"{tag.name}.evidence", "")))
            labels.append(Label(tag.name, stance, mode if mode in tag.modes else "", start, end, quote))
    return tuple(labels)


def locate(text: str, quote: str) -> tuple[int, int, str]:
    """Where a quote stands in the text, though browsers change line ends and spaces; (0, 0, "") where it does not.

    >>> locate("one\\ntwo three", "two  three")
    (4, 13, 'two three')
    """
    import re

    words = quote.split()
    if not words:
        return 0, 0, ""
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return (found.start(), found.end(), found.group()) if found else (0, 0, "")


async def undo(request: Request) -> Response:
    """Take back the latest answer and show its card again."""
    form = await request.form()
    if not views.trusted(request, form):
        return views.refusal()
    last = request.app.state.desk.undo()
    return RedirectResponse("/" if last is None else views.link("/", at=last.address, saved="undone"), 303)


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


def show_guide(request: Request) -> Response:
    """The guideline, with examples and counter-examples for each tag."""
    return views.page(request, "guide.html", chapters=guide.chapters(), scheme=load_scheme())


def history(request: Request) -> Response:
    """Answers of this annotator, latest first, each a link to reopen it."""
    return views.page(request, "history.html", records=list(reversed(request.app.state.desk.trail))[:500])
