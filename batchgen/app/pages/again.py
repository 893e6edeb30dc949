"""Again: videos that failed or that say something else now: compare, keep, or pay for new ones."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from batchgen.app import rendering, visitors
from batchgen.workspace import campaigns, plan_looks, result_lines, second_sends

SHOWN = 50
"""People on the page that compares."""


@rendering.call("/c/{slug}/api/results/again")
def _again(request: Request, given: rendering.Given) -> object:
    place, who = rendering.place_of(request), visitors.of(request).name
    second_sends.start(place, str(given.get("way")), str(given.get("rows")), given.get("count"), who=who)
    return {"go": f"/c/{place.slug}/send"}


@rendering.page("/c/{slug}/compare")
def _compare(request: Request) -> Response:
    """Show what was said and what would be said now."""
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    look = plan_looks.LOOKS.at(place)
    kinds = result_lines.changed(found, look.found if look else {})
    second_sends.compare(found, kinds, most=SHOWN)
    return rendering.shown(
        "compare.html.j2", view=campaigns.view(place, found), step="results", look=look, kinds=kinds
    )
