"""Scarcity: what the system refuses to any program is not a bug of ours."""

from __future__ import annotations

import errno

from batchgen import errors

_HINT = "Nothing that was made is lost: when that is put right, the same command goes on."
_NO_ROOM = {errno.ENOMEM, errno.EAGAIN}
_NO_LIBRARY = ("cannot allocate memory", "failed to map segment")
_NO_THREAD = "can't start new thread"


def refused(error: Exception) -> errors.SystemRefusedError | None:
    """Return an error of the system in words; None for what is an error of ours."""
    if isinstance(error, OSError):
        return errors.SystemRefusedError(_of_file(error), hint=_HINT)
    text = str(error)
    if isinstance(error, MemoryError) or (
        isinstance(error, ImportError) and any(words in text.lower() for words in _NO_LIBRARY)
    ):
        return errors.SystemRefusedError("There is not enough memory.", hint=f"{_HINT} See: ulimit -v")
    if isinstance(error, RuntimeError) and _NO_THREAD in text:
        words = "The system starts no more threads: there is not enough memory, or too many programs run."
        return errors.SystemRefusedError(words, hint=f"{_HINT} See: ulimit -v, ulimit -u")
    return None


def _of_file(error: OSError) -> str:
    if error.errno in _NO_ROOM:
        return f"There is not enough memory, or too many programs run ({error.strerror})."
    words = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {words}." if error.filename else f"The system refused a step: {words}."
