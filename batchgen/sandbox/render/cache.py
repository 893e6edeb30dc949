"""The shelf on disk that workers share: sprites, readings, sentences, each whole or not there."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from pathlib import Path

_SENTENCES = ("seg-", "say-")
_IN_USE_SECONDS = 300


def unique(path: Path) -> Path:
    """Return a name beside `path` that no other worker uses, for writing before the rename."""
    return path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")


def publish(part: Path, path: Path) -> None:
    """Put a finished file in its place, atomically."""
    part.replace(path)


class Shelf:
    """A folder of files by name. `most` is how many bytes of sentences it keeps before the oldest go."""

    def __init__(self, folder: Path, *, most: int = 600 << 20) -> None:
        self.folder = folder
        self._most = most
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

    def touch(self, name: str) -> bool:
        """Return whether there is a file of this name, and mark it as used now."""
        try:
            os.utime(self.path(name))
        except OSError:
            return False
        return True

    def tidy(self) -> None:
        """Remove the sentences that were not used for longest, if there are too many.

        Those of the last minutes stay: another worker may be about to copy them.
        """
        files = []
        for entry in os.scandir(self.folder):
            with contextlib.suppress(OSError):
                if entry.name.startswith(_SENTENCES):
                    files.append((entry.stat().st_mtime, entry.stat().st_size, entry.path))
        left = sum(size for _, size, _ in files) - self._most
        for used, size, path in sorted(files):
            if left <= 0 or used > time.time() - _IN_USE_SECONDS:
                return
            with contextlib.suppress(OSError):
                Path(path).unlink()
            left -= size


def _link(part: Path, path: Path) -> None:
    try:
        os.link(part, path)
    except FileExistsError:
        return
    except OSError:
        # no hard links here (FAT, some shares)
        if not path.exists():
            part.replace(path)
