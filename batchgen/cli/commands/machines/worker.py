"""Worker: one more machine, or process, for the campaigns of a database."""

from __future__ import annotations

import contextlib
import re
import threading
from typing import TYPE_CHECKING

import click

from batchgen import errors, models, stop_request
from batchgen.cli import invocation, options
from batchgen.cli import words as cli_words
from batchgen.cli.console import signals, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen import settings as settings_module
    from batchgen.cluster import engines, tickets

STOPPED = 4
_TIME = re.compile(r"(\d{1,6})([smh])")
_SECONDS = {"s": 1, "m": 60, "h": 3600}


@click.command("worker", cls=options.Command)
@options.database
@options.everyday(
    "--once", flag=True, setting=False, help_text="End when nothing is left to do. [default: wait for more]"
)
@options.everyday(
    "--for",
    "at_most",
    setting=False,
    metavar="TIME",
    help_text="With --once: end after this time at the latest, such as 50m. Other workers go on.",
)
@options.option("--name", setting=False, metavar="NAME", help_text="Work for this campaign only.")
@options.option(
    "--queues",
    setting=False,
    metavar="LIST",
    help_text="Take only these tickets: send, settle, follow, plan (with commas). [default: all]",
)
@options.connections
@options.option(
    "--health",
    kind=int,
    setting=False,
    metavar="PORT",
    help_text="Say on this port whether the worker is well, for containers.",
)
@options.talk
@click.pass_context
def worker_command(ctx: click.Context, /, *, once: bool, at_most: str | None, **given: object) -> int:
    """Send the campaigns of a database together with other workers, until Ctrl-C.

    batchgen run plans a campaign and shows it. Any number of workers, on any computers, share its rows,
    its rate and its budget. If a worker is lost, the others do its work.

    Examples: batchgen worker --state postgresql://batchgen@db.example.com/videos
    batchgen worker --once --for 50m
    """
    from batchgen.cluster import health, words

    if at_most and not once:
        raise errors.UsageError(words.FOR_NEEDS_ONCE)
    seconds = _seconds(at_most) if at_most else None
    settings = invocation.load(ctx, None)
    stop = stop_request.Stop()
    engine = _engine(settings, stop, given)
    _say_what_for(settings, str(given.get("name") or ""), once=once)
    port = given.get("health")
    with contextlib.ExitStack() as stack:
        if port is not None:
            stack.enter_context(health.Health(int(str(port)), lambda: engine.is_well))
        if seconds is not None:
            timer = threading.Timer(seconds, stop.ask)
            timer.daemon = True
            timer.start()
            stack.callback(timer.cancel)
        stack.enter_context(signals.stopping(stop.ask, is_quiet=settings.quiet))
        why = engine.run(once=once)
    if why:
        text.say(f"Error: {why}")
        return STOPPED
    return 0


def _engine(
    settings: settings_module.Settings, stop: stop_request.Stop, given: Mapping[str, object]
) -> engines.Engine:
    from batchgen.cluster import engines, parts, words

    if settings.database is None:
        raise errors.UsageError(words.NOT_A_DATABASE, hint=cli_words.NAME_DATABASE)
    invocation.need_key(settings)
    return engines.make(
        settings.database,
        parts.Account(invocation.key_of(settings), campaign=str(given.get("name") or "")),
        connections=settings.connections,
        stop=stop,
        emit=lambda event: _tell(event, is_quiet=settings.quiet),
        kinds=_kinds(str(given.get("queues") or "")),
    )


def _say_what_for(settings: settings_module.Settings, name: str, *, once: bool) -> None:
    """Refuse to end at once for a campaign that is not there; say that others are waited for."""
    from batchgen import state
    from batchgen.cluster import words

    assert settings.database is not None
    if once and name and not state.has_campaign(settings.database, name):
        raise errors.UsageError(words.no_campaign(name, settings.database), hint=words.LIST_CAMPAIGNS)
    if not once and not settings.quiet:
        text.say(words.WAITING)


def _kinds(queues: str) -> tuple[tickets.Kind, ...]:
    from batchgen.cluster import tickets, words

    wanted = {name.strip() for name in queues.split(",") if name.strip()}
    if unknown := sorted(wanted - set(tickets.KINDS)):
        raise errors.UsageError(words.unknown_queue(unknown[0], ", ".join(tickets.KINDS)))
    return tuple(kind for kind in tickets.KINDS if not wanted or kind in wanted)


def _seconds(text: str) -> float:
    from batchgen.cluster import words

    found = _TIME.fullmatch(text.strip())
    if found is None or not int(found[1]):
        raise errors.UsageError(f"--for {text}: {words.NOT_A_TIME}")
    return int(found[1]) * _SECONDS[found[2]]


def _tell(event: models.Event, *, is_quiet: bool) -> None:
    if isinstance(event, models.Notice) and (not is_quiet or event.level != "info"):
        text.say(event.text)
