"""Again: videos that failed or that say something else now: compare, keep, or pay for new ones."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen.app import rendering, visitors
from batchgen.workspace import campaigns, plan_looks, result_lines, second_sends

SHOWN = 50
"""People on the page that compares."""


def _again(request: Request, given: Mapping[str, object]) -> object:
    place, who = rendering.place_of(request), visitors.of(request).name
    second_sends.start(place, str(given.get("way")), str(given.get("rows")), given.get("count"), who=who)
    return {"go": f"/c/{place.slug}/send"}


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


ROUTES = [
    Route("/c/{slug}/api/results/again", rendering.call(_again), methods=["POST"]),
    Route("/c/{slug}/compare", rendering.page(_compare)),
]
