"""Databases: what one lacks, its tables brought up to date, and one of this computer's own."""

from __future__ import annotations

import threading

import click

from batchgen.cli import options
from batchgen.cli.commands import words
from batchgen.cli.console import text


@click.group("db")
def db_command() -> None:
    """Check a database of campaigns, and create its tables.

    Example: batchgen db check --state postgresql://batchgen@db.example.com/videos
    """


@db_command.command("check", cls=options.Command)
@options.database
def check(*, state: str | None) -> int:
    """Check whether batchgen can use a database, and say what is missing.

    Example: batchgen db check --state local
    """
    from batchgen import state as states

    text.data(states.check_database(options.database_of(state)))
    return 0


@db_command.command("upgrade", cls=options.Command)
@options.database
def upgrade(*, state: str | None) -> int:
    """Create the tables, or update those of an older batchgen.

    Example: batchgen db upgrade --state postgresql://batchgen@db.example.com/videos
    """
    from batchgen import state as states

    before, now = states.upgrade_database(options.database_of(state))
    text.say(words.tables(before, now))
    return 0


@db_command.command("start", cls=options.Command)
def start() -> int:
    """Start the PostgreSQL of this computer that --state local uses, and keep it running until Ctrl-C.

    Example: batchgen db start
    """
    from batchgen import state as states
    from batchgen.settings import database_url

    text.data(states.check_database(database_url.DatabaseUrl(database_url.LOCAL)))
    text.say(words.DATABASE_RUNS)
    threading.Event().wait()
    return 0
