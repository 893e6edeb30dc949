"""Again: videos that failed or that say something else now: compare, keep, or pay for new ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen import errors
from batchgen.app import rendering
from batchgen.app.pages import results
from batchgen.campaign import run_events
from batchgen.results import differences
from batchgen.tavus import video_request
from batchgen.workspace import campaigns, plan_looks, runs

if TYPE_CHECKING:
    from batchgen import models, state

SHOWN = 50
"""People on the page that compares."""
_WAYS = {
    "retry": ("retry",),
    "all": ("run", "--redo", "all"),
    "redo": ("run", "--redo", "changed"),
    "accept": ("run", "--accept", "changed"),
}
_DEEDS = {"retry": "retried", "all": "remade", "redo": "remade", "accept": "kept"}
_ROWS = re.compile(r"\d+(-\d+)?(,\d+(-\d+)?)*", re.ASCII)


def _again(request: Request, given: Mapping[str, object]) -> object:
    """Start what was chosen for some rows, if it still comes to as many videos as the page said."""
    place = rendering.place_of(request)
    runs.refuse_second(place, sandbox=False)
    command, *options = _WAYS.get(str(given.get("way")), ("",))
    rows = str(given.get("rows"))
    if not command or not _ROWS.fullmatch(rows):
        raise errors.UsageError("Choose what is to be done.")
    options += ["--rows", rows, "--skip-invalid"]
    look = plan_looks.asked(place, "", *(["--retry"] if command == "retry" else []), *options)
    if look.wrong or look.found.get("refusal"):
        raise errors.UsageError(look.wrong or str(look.found["refusal"]))
    if look.found.get("to_send") != given.get("count"):
        raise errors.UsageError(run_events.OTHER_PLAN)
    runs.start(place, command, *options, "--confirm", str(look.found["digest"]))
    rendering.note(request, _DEEDS[str(given["way"])], rows=rows)
    plan_looks.LOOKS.forget(place)
    return {"go": f"/c/{place.slug}/send"}


def _compare(request: Request) -> Response:
    """Show what was said and what would be said now."""
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    look = plan_looks.LOOKS.at(place)
    kinds = results.changed_of(found, look.found) if look else []
    with found.lock, found.reading() as store:
        by_number = {row.number: row for row in found.rows()} if kinds else {}
        for kind in kinds:
            rows = kind["rows"][:SHOWN] if isinstance(kind["rows"], list) else []
            kind["people"] = [
                {**each, "changes": _changes(found, store, by_number.get(each["row"]), each["job"])}
                for each in rows
            ]
    return rendering.shown(
        "compare.html.j2", view=campaigns.view(place, found), step="results", look=look, kinds=kinds
    )


def _changes(
    found: campaigns.Open, store: state.Store | None, row: models.Row | None, job_id: int
) -> tuple[differences.Difference, ...]:
    if store is None or row is None:
        return ()
    job = store.job(job_id)
    now = found.drafts().examiner().examine(row).request
    if job.attempt is None or now is None:
        return ()
    changes = differences.between(store.attempt(job.attempt).request().fields, now.fields)
    return tuple(
        each._replace(field=video_request.WORDS.get(each.field, each.field))
        for each in changes
        if each.field != "video_name"
    )


ROUTES = [
    Route("/c/{slug}/api/results/again", rendering.call(_again), methods=["POST"]),
    Route("/c/{slug}/compare", rendering.page(_compare)),
]
