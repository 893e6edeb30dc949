"""Presenter and look: who speaks, for all or for each row, and what stands behind them; saved at once."""

from __future__ import annotations

import base64
import dataclasses
import threading
import time
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen import errors, merge, models, settings
from batchgen.app import campaigns, plan_looks, rendering, workspace
from batchgen.campaign import page_pictures, presenters, speech_source
from batchgen.tavus import video_look

_TAKING = threading.Lock()
"""One picture at a time: each is a browser of its own."""


def _look(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    columns, people = _columns(found), _people(found)
    choice = presenters.chosen(found.settings, columns)
    letter = request.query_params.get("by", "")
    spelled = {column.letter: name for name, column in columns.items()}.get(letter, choice.column)
    by = columns.get(spelled)
    try:
        values, wrong = presenters.values(people, by.index) if by else [], ""
    except errors.UsageError as error:
        values, wrong = [], f"{error.message} {error.hint}"
    return rendering.shown(
        "look.html.j2",
        view=campaigns.view(place, found),
        step="look",
        chosen=choice,
        is_each=bool(spelled),
        by=by,
        spelled=spelled,
        values=presenters.with_presenters(values, choice.by_value if spelled == choice.column else {}),
        otherwise=choice.otherwise if spelled == choice.column else choice.one,
        wrong=wrong,
        own=list(columns.values()),
        columns=_offered(found),
        look=video_look.of(found.settings.fields, columns),
        state=_state(found, found.settings),
        scripts=speech_source.scripts(place.folder),
        rows=[row.number for row in people[:5000]],
    )


def _columns(found: campaigns.Open) -> Mapping[str, models.Column]:
    """Return the sheet's own columns as templates spell them."""
    return {merge.spelling(c): c for c in found.sheet.columns if c.name and not c.ours}


def _people(found: campaigns.Open) -> Sequence[models.Row]:
    with found.lock:
        return [row for row in found.rows() if not row.hidden and not row.odd]


def _offered(found: campaigns.Open) -> Sequence[tuple[str, models.Column]]:
    """Return the columns that may hold addresses, those that do first."""
    with found.lock:
        seen = found.seen()
    return sorted(_columns(found).items(), key=lambda item: seen[item[1].letter].kind != "web address")


def _state(found: campaigns.Open, now: settings.Settings) -> Mapping[str, object]:
    """Return what is in force now and what to know of it, in words; a change leaves the rows as they are."""
    columns, people = _columns(found), _people(found)
    choice, look = presenters.chosen(now, columns), video_look.of(now.fields, columns)
    with found.lock:
        given = found.drafts().examiner().merger.column_fields
    return {
        "one": choice.one,
        "who": presenters.notes(choice, columns, given.get("replica_id", ())),
        "background": look.background,
        "how": [
            *_empty(people, columns.get(look.page), "no website. They get a plain background"),
            *_empty(people, columns.get(look.recording), "no sound file. The check shows them"),
        ],
    }


def _empty(people: Sequence[models.Row], column: models.Column | None, words: str) -> list[str]:
    index = column.index if column else 0
    number = sum(1 for row in people if not "".join(row.cells[index : index + 1]).strip()) if column else 0
    who = "1 person has" if number == 1 else f"{number:,} people have"
    return [f"{who} {words}."] if number else []


def _choose(request: Request, given: Mapping[str, object]) -> object:
    """Write who presents into campaign.toml: one for all, or one for each value of a column."""
    found = campaigns.opened(rendering.place_of(request))
    by_value = given.get("values")
    if isinstance(by_value, Mapping):
        chosen = {str(value): str(replica_id) for value, replica_id in by_value.items()}
        column = str(given.get("column", ""))
        if column not in _columns(found):
            raise errors.UsageError("Choose a column of the sheet.")
        changes = presenters.for_values(found.settings, column, chosen, str(given.get("otherwise", "")))
    else:
        changes = presenters.for_all(str(given.get("one", "")))
    return _saved(found, changes)


def _change(request: Request, given: Mapping[str, object]) -> object:
    """Write the look as the page shows it into campaign.toml."""
    found = campaigns.opened(rendering.place_of(request))
    columns = _columns(found)
    before = video_look.of(found.settings.fields, columns)
    look = video_look.of_form(given, columns)
    changes: dict[tuple[str, ...], settings.Value | None] = dict(video_look.changes(look))
    folder = found.place.folder
    if look.recording and look.recording != before.recording:
        changes |= speech_source.from_column(found.settings, folder, look.recording)
    elif before.recording and not look.recording:
        changes |= speech_source.from_script(folder, str(given.get("script", "")))
    return _saved(found, changes)


def _saved(found: campaigns.Open, changes: settings.Changes) -> object:
    settings.change_campaign(found.place.file, changes)
    plan_looks.LOOKS.forget(found.place)
    return _state(found, found.place.settings())


def _row(request: Request, given: Mapping[str, object]) -> Mapping[str, object]:
    """Return the web page behind a row's video."""
    found = campaigns.opened(rendering.place_of(request))
    row = next((row for row in _people(found) if str(row.number) == str(given.get("row"))), None)
    if row is None:
        raise errors.UsageError("The sheet has no person in this row.")
    with found.lock:
        asked = found.drafts().examiner().examine(row).request
    page, words = video_look.page_of(asked) if asked else ("", "This row has a problem. The check shows it.")
    return {"row": row.number, "name": asked.name if asked else "", "page": page, "words": words}


def _picture(request: Request, given: Mapping[str, object]) -> object:
    """Return a picture of the web page behind a row's video, taken now: somebody has asked for it."""
    page = str(_row(request, given)["page"])
    with _TAKING:
        picture = page_pictures.first_screen(page)
    return {"picture": f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"}


def _stamp(place: workspace.Place) -> str:
    return repr((place.settings().api_url, campaigns.marks(place.folder / ".env")))


def _ask(place: workspace.Place, stamp: str) -> plan_looks.Look:
    try:
        listed = presenters.of_account(place.settings())
    except errors.BatchgenError as error:
        return plan_looks.Look(stamp, time.monotonic(), {}, error.message)
    return plan_looks.Look(stamp, time.monotonic(), {"presenters": [dataclasses.asdict(p) for p in listed]})


PRESENTERS = plan_looks.Looks(_ask, _stamp)


def _presenters(request: Request, given: Mapping[str, object]) -> object:
    """Return who can be chosen; the page asks until the account has answered."""
    place = rendering.place_of(request)
    drawn = [dataclasses.asdict(presenter) for presenter in presenters.of_rehearsals()]
    if not settings.read_key(place.settings()):
        return {"ready": True, "presenters": drawn, "no_key": True}
    if given.get("again"):
        PRESENTERS.forget(place)
    look = PRESENTERS.at(place)
    return {"ready": look is not None, "wrong": look.wrong if look else "", **(look.found if look else {})}


def _portrait(request: Request) -> Response:
    text = presenters.portrait(str(request.path_params["id"]))
    headers = {"cache-control": "max-age=3600"}
    return Response(text, 200 if text else 404, media_type="image/svg+xml", headers=headers)


ROUTES = [
    Route("/c/{slug}/look", rendering.page(_look)),
    Route("/c/{slug}/api/look/presenters", rendering.call(_presenters), methods=["GET"]),
    Route("/c/{slug}/api/look/choose", rendering.call(_choose), methods=["POST"]),
    Route("/c/{slug}/api/look/change", rendering.call(_change), methods=["POST"]),
    Route("/c/{slug}/api/look/row", rendering.call(_row), methods=["GET"]),
    Route("/c/{slug}/api/look/picture", rendering.call(_picture), methods=["POST"]),
    Route("/portraits/{id}", rendering.page(_portrait)),
]
