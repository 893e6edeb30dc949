"""Share: pages on the user's own web space, links for the mail tool, and people who ask to be forgotten."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from batchgen.app import rendering
from batchgen.app.pages import exports
from batchgen.handover import tools
from batchgen.workspace import campaigns, share_work


@rendering.page("/c/{slug}/share")
def _share(request: Request) -> Response:
    place, tool = rendering.place_of(request), request.query_params.get("tool", "")
    found = campaigns.opened(place)
    return rendering.shown(
        "share.html.j2",
        view=campaigns.view(place, found),
        step="share",
        page=found.settings.page,
        example=share_work.EXAMPLE,
        now=share_work.now(found),
        work=share_work.work(place),
        tools={name: tools.load(name)[1].title for name in tools.names()},
        tool=tool,
        handed=share_work.hand_over(place, tool) if tool in tools.names() else None,
    )


@rendering.call("/c/{slug}/api/share", method="GET")
def _now(request: Request, _given: rendering.Given) -> object:
    work = share_work.work(rendering.place_of(request))
    return {"ready": work is None or not work.running}


@rendering.call("/c/{slug}/api/share/publish")
def _publish(request: Request, given: rendering.Given) -> object:
    place = rendering.place_of(request)
    share_work.publish(place, str(given.get("way")), str(given.get("to", "")))
    rendering.note(request, "published")
    return {"go": f"/c/{place.slug}/share"}


@rendering.call("/c/{slug}/api/share/forget")
def _forget(request: Request, given: rendering.Given) -> object:
    """Look what is held of a person; with `sure` delete what was shown."""
    place, folder = rendering.place_of(request), request.app.state.workspace.folder
    if given.get("sure"):
        share_work.forget_now(place, folder)
    else:
        share_work.forget(place, folder, str(given.get("address", "")))
    return {"go": f"/c/{place.slug}/share"}


@rendering.page("/c/{slug}/share/{tool}.csv")
def _file(request: Request) -> Response:
    tool = str(request.path_params["tool"])
    return exports.written(request, "export", f"{tool}.csv", "--for", tools.load(tool)[0])
