"""The list of campaigns, and the sample."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen import desktop, workspace
from batchgen.app import rendering
from batchgen.workspace import campaign_cards


def _home(request: Request) -> Response:
    found: workspace.Workspace = request.app.state.workspace
    return rendering.shown("home.html.j2", cards=[campaign_cards.card(place) for place in found.places()])


def _folder(request: Request, given: Mapping[str, object]) -> object:
    """Open a campaign's folder on this computer's screen."""
    del given
    desktop.open_folder(rendering.place_of(request).folder)
    return {"said": "Opened."}


ROUTES = [
    Route("/", rendering.page(_home)),
    Route("/c/{slug}/api/folder", rendering.call(_folder), methods=["POST"]),
]
