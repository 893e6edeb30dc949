"""Worker: one more machine, or process, for the campaigns of a database."""

from __future__ import annotations

import click

from batchgen import errors, models, stop_request
from batchgen.cli import invocation, options
from batchgen.cli.console import signals, text

STOPPED = 4


@click.command("worker", cls=options.Command)
@options.database
@options.everyday(
    "--once", flag=True, setting=False, help_text="End when nothing is left to do. [default: wait for more]"
)
@options.connections
@options.talk
@click.pass_context
def worker_command(ctx: click.Context, /, *, once: bool, **_: object) -> int:
    """Send and follow the campaigns of a database, beside other workers, until Ctrl-C.

    batchgen run plans a campaign and shows it; any number of workers, on any machines, share its rows, its
    rate and its budget. A worker may be lost at any moment: the others do its work.

    Example: batchgen worker --state postgresql://batchgen@db.example.com/videos
    """
    from batchgen.cluster import plain_loop, words

    settings = invocation.load(ctx, None)
    if settings.database is None:
        raise errors.UsageError(words.NOT_A_DATABASE, hint=words.NAME_DATABASE)
    invocation.need_key(settings)
    stop = stop_request.Stop()
    loop = plain_loop.PlainLoop(
        settings.database,
        api_key=invocation.key_of(settings),
        connections=settings.connections,
        stop=stop,
        emit=lambda event: _tell(event, is_quiet=settings.quiet),
    )
    with signals.stopping(stop.ask, is_quiet=settings.quiet):
        why = loop.run(once=once)
    if why:
        text.say(f"Error: {why}")
        return STOPPED
    return 0


def _tell(event: models.Event, *, is_quiet: bool) -> None:
    if isinstance(event, models.Notice) and not is_quiet:
        text.say(event.text)
