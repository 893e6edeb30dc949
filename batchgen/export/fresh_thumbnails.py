"""Thumbnails: ready videos that had none yet are asked about again, since they may come later."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
from typing import TYPE_CHECKING

from batchgen import errors, models, state, tavus
from batchgen.plan.account_search import video_facts
from batchgen.tavus import retry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MOST = 500
"""So many are asked about in one command; a person waits for it."""


def lacking(jobs: Iterable[state.Job]) -> list[state.Job]:
    """Return the ready jobs without a thumbnail; fast videos never have one (tavus-api 4.1)."""
    return [
        job
        for job in jobs
        if job.stage is models.Stage.READY
        and job.video_id
        and not (job.thumbnail_url and job.gif_url)
        and not job.request().is_fast
    ]


def ask_again(
    jobs: Iterable[state.Job], make_client: Callable[[], tavus.Client], *, parallel: int = 6
) -> Mapping[int, state.VideoFacts]:
    """Return what is news of such jobs, by id. A service that is away, or refuses, brings no news."""
    wanted = lacking(jobs)[:MOST]
    found: dict[int, state.VideoFacts] = {}
    if not wanted:
        return found
    with (
        contextlib.ExitStack() as stack,
        contextlib.suppress(errors.BatchgenError),
        concurrent.futures.ThreadPoolExecutor(parallel) as pool,
    ):
        clients = [stack.enter_context(make_client()) for _ in range(min(parallel, len(wanted)))]
        groups = [wanted[n :: len(clients)] for n in range(len(clients))]
        for group in pool.map(_ask, clients, groups):
            found |= group
    return found


def _ask(client: tavus.Client, jobs: list[state.Job]) -> dict[int, state.VideoFacts]:
    found: dict[int, state.VideoFacts] = {}
    for job in jobs:
        try:
            video = client.get_video(job.video_id)
        except errors.RefusedError as refusal:
            if retry.is_of_account(refusal.status):
                return found
            continue
        except errors.ServiceError:
            return found
        if video.status == "ready" and (video.thumbnail_url or video.gif_url):
            found[job.id] = video_facts.of_video(video, video_facts.of_job(job))
    return found


def record(news: Mapping[int, state.VideoFacts], store: state.Store) -> None:
    """Keep the news in the state file, unless it is open for reading only."""
    if news and not store.reading:
        store.record_poll(state.PollUpdate(job_id, known) for job_id, known in news.items())


def refresh_thumbnails(store: state.Store, make_client: Callable[[], tavus.Client]) -> int:
    """Ask again for all thumbnails that are lacking, keep what came, and return how many that were."""
    news = ask_again(store.jobs(models.Stage.READY), make_client)
    record(news, store)
    return len(news)


def applied(job: state.Job, news: Mapping[int, state.VideoFacts]) -> state.Job:
    """Return a job with its news."""
    known = news.get(job.id)
    if known is None:
        return job
    return dataclasses.replace(
        job,
        thumbnail_url=known.thumbnail_url,
        gif_url=known.gif_url,
        download_url=known.download_url,
        stream_url=known.stream_url,
    )
