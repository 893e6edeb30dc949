"""Signals: Ctrl-C, SIGTERM and hang-up stop a run gently, then at once, then hard."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
_WORDS = (
    "\nStopping: what is on its way is finished first. Once more to stop at once.\n",
    "\nStopping at once. Everything is kept: run the same command again to go on.\n",
)


@contextlib.contextmanager
def stopping(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` at each signal while the block runs; a third signal ends the process.

    Off the main thread Python allows no handlers, so there (a notebook's worker) nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught = 0

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the handler's signature
        nonlocal caught
        caught += 1
        if caught > len(_WORDS):
            os._exit(130)
        with contextlib.suppress(OSError):
            os.write(2, _WORDS[caught - 1].encode())
        stop()

    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {number: signal.signal(number, handle) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
