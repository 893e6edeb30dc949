"""The server process: listens, prints its address, and ends with its parent when it is told to."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.sandbox import words
from batchgen.sandbox.files import places

if TYPE_CHECKING:
    import collections.abc

    from batchgen.sandbox.api import cuttable
    from batchgen.sandbox.sandbox_options import Options

NEEDED = ("starlette", "uvicorn", "httpx", "jinja2")
NEEDED_FOR_FILMS = ("av", "espeakng_loader", "numpy", "PIL", "resvg_py")
KEY = "BATCHGEN_SANDBOX_KEY"
"""Environment variable by which a parent tells its sandbox the only key to take."""
PATIENCE = 6.0
"""Seconds after the parent's end in which the server may stop in an orderly way."""


def check_installed(*, films: bool) -> None:
    """Raise MissingExtraError if the packages of the sandbox are not installed."""
    names = NEEDED + (NEEDED_FOR_FILMS if films else ())
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        raise errors.MissingExtraError(
            words.needs_packages(", ".join(missing)),
            hint=words.INSTALL,
        )


def serve(options: Options) -> int:
    """Run the sandbox until it is interrupted; return the exit code."""
    check_installed(films=options.render)
    if options.with_parent:
        # taken out, so that no program that is started from here knows it
        options = dataclasses.replace(options, key=os.environ.pop(KEY, ""))
    logging.basicConfig(
        level=logging.ERROR if options.quiet else logging.WARNING, format="%(message)s", stream=sys.stderr
    )
    # of the whole process and its workers, before the first file: films, pages and the store are private
    os.umask(places.UMASK)
    with _folder(options) as folder:
        _listen(options, folder)
    return 0


@contextlib.contextmanager
def _folder(options: Options) -> collections.abc.Iterator[Path]:
    """Give the folder that is kept, or one that goes at the end."""
    if options.keep is not None:
        try:
            places.claim(options.keep)
        except OSError as error:
            raise errors.UsageError(words.no_folder(options.keep, error.strerror)) from error
        yield options.keep
        return
    with tempfile.TemporaryDirectory(prefix="batchgen-sandbox-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def _listen(options: Options, folder: Path) -> None:
    server = build(options, folder, ready=lambda base: _tell(options, base, folder))
    if options.with_parent:
        threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
    _mind_signals(server)
    server.run()


def _mind_signals(server: cuttable.Server) -> None:
    """End in order on SIGTERM, and when the terminal closes: a folder to remove, workers to end."""
    # uvicorn raises SIGTERM again at its end, and the default would leave the temporary folder behind
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: setattr(server, "should_exit", True))


def build(options: Options, folder: Path, *, ready: collections.abc.Callable[[str], None]) -> cuttable.Server:
    """Bind the port, open the folder and return the server; it calls `ready` with its URL when it listens."""
    from batchgen.sandbox.api import app, cuttable

    bound = _bind(options)
    base = address_of(options.host, bound.getsockname()[1])
    lines = cuttable.Lines()
    try:
        sandbox = app.Sandbox(options, folder, base, lines.cut)
    except BaseException:
        bound.close()
        raise
    return cuttable.Server(sandbox.app, bound, lines, ready=lambda: ready(base))


def _bind(options: Options) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    # the protocol is named, since asyncio sends small answers at once (TCP_NODELAY) only where it is
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere the option lets two programs share a port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((options.host, options.port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise errors.UsageError(
            words.cannot_listen(options.host, options.port, error),
            hint=words.OTHER_PORT,
        ) from error
    return bound


def address_of(host: str, port: int) -> str:
    """Return the address that programs on this computer reach the server by."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}"


def _tell(options: Options, base: str, folder: Path) -> None:
    """Print the address on stdout, which programs read, and what it means on stderr."""
    print(base, flush=True)  # noqa: T201 - the address is this program's output
    if options.quiet or options.with_parent:
        return
    kept = words.kept_in(folder) if options.keep else words.DELETED_AT_END
    films = words.videos_are(kept) if options.render else words.NO_FILMS
    print(  # noqa: T201 - this is a program's talk
        words.welcome(base, films, base, base),
        file=sys.stderr,
    )


def _end_with_parent(server: cuttable.Server) -> None:
    """Wait for the end of stdin, which the parent holds, then stop: in order, or else at once."""
    with contextlib.suppress(OSError, ValueError):
        while os.read(0, 4096):
            pass
    server.should_exit = True
    time.sleep(PATIENCE)
    os._exit(1)
