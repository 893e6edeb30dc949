"""Listen: callbacks taken without a run: for a sheet that is being made, or for any videos of the account."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import click

from batchgen import errors
from batchgen import settings as settings_module
from batchgen.cli import invocation, options
from batchgen.cli.commands import words
from batchgen.cli.commands.resources import account_tables
from batchgen.cli.console import callbacks, progress, signals, stop_hook, text

if TYPE_CHECKING:
    from batchgen import tavus
    from batchgen.plan import context
    from batchgen.settings import database_url
    from batchgen.state.postgres.workers import callback_box

_PAUSE = 0.2
"""Seconds between two looks for callbacks: nobody notices so short a wait."""


@click.command("listen", cls=options.Command)
@options.sheet
@callbacks.where
@options.campaign
@options.reading
@options.where
@options.state
@options.api_url
@options.json_output
@options.talk
@click.pass_context
def listen_command(ctx: click.Context, /, sheet: str | None, **given: object) -> int:
    """Let Tavus tell batchgen when a video is ready.

    With SHEET, batchgen waits for the videos of that sheet, as `batchgen wait` does. Without a sheet, it
    prints one JSON line for each video, until Ctrl-C. With --state URL and no sheet, it tells the workers
    of that database; you can run several. Anybody could send a callback, so batchgen asks Tavus about
    each one.

    Example: batchgen listen --public-url https://abc.example.com
    """
    settings = invocation.load(ctx, sheet)
    invocation.need_key(settings)
    key = invocation.key_of(settings)
    wanted = callbacks.ListenOptions.of({**given, "listen": True})
    if sheet is not None:
        return _follow(settings, key, wanted)
    if settings.database is not None:
        return _tell_workers(settings.database, key, wanted)
    with account_tables.client_of(settings) as client, _listener(key, wanted) as (url, hints):
        text.say(words.give_address(url))
        _print_hints(client, hints)
    return 0


def _follow(settings: settings_module.Settings, key: str, wanted: callbacks.ListenOptions) -> int:
    from batchgen.campaign import library

    with (
        callbacks.listening(settings, key, wanted) as (_, hints),
        library.opened(settings, api_key=key, hints=hints) as batch,
    ):
        watcher = progress.Watcher(settings)
        with signals.stopping(batch.stop), stop_hook.hooked(settings, watcher):
            return watcher.watch(batch.wait())


def _tell_workers(url: database_url.DatabaseUrl, key: str, wanted: callbacks.ListenOptions) -> int:
    """Tell whoever follows the videos of a database what callbacks say, until a signal comes."""
    from batchgen import state

    stopped = threading.Event()
    with state.callbacks_of(url) as box, _listener(key, wanted) as (address, hints):
        text.say(words.give_address(address))
        said = ""
        with signals.stopping(stopped.set):
            while not stopped.wait(_PAUSE):
                said = _put(box, hints, said)
    return 0


def _put(box: callback_box.CallbackBox, hints: context.Hints, said: str) -> str:
    """Pass hints on; return what was said of a database that is away, to which they go later."""
    video_ids = hints.take()
    try:
        if video_ids:
            box.put(video_ids)
    except errors.StateError as error:
        for video_id in video_ids:
            hints.give(video_id)
        if str(error) != said:
            text.say(str(error))
        return str(error)
    return "" if video_ids else said


class _listener:  # noqa: N801 - used as a function
    """The receiver of no sheet in particular; gives the callback URL and the hints."""

    def __init__(self, key: str, wanted: callbacks.ListenOptions) -> None:
        from batchgen import listen
        from batchgen.plan import context

        self._hints = context.Hints()
        self._secret = listen.secret_of(key)
        self._running = listen.Listener(self._secret, self._hints.give, host=wanted.host, port=wanted.port)
        self._public = wanted.public_url
        if not wanted.public_url:
            text.say(listen.TUNNEL.format(local=self._running.url, port=self._running.port))

    def __enter__(self) -> tuple[str, context.Hints]:
        from batchgen import listen

        self._running.__enter__()
        return listen.callback_url(self._public or self._running.url, self._secret), self._hints

    def __exit__(self, *_: object) -> None:
        self._running.__exit__()


def _print_hints(client: tavus.Client, hints: context.Hints) -> None:
    """Print each video that a callback names and the service confirms, until a signal comes."""
    stopped = threading.Event()
    with signals.stopping(stopped.set):
        while not stopped.wait(_PAUSE):
            for video_id in hints.take():
                _print_one(client, video_id)


def _print_one(client: tavus.Client, video_id: str) -> None:
    from batchgen import account

    try:
        video = account.VIDEOS.show(client, video_id)
    except errors.BatchgenError as error:
        text.say(f"{video_id}: {error}")
        return
    text.out(json.dumps(dict(video.raw)))
