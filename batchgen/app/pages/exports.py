"""Exports: the files to take away, each written by the command that the terminal has."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from batchgen import download, errors, export, models
from batchgen.app import rendering
from batchgen.checks.problems import row_numbers
from batchgen.workspace import campaigns, runs

_SECONDS = 300
_MOST_BYTES = 20_000_000
"""Of the events of a download: those of 50,000 films."""
_WORDS = {"error": "failed", "rejected": "failed", "outdated": "changed after it was sent"}


def _sheet(request: Request) -> Response:
    """Give the sheet with its results, as `export` writes it."""
    source, suffix = _source(request)
    name = f"{source.stem}.results{suffix}"
    return _written(request, "export", name, sandbox="rehearsal" in request.query_params)


def _failures(request: Request) -> Response:
    """Give the rows that failed, to be fixed in a sheet of their own."""
    source, suffix = _source(request)
    return _written(request, "export", f"{source.stem}.failures{suffix}", option="--failures")


def _report(request: Request) -> Response:
    source, _ = _source(request)
    return _written(request, "report", f"{source.stem}.brief.html", "--brief")


def _table(request: Request) -> Response:
    """Give the columns that were chosen for the mail tool, under their new headers, ready rows only."""
    place = rendering.place_of(request)
    choices = export.choices(campaigns.opened(place).sheet)
    headers = request.query_params.getlist("header")
    ticked = [int(n) for n in request.query_params.getlist("column") if n.isascii() and n.isdecimal()]
    chosen = [(choices[n].name, headers[n]) for n in ticked if n < min(len(choices), len(headers))]
    if not chosen:
        raise errors.UsageError("Choose at least one column.")
    columns = export.listed(chosen)
    return _written(request, "export", f"{place.folder.name}.csv", "--only", "ready", "--columns", columns)


def _left_out(request: Request, given: Mapping[str, object]) -> object:
    """Say which rows an export leaves out: "3 rows are left out: failed (11, 12, 18)"."""
    del given
    found = campaigns.opened(rendering.place_of(request))
    with found.reading() as store:
        reasons = export.left_out(found.settings, found.sheet, store) if store else {}
    by_word: dict[str, list[int]] = {}
    for reason, rows in reasons.items():
        by_word.setdefault(_WORDS.get(reason, reason), []).extend(rows)
    count = sum(map(len, by_word.values()))
    listed = ", ".join(f"{word} ({row_numbers.spans(rows)})" for word, rows in by_word.items())
    are = "1 row is" if count == 1 else f"{count:,} rows are"
    return {"words": f"{are} left out: {listed}." if count else "No row is left out."}


def _films(request: Request, given: Mapping[str, object]) -> object:
    """Download the videos into a folder beside the sheet, or go on with it."""
    del given
    runs.start(rendering.place_of(request), "download", "--kinds", "video")
    return {"started": True}


def _films_now(request: Request, given: Mapping[str, object]) -> object:
    """Return how far the download is."""
    del given
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    log = next(iter(runs.logs(place, sandbox=False, command="download")), None)
    outcomes = [str(event.get("outcome")) for event in runs.events(log, most=_MOST_BYTES)] if log else []
    with found.reading() as store:
        total = store.counts().get(models.Stage.READY, 0) if store else 0
        folder = download.folder_of(found.settings, store).name
    return {
        "running": log is not None and runs.is_alive(log),
        "done": len(outcomes),
        "failed": outcomes.count("failed"),
        "total": total,
        "folder": folder,
    }


def _source(request: Request) -> tuple[Path, str]:
    """Return the campaign's sheet, and the ending that its results have."""
    source = campaigns.opened(rendering.place_of(request)).settings.sheet
    if not isinstance(source, Path):
        raise errors.UsageError("The campaign has no sheet.")
    suffix = source.suffix if source.suffix.lower() in {".csv", ".tsv", ".xlsx", ".xlsm"} else ".xlsx"
    return source, suffix


def _written(
    request: Request, command: str, name: str, *options: str, option: str = "-o", sandbox: bool = False
) -> Response:
    """Give the file that a command writes."""
    place, folder = rendering.place_of(request), tempfile.TemporaryDirectory(prefix="batchgen-app-")
    target = Path(folder.name) / name
    given: Sequence[str] = [option, str(target), *options]
    done = runs.ask(place, command, *given, seconds=_SECONDS, sandbox=sandbox)
    if not target.is_file():
        folder.cleanup()
        raise errors.UsageError(runs.complaint(done) or "The file could not be written.")
    rendering.note(request, "exported", file=name)
    return FileResponse(target, filename=name, background=BackgroundTask(folder.cleanup))


ROUTES = [
    Route("/c/{slug}/results/sheet", rendering.page(_sheet)),
    Route("/c/{slug}/results/failures", rendering.page(_failures)),
    Route("/c/{slug}/results/report", rendering.page(_report)),
    Route("/c/{slug}/results/table", rendering.page(_table)),
    Route("/c/{slug}/api/results/left-out", rendering.call(_left_out), methods=["GET"]),
    Route("/c/{slug}/api/results/films", rendering.call(_films), methods=["POST"]),
    Route("/c/{slug}/api/results/films", rendering.call(_films_now), methods=["GET"]),
]
