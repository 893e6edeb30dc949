"""The album: keeps the folder's pages and the gallery's data in step with the store."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import time
from typing import TYPE_CHECKING

from batchgen.sandbox.files import pages

if TYPE_CHECKING:
    from pathlib import Path

    from batchgen.sandbox.files.places import Places
    from batchgen.sandbox.files.sandbox_records import Video
    from batchgen.sandbox.files.sandbox_store import Store
    from batchgen.sandbox.studio.cast import Cast

PAUSE = 0.5
PAGES_AT_ONCE = 40
"""How many pages are drawn at a time: the loop answers requests in between."""
NEWEST = 500
"""How many videos the gallery shows when no films are made: there may be 100,000."""


class Album:
    """Writes `index.html`, `gallery.js` and the page of each video; all links in them are relative."""

    def __init__(self, store: Store, places: Places, cast: Cast, drawn: pages.Pages) -> None:
        self._store = store
        self._places = places
        self._cast = cast
        self._pages = drawn
        self._cards: dict[str, dict[str, object]] = {}
        self._written = -1
        self._live = False
        self._waiting: set[str] = set()

    def data(self, *, live: bool = True) -> dict[str, object]:
        """Return what the gallery shows now, the oldest video first, as the rows of a sheet are."""
        self._refresh()
        counts = self._store.counts()
        counts.pop("deleted", None)
        return {
            "version": self._store.version,
            "live": live,
            "total": sum(counts.values()),
            "counts": counts,
            "videos": list(self._cards.values()),
        }

    async def keep(self) -> None:
        """Write what changed, twice a second, less often when there is much of it."""
        while True:
            began = time.monotonic()
            await asyncio.to_thread(_write_all, self._changes(live=True))
            await asyncio.sleep(max(PAUSE, 10 * (time.monotonic() - began)))

    def forget_conversation(self, conversation_id: str) -> None:
        """Remove the page of a conversation."""
        shutil.rmtree(self._places.conversation_folder(conversation_id), ignore_errors=True)

    def close(self) -> None:
        """Write everything a last time, and that nothing moves any more."""
        _write_all(self._changes(live=False, at_once=None))

    def conversation(self, conversation_id: str) -> None:
        """Write the page of a conversation."""
        found = self._store.conversation(conversation_id)
        if found is not None:
            part = self._cast.part(str(found.request.get("replica_id") or found.request.get("face_id") or ""))
            place = self._places.conversation_folder(found.id) / "index.html"
            _write_all({place: self._pages.conversation(found, part)})

    def _changes(self, *, live: bool, at_once: int | None = PAGES_AT_ONCE) -> dict[Path, str]:
        """Return the files to write, by path; drawn here, where the store may be read."""
        self._waiting |= self._store.take_changed()
        files = self._video_pages(sorted(self._waiting)[:at_once])
        if self._store.version != self._written or self._live != live:
            self._live = live
            data = self.data(live=live)
            files[self._places.folder / "gallery.js"] = pages.gallery_script(data)
            if self._written < 0:
                files[self._places.folder / "index.html"] = self._pages.gallery()
            self._written = self._store.version
        return files

    def _video_pages(self, changed: list[str]) -> dict[Path, str]:
        drawn: dict[Path, str] = {}
        for video_id in changed:
            self._waiting.discard(video_id)
            video = self._store.video(video_id)
            if video is not None:
                part = self._cast.part(video.replica_id)
                place = self._places.video_folder(video_id) / "index.html"
                drawn[place] = self._pages.video(video, part, self._places, absolute=False)
        return drawn

    def _refresh(self) -> None:
        """Bring the cards up to date: the changed ones only, in the order of the rows."""
        if not self._places.films:
            newest = self._store.videos(limit=NEWEST, offset=0)
            self._cards = {video.id: self._card(video) for video in reversed(newest)}
            return
        for video_id in sorted(self._store.take_stale(), key=self._store.place_of):
            video = self._store.video(video_id)
            if video is None or video.status == "deleted":
                self._cards.pop(video_id, None)
            else:
                self._cards[video_id] = self._card(video)

    def _card(self, video: Video) -> dict[str, object]:
        return pages.card(video, self._cast.part(video.replica_id))


def _write_all(files: dict[Path, str]) -> None:
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        unfinished.write_text(text, encoding="utf-8", errors="replace")
        try:
            unfinished.replace(path)
        except PermissionError:  # Windows: a browser is just reading it; the next change writes it again
            unfinished.unlink()
