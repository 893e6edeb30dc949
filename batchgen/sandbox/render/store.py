"""The shelf on disk that workers share: sprites, readings, sentences, each whole or not there."""

from __future__ import annotations

import contextlib
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def unique(path: Path) -> Path:
    """Return a name beside `path` that no other worker uses, for writing before the rename."""
    return path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")


def publish(part: Path, path: Path) -> None:
    """Put a finished file in its place, atomically."""
    part.replace(path)


class Shelf:
    """A folder of files by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """Return where the file of this name is, or would be."""
        return self.folder / name

    def read(self, name: str) -> bytes | None:
        """Return the file's bytes, or None if there is no such file."""
        try:
            return self.path(name).read_bytes()
        except OSError:
            return None

    def keep(self, name: str, data: bytes, *, first_wins: bool = False) -> None:
        """Write a file under a unique name and rename it; with `first_wins` an existing one stays.

        A full disk loses speed, not the film: nothing here is needed.
        """
        path = self.path(name)
        part = unique(path)
        with contextlib.suppress(OSError):
            part.write_bytes(data)
            if first_wins:
                _link(part, path)
            else:
                publish(part, path)
        part.unlink(missing_ok=True)


def _link(part: Path, path: Path) -> None:
    try:
        os.link(part, path)
    except FileExistsError:
        return
    except OSError:
        # no hard links here (FAT, some shares)
        if not path.exists():
            part.replace(path)
