"""New campaign: a sheet is dropped, then it begins a campaign or takes the place of a campaign's sheet."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from batchgen import errors, workspace
from batchgen.app import entrance, rendering, visitors
from batchgen.campaign import activity
from batchgen.workspace import campaigns, runs, uploads, words


@rendering.page("/new")
def _new(request: Request) -> Response:
    place = _workspace(request).find(request.query_params.get("like", ""))
    like = campaigns.opened(place) if place else None
    return rendering.shown("new.html.j2", like=like)


def _workspace(request: Request) -> workspace.Workspace:
    found: workspace.Workspace = request.app.state.workspace
    return found


async def _upload(request: Request) -> Response:
    """Take a sheet as the body of the request, and say what it is."""
    found = _workspace(request)
    try:
        upload = await uploads.receive(found, request.query_params.get("name", ""), request.stream())
        return JSONResponse(await asyncio.to_thread(uploads.described, found, upload))
    except errors.BatchgenError as error:
        return JSONResponse({"error": error.message, "hint": error.hint}, 409)
    except entrance.TooLargeError:
        return JSONResponse({"error": words.FILE_TOO_LARGE, "hint": ""}, 413)
    except OSError as error:
        said = words.not_kept(error.strerror)
        return JSONResponse({"error": said, "hint": words.MAKE_ROOM}, 409)


@rendering.call("/api/new/make")
def _make(request: Request, given: rendering.Given) -> object:
    found = _workspace(request)
    upload = uploads.find(found, str(given.get("id", "")))
    like = found.find(str(given.get("like", "")))
    made = uploads.begin(found, upload, str(given.get("name", "")), like=like)
    return {"go": f"/c/{made.slug}/sheet"}


@rendering.call("/api/new/update")
def _update(request: Request, given: rendering.Given) -> object:
    found = _workspace(request)
    place = found.find(str(given.get("slug", "")))
    if place is None:
        raise errors.UsageError(words.CAMPAIGN_GONE, hint=words.SEE_CAMPAIGNS)
    upload = uploads.find(found, str(given.get("id", "")))
    runs.refuse_second(place, sandbox=False)
    runs.refuse_second(place, sandbox=True)
    uploads.update(upload, campaigns.opened(place))
    activity.note(place.folder, "sheet", who=visitors.of(request).name, file=upload.path.name)
    return {"go": f"/c/{place.slug}/sheet"}


@rendering.call("/api/sample")
def _sample(request: Request, _given: rendering.Given) -> object:
    return {"go": f"/c/{uploads.sample(_workspace(request)).slug}/sheet"}


rendering.ROUTES.append(Route("/api/upload", _upload, methods=["PUT"]))
