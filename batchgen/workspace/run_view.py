"""Run view: what a campaign's state file and the last run say now, as a page shows it, whoever runs it."""

from __future__ import annotations

import datetime as dt
import itertools
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import download, models, report, state
from batchgen.campaign import run_events
from batchgen.results import failure_groups, result_cells
from batchgen.tavus import service_url
from batchgen.workspace import campaigns, runs, words

if TYPE_CHECKING:
    from batchgen import workspace

MOST_CARDS = 200
"""Films that a page shows; the others are counted, and stand on the page of results."""
_CAUSES = 5
MAKING = (models.Stage.SENDING, models.Stage.UNKNOWN, models.Stage.QUEUED, models.Stage.GENERATING)
_WORDS = {
    models.Stage.SENDING: words.BEING_SENT,
    models.Stage.UNKNOWN: words.LOOKING,
    models.Stage.QUEUED: words.IN_QUEUE,
    models.Stage.GENERATING: words.BEING_MADE,
    models.Stage.READY: words.STAGES["ready"],
    models.Stage.ERROR: words.STAGES["error"],
    models.Stage.REJECTED: words.STAGES["rejected"],
    models.Stage.DELETED: words.STAGES["deleted"],
}


def snapshot(place: workspace.Place, *, sandbox: bool) -> dict[str, object]:
    """Return what the page of a run shows: counts, films, who runs it, and what the run says."""
    runs.reap()
    found = campaigns.opened(place)
    holder = found.holder(sandbox=sandbox)
    if not sandbox and _is_downloading(place, holder):
        holder = None
    log = next(iter(runs.logs(place, sandbox=sandbox)), None)
    alive = log is not None and runs.is_alive(log)
    elsewhere = "" if alive or holder is None or (log and runs.is_of(log, holder)) else _starter(holder)
    told = run_events.watched(runs.events(log) if log and not elsewhere else ())
    if log and not told.ended and not alive and holder is None:
        told = told._replace(wrong=told.wrong or runs.words_of(log))
    counts: Mapping[models.Stage, int] = {}
    cards: list[dict[str, object]] = []
    groups: list[failure_groups.FailureGroup] = []
    with found.reading(sandbox=sandbox) as store:
        if store is not None:
            counts = store.counts()
            jobs = store.jobs(*MAKING, models.Stage.READY, *models.FAILED_STAGES)
            cards = [card(place.slug, job, sandbox=sandbox) for job in itertools.islice(jobs, MOST_CARDS)]
            groups = failure_groups.grouped(store.jobs(*models.FAILED_STAGES))
    return {
        "running": holder is not None or alive,
        "elsewhere": elsewhere,
        "ready": counts.get(models.Stage.READY, 0),
        "making": sum(counts.get(stage, 0) for stage in MAKING),
        "failed": sum(counts.get(stage, 0) for stage in models.FAILED_STAGES),
        "lost": counts.get(models.Stage.UNKNOWN, 0),
        "causes": [(group.videos, group.reason) for group in groups if group.reason][:_CAUSES],
        "cards": cards,
        **told._asdict(),
    }


def _is_downloading(place: workspace.Place, holder: state.Holder | None) -> bool:
    """Return whether it is a download of films that holds the lock."""
    log = next(iter(runs.logs(place, sandbox=False, command="download")), None)
    return log is not None and holder is not None and (runs.is_alive(log) or runs.is_of(log, holder))


def _starter(holder: state.Holder) -> str:
    since = f"{dt.datetime.fromisoformat(holder.since).astimezone():%H:%M}" if holder.since else ""
    return words.started_in_terminal(holder.host, since)


def card(slug: str, job: state.Job, *, sandbox: bool) -> dict[str, object]:
    """Return what a page shows of one film."""
    name, _, company = job.label.partition(", ")
    kind = "rehearsal" if sandbox else "sent"
    own = job.hosted_url.startswith("file:")
    ready = job.stage is models.Stage.READY
    film = f"/c/{slug}/films/{kind}/{job.video_id}" if own else _web(job.download_url)
    done, _, whole = job.progress.partition("/")
    percent = int(100 * int(done) / int(whole)) if done.isdigit() and whole.isdigit() and int(whole) else 0
    return {
        "id": job.id,
        "row": job.row,
        "name": name or job.key,
        "company": company,
        "stage": str(job.stage),
        "word": result_cells.status(job) if job.outdated else _WORDS.get(job.stage, "Waiting"),
        "percent": percent if job.stage in MAKING else 0,
        "film": film if ready else "",
        "picture": f"/c/{slug}/films/{kind}/{job.video_id}?picture=1" if ready and job.thumbnail_url else "",
        "link": _web(job.hosted_url) if ready else "",
        "error": job.error,
    }


def _web(url: str) -> str:
    """Return a link that a page may show: https, or nothing."""
    return url if url.startswith("https://") else ""


def film_file(place: workspace.Place, kind: str, video_id: str, *, picture: bool) -> Path | None:
    """Return a rehearsal's film or its still, or our copy of a real still; None if there is none.

    The video's id is looked up in the state file; the address joins no path.
    """
    with campaigns.opened(place).reading(sandbox=kind == "rehearsal") as store:
        job = store.of_video(video_id) if store else None
        near = store is not None and service_url.is_loopback(store.service)
    if job is None or job.stage is not models.Stage.READY:
        return None
    parts = urllib.parse.urlsplit(job.thumbnail_url if picture else job.download_url)
    if picture and parts.scheme in {"http", "https"}:
        way = download.Reach(near=near, patience=report.PATIENCE)
        return report.kept(place.folder, video_id, job.thumbnail_url, way)
    if parts.scheme != "file":
        return None
    path = Path(urllib.request.url2pathname(parts.path)).resolve()
    inside = path.is_relative_to(place.folder.resolve()) or video_id in path.parts
    return path if inside and path.suffix in {".mp4", ".webm", ".jpg", ".png"} and path.is_file() else None
