"""Collect: a campaign's ready videos brought into a folder, several at once; what is there is left alone."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import os
import shutil
import stat
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import account, errors, models, sheets, tavus
from batchgen.download import file_check, file_fetch, file_names, link_opener, words
from batchgen.tavus import retry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from batchgen import state

KINDS = ("video", "thumbnail", "gif")
LINKS = {"video": "download_url", "thumbnail": "thumbnail_url", "gif": "gif_url"}
PARTS = ".parts"
MOST_AWAY = 6
"""Files running whose server was not reached, after which no other is tried."""

SAMPLES = 12
"""Files whose length is asked for to guess the room that all need."""


@dataclasses.dataclass(frozen=True, slots=True)
class Got:
    """What became of one file. `path` is where it is; `fresh` that it came just now; `error` why it did not.

    `missing` says that the service has no such file (a thumbnail of a fast video), which is no failure.
    """

    job: state.Job
    kind: str
    path: Path | None = None
    fresh: bool = False
    error: str = ""
    missing: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """One file that is wanted: of which job, of which kind, under which name (without its ending)."""

    job: state.Job
    kind: str
    target: Path


def orders(
    jobs: Iterable[state.Job], folder: Path, template: file_names.NameTemplate, kinds: Iterable[str] = KINDS
) -> Iterator[Order]:
    """Yield what is wanted of ready jobs; two videos never get one name, and each always gets the same."""
    wanted = tuple(kinds)
    taken: dict[str, str] = {}
    for job in jobs:
        if job.stage is not models.Stage.READY or not job.video_id:
            continue
        stem = template.stem(job)
        if taken.setdefault(stem.casefold(), job.video_id) != job.video_id:
            stem = file_names.safe(f"{stem} {job.video_id}")
        for kind in wanted:
            yield Order(job, kind, folder / stem)


def existing(target: Path, kind: str) -> Path | None:
    """Return the file that is already there for a name without ending, if it is whole."""
    for ending in file_check.ENDINGS[kind]:
        path = target.with_name(target.name + ending)
        if path.is_file() and not path.is_symlink() and not file_check.fault(path, kind, decode=False):
            return path
    return None


class Collector:
    """Downloads ready videos of one campaign.

    `ask` returns a thread's own client, or None without a key: then expired links stay expired. `files_of` is
    a rehearsal's folder. `stop` may be called from any thread; what was begun is gone on with next time.
    `trouble` says afterwards why nothing more was tried: the account is refused, or no server was reached.
    """

    def __init__(
        self,
        folder: Path,
        *,
        near: bool = False,
        files_of: Path | None = None,
        ask: Callable[[], tavus.Client] | None = None,
        parallel: int = 4,
    ) -> None:
        self.folder = folder
        self._reach = link_opener.Reach(near=near)
        self._files_of = files_of
        self._ask = ask
        self._parallel = max(1, min(parallel, 8))
        self._stopped = threading.Event()
        self._asked = False
        self._away = 0
        self._served = False
        self.trouble: errors.ServiceError | None = None
        self._local = threading.local()
        self._clients: list[tavus.Client] = []
        self._fresh: dict[str, tavus.Video] = {}
        self._guard = threading.Lock()

    def stop(self) -> None:
        """Begin nothing new and leave what is under way."""
        self._asked = True
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self._asked

    def collect(self, wanted: Iterable[Order]) -> Iterator[Got]:
        """Yield what became of every file, those that are there first.

        Raises errors.UsageError when nothing can be written there, or there is too little room.
        """
        parts = _prepared(self.folder)
        open_orders: list[Order] = []
        for order in wanted:
            if path := existing(order.target, order.kind):
                yield Got(order.job, order.kind, path)
            else:
                open_orders.append(order)
        self._check_room(open_orders)
        fetcher = file_fetch.Fetcher(
            parts,
            self._reach,
            files_of=self._files_of,
            sleep=self._pause,
            stopped=self._stopped.is_set,
        )
        try:
            yield from self._run(open_orders, fetcher)
        finally:
            for client in self._clients:
                client.close()
            with contextlib.suppress(OSError):
                parts.rmdir()

    def _pause(self, seconds: float) -> None:
        self._stopped.wait(seconds)

    def _run(self, wanted: list[Order], fetcher: file_fetch.Fetcher) -> Iterator[Got]:
        with concurrent.futures.ThreadPoolExecutor(self._parallel, "download") as pool:
            futures = [pool.submit(self._one, order, fetcher) for order in wanted]
            try:
                for future in concurrent.futures.as_completed(futures):
                    yield future.result()
            finally:
                self._stopped.set()
                pool.shutdown(wait=True, cancel_futures=True)

    def _one(self, order: Order, fetcher: file_fetch.Fetcher) -> Got:
        job, kind = order.job, order.kind
        if self._stopped.is_set():
            return Got(job, kind, error=words.STOPPED_BEFORE)
        try:
            path = self._fetch(order, fetcher)
        except file_fetch.FullDiskError as error:
            self._stopped.set()
            return Got(job, kind, error=error.message)
        except errors.ServiceError as error:
            self._note_trouble(error)
            return Got(job, kind, error=error.message)
        except errors.BatchgenError as error:
            return Got(job, kind, error=error.message)
        self._note_served()
        return Got(job, kind, path, fresh=path is not None, missing=path is None)

    def _note_served(self) -> None:
        with self._guard:
            self._away, self._served, self.trouble = 0, True, None

    def _note_trouble(self, error: errors.ServiceError) -> None:
        """Stop for a refused account, and when nothing can be reached: the other files would fare alike."""
        refused = isinstance(error, errors.RefusedError) and retry.is_of_account(error.status)
        with self._guard:
            self._away += 1
            if refused or self._away >= MOST_AWAY or not self._served:
                self.trouble = error
            if refused or self._away >= MOST_AWAY:
                self._stopped.set()

    def _fetch(self, order: Order, fetcher: file_fetch.Fetcher) -> Path | None:
        """Fetch one file; a link that is missing or has expired is asked for anew, once."""
        url = str(getattr(order.job, LINKS[order.kind]))
        asked = not url
        if asked and not (order.kind != "video" and order.job.request().is_fast):
            url = self._new_link(order)
        if not url:
            if order.kind != "video":
                return None
            raise file_fetch.GoneLinkError(words.NO_LINK)
        name = file_names.safe(order.job.video_id)
        try:
            return fetcher.fetch(url, order.target, order.kind, part_name=name)
        except file_fetch.GoneLinkError:
            again = "" if asked else self._new_link(order)
            if not again:
                raise
            return fetcher.fetch(again, order.target, order.kind, part_name=name)

    def _new_link(self, order: Order) -> str:
        video = self._video(order.job.video_id)
        if video is None:
            return ""
        if video.status == "deleted":
            raise file_fetch.GoneLinkError(words.DELETED)
        return str(getattr(video, LINKS[order.kind]))

    def _video(self, video_id: str) -> tavus.Video | None:
        with self._guard:
            if video_id in self._fresh:
                return self._fresh[video_id]
        if self._ask is None:
            return None
        found = account.VIDEOS.show(self._client(), video_id)
        with self._guard:
            self._fresh[video_id] = found
        return found

    def _client(self) -> tavus.Client:
        assert self._ask is not None
        if not hasattr(self._local, "client"):
            self._local.client = self._ask()
            with self._guard:
                self._clients.append(self._local.client)
        client: tavus.Client = self._local.client
        return client

    def _check_room(self, wanted: list[Order]) -> None:
        """Raise errors.UsageError if what is missing would not fit, guessed from some files' lengths."""
        links = [str(getattr(order.job, LINKS[order.kind])) for order in wanted if order.kind == "video"]
        some = [link for link in links if link][:SAMPLES]
        with concurrent.futures.ThreadPoolExecutor(self._parallel) as pool:
            known = [size for size in pool.map(lambda u: file_fetch.length_of(u, self._reach), some) if size]
        if not known:
            return
        need = sum(known) / len(known) * len(links) * 1.1
        free = shutil.disk_usage(self.folder).free
        if need > free:
            raise errors.UsageError(
                words.no_room(need / 1000000.0, self.folder, free / 1000000.0),
                hint=words.MAKE_ROOM,
            )


def _check_ours(parts: Path) -> None:
    """Refuse a folder for unfinished files that somebody else has made: links in it would be followed."""
    facts = parts.lstat()
    if stat.S_ISLNK(facts.st_mode) or (sys.platform != "win32" and facts.st_uid not in {os.geteuid(), 0}):
        raise errors.UsageError(
            words.not_ours(parts),
            hint=words.DELETE_IT,
        )


def _prepared(folder: Path) -> Path:
    parts = sheets.followed(folder) / PARTS
    try:
        parts.mkdir(parents=True, exist_ok=True)
        _check_ours(parts)
        probe = parts / f"probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise errors.UsageError(
            words.cannot_write(folder, error.strerror or error), hint=words.NAME_ANOTHER
        ) from None
    return parts
