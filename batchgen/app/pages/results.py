"""Results: every video with its link, and what is to be decided about those that failed or changed."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from batchgen import export, models
from batchgen.app import rendering
from batchgen.results import failure_groups
from batchgen.workspace import campaigns, plan_looks, result_lines

PAGE = 100
_MOST_WORDS = 10


@rendering.page("/c/{slug}/results")
def _results(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    sandbox = request.query_params.get("of", "") == "rehearsal"
    only = request.query_params.get("only", "")
    words = " ".join(request.query_params.get("words", "").split()[:_MOST_WORDS])
    number = rendering.number_of(request)
    counts, page, groups, notes = dict.fromkeys(result_lines.FILTERS, 0), None, [], list[str]()
    lines = []
    with found.reading(sandbox=sandbox) as store:
        if store is not None:
            filters = result_lines.FILTERS.items()
            counts = {name: store.page(status=asked, limit=0).total for name, (_, asked) in filters}
            wanted = result_lines.FILTERS[only][1] if only in result_lines.FILTERS else ()
            page = store.page(status=wanted, words=words, offset=(number - 1) * PAGE, limit=PAGE)
            lines = result_lines.lines(place.slug, page.jobs, store, sandbox=sandbox)
            groups = failure_groups.grouped(store.jobs(*models.FAILED_STAGES))
            notes = result_lines.notes(store)
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
        groups=[result_lines.group(found, group) for group in groups],
        changed=result_lines.changed(found, look.found if look else {}),
        is_looking=look is None and bool(sent) and not sandbox and not running,
        lines=lines,
        filters=result_lines.FILTERS,
        only=only,
        words=words,
        page=number,
        pages=max(1, -(-page.total // PAGE)) if page else 1,
        choices=export.choices(found.sheet),
    )
