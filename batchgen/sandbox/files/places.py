"""Places: where in the folder everything lies, and what its link is, over http or as a file."""

from __future__ import annotations

import contextlib
import dataclasses
import stat
import urllib.parse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from batchgen.sandbox.files.sandbox_records import Replica, Video

PLACEHOLDER = "placeholder.mp4"
DATABASE, LOG = "sandbox.db", "sandbox.log"
FOLDERS = ("videos", "replicas", "conversations", "work")
FILES = (
    "index.html",
    "gallery.js",
    PLACEHOLDER,
    LOG,
    *(DATABASE + end for end in ("", "-wal", "-shm", "-journal")),
)
STATE_MARK = ".batchgen."
"""Stands in the names of a rehearsal's state file and of what lies beside it."""
UMASK = 0o077
"""What a sandbox makes is for its owner only: names, words and films of people."""


def claim(folder: Path) -> None:
    """Make the folder of a sandbox, or take it over, so that only its owner can look into it; raise OSError.

    What an older sandbox left there is closed, too. A folder that holds other things keeps its mode.
    """
    try:
        folder.mkdir(0o700, parents=True)
    except FileExistsError:
        if not folder.is_dir():
            raise
    found = sorted(folder.iterdir())
    if all(_is_ours(path.name) for path in found):
        _close(folder.resolve())
    for path in found:
        if _is_ours(path.name):
            _close(path)


def _is_ours(name: str) -> bool:
    return name in FOLDERS or name in FILES or STATE_MARK in name


def _close(path: Path) -> None:
    """Take the rights of others from a file or folder of ours; a link, or what another owns, stays."""
    with contextlib.suppress(OSError):
        status = path.lstat()
        mode = stat.S_IMODE(status.st_mode)
        if not stat.S_ISLNK(status.st_mode) and mode & UMASK and not mode & stat.S_ISVTX:
            path.chmod(mode & ~UMASK)


@dataclasses.dataclass(frozen=True, slots=True)
class Places:
    """The folder of one sandbox and the base of its links, without a slash at the end.

    Layout: `index.html` and `gallery.js` (the gallery and its data), `videos/ID/` with `index.html` and the
    files of one video, `replicas/ID/`,
    `conversations/ID/index.html`, `sandbox.db` (the store), `work/` (unfinished films).
    With `films` off nothing is written for a video: its page is the gallery's, its film one for all.
    """

    folder: Path
    base: str
    films: bool = True

    @property
    def database(self) -> Path:
        """The store's file."""
        return self.folder / DATABASE

    @property
    def work(self) -> Path:
        """Where films are made before they are moved to their place."""
        return self.folder / "work"

    @property
    def shelf(self) -> Path:
        """What the workers share while the sandbox runs: drawings, readings, sentences."""
        return self.work / "cache"

    def video_folder(self, video_id: str) -> Path:
        """Where the files of a video lie."""
        return self.folder / "videos" / video_id

    def replica_folder(self, replica_id: str) -> Path:
        """Where the files of a trained replica lie."""
        return self.folder / "replicas" / replica_id

    def conversation_folder(self, conversation_id: str) -> Path:
        """Where the page of a conversation lies."""
        return self.folder / "conversations" / conversation_id

    def page(self, video_id: str) -> str:
        """Return the link of a video's page (`hosted_url`)."""
        if not self.films and self.base.startswith("file:"):
            return f"{self.base}/index.html#{video_id}"
        return f"{self.base}/videos/{video_id}/index.html"

    def conversation(self, conversation_id: str) -> str:
        """Return the link of a conversation's page."""
        return f"{self.base}/conversations/{conversation_id}/index.html"

    def file(self, video_id: str, name: str) -> str:
        """Return the link of a video's file."""
        return f"{self.base}/videos/{video_id}/{urllib.parse.quote(name)}"

    def replica_film(self, replica: Replica) -> str | None:
        """Return the link of a trained replica's preview."""
        files = replica.look.get("files")
        name = files.get("mp4") if isinstance(files, dict) else None
        return f"{self.base}/replicas/{replica.id}/{urllib.parse.quote(name)}" if name else None

    def film(self, video: Video) -> str | None:
        """Return the link of a ready video's film (`download_url`)."""
        if not self.films:
            return f"{self.base}/{PLACEHOLDER}" if self.base.startswith("file:") else self.film_link(video.id)
        name = video.files.get("mp4") or video.files.get("webm")
        return self.file(video.id, name) if name else None

    def film_link(self, video_id: str) -> str:
        """Return the link of the film that stands for every video when no films are made."""
        return f"{self.base}/videos/{video_id}/{PLACEHOLDER}"
