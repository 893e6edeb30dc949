"""The list of campaigns, and the sample."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from batchgen import desktop, workspace
from batchgen.app import rendering
from batchgen.workspace import campaign_cards


@rendering.page("/")
def _home(request: Request) -> Response:
    found: workspace.Workspace = request.app.state.workspace
    places = found.places()
    cards = [*map(campaign_cards.card, places), *campaign_cards.elsewhere(places)]
    return rendering.shown("home.html.j2", cards=cards)


@rendering.call("/c/{slug}/api/folder")
def _folder(request: Request, _given: rendering.Given) -> object:
    """Open a campaign's folder on this computer's screen."""
    desktop.open_folder(rendering.place_of(request).folder)
    return {"said": "Opened."}
