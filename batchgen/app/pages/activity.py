"""Activity: what was done, by whom, when."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from batchgen.app import rendering
from batchgen.campaign import activity
from batchgen.workspace import campaigns


@rendering.page("/c/{slug}/activity")
def _activity(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    with found.reading() as store:
        deeds = activity.read(place.folder, store)
    return rendering.shown(
        "activity.html.j2", view=campaigns.view(place, found), step="activity", deeds=deeds
    )
