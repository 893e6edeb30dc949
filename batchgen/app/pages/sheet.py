"""The sheet as it was read: its rows, its columns, and what was decided about them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from batchgen import editing
from batchgen.app import rendering
from batchgen.workspace import campaigns, runs, sheet_view

PAGE = 100
"""Rows on a page, and fewer where there are many columns."""
_MOST_CELLS = 5000
_MOST_TEXT = 200_000


@rendering.page("/c/{slug}/sheet")
def _sheet(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    with found.lock:
        rows, people = found.rows(), found.drafts().people
        headings, key, warnings = sheet_view.described(found)
    width, number = len(headings), rendering.number_of(request)
    size = max(10, min(PAGE, _MOST_CELLS // max(1, width)))
    shown = rows[(number - 1) * size : number * size]
    return rendering.shown(
        "sheet.html.j2",
        view=campaigns.view(place, found),
        step="sheet",
        stamp=campaigns.mark_of(place),
        saved=found.changed if "saved" in request.query_params else "",
        headings=headings,
        lines=[sheet_view.line(row, width, _MOST_TEXT // (size * width), found) for row in shown],
        top=editing.top_lines(found.sheet),
        header_number=found.sheet.header_number,
        page=number,
        pages=max(1, -(-len(rows) // size)),
        remarks=editing.remarks(found.sheet, rows, found.settings),
        warnings=warnings,
        key=key,
        people=len(people),
    )


@rendering.call("/c/{slug}/api/sheet/read")
def _read(request: Request, given: rendering.Given) -> object:
    """Have the sheet read in another way."""
    place = rendering.place_of(request)
    runs.refuse_second(place, sandbox=False)
    editing.change(place.file, campaigns.opened(place).settings, given)
    return {"go": f"/c/{place.slug}/sheet"}
