"""Streams: standard input, output and error, whatever state the program that started us left them in."""

from __future__ import annotations

import contextlib
import os
import sys

from batchgen import errors


def prepare() -> None:
    """Put the null device where a stream is closed, and let no character stop the writing of a text.

    Without that the next file that is opened, the state file perhaps, gets the stream's number, and whoever
    writes to the stream by its number writes into it.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if not _is_open(number):
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def finish() -> None:
    """Write what is still held back for standard output. Raises errors.OutputError, BrokenPipeError."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise errors.OutputError(error) from error


def give_up() -> None:
    """Drop what standard output does not take: Python would try again at its end, and fail."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        return
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
