"""Script: the text on the left, what a person hears on the right."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen import errors, models, new_campaign
from batchgen.app import campaigns, rendering, scripts


def _script(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    text, mark = scripts.text_of(found)
    with found.lock:
        rows = [row.number for row in found.rows() if not row.hidden and not row.odd]
        used = found.examiner().merger.used
        seen = found.seen()
    chips = [
        {"header": c.header, "code": _code(c, seen[c.letter].kind), "used": c.name in used}
        for c in found.sheet.columns
        if c.name and not c.ours
    ]
    return rendering.shown(
        "script.html.j2",
        view=campaigns.view(place, found),
        step="script",
        text=text,
        mark=mark,
        file=scripts.path_of(found).name,
        chips=sorted(chips, key=lambda chip: not chip["used"]),
        row=request.query_params.get("row", str(rows[0] if rows else 2)),
        rows=rows[:5000],
        currency=found.settings.currency,
    )


def _code(column: models.Column, kind: models.Kind) -> str:
    """Return what a chip inserts: the column with the filter of its kind, and a fallback for a name."""
    said = new_campaign.expression(column, kind)
    return (
        f'{{{{ ({said}) or "there" }}}}'
        if new_campaign.says_first_name(column, kind)
        else f"{{{{ {said} }}}}"
    )


def _preview(request: Request, given: Mapping[str, object]) -> object:
    found = campaigns.opened(rendering.place_of(request))
    number = str(given.get("row", ""))
    with found.lock:
        try:
            return scripts.heard(
                found, str(given.get("text", "")), int(number) if number.isdigit() else 0
            )._asdict()
        except errors.TemplateError as error:
            return {"wrong": error.message, "hint": error.hint}


def _totals(request: Request, given: Mapping[str, object]) -> object:
    found = campaigns.opened(rendering.place_of(request))
    with found.lock:
        try:
            return scripts.totals(found, str(given.get("text", "")))._asdict()
        except errors.TemplateError as error:
            return {"wrong": error.message, "hint": error.hint}


def _save(request: Request, given: Mapping[str, object]) -> object:
    found = campaigns.opened(rendering.place_of(request))
    return {"mark": scripts.save(found, str(given.get("text", "")), str(given.get("mark", "")))}


def _theirs(request: Request, given: Mapping[str, object]) -> object:
    del given
    text, mark = scripts.text_of(campaigns.opened(rendering.place_of(request)))
    return {"text": text, "mark": mark}


ROUTES = [
    Route("/c/{slug}/script", rendering.page(_script)),
    Route("/c/{slug}/api/script/preview", rendering.call(_preview), methods=["POST"]),
    Route("/c/{slug}/api/script/totals", rendering.call(_totals), methods=["POST"]),
    Route("/c/{slug}/api/script/save", rendering.call(_save), methods=["POST"]),
    Route("/c/{slug}/api/script/theirs", rendering.call(_theirs), methods=["POST"]),
]
