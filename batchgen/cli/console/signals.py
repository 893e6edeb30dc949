"""Signals: Ctrl-C, SIGTERM and hang-up stop a run gently, then at once, then hard; other work at once."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from types import FrameType

from batchgen import errors
from batchgen.cli.console import words

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Those that the system has: Windows says SIGBREAK when its window is closed, and has no SIGHUP."""
_WORDS = (words.STOPPING, words.STOPPING_NOW)


@contextlib.contextmanager
def stopping(stop: Callable[[], None], *, is_quiet: bool = False) -> Iterator[None]:
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
            if not is_quiet:
                os.write(2, _WORDS[caught - 1].encode())
        stop()

    with _handled(handle, _NAMES):
        yield


def interrupted() -> errors.InterruptedRunError:
    """Return the error for work that was stopped in order."""
    return errors.InterruptedRunError(words.STOPPED, hint=words.GO_ON)


@contextlib.contextmanager
def as_ctrl_c() -> Iterator[None]:
    """Let SIGTERM and a hang-up end the block as Ctrl-C does, with KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with _handled(signal.default_int_handler, _NAMES[1:]):
        yield


@contextlib.contextmanager
def _handled(handler: Callable[[int, FrameType | None], None], names: Sequence[str]) -> Iterator[None]:
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    # Who starts a program with nohup wants it to live on.
    watched = [n for n in numbers if signal.getsignal(n) != signal.SIG_IGN or n == signal.SIGINT]
    before = {number: signal.signal(number, handler) for number in watched}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
