"""Results: every video with its link, what failed and why, and the files to take away."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from batchgen import errors, models, result_columns
from batchgen.app import campaigns, live, rendering, runs, workspace
from batchgen.results import result_cells

if TYPE_CHECKING:
    from batchgen import state

PAGE = 50
WORDS = {"ready": "Ready", "failed": "Failed", "changed": "Changed after it was sent", "making": "Being made"}
_EXPORT_SECONDS = 300


def _group(job: state.Job) -> str:
    """Return the filter that a job falls under."""
    word = result_cells.status(job)
    if word == result_cells.OUTDATED:
        return "changed"
    if job.stage in live.MAKING:
        return "making"
    return "ready" if job.stage is models.Stage.READY else "failed"


def _results(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    kind = request.query_params.get("of", "")
    sandbox = kind == "rehearsal"
    only, words = request.query_params.get("only", ""), request.query_params.get("words", "").strip()
    number = rendering.number_of(request)
    with found.reading(sandbox=sandbox) as store:
        stages = [*live.MAKING, models.Stage.READY, models.Stage.DELETED, *models.FAILED_STAGES]
        jobs = sorted(store.jobs(*stages), key=lambda job: (job.row is None, job.row or 0)) if store else []
    counts = dict.fromkeys(WORDS, 0)
    for job in jobs:
        counts[_group(job)] += 1
    failed = [job for job in jobs if _group(job) == "failed"]
    shown = [job for job in jobs if (not only or _group(job) == only) and _has(job, words)]
    return rendering.shown(
        "results.html.j2",
        view=campaigns.view(place, found),
        step="results",
        sandbox=sandbox,
        counts=counts,
        total=len(jobs),
        failed_rows=[job.row for job in failed if job.row is not None],
        why=failed[0].error or failed[0].details if failed else "",
        lines=[_line(place.slug, job, sandbox=sandbox) for job in shown[(number - 1) * PAGE : number * PAGE]],
        names=WORDS,
        only=only,
        words=words,
        matches=len(shown),
        page=number,
        pages=max(1, -(-len(shown) // PAGE)),
        columns=[c.header for c in found.sheet.columns if c.header and not c.ours],
    )


def _has(job: state.Job, words: str) -> bool:
    text = f"{job.label} {job.key} {job.row} {job.cells}".casefold()
    return all(word in text for word in words.casefold().split())


def _line(slug: str, job: state.Job, *, sandbox: bool) -> Mapping[str, object]:
    seconds = job.seconds or job.minutes * 60
    return {
        **live.card(slug, job, sandbox=sandbox),
        "key": job.key,
        "group": _group(job),
        "word": WORDS[_group(job)],
        "long": f"{int(seconds // 60)}:{int(seconds % 60):02}",
        "error": result_cells.results(job)["error"],
    }


def _retry(request: Request, given: Mapping[str, object]) -> object:
    """Send the failed rows again; each new try is paid."""
    del given
    place = rendering.place_of(request)
    runs.start(place, "retry", "--yes")
    return {"go": f"/c/{place.slug}/send"}


def _sheet(request: Request) -> Response:
    """Give the sheet with its results, as `export` writes it."""
    place = rendering.place_of(request)
    source = campaigns.opened(place).settings.sheet
    assert isinstance(source, Path)
    suffix = source.suffix if source.suffix.lower() in {".csv", ".tsv", ".xlsx", ".xlsm"} else ".xlsx"
    return _exported(place, f"{source.stem}.results{suffix}", [], sandbox="rehearsal" in request.query_params)


def _table(request: Request) -> Response:
    """Give the columns that were chosen for the mail tool, ready rows only."""
    place = rendering.place_of(request)
    known = {c.header for c in campaigns.opened(place).sheet.columns} | set(_LINKS)
    chosen = [name for name in request.query_params.getlist("column") if name in known]
    if not chosen:
        raise errors.UsageError("Choose at least one column.")
    options = ["--only", "ready", "--columns", ",".join(chosen)]
    return _exported(place, f"{place.folder.name}.csv", options, sandbox=False)


_LINKS = (*result_columns.NAMES, "embed_html")


def _exported(place: workspace.Place, name: str, options: Sequence[str], *, sandbox: bool) -> Response:
    folder = tempfile.TemporaryDirectory(prefix="batchgen-app-")
    target = Path(folder.name) / name
    options = ["-o", str(target), *options]
    done = runs.ask(place, "export", *options, seconds=_EXPORT_SECONDS, sandbox=sandbox)
    if not target.is_file():
        folder.cleanup()
        raise errors.UsageError(runs.complaint(done) or "The file could not be written.")
    return FileResponse(target, filename=name, background=BackgroundTask(folder.cleanup))


ROUTES = [
    Route("/c/{slug}/results", rendering.page(_results)),
    Route("/c/{slug}/api/results/retry", rendering.call(_retry), methods=["POST"]),
    Route("/c/{slug}/results/sheet", rendering.page(_sheet)),
    Route("/c/{slug}/results/table", rendering.page(_table)),
]
