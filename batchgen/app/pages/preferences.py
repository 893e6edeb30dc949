"""Settings: the key, the price, the limits, the presenter; all of it in the campaign's own files."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen import errors, settings
from batchgen.app import campaigns, plan_looks, rendering

_NUMBERS = ("price_per_minute", "max_cost", "max_minutes", "max_videos")


def _settings(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    kept = settings.key_place(place.folder)
    return rendering.shown(
        "settings.html.j2",
        view=campaigns.view(place, found),
        step="settings",
        key=kept,
        given=found.settings,
        presenter=found.settings.fields.get("replica_id", ""),
    )


def _key(request: Request, given: Mapping[str, object]) -> object:
    """Keep the key in .env beside the campaign, where only its owner reads it."""
    place = rendering.place_of(request)
    settings.save_key(place.folder, str(given.get("key", "")).strip())
    plan_looks.LOOKS.forget(place)
    return {"go": f"/c/{place.slug}/settings"}


def _change(request: Request, given: Mapping[str, object]) -> object:
    """Write prices and limits into campaign.toml; an empty field takes its setting out."""
    place = rendering.place_of(request)
    changes: dict[tuple[str, ...], float | str | None] = {
        (name,): _number(name, given.get(name)) for name in _NUMBERS
    }
    changes[("currency",)] = str(given.get("currency") or "").strip() or None
    presenter = str(given.get("replica_id") or "").strip()
    if presenter:
        changes[("replica_id",)] = presenter
    settings.change_campaign(place.file, changes)
    plan_looks.LOOKS.forget(place)
    return {"go": f"/c/{place.slug}/settings"}


def _number(name: str, text: object) -> float | int | None:
    plain = str(text or "").strip()
    if not plain:
        return None
    try:
        return int(plain) if name == "max_videos" else float(plain)
    except ValueError:
        raise errors.UsageError(f"“{plain}” is not a number.", hint="Write it like 1.50.") from None


ROUTES = [
    Route("/c/{slug}/settings", rendering.page(_settings)),
    Route("/c/{slug}/api/settings/key", rendering.call(_key), methods=["POST"]),
    Route("/c/{slug}/api/settings/change", rendering.call(_change), methods=["POST"]),
]
