"""Move: a campaign changes over from its state file to a database."""

from __future__ import annotations

from pathlib import Path

import click

from batchgen.cli import options
from batchgen.cli.commands import words
from batchgen.cli.console import text
from batchgen.settings import database_url


@click.command("move", cls=options.Command)
@click.argument("state_file", metavar="STATE.db")
@click.argument("url", metavar="URL")
@options.everyday(
    "--name", metavar="NAME", help_text="Name of the campaign in the database. [default: that of the file]"
)
def move_command(*, state_file: str, url: str, name: str | None) -> int:
    """Move the campaign of a state file into a PostgreSQL database. A copy of the file stays.

    Example: batchgen move prospects.batchgen.db postgresql://batchgen@db.example.com/videos
    """
    from batchgen import settings, state

    # Its password stands where a run has it, too.
    place = database_url.parsed(url, where="URL").with_password(settings.load(None, {}).database)
    found, jobs = state.move(Path(state_file), place, name or "")
    text.say(words.moved(text.count(jobs, "row"), found, place))
    text.say(words.from_now_on(found, options.quoted(str(place))))
    return 0
