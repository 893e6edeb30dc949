"""Where a state file may stand: no symlink, nobody else's file, and what a network share needs."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.state import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = b"SQLite format 3\x00"
_NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ncpfs",
    "ceph",
    "lustre",
    "glusterfs",
    "davfs",
}


def check(path: Path) -> bool:
    """Return whether the state file exists. Raises errors.StateError when it must not be touched."""
    _check_companions(path)
    try:
        facts = path.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise errors.StateError(words.not_read(path, error.strerror)) from error
    if stat.S_ISLNK(facts.st_mode):
        raise errors.StateError(words.linked(path), hint=words.real_file(path.resolve()))
    if not stat.S_ISREG(facts.st_mode):
        raise errors.StateError(words.not_a_file(path), hint=words.NAME_A_FILE)
    _check_owner(path, facts.st_uid)
    _check_alone(path, facts.st_nlink)
    _check_header(path, facts.st_size)
    return True


def _check_alone(path: Path, names: int) -> None:
    """Refuse a file with a second name: SQLite's journal and our lock lie beside the name that is used.

    See "multiple links" in https://www.sqlite.org/howtocorrupt.html.
    """
    if names > 1:
        own, new = shlex.quote(str(path)), shlex.quote(f"{path}.new")
        raise errors.StateError(words.many_names(path, names), hint=words.one_name(own, new))
    if os.path.realpath(path) in (point for point, _ in _mounts()):
        raise errors.StateError(words.mounted_alone(path), hint=words.MOUNT_FOLDER)


def _check_companions(path: Path) -> None:
    """Refuse links in the places of SQLite's own files, which it would follow and write to."""
    for ending in ("-wal", "-shm", "-journal"):
        companion = path.with_name(path.name + ending)
        if companion.is_symlink():
            raise errors.StateError(words.companion_linked(companion), hint=words.DELETE_IT)


def _check_owner(path: Path, owner: int) -> None:
    if sys.platform != "win32" and owner != os.geteuid():
        raise errors.StateError(words.of_another_user(path, owner), hint=words.COPY_IT)


def _check_header(path: Path, size: int) -> None:
    if size == 0:
        return
    try:
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
    except OSError as error:
        raise errors.StateError(words.not_read(path, error.strerror)) from error
    if header != _HEADER:
        raise errors.StateError(words.not_a_state_file(path), hint=words.OTHER_FILE)


def create(path: Path) -> None:
    """Make an empty file that only its owner may read. Raises errors.StateError when there is no place."""
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
    try:
        os.close(os.open(path, flags, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise errors.StateError(words.not_made(path, error.strerror), hint=words.WRITABLE_FOLDER) from error


def is_network_share(path: Path) -> bool:
    """Return whether the folder of `path` is on a network share, where SQLite's WAL does not work."""
    folder = str(path.parent.resolve())
    if os.name == "nt":
        return _windows_share(folder)
    kind = _mount_type(folder)
    return kind in _NETWORK or kind.startswith("fuse.sshfs")


def _mount_type(folder: str) -> str:
    best, kind = "", ""
    for mount, mounted in _mounts():
        inside = folder == mount or folder.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, mounted
    return kind


def _mounts() -> Iterator[tuple[str, str]]:
    """Yield mount points and their types, where Linux says them (proc_pid_mountinfo(5))."""
    try:
        lines = (
            Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        )
    except OSError:
        return
    for line in lines:
        left, _, right = line.partition(" - ")
        yield left.split(" ")[4].replace("\\040", " "), right.split(" ")[0]


def _windows_share(folder: str) -> bool:
    if folder.startswith("\\\\"):
        return True
    import ctypes

    remote = 4
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  mypy on other systems does not know windll
    return bool(kernel.GetDriveTypeW(Path(folder).anchor) == remote)
