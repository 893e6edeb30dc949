"""Database cards: the campaigns of a shared database whose sheets are on other computers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import errors, models, paths, settings, state
from batchgen.workspace import campaign_cards, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from batchgen import workspace
    from batchgen.state.postgres import campaign_list

SANDBOX = "sandbox"
"""The service of rehearsals: each lives with its run."""


def elsewhere(places: Iterable[workspace.Place]) -> list[campaign_cards.Card]:
    """Return what the list says of the campaigns in the database of BATCHGEN_STATE that no folder here has.

    Empty without a database. One that does not answer is a card that says so.
    """
    try:
        url = settings.load(None, {}).database
        if url is None:
            return []
        found = state.campaigns_of(url)
    except errors.BatchgenError as error:
        return [campaign_cards.Card("", words.DATABASE, "", "", wrong=str(error))]
    here = {_name(place) for place in places}
    return [_card(one, str(url)) for one in found if one.service != SANDBOX and one.name not in here]


def _name(place: workspace.Place) -> str:
    try:
        return paths.address(place.settings()).name
    except errors.BatchgenError:
        return ""


def _card(found: campaign_list.Summary, url: str) -> campaign_cards.Card:
    counts = {models.Stage(stage): number for stage, number in found.counts.items()}
    return campaign_cards.Card(
        slug="",
        name=found.name,
        folder=words.in_database(url, found.state, found.workers),
        changed="",
        ready=counts.get(models.Stage.READY, 0),
        failed=sum(counts.get(stage, 0) for stage in models.FAILED_STAGES),
        total=sum(counts.values()),
        running=found.workers > 0 and found.is_moving,
    )
