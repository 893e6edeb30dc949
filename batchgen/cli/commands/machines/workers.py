"""Workers: the runs that use a database, from whichever machine."""

from __future__ import annotations

import click

from batchgen import errors
from batchgen.cli import options
from batchgen.cli.commands import words
from batchgen.cli.commands.machines import overview
from batchgen.cli.console import text


@click.group("workers", invoke_without_command=True)
@options.database
@click.pass_context
def workers_command(ctx: click.Context, /, *, state: str | None) -> int:
    """List the runs and workers of a database, and forget one whose machine is gone.

    Example: batchgen workers list --state postgresql://batchgen@db.example.com/videos
    """
    ctx.obj = state
    return 0 if ctx.invoked_subcommand else _list(state)


@workers_command.command("list", cls=options.Command)
@options.database
@click.pass_context
def list_workers(ctx: click.Context, /, *, state: str | None) -> int:
    """List the runs and workers of a database, and when each was last heard of.

    Example: batchgen workers list --state local
    """
    return _list(state or ctx.obj)


def _list(state: str | None) -> int:
    from batchgen import state as states

    found = states.workers_of(options.database_of(state))
    if not found:
        text.say(words.NO_RUNS)
        return 0
    text.data(overview.workers_table(found))
    return 0


@workers_command.command("forget", cls=options.Command)
@click.argument("name")
@options.database
@click.pass_context
def forget(ctx: click.Context, /, *, name: str, state: str | None) -> int:
    """Tell batchgen that the run NAME (HOST:PID) is gone: its computer is off, or it has ended.

    If it sent something without an answer, batchgen looks for it in your account before it sends
    anything.

    Example: batchgen workers forget laptop-3:4711 --state postgresql://batchgen@db.example.com/videos
    """
    from batchgen import state as states

    if not states.forget_worker(options.database_of(state or ctx.obj), name):
        raise errors.UsageError(words.no_run(name), hint=words.SEE_RUNS)
    text.say(words.forgot_run(name))
    return 0
