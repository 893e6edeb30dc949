"""The studio: takes videos from the queue to ready or error, and replicas through their training."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import secrets
import shutil
import time
from typing import TYPE_CHECKING

from batchgen.sandbox import render
from batchgen.sandbox.api import bodies
from batchgen.sandbox.files import cabinet
from batchgen.sandbox.studio import crew, phoenix, stock

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from pathlib import Path

    from batchgen.sandbox.files.places import Places
    from batchgen.sandbox.files.sandbox_records import Replica, Video
    from batchgen.sandbox.files.sandbox_store import Store
    from batchgen.sandbox.sandbox_options import Options
    from batchgen.sandbox.studio.cast import Cast, Part
    from batchgen.sandbox.studio.postman import Postman

log = logging.getLogger(__name__)

TICK = 0.1


class Studio:
    """Makes what is asked for: films by worker processes, or, without rendering, by the clock."""

    def __init__(self, store: Store, places: Places, options: Options, cast: Cast, postman: Postman) -> None:
        self._store = store
        self._places = places
        self._options = options
        self._cast = cast
        self._postman = postman
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._waiting: dict[str, list[str]] = {}
        self._tasks: set[asyncio.Task[object]] = set()
        self._crew = crew.Crew(options.worker_count()) if options.render else None

    def start(self) -> None:
        """Begin to work, with what an earlier server left unfinished."""
        shutil.rmtree(self._places.work, ignore_errors=True)
        if self._crew is None:
            self._keep(self._run_clock())
        else:
            cabinet.lay_out(cabinet.place(), self._places.shelf)
            for _ in range(self._options.worker_count()):
                self._keep(self._work())
            self._store.requeue(bodies.QUEUED)
            for video_id in self._store.open_videos():
                self.take(video_id)
        for replica in self._store.replicas():
            if replica.status == "started":
                self.train(replica.id)
            elif phoenix.is_tuning(replica):
                self._keep(self._tune(replica.id))

    async def stop(self) -> None:
        """Stop at once; what is unfinished goes on at the next start."""
        for task in self._tasks:
            task.cancel()
        if self._crew is not None:
            await asyncio.to_thread(self._crew.stop)
            await asyncio.to_thread(cabinet.put_back, self._places.shelf, cabinet.place())
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
        shutil.rmtree(self._places.work, ignore_errors=True)

    def take(self, video_id: str) -> None:
        """Put a new video in the queue of the workers; the clock needs no telling."""
        if self._crew is not None:
            self._queue.put_nowait(video_id)

    def train(self, replica_id: str) -> None:
        """Begin the training of a replica."""
        self._keep(self._train(replica_id))

    def workers(self) -> list[int]:
        """Return the process ids of the workers that run."""
        return self._crew.processes() if self._crew is not None else []

    def _keep(self, work: Coroutine[None, None, object]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # films

    async def _work(self) -> None:
        while True:
            video_id = await self._queue.get()
            video = self._store.video(video_id)
            if video is None or video.status == "deleted":
                continue
            part = self._cast.part(video.replica_id)
            if part is not None and part.trained is not None and part.trained.status == "started":
                self._waiting.setdefault(part.trained.id, []).append(video_id)
            else:
                await self._shoot(video, part)

    async def _shoot(self, video: Video, part: Part | None) -> None:
        """Make one film, to the end of its life cycle."""
        self._store.update_video(video.id, status="generating", progress=0, details="")
        if part is None or (part.trained is not None and part.trained.status != "completed"):
            self._fail(video, bodies.REPLICA_IN_ERROR.format(video.replica_id))
            return
        if video.doomed:
            await asyncio.sleep(self._options.make_seconds)
            self._fail(video, bodies.FAILED)
            return
        folder = self._places.work / f"{video.id}-{secrets.token_hex(4)}"
        try:
            await self._film(video, part, folder)
        except render.FilmError as error:
            self._fail(video, str(error))
        except crew.WorkerError as error:
            log.warning("video %s: %s", video.id, error)
            self._fail(video, bodies.FAILED)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _film(self, video: Video, part: Part, folder: Path) -> None:
        folder.mkdir(parents=True)
        order = render.FilmOrder(
            video.id, _only_one_input(video.request, self._options), part.look, folder, self._render_options()
        )
        progress = self._progress(lambda percent: self._note_progress(video.id, percent))
        task = crew.Task("film", order, progress)
        film = await self._give(task)
        assert isinstance(film, render.Film)
        if not self._store.finish_video(video.id):
            return
        await asyncio.to_thread(_move, folder, self._places.video_folder(video.id))
        notes = " ".join(text for text in (part.said, film.notes) if text)
        finished = self._store.finish_video(
            video.id,
            status="ready",
            progress=100,
            details=f"{bodies.READY} {notes}".strip(),
            notes=notes,
            files=dict(film.files),
            duration=film.duration,
        )
        if finished:
            self._postman.send(video.id)

    def _fail(self, video: Video, words: str) -> None:
        if self._store.finish_video(video.id, status="error", progress=0, details=words):
            self._postman.send(video.id)

    def _progress(self, tell: Callable[[int], None]) -> Callable[[int], None]:
        """Return the function that the crew's thread calls; `tell` is called in the loop's thread."""
        loop = asyncio.get_running_loop()

        def note(percent: int) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the server stops
                loop.call_soon_threadsafe(tell, min(max(percent, 0), 99))

        return note

    def _note_progress(self, video_id: str, percent: int) -> None:
        video = self._store.video(video_id)
        if video is not None and video.status == "generating":
            self._store.update_video(video_id, progress=percent)

    async def _give(self, task: crew.Task) -> object:
        assert self._crew is not None
        self._crew.give(task)
        return await asyncio.wrap_future(task.result)

    def _render_options(self) -> render.RenderOptions:
        options = self._options
        return render.RenderOptions(
            height=options.height,
            burn_captions=options.burn_captions,
            language=options.language,
            corner=options.corner,
            browser=options.browser,
            cache=str(self._places.shelf),
            allow_files=options.allow_files,
            allow_private=options.allow_private,
        )

    # without films

    async def _run_clock(self) -> None:
        """Move all videos by the clock, many at a time."""
        while True:
            await asyncio.sleep(TICK)
            now = time.time()
            due = self._store.advance(now, queue=self._options.queue_seconds, make=self._options.make_seconds)
            if due:
                self._store.finish_many(
                    [
                        ("error", 0, bodies.FAILED, now, video_id)
                        if doomed
                        else ("ready", 100, bodies.READY, now, video_id)
                        for video_id, doomed in due
                    ]
                )
                self._postman.send_due()

    # replicas

    async def _train(self, replica_id: str) -> None:
        replica = self._store.replica(replica_id)
        if replica is None:
            return
        try:
            look = await self._learn(replica)
            self._store.update_replica(replica_id, status="completed", progress=100, look=dict(look))
        except render.FilmError as error:
            self._store.update_replica(replica_id, status="error", progress=0, error_message=str(error))
        except crew.WorkerError as error:
            log.warning("replica %s: %s", replica_id, error)
            self._store.update_replica(replica_id, status="error", progress=0, error_message=bodies.FAILED)
        self._postman.send_replica(replica_id)
        for video_id in self._waiting.pop(replica_id, []):
            self.take(video_id)
        await self._tune(replica_id)

    async def _tune(self, replica_id: str) -> None:
        """Play the second stage of a model that has one; the first look stays if it fails."""
        replica = self._store.replica(replica_id)
        if replica is None or not phoenix.is_tuning(replica):
            return
        await asyncio.sleep(self._options.tune_seconds)
        outcome = phoenix.NOT_TUNED if self._options.tuning_fails else phoenix.TUNED
        self._store.update_replica(replica_id, finetune_status=outcome)
        self._postman.send_replica(replica_id)

    async def _learn(self, replica: Replica) -> Mapping[str, object]:
        """Return the look of a replica; by the clock if no films are made."""
        if self._crew is None:
            await asyncio.sleep(self._options.train_seconds)
            return {}
        folder = self._places.replica_folder(replica.id)
        shortest = self._options.footage_seconds or phoenix.footage_seconds(replica.model_name)
        options = dataclasses.replace(self._render_options(), training_seconds=shortest)
        order = render.TrainingOrder(replica.id, _with_voice(replica.request), folder, options)
        progress = self._progress(lambda percent: self._note_training(replica.id, percent))
        trained = await self._give(crew.Task("replica", order, progress))
        assert isinstance(trained, render.Trained)
        return {**trained.replica, "files": dict(trained.files)}

    def _note_training(self, replica_id: str, percent: int) -> None:
        replica = self._store.replica(replica_id)
        if replica is not None and replica.status == "started":
            self._store.update_replica(replica_id, progress=percent)


def _only_one_input(request: Mapping[str, object], options: Options) -> Mapping[str, object]:
    """Leave out the input that does not count when a request has both and the variant allows it."""
    if not (request.get("script") and request.get("audio_url")):
        return request
    drop = "audio_url" if options.variants.both_inputs == "script" else "script"
    return {name: value for name, value in request.items() if name != drop}


def _with_voice(request: Mapping[str, object]) -> Mapping[str, object]:
    """Name the voice by the stock replica that has it, as the renderer knows it."""
    voice = str(request.get("voice_name") or "").lower()
    ids = [actor.id for actor in stock.STOCK if actor.slug() == voice]
    return {**request, "voice_name": ids[0]} if ids else request


def _move(source: Path, target: Path) -> None:
    """Move all that lies in `source` to `target`, name by name, over what an earlier try left there."""
    target.mkdir(parents=True, exist_ok=True)
    for item in sorted(source.iterdir()):
        place = target / item.name
        if place.is_dir():
            shutil.rmtree(place)
        item.replace(place)
