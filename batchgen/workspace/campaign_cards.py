"""Campaign cards: what the list of campaigns says of each, in a folder here or in a shared database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from batchgen import errors, models, paths, state, workspace
from batchgen import settings as settings_module
from batchgen.campaign import opening
from batchgen.workspace import run_view, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from batchgen.state.postgres import campaign_list

_STRIP = 4
"""Pictures on a card."""
_SANDBOX = "sandbox"
"""The service of rehearsals: each lives with its run."""


class Card(NamedTuple):
    """A campaign in the list; `wrong` says why its file cannot be read."""

    slug: str
    name: str
    folder: str
    changed: str
    sheet: str = ""
    step: str = "sheet"
    ready: int = 0
    failed: int = 0
    total: int = 0
    running: bool = False
    pictures: Sequence[str] = ()
    wrong: str = ""


def card(place: workspace.Place) -> Card:
    """Return what the list says of a campaign."""
    changed = _when(place.changed)
    try:
        settings = place.settings()
        path = paths.state(settings)
        counts, pictures, holder = _looked_at(place, settings)
    except errors.BatchgenError as error:
        return Card(place.slug, place.folder.name, str(place.folder), changed, wrong=str(error))
    total = sum(counts.values())
    ready, failed = counts.get(models.Stage.READY, 0), sum(counts.get(s, 0) for s in models.FAILED_STAGES)
    sheet = settings.sheet.name if isinstance(settings.sheet, Path) else ""
    step = "results" if total else "sheet"
    name = settings.name or place.folder.name
    if settings.database is None:
        holder = state.holder(path) if path.is_file() else None
    return Card(
        place.slug,
        name,
        str(place.folder),
        changed,
        sheet,
        step,
        ready,
        failed,
        total,
        holder is not None,
        pictures,
    )


def _looked_at(
    place: workspace.Place, settings: settings_module.Settings
) -> tuple[Mapping[models.Stage, int], Sequence[str], state.Holder | None]:
    """Return how many jobs are in each stage, the first pictures, and who runs a campaign in a database."""
    with opening.reading(settings) as store:
        if store is None:
            return {}, (), None
        first = store.page(status=("ready",), limit=_STRIP).jobs
        cards = [run_view.card(place.slug, job, sandbox=False) for job in first]
        holder = store.holder() if settings.database is not None else None
        return store.counts(), [str(card["picture"]) for card in cards if card["picture"]], holder


def _when(moment: dt.datetime) -> str:
    today = dt.datetime.now(tz=moment.tzinfo).date()
    day = "today" if moment.date() == today else f"{moment.day} {moment:%B %Y}"
    return f"{day} at {moment:%H:%M}"


def elsewhere(places: Iterable[workspace.Place]) -> list[Card]:
    """Return what the list says of the campaigns in the database of BATCHGEN_STATE that no folder here has.

    Empty without a database. One that does not answer is a card that says so.
    """
    try:
        url = settings_module.load(None, {}).database
        if url is None:
            return []
        found = state.campaigns_of(url)
    except errors.BatchgenError as error:
        return [Card("", words.DATABASE, "", "", wrong=str(error))]
    here = {_name_there(place) for place in places}
    return [_card_of(one, str(url)) for one in found if one.service != _SANDBOX and one.name not in here]


def _name_there(place: workspace.Place) -> str:
    try:
        return paths.address(place.settings()).name
    except errors.BatchgenError:
        return ""


def _card_of(found: campaign_list.Summary, url: str) -> Card:
    counts = {models.Stage(stage): number for stage, number in found.counts.items()}
    return Card(
        slug="",
        name=found.name,
        folder=words.in_database(url, found.state, found.workers),
        changed="",
        ready=counts.get(models.Stage.READY, 0),
        failed=sum(counts.get(stage, 0) for stage in models.FAILED_STAGES),
        total=sum(counts.values()),
        running=found.workers > 0 and found.is_moving,
    )
