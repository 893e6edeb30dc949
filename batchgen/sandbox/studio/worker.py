"""A worker process: makes films and trains replicas, one at a time, and dies when the server dies."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import traceback
from typing import TYPE_CHECKING

from batchgen.sandbox import render

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

MAKERS = {"film": "make_film", "replica": "train_replica"}
GONE = (EOFError, OSError)


def main(pipe: Connection) -> None:
    """Carry out orders from the pipe until it ends; every order is answered by `done` or `failed`."""
    _settle_in()
    while True:
        try:
            kind, order = pipe.recv()
        except GONE:
            return
        try:
            pipe.send(_carry_out(pipe, kind, order))
        except GONE:
            return


def _settle_in() -> None:
    """Leave Ctrl-C to the server, stay behind other programs, and watch for the server's end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(AttributeError, OSError):  # Windows has no nice
        os.nice(5)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        # at once: a film in the making would go on for seconds, for nobody
        os._exit(0)


def _carry_out(pipe: Connection, kind: str, order: object) -> tuple[str, object]:
    last = -1

    def progress(percent: int) -> None:
        nonlocal last
        if percent != last:
            last = percent
            pipe.send(("progress", percent))

    try:
        make = getattr(render, MAKERS[kind])
        return ("done", make(order, progress))
    except render.FilmError as error:
        return ("failed", (str(error), error.kind))
    except GONE:
        raise
    except Exception:  # noqa: BLE001 - a boundary: whatever a codec raises ends this film, not the server
        return ("broken", traceback.format_exc())
