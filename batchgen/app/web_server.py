"""Server: the routes, the start and the end of the app, and the opening of the browser."""

from __future__ import annotations

import importlib.util
import socket
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.workspace import words

if TYPE_CHECKING:
    from starlette.applications import Starlette

NEEDED = ("starlette", "uvicorn", "tomlkit")
_CLOSING_SECONDS = 1
"""Open event streams would hold the end of the app for ever."""


def need_extra() -> None:
    """Raise errors.MissingExtraError if the packages of the extra are not installed."""
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise errors.MissingExtraError(words.NEEDS_PACKAGES, hint=words.INSTALL_APP)


def serve(folder: Path, *, port: int = 0, browser: bool = True, say: object = print) -> None:
    """Serve the app for a folder until it is ended; a second start on a folder opens the first one.

    Raises errors.MissingExtraError, errors.UsageError for a folder or a port that cannot be used.
    """
    need_extra()
    import uvicorn

    from batchgen import workspace
    from batchgen.app import entrance
    from batchgen.workspace import running_app

    if not folder.is_dir():
        raise errors.UsageError(words.no_such_folder(folder))
    home = folder.resolve() / workspace.OWN
    tokens = running_app.Tokens(home / "open")
    try:
        token = tokens.new()
    except OSError as error:
        raise errors.UsageError(
            words.not_writable(folder, error.strerror),
            hint=words.OWN_FOLDER,
        ) from error
    running = running_app.port(home)
    if running:
        _announce(f"http://127.0.0.1:{running}/open?t={token}", say, browser=browser)
        return
    listener = _bound(port)
    port = int(listener.getsockname()[1])
    config = uvicorn.Config(
        entrance.Guard(make_app(folder, port=port), port=port, tokens=tokens),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_CLOSING_SECONDS,
    )
    running_app.note(home, port)
    _announce(f"http://127.0.0.1:{port}/open?t={token}", say, browser=browser)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        running_app.forget(home)
        listener.close()


def make_app(folder: Path, *, port: int) -> Starlette:
    """Return the pages of the app, without the guard before them."""
    from starlette.applications import Starlette
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    from batchgen import workspace
    from batchgen.app import pages

    static = Mount("/static", StaticFiles(directory=Path(__file__).with_name("static")), name="static")
    app = Starlette(routes=[*pages.ROUTES, static], exception_handlers=pages.HANDLERS)
    app.state.workspace = workspace.Workspace(folder)
    app.state.port = port
    return app


def _announce(address: str, say: object, *, browser: bool) -> None:
    assert callable(say)
    say(words.app_is_at(address))
    if browser:
        webbrowser.open(address)


def _bound(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port), backlog=64)
    except OSError as error:
        raise errors.UsageError(words.cannot_listen(port, error.strerror), hint=words.OTHER_PORT) from error
