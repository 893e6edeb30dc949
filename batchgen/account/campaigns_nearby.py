"""Campaigns nearby: the state files in a folder and below it that know a video."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors, state
from batchgen.account import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclasses.dataclass(frozen=True, slots=True)
class Noted:
    """What became of one state file that knows a deleted video: `error` says why it was not updated.

    `sheet` is the campaign's list, if it lies beside the state file.
    """

    path: Path
    rows: tuple[str, ...] = ()
    error: str = ""
    sheet: Path | None = None


def note_deleted(
    folder: Path, video_ids: Iterable[str], *, service: str, also: Path | None = None
) -> Iterator[Noted]:
    """Note in every state file of this service in or below a folder that videos are deleted.

    `also` is a state file that is named. Files that know none of the videos are left alone, and so is one
    that a run holds: that is told.
    """
    wanted = frozenset(video_ids)
    files = state.files_below(folder)
    paths = itertools.chain([also] if also is not None else [], itertools.islice(files, state.MOST_FILES))
    seen: set[Path] = set()
    for path in filter(state.is_state_file, paths):
        if path.resolve() not in seen:
            seen.add(path.resolve())
            yield from _noted(path, wanted, service)
    if next(files, None) is not None:
        rest = words.too_many_files(state.MOST_FILES)
        yield Noted(folder, error=words.name_with_state(rest))


def _noted(path: Path, wanted: frozenset[str], service: str) -> Iterator[Noted]:
    """Note the videos in one state file; nothing comes of one that knows none of them."""
    try:
        with state.read_state(path) as store:
            known = wanted & store.known_ids() if store.service == service else frozenset()
            beside = path.with_name(Path(store.meta("sheet")).name or path.name)
        sheet = beside if beside != path and beside.is_file() else None
        if known and state.is_older(path):
            older = words.OLDER_FILE
            yield Noted(path, error=older, sheet=sheet)
        elif known:
            yield _note(path, known, sheet)
    except (errors.StateError, errors.SettingsError) as error:
        yield Noted(path, error=error.message.rstrip("."))


def _note(path: Path, video_ids: frozenset[str], sheet: Path | None) -> Noted:
    """Note them under the run lock, unless a run holds it."""
    try:
        with state.open_wherever(path) as store:
            rows = tuple(_name(job) for job in store.jobs() if job.video_id in video_ids)
            for video_id in sorted(video_ids):
                store.note_deleted(video_id)
    except errors.StateInUseError as error:
        return Noted(path, error=error.message.rstrip("."), sheet=sheet)
    return Noted(path, rows, sheet=sheet)


def _name(job: state.Job) -> str:
    return f"row {job.row}" if job.row else job.key or f"job {job.id}"
