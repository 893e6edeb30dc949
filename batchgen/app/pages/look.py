"""Presenter and look: who speaks, for all or for each row, and what stands behind them; saved at once."""

from __future__ import annotations

import base64
import threading
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from batchgen import errors, models, settings
from batchgen.app import rendering
from batchgen.campaign import page_pictures, presentation, presenters, speech_source
from batchgen.tavus import video_look
from batchgen.workspace import account_looks, campaigns, plan_looks, words

_TAKING = threading.Lock()
"""One picture at a time: each is a browser of its own."""


@rendering.page("/c/{slug}/look")
def _look(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    columns, people = presentation.columns_of(found.sheet.columns), _people(found)
    now = presentation.of(found.settings, columns, people)
    letters = {column.letter: name for name, column in columns.items()}
    spelled = letters.get(request.query_params.get("by", ""), now.choice.column)
    is_kept = spelled == now.choice.column
    try:
        counted, wrong = presenters.values(people, columns[spelled].index) if spelled else [], ""
    except errors.UsageError as error:
        counted, wrong = [], str(error)
    with found.lock:
        seen = found.seen()
    return rendering.shown(
        "look.html.j2",
        view=campaigns.view(place, found),
        step="look",
        now=now,
        sound=found.settings.fields.get("audio_url", ""),
        state=_state(found, now),
        spelled=spelled,
        by=columns.get(spelled),
        wrong=wrong,
        values=presenters.with_presenters(counted, now.choice.by_value if is_kept else {}),
        otherwise=now.choice.otherwise if is_kept else now.choice.one,
        columns=columns,
        addresses=sorted(columns.items(), key=lambda item: seen[item[1].letter].kind != "web address"),
        scripts=speech_source.scripts(place.folder),
        rows=[row.number for row in people[:5000]],
    )


def _people(found: campaigns.Open) -> Sequence[models.Row]:
    with found.lock:
        return found.drafts().people


def _state(found: campaigns.Open, now: presentation.Presentation) -> Mapping[str, object]:
    going_on = found.holder(sandbox=False) or found.holder(sandbox=True)
    more = [words.FOR_NEXT_RUN] if going_on else []
    return {
        "one": now.choice.one,
        "who": [*more, *now.who],
        "how": now.how,
        "background": now.look.background,
        "recording": now.look.recording,
    }


@rendering.call("/c/{slug}/api/look/choose")
def _choose(request: Request, given: rendering.Given) -> object:
    """Write who presents into campaign.toml: one for all, or one for each value of a column."""
    found = campaigns.opened(rendering.place_of(request))
    columns = presentation.columns_of(found.sheet.columns)
    return _saved(found, presentation.choice_changes(found.settings, columns, given))


@rendering.call("/c/{slug}/api/look/change")
def _change(request: Request, given: rendering.Given) -> object:
    """Write the look as the page shows it into campaign.toml."""
    found = campaigns.opened(rendering.place_of(request))
    columns = presentation.columns_of(found.sheet.columns)
    return _saved(found, presentation.look_changes(found.settings, found.place.folder, columns, given))


def _saved(found: campaigns.Open, changes: settings.Changes) -> object:
    """Save changes and return what is in force then; the rows are still the same."""
    settings.change_campaign(found.place.file, changes)
    plan_looks.LOOKS.forget(found.place)
    columns = presentation.columns_of(found.sheet.columns)
    return _state(found, presentation.of(found.place.settings(), columns, _people(found)))


@rendering.call("/c/{slug}/api/look/row", method="GET")
def _row(request: Request, given: rendering.Given) -> Mapping[str, object]:
    """Return the web page behind a row's video."""
    found = campaigns.opened(rendering.place_of(request))
    row = next((row for row in _people(found) if str(row.number) == str(given.get("row"))), None)
    if row is None:
        raise errors.UsageError(words.NO_PERSON)
    with found.lock:
        asked = found.drafts().examiner().examine(row).request
    page, said = video_look.page_of(asked) if asked else ("", words.ROW_HAS_PROBLEM)
    return {"row": row.number, "name": asked.name if asked else "", "page": page, "words": said}


@rendering.call("/c/{slug}/api/look/picture")
def _picture(request: Request, given: rendering.Given) -> object:
    """Return a picture of the web page behind a row's video, taken now: somebody has asked for it."""
    page = str(_row(request, given)["page"])
    with _TAKING:
        picture = page_pictures.first_screen(page)
    return {"picture": f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"}


@rendering.call("/c/{slug}/api/look/presenters", method="GET")
def _presenters(request: Request, given: rendering.Given) -> object:
    """Return who can be chosen; the page asks until the account has answered."""
    return account_looks.presenters_of(rendering.place_of(request), again="again" in given)


@rendering.page("/portraits/{id}")
def _portrait(request: Request) -> Response:
    text = presenters.portrait(str(request.path_params["id"]))
    headers = {"cache-control": "max-age=3600"}
    return Response(text, 200 if text else 404, media_type="image/svg+xml", headers=headers)
