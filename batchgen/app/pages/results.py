"""Results: every video with its link, and what is to be decided about those that failed or changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen import checks, export, models
from batchgen.app import rendering
from batchgen.checks.problems import row_numbers
from batchgen.results import failure_groups, result_cells
from batchgen.tavus import video_request
from batchgen.workspace import campaigns, plan_looks, plan_words, result_notes, run_view, second_sends

if TYPE_CHECKING:
    from batchgen import state

PAGE = 100
_MOST_WORDS = 10
FILTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ready": ("Ready", ("ready",)),
    "failed": ("Failed", ("error", "rejected", "deleted")),
    "changed": ("Changed after it was sent", (result_cells.OUTDATED,)),
    "making": ("Being made", ("queued", "generating", "unknown")),
    "unsent": ("Not sent", ("new", "invalid", "excluded")),
}
"""The filters, each with its name and the words of the sheet's status column that it stands for."""
_GROUPS = {word: name for name, (_, words) in FILTERS.items() for word in words}


def _results(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    sandbox = request.query_params.get("of", "") == "rehearsal"
    only = request.query_params.get("only", "")
    words = " ".join(request.query_params.get("words", "").split()[:_MOST_WORDS])
    number = rendering.number_of(request)
    counts, page, groups, notes = dict.fromkeys(FILTERS, 0), None, [], list[str]()
    with found.reading(sandbox=sandbox) as store:
        if store is not None:
            counts = {name: store.page(status=s, limit=0).total for name, (_, s) in FILTERS.items()}
            wanted = FILTERS[only][1] if only in FILTERS else ()
            page = store.page(status=wanted, words=words, offset=(number - 1) * PAGE, limit=PAGE)
            groups = failure_groups.grouped(store.jobs(*models.FAILED_STAGES))
            notes = result_notes.of(store)
    sent = sum(counts.values()) - counts["unsent"]
    running = found.holder(sandbox=sandbox) is not None
    look = plan_looks.LOOKS.at(place) if sent and not sandbox and not running else None
    return rendering.shown(
        "results.html.j2",
        view=campaigns.view(place, found),
        step="results",
        sandbox=sandbox,
        counts=counts,
        total=sent,
        notes=notes,
        groups=[_shown(found, group) for group in groups],
        changed=changed_of(found, look.found if look else {}),
        is_looking=look is None and bool(sent) and not sandbox and not running,
        lines=[_line(place.slug, job, sandbox=sandbox) for job in page.jobs] if page else [],
        filters=FILTERS,
        only=only,
        words=words,
        page=number,
        pages=max(1, -(-page.total // PAGE)) if page else 1,
        choices=export.choices(found.sheet),
        presets=export.PRESETS,
    )


def _about(found: campaigns.Open, price: object) -> str:
    """Return a price as a button says it: ", about $2.70", or nothing where no price is set."""
    money = plan_words.money({"price": price, "currency": found.settings.currency})
    return f", about {money}" if money and price else ""


def _shown(found: campaigns.Open, group: failure_groups.FailureGroup) -> Mapping[str, object]:
    """Return a group of failures in words."""
    return {
        **group._asdict(),
        "field": video_request.WORDS.get(group.field, group.field).lower(),
        "listed": row_numbers.spans(group.rows),
        "option": row_numbers.option(group.rows),
        "price": _about(found, checks.price(group.minutes, found.settings)),
    }


def changed_of(found: campaigns.Open, plan: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the rows whose video says something else now, their price in words."""
    return [{**kind, "price": _about(found, kind["price"])} for kind in second_sends.changed(found, plan)]


def _line(slug: str, job: state.Job, *, sandbox: bool) -> Mapping[str, object]:
    seconds = job.seconds or job.minutes * 60
    shown = result_cells.results(job)
    group = _GROUPS.get(shown["status"], "unsent")
    return {
        **run_view.card(slug, job, sandbox=sandbox),
        "key": job.key,
        "group": group,
        "word": FILTERS[group][0],
        "long": f"{int(seconds // 60)}:{int(seconds % 60):02}" if seconds else "",
        "error": shown["error"],
        "code": "" if sandbox else export.embed_code(shown, job.label),
    }


ROUTES = [Route("/c/{slug}/results", rendering.page(_results))]
