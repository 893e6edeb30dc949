"""Fetch: one file of a video on disk: streamed, resumed by range, checked, and only then named."""

from __future__ import annotations

import dataclasses
import os
import shutil
import time
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors, net
from batchgen.download import file_check, link_opener, words
from batchgen.tavus import retry

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

GONE = frozenset({401, 403, 404, 410})
"""Statuses of a link that has expired or moved: the service is asked for a new one."""

TRIES = 5
"""A large file on a bad line breaks off several times; each try goes on where the last one ended."""

FIRST_PAUSE = 1.0
"""Seconds. A film's server has no reason to be away for long: 15 seconds of pauses in all."""

LARGEST = 4 * 1024**3
"""Bytes; ten minutes of video are far below."""


class GoneLinkError(errors.BatchgenError):
    """A link that no longer leads to the file."""


class BadFileError(errors.BatchgenError):
    """A file that arrived and is not what it should be."""


class FullDiskError(errors.BatchgenError):
    """No room for the file."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches files into a folder; unfinished ones wait in `parts`, to be gone on with.

    `files_of` is the one folder whose `file:` links are followed (a rehearsal's), or None.
    """

    parts: Path
    reach: link_opener.Reach
    files_of: Path | None = None
    sleep: Callable[[float], None] = time.sleep
    stopped: Callable[[], bool] = lambda: False

    def fetch(self, url: str, target: Path, kind: str, *, part_name: str) -> Path:
        """Bring a file here and return where it is: `target` with the ending that its content has.

        Raises GoneLinkError, BadFileError, FullDiskError, errors.ServiceError.
        """
        part = self.parts / f"{part_name}.{kind}.part"
        if urllib.parse.urlsplit(url).scheme == "file":
            self._copy(url, part)
        else:
            self._download(url, part)
        if trouble := file_check.fault(part, kind):
            self._forget(part)
            raise BadFileError(words.not_usable(trouble))
        final = target.with_name(target.name + file_check.ending(part))
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(final)
        _mark_of(part).unlink(missing_ok=True)
        return final

    def _download(self, url: str, part: Path) -> None:
        away = 0

        def is_final(error: errors.ServiceError) -> bool:
            # A server that is not reached twice is away: there are other files, and a later run.
            nonlocal away
            away += isinstance(error, errors.NotSentError)
            return away > 1 or self.stopped()

        retry.few(
            lambda: self._stream(url, part),
            tries=TRIES,
            first=FIRST_PAUSE,
            sleep=self.sleep,
            is_final=is_final,
        )

    def _stream(self, url: str, part: Path) -> None:
        """Read on from where the part ends, if the file is still the same one; else from its beginning."""
        have = part.stat().st_size if part.exists() else 0
        mark = _mark_of(part)
        tag = mark.read_text("utf-8") if have and mark.exists() else ""
        headers = {"range": f"bytes={have}-", "if-range": tag} if tag else {}
        with self.reach.open(url, headers) as answer:
            status = answer.status_code
            if status == 416 and tag:
                self._forget(part)
                raise errors.NoAnswerError(words.CHANGED)
            _check(status, url)
            start = have if status == 206 and tag else 0
            total = _total(answer, start)
            self._room(part, (total or 0) - start)
            mark.write_text(_validator(answer), "utf-8")
            size = self._save(answer, part, start)
        if total is not None and size != total:
            raise errors.NoAnswerError(words.cut_short(size, total))

    def _save(self, answer: httpx.Response, part: Path, start: int) -> int:
        flags = os.O_CREAT | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        size = start
        try:
            with os.fdopen(os.open(part, flags, 0o644), "wb") as file:
                file.seek(start)
                file.truncate()
                for piece in answer.iter_bytes(256 * 1024):
                    size += len(piece)
                    if size > LARGEST:
                        raise BadFileError(words.TOO_LARGE)
                    file.write(piece)
                    if self.stopped():
                        raise errors.InterruptedRunError(words.STOPPED)
        except OSError as error:
            raise FullDiskError(f"{part.parent}: {error.strerror or error}.") from error
        return size

    def _copy(self, url: str, part: Path) -> None:
        from urllib import request  # with http and TLS, which few commands need

        source = Path(request.url2pathname(urllib.parse.urlsplit(url).path)).resolve()
        if self.files_of is None or not source.is_relative_to(self.files_of.resolve()):
            raise link_opener.RefusedLinkError(words.OUTSIDE)
        if not source.is_file():
            raise GoneLinkError(words.no_file(source.name))
        shutil.copyfile(source, part)

    def _room(self, part: Path, size: int) -> None:
        free = shutil.disk_usage(part.parent).free
        if size > free:
            raise FullDiskError(words.full(size / 1000000.0, free / 1000000.0))

    @staticmethod
    def _forget(part: Path) -> None:
        part.unlink(missing_ok=True)
        _mark_of(part).unlink(missing_ok=True)


def length_of(url: str, way: link_opener.Reach) -> int | None:
    """Return how many bytes a link leads to, if its server says so before sending them."""
    if urllib.parse.urlsplit(url).scheme == "file":
        return None
    try:
        with way.open(url, {}, method="HEAD") as answer:
            return _total(answer, 0) if answer.status_code == 200 else None
    except errors.BatchgenError:
        return None


def _mark_of(part: Path) -> Path:
    return part.with_name(part.name + ".etag")


def _validator(answer: httpx.Response) -> str:
    """Return what tells this version of the file from others (RFC 9110 13.1.5: no weak tags), or nothing."""
    tag = answer.headers.get("etag", "")
    return str(tag if tag and not tag.startswith("W/") else answer.headers.get("last-modified", ""))


def _check(status: int, url: str) -> None:
    if status in {200, 206}:
        return
    if status in GONE:
        raise GoneLinkError(words.answered(net.shown(url), status))
    if status >= 500 or status in {408, 425, 429}:
        raise errors.NoAnswerError(words.answered(net.shown(url), status))
    raise BadFileError(words.answered(net.shown(url), status))


def _total(answer: httpx.Response, start: int) -> int | None:
    length = answer.headers.get("content-length", "")
    return start + int(length) if length.isascii() and length.isdigit() else None
