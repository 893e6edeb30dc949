"""Script: the text on the left, what a person hears on the right."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen import editing, errors
from batchgen.app import rendering
from batchgen.workspace import campaigns


def _script(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    file = _file(found)
    text, mark = file.read()
    with found.lock:
        rows = [row.number for row in found.drafts().people]
        used, seen = found.used(), found.seen()
    chips = [
        {"header": c.header, "code": editing.code(c, seen[c.letter].kind), "used": c.name in used}
        for c in found.sheet.columns
        if c.name and not c.ours
    ]
    return rendering.shown(
        "script.html.j2",
        view=campaigns.view(place, found),
        step="script",
        text=text,
        mark=mark,
        file=file.name,
        chips=sorted(chips, key=lambda chip: not chip["used"]),
        row=max(rendering.number_of(request, "row"), 2),
        rows=rows[:5000],
        currency=found.settings.currency,
    )


def _file(found: campaigns.Open) -> editing.ScriptFile:
    return editing.ScriptFile(found.settings, found.place.file)


def _preview(request: Request, given: Mapping[str, object]) -> object:
    found, number = campaigns.opened(rendering.place_of(request)), str(given.get("row", ""))
    text = str(given.get("text", ""))
    with found.lock:
        try:
            return found.drafts().heard(text, int(number) if number.isdecimal() else 0)._asdict()
        except errors.TemplateError as error:
            return {"wrong": error.message, "hint": error.hint}


def _totals(request: Request, given: Mapping[str, object]) -> object:
    found = campaigns.opened(rendering.place_of(request))
    with found.lock:
        try:
            return found.drafts().totals(str(given.get("text", "")))._asdict()
        except errors.TemplateError as error:
            return {"wrong": error.message, "hint": error.hint}


def _save(request: Request, given: Mapping[str, object]) -> object:
    found = campaigns.opened(rendering.place_of(request))
    return {"mark": _file(found).save(str(given.get("text", "")), str(given.get("mark", "")))}


def _theirs(request: Request, given: Mapping[str, object]) -> object:
    del given
    text, mark = _file(campaigns.opened(rendering.place_of(request))).read()
    return {"text": text, "mark": mark}


ROUTES = [
    Route("/c/{slug}/script", rendering.page(_script)),
    Route("/c/{slug}/api/script/preview", rendering.call(_preview), methods=["POST"]),
    Route("/c/{slug}/api/script/totals", rendering.call(_totals), methods=["POST"]),
    Route("/c/{slug}/api/script/save", rendering.call(_save), methods=["POST"]),
    Route("/c/{slug}/api/script/theirs", rendering.call(_theirs), methods=["POST"]),
]
