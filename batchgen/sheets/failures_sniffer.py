"""A quick look whether a file may be a failures file, before anything is opened."""

from __future__ import annotations

import functools
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_MARK = re.compile(rb"batchgen[\W_]{0,3}row")
_OLDER = (re.compile(rb"original[\W_]{0,3}row"), re.compile(rb"failure[\W_]{0,3}reason"))
_PARTS = ("sharedstrings.xml", "sharedstrings.bin", "content.xml")
_XLS = b"\xd0\xcf"
_CHUNK = 1 << 20
"""Bytes read at a time."""

_OVERLAP = 64
"""Bytes kept of the piece before, so that a header across two pieces is found."""

_MOST = {"strings": 64 << 20, "sheet": 1 << 20, "text": 1 << 20}
_DAMAGE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def may_be_failures(path: Path) -> bool:
    """Return whether the headers of a failures file stand somewhere in a file."""
    try:
        facts = path.stat()
    except OSError:
        return False
    return _look(path, facts.st_size, facts.st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _look(path: Path, size: int, changed: int) -> bool:
    del size, changed  # they are what makes a file another one
    wanted = set(_OLDER)
    try:
        for piece in _pieces(path):
            wanted = {mark for mark in wanted if not mark.search(piece)}
            if not wanted or _MARK.search(piece):
                return True
    except _DAMAGE:
        return False
    return False


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        head = stream.read(2)
        if head != b"PK":
            stream.seek(0)
            yield from _overlapping(stream, _MOST["strings" if head == _XLS else "text"])
            return
    with zipfile.ZipFile(path) as zipped:
        for info in zipped.infolist():
            name = info.filename.lower()
            kind = "strings" if name.endswith(_PARTS) else "sheet" if "worksheets/" in name else ""
            if kind:
                with zipped.open(info) as part:
                    yield from _overlapping(part, _MOST[kind])


def _overlapping(stream: IO[bytes], most: int) -> Iterator[bytes]:
    """Read in pieces that begin with the end of the one before; UTF-16 looks like its letters alone."""
    before = b""
    for _ in range(0, most, _CHUNK):
        chunk = stream.read(_CHUNK)
        if not chunk:
            return
        piece = before + chunk.replace(b"\0", b"").lower()
        yield piece
        before = piece[-_OVERLAP:]
