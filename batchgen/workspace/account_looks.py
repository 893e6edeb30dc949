"""Account looks: who can present, asked of the account in a thread of its own, and kept for a minute."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from batchgen import errors, settings
from batchgen.campaign import presenters
from batchgen.workspace import campaigns, plan_looks

if TYPE_CHECKING:
    from batchgen import workspace


def _stamp(place: workspace.Place) -> str:
    return repr((place.settings().api_url, campaigns.marks(place.folder / ".env")))


def _ask(place: workspace.Place, stamp: str) -> plan_looks.Look:
    try:
        listed = presenters.of_account(place.settings())
    except errors.BatchgenError as error:
        return plan_looks.Look(stamp, time.monotonic(), {}, error.message)
    return plan_looks.Look(stamp, time.monotonic(), {"presenters": [dataclasses.asdict(p) for p in listed]})


PRESENTERS = plan_looks.Looks(_ask, _stamp)


def named(place: workspace.Place, replicas: object, *, most: int = 4) -> list[str]:
    """Return the presenters of a plan by their names, as far as the account was asked for them lately."""
    look = PRESENTERS.last(place)
    listed = look.found.get("presenters") if look else None
    names = {each["id"]: each["name"] for each in listed} if isinstance(listed, list) else {}
    return [names.get(each, each) for each in list(replicas)[:most]] if isinstance(replicas, Mapping) else []


def presenters_of(place: workspace.Place, *, again: bool) -> Mapping[str, object]:
    """Return who can be chosen, once the account has answered; without a key those of rehearsals."""
    if not settings.read_key(place.settings()):
        drawn = [dataclasses.asdict(presenter) for presenter in presenters.of_rehearsals()]
        return {"ready": True, "presenters": drawn, "no_key": True}
    if again:
        PRESENTERS.forget(place)
    look = PRESENTERS.at(place)
    return {"ready": look is not None, "wrong": look.wrong if look else "", **(look.found if look else {})}
