"""Web space: where pages are sent to: a folder, a bucket or a server, each through fsspec.

What credentials a space needs, and where they stand, is fsspec's and the provider's own business.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import hashlib
import importlib
import logging
import re
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.share import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

REMOTE = frozenset({"s3", "gs", "az", "sftp"})
"""Schemes of spaces that others can see."""

TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
}
"""The files of pages, by ending."""

_CACHED: Mapping[str, str] = {".html": "no-cache", ".txt": "no-cache"}
_SOME_MINUTES = "public, max-age=300"
"""A film made again keeps its address, and a person may ask for its end: so caches keep it shortly."""

_CHUNK = 1 << 20
_PART = ".part"
_FULL = re.compile(r"quota|full|no space|insufficient.?storage|\b507\b", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of space. `headers` turns a content type and a cache time into options of its `put_file`.

    `opening` are options of the file system; `raises` are its own errors, by module. A space that is not
    `atomic` gets a file under another name first, so that nobody ever sees half of one.
    """

    package: str
    headers: Callable[[str, str], dict[str, object]] | None = None
    opening: Mapping[str, object] = dataclasses.field(default_factory=dict)
    raises: tuple[str, ...] = ()
    atomic: bool = True


_ANEW: Mapping[str, object] = {"skip_instance_cache": True, "use_listings_cache": False}
"""Ask the space again each time: what a listing said before may be wrong by now."""

_KINDS: Mapping[str, _Kind] = {
    "file": _Kind("fsspec", opening={"auto_mkdir": True}, atomic=False),
    "memory": _Kind("fsspec"),
    "s3": _Kind(
        "s3fs",
        lambda kind, cache: {"ContentType": kind, "CacheControl": cache},
        _ANEW,
        ("botocore.exceptions:BotoCoreError", "botocore.exceptions:ClientError", "aiohttp:ClientError"),
    ),
    "gs": _Kind(
        "gcsfs",
        lambda kind, cache: {"content_type": kind, "fixed_key_metadata": {"cache_control": cache}},
        _ANEW,
        ("gcsfs.retry:HttpError", "google.auth.exceptions:GoogleAuthError", "aiohttp:ClientError"),
    ),
    "az": _Kind(
        "adlfs",
        lambda kind, cache: {"content_settings": {"content_type": kind, "cache_control": cache}},
        _ANEW,
        ("azure.core.exceptions:AzureError", "aiohttp:ClientError"),
    ),
    "sftp": _Kind("paramiko", raises=("paramiko:SSHException",), atomic=False),
}


class SpaceError(errors.BatchgenError):
    """A web space that does not take, show or delete a file."""

    kind = "space"


def content_type(name: str) -> str:
    """Return the content type of a file of pages."""
    return TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def cache_time(name: str) -> str:
    """Return how long browsers and networks may keep a file, as the header Cache-Control says it."""
    return _CACHED.get(Path(name).suffix.lower(), _SOME_MINUTES)


def scheme(url: str) -> str:
    """Return the kind of a space that is spelled as `normal` returns it."""
    return url.partition("://")[0] if "://" in url else "file"


def normal(url: str) -> str:
    """Return a space as it is remembered: an absolute path for a folder, without a slash at the end.

    Raises errors.UsageError for a kind that there is not, and for a URL that holds a password.
    """
    kind, is_url, rest = url.strip().partition("://")
    kind, host = kind.lower(), rest.partition("/")[0]
    if not kind:
        raise errors.UsageError(words.NO_PLACE, hint=words.FOR_EXAMPLE)
    if not is_url or kind == "file":
        return str(Path(urllib.parse.unquote(rest) if is_url else url).expanduser().resolve())
    if kind not in _KINDS:
        raise errors.UsageError(words.NO_KIND.format(scheme=kind), hint=words.KINDS)
    if ":" in host.rpartition("@")[0] or "?" in rest or "#" in rest:
        raise errors.UsageError(words.NOT_BARE, hint=words.WITHOUT)
    if not host and kind in REMOTE:
        raise errors.UsageError(words.NO_HOST.format(url=url), hint=words.FOR_EXAMPLE)
    return f"{kind}://{rest.rstrip('/')}"


