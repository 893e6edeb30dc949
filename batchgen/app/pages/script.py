"""Script: the text on the left, what a person hears on the right."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from batchgen import editing, errors, merge
from batchgen.app import rendering
from batchgen.workspace import campaigns, plan_looks, words


@rendering.page("/c/{slug}/script")
def _script(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    file = _file(found)
    text, mark = file.read()
    with found.lock:
        rows, used = [row.number for row in found.drafts().people], found.used()
    columns = [c for c in found.sheet.columns if c.name and not c.ours]
    row = rendering.number_of(request, "row")
    return rendering.shown(
        "script.html.j2",
        view=campaigns.view(place, found),
        step="script",
        text=text,
        mark=mark,
        stamp=campaigns.mark_of(place),
        file=file.name,
        columns=sorted(columns, key=lambda column: column.name not in used),
        used=used,
        spelling=merge.spelling,
        row=row if row in rows else rows[0] if rows else 2,
        rows=rows[:5000],
        cells="cells" in request.query_params,
        currency=found.settings.currency,
        price=found.settings.price_per_minute,
    )


def _file(found: campaigns.Open) -> editing.ScriptFile:
    return editing.ScriptFile(found.settings, found.place.file)


def _number(given: rendering.Given) -> int:
    text = str(given.get("row", ""))
    return int(text) if text.isdecimal() and len(text) < 9 else 0


@rendering.call("/c/{slug}/api/script/preview")
def _preview(request: Request, given: rendering.Given) -> object:
    """Return what a row hears, and what one click can put right in the script."""
    found, text = campaigns.opened(rendering.place_of(request)), str(given.get("text", ""))
    with found.lock:
        kinds = {column.index: found.seen()[column.letter].kind for column in found.drafts().columns.values()}
        return editing.preview(found.drafts(), text, _number(given), columns=found.sheet.columns, kinds=kinds)


@rendering.call("/c/{slug}/api/script/totals")
def _totals(request: Request, given: rendering.Given) -> object:
    """Return what all rows come to; of a long sheet, about."""
    found = campaigns.opened(rendering.place_of(request))
    with found.lock:
        try:
            return found.drafts().totals(str(given.get("text", "")))._asdict()
        except errors.TemplateError:
            return {"broken": True}


@rendering.call("/c/{slug}/api/script/exact", method="GET")
def _exact(request: Request, _given: rendering.Given) -> object:
    """Return what all rows come to, as a child counted them for the script that was saved."""
    look = plan_looks.LOOKS.at(rendering.place_of(request))
    if look is None:
        return {"waiting": True}
    plan = look.found
    return {"minutes": plan.get("minutes"), "price": plan.get("price"), "wrong": plan.get("invalid")}


@rendering.call("/c/{slug}/api/script/insert")
def _insert(request: Request, given: rendering.Given) -> object:
    """Return the ways to say a column."""
    found = campaigns.opened(rendering.place_of(request))
    with found.lock:
        column = found.drafts().columns.get(str(given.get("column")))
        if column is None:
            raise errors.UsageError(words.COLUMN_GONE, hint=words.LOAD_AGAIN)
        kind = found.seen()[column.letter].kind
        ways = editing.insertions(column, kind, found.drafts(), row=_number(given))
    return {"ways": [way._asdict() for way in ways], "fallback": editing.usual_fallback(column, kind)}


@rendering.call("/c/{slug}/api/script/save")
def _save(request: Request, given: rendering.Given) -> object:
    found = campaigns.opened(rendering.place_of(request))
    return {"mark": _file(found).save(str(given.get("text", "")), str(given.get("mark", "")))}


@rendering.call("/c/{slug}/api/script/theirs")
def _theirs(request: Request, _given: rendering.Given) -> object:
    text, mark = _file(campaigns.opened(rendering.place_of(request))).read()
    return {"text": text, "mark": mark}
