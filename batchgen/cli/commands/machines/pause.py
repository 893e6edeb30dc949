"""Pause, resume and stop: one campaign of a database, for all workers that send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from batchgen import errors
from batchgen.cli import options
from batchgen.cli.console import text

if TYPE_CHECKING:
    from batchgen.state.postgres import campaign_list

name_argument = click.argument("name")


@click.command("pause", cls=options.Command)
@name_argument
@options.database
def pause_command(*, name: str, state: str | None) -> int:
    """Pause the campaign NAME: no worker sends its rows until you resume it.

    Example: batchgen pause prospects --state postgresql://batchgen@db.example.com/videos
    """
    return _move(name, state, "pause")


@click.command("resume", cls=options.Command)
@name_argument
@options.database
def resume_command(*, name: str, state: str | None) -> int:
    """Go on with the paused campaign NAME.

    Example: batchgen resume prospects --state postgresql://batchgen@db.example.com/videos
    """
    return _move(name, state, "resume")


@click.command("stop", cls=options.Command)
@name_argument
@options.database
def stop_command(*, name: str, state: str | None) -> int:
    """Stop the campaign NAME for all workers. To send its other rows: batchgen run SHEET.

    Example: batchgen stop prospects --state postgresql://batchgen@db.example.com/videos
    """
    return _move(name, state, "stop")


def _move(name: str, state: str | None, move: campaign_list.Move) -> int:
    from batchgen import state as states
    from batchgen.cluster import words

    url = options.database_of(state)
    before = states.move_on(url, name, move)
    if not before:
        raise errors.UsageError(words.no_campaign(name, url), hint=words.LIST_CAMPAIGNS)
    if before not in words.MOVED_FROM[move]:
        raise errors.UsageError(words.not_moved(name, move, before))
    text.say(words.moved(name, move))
    return 0
