"""Rendering: templates to pages, errors to pages with a way out."""

from __future__ import annotations

import asyncio
import functools
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import jinja2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

import batchgen
from batchgen import atomic, errors, workspace
from batchgen.app import visitors
from batchgen.campaign import activity
from batchgen.workspace import words

if TYPE_CHECKING:
    from collections.abc import Awaitable

STEPS = (
    ("sheet", "Sheet"),
    ("script", "Script"),
    ("look", "Presenter and look"),
    ("check", "Check"),
    ("rehearse", "Rehearse"),
    ("send", "Send"),
    ("results", "Results"),
    ("share", "Share"),
)
"""The steps of a campaign, each with its name in addresses; any may be opened at any time."""

Given = Mapping[str, object]
"""What a call sent."""
Page = TypeVar("Page", bound=Callable[[Request], Response])
Call = TypeVar("Call", bound=Callable[[Request, Given], object])
ROUTES: list[Route] = []
"""Every address of the app: the modules of `pages` add theirs."""


@functools.cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def shown(name: str, *, status: int = 200, **context: object) -> Response:
    """Return a page from its template."""
    template = _environment().get_template(name)
    text = template.render(steps=STEPS, version=batchgen.__version__, **context)
    return HTMLResponse(text, status)


def place_of(request: Request) -> workspace.Place:
    """Return the campaign that the address names. Raises HTTPException 404."""
    found: workspace.Workspace = request.app.state.workspace
    place = found.find(str(request.path_params["slug"]))
    if place is None:
        raise HTTPException(404, words.NO_CAMPAIGN)
    return place


def number_of(request: Request, name: str = "page") -> int:
    """Return a number of 1 or more that the address holds; 1 for none, and for what is not a number."""
    text = request.query_params.get(name, "")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 10 else 1


def is_rehearsal(kind: object) -> bool:
    """Return whether a run is a rehearsal, by its name in addresses. Raises HTTPException 404."""
    if kind not in {"rehearse", "send"}:
        raise HTTPException(404, words.NO_SUCH_RUN)
    return kind == "rehearse"


def note(request: Request, what: str, **facts: object) -> None:
    """Write down in the campaign's activity what was just done."""
    activity.note(place_of(request).folder, what, who=visitors.of(request).name, **facts)


def page(address: str) -> Callable[[Page], Page]:
    """Show a page at an address."""

    def named(answer: Page) -> Page:
        ROUTES.append(Route(address, as_page(answer)))
        return answer

    return named


def call(address: str, method: str = "POST") -> Callable[[Call], Call]:
    """Answer a call at an address."""

    def named(answer: Call) -> Call:
        ROUTES.append(Route(address, as_call(answer), methods=[method]))
        return answer

    return named


def as_page(answer: Page) -> Callable[[Request], Awaitable[Response]]:
    """Run a page in a thread, since the rooms below wait for disks, and turn errors into a page.

    A call for JSON (its address holds /api/) gets the error's words as JSON.
    """

    @functools.wraps(answer)
    async def answering(request: Request) -> Response:
        visitors.of(request)
        try:
            return await asyncio.to_thread(answer, request)
        except (errors.BatchgenError, OSError) as error:
            return _refused(request, _in_words(error))

    return answering


def _in_words(error: errors.BatchgenError | OSError) -> errors.BatchgenError:
    """Return what is said of an error. Raises OSError for one that no disk gives, which is a bug of ours."""
    known = error if isinstance(error, errors.BatchgenError) else atomic.refusal(error)
    if known is None:
        raise error
    return known


async def body_of(request: Request) -> Given:
    """Return the JSON object that a call sent. Raises HTTPException 400 for anything else."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise HTTPException(415, words.NOT_JSON)
    try:
        found = await request.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise HTTPException(400, words.NOT_READ)
    return found


def as_call(answer: Call) -> Callable[[Request], Awaitable[Response]]:
    """Run a call that takes and gives JSON, in a thread."""

    @functools.wraps(answer)
    async def answering(request: Request) -> Response:
        given = await body_of(request) if request.method != "GET" else dict(request.query_params)
        try:
            found = await asyncio.to_thread(answer, request, given)
        except (errors.BatchgenError, OSError) as failure:
            error = _in_words(failure)
            said = {"error": error.message, "hint": error.hint, "go": getattr(error, "go", "")}
            return JSONResponse(said, 409)
        return found if isinstance(found, Response) else JSONResponse(found)

    return answering


def _problem(
    status: int, title: str, said: str, *, hint: str = "", slug: str = "", details: str = ""
) -> Response:
    context = {"title": title, "words": said, "hint": hint, "slug": slug, "details": details}
    return shown("problem.html.j2", status=status, **context)


def _refused(request: Request, error: errors.BatchgenError) -> Response:
    slug = str(request.path_params.get("slug", ""))
    return _problem(409, words.NOT_YET, error.message, hint=error.hint, slug=slug)


async def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if "/api/" in request.url.path or request.method not in {"GET", "HEAD"}:
        return JSONResponse({"error": error.detail, "hint": ""}, error.status_code)
    title = words.NO_PAGE if error.status_code == 404 else words.NOT_WORKING
    return _problem(error.status_code, title, error.detail)


async def _broken(request: Request, error: Exception) -> Response:
    if "/api/" in request.url.path:
        text = words.BUG_NOTHING_LOST
        return JSONResponse({"error": text, "hint": words.LOAD_AGAIN}, 500)
    details = "".join(traceback.format_exception(error))
    return _problem(500, words.BUG, words.NOTHING_LOST, details=details)


HANDLERS: Mapping[object, Callable[[Request, Exception], Awaitable[Response]]] = {
    HTTPException: _missing,
    Exception: _broken,
}
