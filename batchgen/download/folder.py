"""Place: where the videos of a campaign lie, which file is whose, and the column that says so."""

from __future__ import annotations

import os
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import models, paths
from batchgen.download import collect, file_names
from batchgen.results import result_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from batchgen import state
    from batchgen.settings import Settings

COLUMN = "video_file"
FOLDER = "video_folder"
NAMES = "video_names"
"""Keys of the state file's meta: where the last download went, and by which template."""


def folder_of(settings: Settings, store: state.Store | None = None) -> Path:
    """Return the folder of the videos: that of the last download, else `<stem>[.name][.sandbox].videos`."""
    known = store.meta(FOLDER) if store is not None else ""
    return Path(known) if known else paths.beside(settings, "videos")


def template_of(store: state.Store) -> file_names.NameTemplate:
    """Return the template of the last download's names."""
    return file_names.NameTemplate(store.meta(NAMES) or file_names.DEFAULT)


def remember(store: state.Store, folder: Path, template: str) -> None:
    """Keep where the videos are, so that results and exports can name them."""
    if not store.reading:
        store.set_meta(FOLDER, str(folder.resolve()))
        store.set_meta(NAMES, template)


def ready_jobs(store: state.Store) -> Iterator[state.Job]:
    """Yield the jobs whose video is finished and is what their row asks for."""
    for job in store.jobs(models.Stage.READY):
        if result_cells.status(job) == models.Stage.READY:
            yield job


def video_of(store: state.Store, folder: Path) -> Callable[[state.Job], Path | None]:
    """Return what tells the file of a job's video, None if it is not there."""
    found: dict[int, Path] | None = None

    def look(job: state.Job) -> Path | None:
        nonlocal found
        if found is None:
            found = {order.job.id: order.target for order in _orders(store, folder)}
        target = found.get(job.id)
        return collect.existing(target, "video") if target is not None else None

    return look


def file_of(settings: Settings, store: state.Store) -> Callable[[state.Job, str], Path | None]:
    """Return what finds a whole file of a job by its kind: as it was downloaded, else that of a rehearsal."""
    folder, template = folder_of(settings, store), template_of(store)
    targets = {
        (order.job.id, order.kind): order.target
        for order in collect.orders(ready_jobs(store), folder, template)
    }
    home = paths.sandbox_folder(settings).resolve() if settings.sandbox else None

    def find(job: state.Job, kind: str) -> Path | None:
        target = targets.get((job.id, kind))
        found = collect.existing(target, kind) if target is not None else None
        url = str(getattr(job, collect.LINKS[kind]))
        if found is not None or home is None or not url.startswith("file:"):
            return found
        from urllib import request  # with http and TLS, which few commands need

        own = Path(request.url2pathname(urllib.parse.urlsplit(url).path))
        return collect.existing(own.with_suffix(""), kind) if own.resolve().is_relative_to(home) else None

    return find


def _orders(store: state.Store, folder: Path) -> Iterator[collect.Order]:
    return collect.orders(ready_jobs(store), folder, template_of(store), ("video",))


def file_column(settings: Settings, store: state.Store, suffix: str) -> dict[str, Callable[[state.Job], str]]:
    """Return the column `video_file` with what it says of a job, once videos were downloaded.

    Paths are as seen from the results, whose file has the ending `suffix`.
    """
    if not store.meta(FOLDER):
        return {}
    near = paths.output(settings, suffix).parent
    look = video_of(store, folder_of(settings, store))
    return {COLUMN: lambda job: shown_path(look(job), near)}


def shown_path(path: Path | None, near: Path) -> str:
    """Return a path as the sheet has it: from the sheet's folder, with slashes."""
    if path is None:
        return ""
    try:
        return Path(os.path.relpath(path, near)).as_posix()
    except ValueError:  # another drive
        return str(path)
