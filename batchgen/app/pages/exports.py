"""Exports: the files to take away, each written by the command that the terminal has."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from batchgen import errors, export
from batchgen.app import rendering
from batchgen.workspace import campaigns, runs, takeaways, words

_SECONDS = 300


@rendering.page("/c/{slug}/results/sheet")
def _sheet(request: Request) -> Response:
    """Give the sheet with its results, as `export` writes it."""
    name = takeaways.results_name(rendering.place_of(request), "results")
    return written(request, "export", name, sandbox="rehearsal" in request.query_params)


@rendering.page("/c/{slug}/results/failures")
def _failures(request: Request) -> Response:
    """Give the rows that failed, to be fixed in a sheet of their own."""
    name = takeaways.results_name(rendering.place_of(request), "failures")
    return written(request, "export", name, option="--failures")


@rendering.page("/c/{slug}/results/report")
def _report(request: Request) -> Response:
    name = takeaways.results_name(rendering.place_of(request), "brief")
    return written(request, "report", f"{Path(name).stem}.html", "--brief")


@rendering.page("/c/{slug}/results/table")
def _table(request: Request) -> Response:
    """Give the columns that were chosen, under their new headers, ready rows only."""
    place = rendering.place_of(request)
    choices = export.choices(campaigns.opened(place).sheet)
    headers = request.query_params.getlist("header")
    ticked = [int(n) for n in request.query_params.getlist("column") if n.isascii() and n.isdecimal()]
    chosen = [(choices[n].name, headers[n]) for n in ticked if n < min(len(choices), len(headers))]
    if not chosen:
        raise errors.UsageError(words.CHOOSE_COLUMN)
    columns = export.listed(chosen)
    return written(request, "export", f"{place.folder.name}.csv", "--only", "ready", "--columns", columns)


@rendering.call("/c/{slug}/api/results/left-out", method="GET")
def _left_out(request: Request, _given: rendering.Given) -> object:
    return {"words": takeaways.left_out(rendering.place_of(request))}


@rendering.call("/c/{slug}/api/results/films")
def _films(request: Request, _given: rendering.Given) -> object:
    """Download the videos into a folder beside the sheet, or go on with it."""
    runs.start(rendering.place_of(request), "download", "--kinds", "video")
    return {"started": True}


@rendering.call("/c/{slug}/api/results/films", method="GET")
def _films_now(request: Request, _given: rendering.Given) -> object:
    return takeaways.films(rendering.place_of(request))


def written(
    request: Request, command: str, name: str, *options: str, option: str = "-o", sandbox: bool = False
) -> Response:
    """Give the file that a command writes."""
    place, folder = rendering.place_of(request), tempfile.TemporaryDirectory(prefix="batchgen-app-")
    target = Path(folder.name) / name
    given: Sequence[str] = [option, str(target), *options]
    done = runs.ask(place, command, *given, seconds=_SECONDS, sandbox=sandbox)
    if not target.is_file():
        folder.cleanup()
        raise errors.UsageError(runs.complaint(done) or words.FILE_NOT_WRITTEN)
    rendering.note(request, "exported", file=name)
    return FileResponse(target, filename=name, background=BackgroundTask(folder.cleanup))
