"""The stop file: `<state file>.stop`, which asks a run to stop where no signal can reach it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from batchgen.campaign import words

EVERY = 0.2
"""Seconds between two looks for the file."""


def place(state: Path) -> Path:
    """Return where the stop file of a state file stands."""
    return state.with_name(state.name + ".stop")


@contextlib.contextmanager
def watched(state: Path, stop: Callable[[str], None], *, every: float = EVERY) -> Iterator[None]:
    """Call `stop`, with the reason in words, each time that the stop file appears while the block runs.

    The run that obeys removes the file, so a second one asks to stop at once, as a second Ctrl-C does. One
    that is there already was meant for an earlier run: it is removed, or ignored if it cannot be. The run
    lock must be held, so that no other run is meant.
    """
    path = place(state)
    ignored = None if _removed(path) else _identity(path)
    over = threading.Event()

    def look() -> None:
        nonlocal ignored
        while not over.wait(every):
            found = _identity(path)
            if found is None or found == ignored:
                continue
            ignored = None if _removed(path) else found
            stop(words.stop_file(path))

    thread = threading.Thread(target=look, name="batchgen-stop-file", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _removed(path: Path) -> bool:
    """Remove a file; return whether none is there any more."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        facts = path.lstat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino, facts.st_mtime_ns
