"""On stop: the campaign's command that is run when a run ends or stops, told what came of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen import settings as settings_module
from batchgen.cli.console import text, words

if TYPE_CHECKING:
    from batchgen.cli.console import progress

SECONDS = 300.0
"""A command that takes longer is ended."""


@contextlib.contextmanager
def hooked(settings: settings_module.Settings, watcher: progress.Watcher) -> Iterator[None]:
    """Run `on_stop` when the block ends, however it ends; its own failure is told and changes nothing."""
    began = dt.datetime.now(dt.UTC)
    error = ""
    try:
        yield
    except BaseException as caught:
        error = caught.message if isinstance(caught, errors.BatchgenError) else type(caught).__name__
        raise
    finally:
        if settings.on_stop:
            _run(settings, summary(settings, watcher, began=began, error=error))


def summary(
    settings: settings_module.Settings, watcher: progress.Watcher, *, began: dt.datetime, error: str = ""
) -> dict[str, object]:
    """Return what the command gets as JSON on its standard input."""
    finished = watcher.finished
    return {
        "sheet": str(settings.sheet),
        "name": settings.name,
        "exit_code": finished.exit_code if finished else None,
        "counts": dict(finished.counts) if finished else {},
        "stopped": finished.stopped if finished else error,
        "results": list(dict.fromkeys(wrote.path for wrote in watcher.wrote)),
        "started_at": began.isoformat(timespec="seconds"),
        "ended_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }


def _run(settings: settings_module.Settings, said: dict[str, object]) -> None:
    command = _words(settings.on_stop)
    home = settings.campaign.parent if settings.campaign else None
    try:
        done = subprocess.run(  # noqa: S603 - the campaign's own command, without a shell
            command,
            input=json.dumps(said),
            text=True,
            encoding="utf-8",
            cwd=home,
            stdout=subprocess.DEVNULL if settings.json_output else None,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        text.say(words.hook_not_run(command[0], error))
        return
    if done.returncode:
        text.say(words.hook_failed(command[0], done.returncode))


def _words(command: str | tuple[str, ...]) -> list[str]:
    """Return a command's words; a text is split as a shell would, with nothing expanded."""
    if not isinstance(command, str):
        return list(command)
    parts = shlex.split(command, posix=os.name != "nt")
    return [str(Path(parts[0]).expanduser()), *parts[1:]] if parts else [command]