class Space:
    """An open web space. `url` is as `normal` returns it. Its methods may be called from several threads."""

    def __init__(self, url: str) -> None:
        self.url = normal(url)
        self.scheme = scheme(self.url)
        self._kind = _KINDS[self.scheme]
        self._errors: tuple[type[Exception], ...] = (OSError, EOFError, TimeoutError, ValueError)
        fsspec = _module("fsspec", self.scheme)
        if self.scheme in REMOTE:
            _module(self._kind.package, self.scheme)
            # paramiko logs the traceback of what it raises; nobody asked for logs.
            logging.getLogger(self._kind.package).addHandler(logging.NullHandler())
        self._errors += tuple(_classes(self._kind.raises))
        with self._in_words("opened"):
            self._fs, self._root = fsspec.url_to_fs(self.url, **self._kind.opening)

    @property
    def at_once(self) -> int:
        """How many files may be sent at a time: one connection of SFTP is one way."""
        return 1 if self.scheme == "sftp" else 6

    def send(self, file: Path, name: str) -> None:
        """Put a file there, whole or not at all. Raises SpaceError."""
        target = self._path(name)
        headers = self._kind.headers
        given = headers(content_type(name), cache_time(name)) if headers is not None else {}
        with self._in_words("written"):
            if self._kind.atomic:
                self._fs.put_file(str(file), target, **given)
                return
            self._fs.put_file(str(file), f"{target}{_PART}")
            self._fs.mv(f"{target}{_PART}", target)

    def holds(self, name: str, digest: str, size: int) -> bool:
        """Return whether a file with this SHA-256 lies there whole. Raises SpaceError."""
        with self._in_words("read"), contextlib.suppress(FileNotFoundError):
            if self._fs.info(self._path(name))["size"] != size:
                return False
            with self._fs.open(self._path(name), "rb") as stream:
                whole = hashlib.sha256()
                while chunk := stream.read(_CHUNK):
                    whole.update(chunk)
            return whole.hexdigest() == digest
        return False

    def read(self, name: str) -> bytes | None:
        """Return a small file, None if there is none. Raises SpaceError."""
        with self._in_words("read"), contextlib.suppress(FileNotFoundError):
            return bytes(self._fs.cat_file(self._path(name)))
        return None

    def delete(self, name: str) -> None:
        """Delete a file, if it is there, and what a killed program has sent of it. Raises SpaceError."""
        target = self._path(name)
        for path in (target,) if self._kind.atomic else (target, f"{target}{_PART}"):
            with self._in_words("deleted"), contextlib.suppress(FileNotFoundError):
                self._fs.rm_file(path)

    def delete_folder(self, name: str) -> None:
        """Delete a folder that is empty, where a space has folders."""
        if self.scheme in {"file", "memory", "sftp"}:
            with contextlib.suppress(*self._errors):
                self._fs.rmdir(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextlib.contextmanager
    def _in_words(self, what: str) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise SpaceError(words.REFUSED.format(space=self.url, what=what, why=_why(error))) from error


def _why(error: Exception) -> str:
    """Return in a few words why a space does not do what was asked."""
    text = " ".join(str(getattr(error, "strerror", None) or error).split()) or type(error).__name__
    short = text[:200].rstrip(".")
    if getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT} or _FULL.search(text):
        return words.FULL.format(why=short)
    return words.FORBIDS.format(why=short) if isinstance(error, PermissionError) else short


def _module(name: str, scheme: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        if name == "fsspec":
            raise errors.MissingExtraError(words.NO_PACKAGES, hint=words.INSTALL) from error
        raise errors.MissingExtraError(
            words.NO_PACKAGE.format(scheme=scheme, package=name), hint=f"pip install {name}"
        ) from error


def _classes(names: tuple[str, ...]) -> Iterator[type[Exception]]:
    """Yield exceptions by their names, as far as this version of their package has them."""
    for name in names:
        module, _, attribute = name.partition(":")
        with contextlib.suppress(ImportError, AttributeError):
            yield getattr(importlib.import_module(module), attribute)
