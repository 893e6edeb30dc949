"""Rehearse: free films of some rows, made on this computer; and the page of a run that goes on."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from batchgen import errors, workspace
from batchgen.app import rendering
from batchgen.workspace import campaigns, rehearsal_time, run_view, runs, words

SOME = 5
"""Films of a short rehearsal."""
_SECONDS = 1.0
"""Between two looks: a video takes minutes, and a look at 20,000 jobs costs milliseconds."""
_NEEDED = ("av", "numpy", "PIL", "resvg_py", "espeakng_loader")


@rendering.page("/c/{slug}/rehearse")
def _rehearse(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    with found.lock:
        people, time = found.drafts().people, rehearsal_time.of(found.drafts(), SOME)
    return rendering.shown(
        "rehearse.html.j2",
        view=campaigns.view(place, found),
        step="rehearse",
        people=len(people),
        some=min(SOME, len(people)),
        first=people[0].number if people else 2,
        time=time,
        missing=any(importlib.util.find_spec(name) is None for name in _NEEDED),
        now=run_view.snapshot(place, sandbox=True),
        going="going" in request.query_params,
    )


@rendering.call("/c/{slug}/api/rehearse/start")
def _start(request: Request, given: rendering.Given) -> object:
    place = rendering.place_of(request)
    options = runs.rehearsed(campaigns.opened(place), given, some=SOME)
    runs.start(place, "run", "--yes", "--skip-invalid", *options, sandbox=True)
    rendering.note(request, "rehearsed")
    return {"go": f"/c/{place.slug}/rehearse"}


@rendering.call("/c/{slug}/api/run/stop")
def _stop(request: Request, given: rendering.Given) -> object:
    """Ask the run to end in order, whoever started it on this computer."""
    sandbox = rendering.is_rehearsal(given.get("kind"))
    runs.stop(rendering.place_of(request), sandbox=sandbox)
    rendering.note(request, "paused")
    return {"said": words.STOPPING}


async def _live(request: Request) -> Response:
    place = rendering.place_of(request)
    sandbox = rendering.is_rehearsal(request.path_params["kind"])
    return StreamingResponse(_stream(place, sandbox=sandbox), media_type="text/event-stream")


async def _stream(place: workspace.Place, *, sandbox: bool) -> AsyncIterator[bytes]:
    """Yield server-sent events: a snapshot whenever it differs from the one before."""
    before = ""
    while True:
        try:
            now = json.dumps(await asyncio.to_thread(run_view.snapshot, place, sandbox=sandbox))
        except errors.BatchgenError as error:
            now = json.dumps({"wrong": str(error), "running": False, "cards": []})
        if now != before:
            yield f"data: {now}\n\n".encode()
            before = now
        else:
            yield b": still here\n\n"
        await asyncio.sleep(_SECONDS)


@rendering.page("/c/{slug}/films/{kind}/{video}")
def _film(request: Request) -> Response:
    place = rendering.place_of(request)
    kind, video_id = str(request.path_params["kind"]), str(request.path_params["video"])
    found: Path | None = run_view.film_file(place, kind, video_id, picture="picture" in request.query_params)
    if found is None:
        return Response(words.NO_FILM, 404)
    return FileResponse(found)


rendering.ROUTES.append(Route("/c/{slug}/live/{kind}", _live))
