"""Writing files whole or not at all: a temporary one beside the target, then a rename; locks; `.bak`."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from batchgen import errors, words

Spare = Callable[[Path, Path], None]
"""Called with a file that is about to be replaced and the new one: may keep a copy of the old one."""


def same(one: Path, other: Path) -> bool:
    """Return whether two paths, by whatever spelling, link or mount, lead to one file."""
    if os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other)):
        return True
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there yet
        return False


_LINKS = 40
"""Links in a chain, as many as Linux follows."""


def followed(target: Path) -> Path:
    """Return the file that is written when `target` is: through links of this user, or of root, alone.

    In a folder that several people share anybody can put a link there, to a file that only this user may
    write. Raises errors.SheetLockedError.
    """
    for _ in range(_LINKS):
        try:
            facts = target.lstat()
            if not stat.S_ISLNK(facts.st_mode):
                return target
            if sys.platform != "win32" and facts.st_uid not in {os.geteuid(), 0}:
                raise errors.SheetLockedError(
                    words.foreign_link(target, facts.st_uid),
                    hint=words.DELETE_LINK,
                )
            target = target.parent / target.readlink()
        except OSError:
            # Not there yet, or no way to it: whoever opens it says so.
            return target
    raise errors.SheetLockedError(words.endless_link(target), hint=words.OTHER_FILE)


def digest(path: Path) -> str:
    """Return what changes when a file's bytes change. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def lock_beside(target: Path) -> Path | None:
    """Return the lock file of Excel or LibreOffice beside a sheet, or None."""
    for name in (f"~${target.name}", f".~lock.{target.name}#"):
        lock = target.with_name(name)
        if lock.exists():
            return lock
    return None


def check_writable(target: Path) -> None:
    """Raise errors.SheetLockedError if a sheet could not be written there now."""
    target = followed(target)
    lock = lock_beside(target)
    if lock is not None:
        raise errors.SheetLockedError(
            words.is_open(target.name, lock.name),
            hint=words.CLOSE_IT,
        )
    if target.is_dir():
        raise errors.SheetLockedError(words.is_folder(target), hint=words.NAME_FILE)
    if target.exists() and not target.is_file():
        # A rename would put a file in the place of /dev/null.
        raise errors.SheetLockedError(words.not_ordinary(target), hint=words.NAME_FILE)
    if not target.parent.is_dir():
        raise errors.SheetLockedError(words.no_folder(target.parent))
    try:
        if target.exists():
            with target.open("r+b"):
                pass
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise _cannot(target, error) from error


def _cannot(target: Path, error: OSError) -> errors.SheetLockedError:
    if error.errno in _FULL:
        text = words.disk_full(target.name)
    elif isinstance(error, FileNotFoundError):
        text = words.folder_gone(target.name, target.parent)
    else:
        text = words.not_writable(target.name, error.strerror or error)
    return errors.SheetLockedError(text, hint=words.FIX_OR_NAME)


_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
_FULL = {errno.ENOSPC, errno.EDQUOT}


def refusal(error: OSError) -> errors.SheetLockedError | None:
    """Return what a disk that takes nothing says in words, or None for an error of another kind."""
    if error.errno in _CLOSED:
        text = words.READ_ONLY_DRIVE
        return errors.SheetLockedError(text, hint=words.COPY_FOLDER)
    if error.errno in _FULL:
        return errors.SheetLockedError(words.DISK_FULL, hint=words.MAKE_ROOM)
    return None


@contextlib.contextmanager
def replacing(target: Path, spare: Spare | None = None, *, mode: int | None = None) -> Iterator[BinaryIO]:
    """Open a file that becomes `target` when the block ends well, and leaves no trace when it does not.

    `spare` sees a target that is there already before it is replaced. The mode is that of the file that was
    there, unless `mode` is given. Raises errors.SheetLockedError when it
    cannot be written.
    """
    check_writable(target)
    target = followed(target)
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".batchgen-", suffix=".tmp", dir=target.parent)
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        _give_mode(Path(temporary), target, mode)
        if spare is not None:
            spare(target, Path(temporary))
        Path(temporary).replace(target)
        temporary = ""
        sync_folder(target.parent)
    except OSError as error:
        raise _cannot(target, error) from error
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def put(target: Path, data: bytes) -> str:
    """Write a file unless it is there like this, and return its SHA-256. Raises as `replacing` does."""
    if not target.is_file() or target.is_symlink() or target.read_bytes() != data:
        with replacing(target) as stream:
            stream.write(data)
    return hashlib.sha256(data).hexdigest()


def copy(source: Path, target: Path, known: str = "") -> str:
    """Copy a file with its time unless it is there like this, and return its SHA-256.

    Size and time tell whether it is; `known` is its SHA-256 then, as it was returned before, or empty.
    """
    facts = source.stat()
    if target.is_file() and not target.is_symlink():
        there = target.stat()
        if (there.st_size, there.st_mtime_ns) == (facts.st_size, facts.st_mtime_ns):
            return known or digest(target)
    with replacing(target) as stream, source.open("rb") as file:
        shutil.copyfileobj(file, stream, 1 << 20)
    os.utime(target, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    return digest(target)


def _give_mode(temporary: Path, target: Path, mode: int | None) -> None:
    """Give the new file this mode, or that of the one it replaces, or what a new file gets."""
    if mode is not None:
        temporary.chmod(mode)
    elif target.exists():
        shutil.copymode(target, temporary)
    elif os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable, where the system can."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def keep_first(path: Path) -> Path:
    """Keep the first original of a sheet as `<name>.bak`, and return where it is."""
    backup = path.with_name(f"{path.name}.bak")
    if not backup.exists():
        keep_copy(path, backup)
    return backup


def keep_copy(path: Path, backup: Path) -> None:
    """Copy a sheet, whole or not at all. Raises errors.SheetLockedError when the copy cannot be written."""
    with replacing(backup) as stream, path.open("rb") as source:
        shutil.copyfileobj(source, stream, 1 << 20)
    with contextlib.suppress(OSError):
        shutil.copystat(path, backup)
