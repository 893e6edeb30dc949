"""Workers: the runs that use a database, from whichever machine."""

from __future__ import annotations

import click

from batchgen import errors
from batchgen.cli import options
from batchgen.cli.commands import words
from batchgen.cli.console import text


@click.group("workers")
def workers_command() -> None:
    """List the workers of a database, and give one up whose machine is gone.

    Example: batchgen workers list --state postgresql://batchgen@db.example.com/videos
    """


@workers_command.command("list", cls=options.Command)
@options.database
def list_workers(*, state: str | None) -> int:
    """List the workers of a database, and when each was last heard of.

    Example: batchgen workers list --state local
    """
    from batchgen import state as states

    found = states.workers_of(options.database_of(state))
    if not found:
        text.say(words.NO_RUNS)
        return 0
    rows = [[w.name, w.campaign, f"{w.since} UTC", f"{w.silent:.0f} s ago", w.version] for w in found]
    text.data(text.table([["worker", "campaign", "since", "last heard of", "batchgen"], *rows]))
    return 0


@workers_command.command("forget", cls=options.Command)
@click.argument("name")
@options.database
def forget(*, name: str, state: str | None) -> int:
    """Say that the run NAME (HOST:PID) is gone for good: its machine is off, or the process has ended.

    What it sent without an answer is looked for in the account before anything is sent again.

    Example: batchgen workers forget laptop-3:4711 --state postgresql://batchgen@db.example.com/videos
    """
    from batchgen import state as states

    if not states.forget_worker(options.database_of(state), name):
        raise errors.UsageError(words.no_run(name), hint=words.SEE_RUNS)
    text.say(words.forgot_run(name))
    return 0
