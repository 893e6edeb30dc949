"""Settings: the key, the price, the limits, the presenter; all of it in the campaign's own files."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from batchgen import settings
from batchgen.app import rendering
from batchgen.campaign import presenters
from batchgen.workspace import campaigns, plan_looks, setting_form, words

_OF_BUDGET = ("amount", "unit", "per")


@rendering.page("/c/{slug}/settings")
def _settings(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    given = found.settings
    return rendering.shown(
        "settings.html.j2",
        view=campaigns.view(place, found),
        step="settings",
        key=settings.key_place(place.folder),
        given=given,
        groups=setting_form.GROUPS,
        many=setting_form.MANY,
        values=setting_form.values(given),
        lists=setting_form.lists(place, given),
        excluded=given.exclude.name if given.exclude else "",
        budgets=(
            ("campaign", "This campaign", given.budget),
            ("account", "All my campaigns", given.account_budget),
        ),
    )


@rendering.call("/c/{slug}/api/settings/key")
def _key(request: Request, given: rendering.Given) -> object:
    """Keep the key in .env beside the campaign, where only its owner reads it."""
    place = rendering.place_of(request)
    settings.save_key(place.folder, str(given.get("key", "")).strip())
    rendering.note(request, "key")
    plan_looks.LOOKS.forget(place)
    return {"go": f"/c/{place.slug}/settings"}


@rendering.call("/c/{slug}/api/settings/try")
def _try(request: Request, _given: rendering.Given) -> object:
    """Ask the account for its presenters with the key."""
    found = presenters.of_account(rendering.place_of(request).settings())
    return {"said": words.key_accepted(len(found))}


@rendering.call("/c/{slug}/api/settings/change")
def _change(request: Request, given: rendering.Given) -> object:
    """Write what was typed into campaign.toml."""
    place = rendering.place_of(request)
    settings.change_campaign(place.file, setting_form.changes(place, campaigns.opened(place).settings, given))
    plan_looks.LOOKS.forget(place)
    return {"go": f"/c/{place.slug}/settings"}


@rendering.call("/c/{slug}/api/settings/budgets")
def _budgets(request: Request, given: rendering.Given) -> object:
    """Write the campaign's budget into campaign.toml, the account's into the user's own settings file."""
    place = rendering.place_of(request)
    typed = {
        whose: settings.budget_changes(*(str(given.get(f"{whose}_{name}", "")) for name in _OF_BUDGET))
        for whose in ("campaign", "account")
    }
    settings.change_campaign(place.file, typed["campaign"])
    settings.change_user(typed["account"])
    plan_looks.LOOKS.forget(place)
    return {"go": f"/c/{place.slug}/settings"}
