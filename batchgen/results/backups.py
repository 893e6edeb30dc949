"""Backups: a file that somebody edited or owns is copied aside before one of ours takes its place."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from batchgen import models, paths, sheets
from batchgen.plan import known_files
from batchgen.results import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from batchgen import state

WRITTEN = "written"
"""Key of the state file's meta: the digests of the last two versions that we wrote of each file, as JSON."""

PAGE_MARK = b'<meta name="generator" content="batchgen">'
"""In the head of every page that we write: a report, a preview."""

_HEAD = 1_000
"""Bytes in which the mark stands."""


def spare_pages(tell: Callable[[str], None]) -> Callable[[Path, Path], None]:
    """Return what keeps a copy of a file that is no page of ours before a page takes its place."""

    def look(target: Path, _new: Path) -> None:
        if not target.exists():
            return
        with target.open("rb") as file:
            is_ours = PAGE_MARK in file.read(_HEAD)
        if not is_ours:
            tell(_kept(target, words.WAS_THERE))

    return look


def _kept(target: Path, why: str) -> str:
    """Copy a file aside; return in words where it is."""
    copy = paths.free(paths.dated(target, dt.datetime.now().astimezone()))
    sheets.keep_copy(target, copy)
    return words.kept_aside(target.name, why, copy.name)


class Backups:
    """Looks at each file that is about to be replaced, and collects what there is to tell."""

    def __init__(self, store: state.Store) -> None:
        self._store = store
        self._notices: list[models.Notice] = []

    def look(self, target: Path, new: Path, *, advice: str = "") -> None:
        """Keep a copy of `target` if neither we wrote it nor it says the same as `new`, which replaces it.

        `advice` is what to do with a copy that somebody edited.
        Raises errors.SheetLockedError when the copy cannot be written, OSError when a file cannot be read.
        """
        known: dict[str, list[str]] = json.loads(self._store.meta(WRITTEN) or "{}")
        place = known_files.Place.of(target, self._store.path.parent)
        name = place.near or place.path
        ours, coming = known.get(name, []), sheets.digest(new)
        there = sheets.digest(target) if target.exists() else coming
        if there not in {coming, *ours}:
            self._keep(target, edited=bool(ours), advice=advice)
        # Who is killed before the rename finds what was there, if that was ours.
        ours = [*([there] if there in ours and there != coming else []), coming]
        if not self._store.reading and known.get(name) != ours:
            self._store.set_meta(WRITTEN, json.dumps(known | {name: ours}, ensure_ascii=False))

    def _keep(self, target: Path, *, edited: bool, advice: str) -> None:
        kept = _kept(target, words.WAS_CHANGED if edited else words.WAS_THERE)
        text = f"{kept} {advice if edited else ''}".rstrip()
        self._notices.append(models.Notice(text, level="warning"))

    def take_notices(self) -> list[models.Event]:
        """Return what there is to tell, once."""
        take_notices, self._notices = self._notices, []
        return [*take_notices]
