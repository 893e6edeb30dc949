"""Schedule, schedules and unschedule: sheets that the workers of a database send by the clock."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from batchgen import errors
from batchgen.cli import invocation, options
from batchgen.cli.commands import words as command_words
from batchgen.cli.console import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen.state.postgres.workers import schedules as state_schedules

_PASSED_ON = ("name", "max_videos", "max_minutes", "max_cost")
"""Options that each run gets; all others are in the campaign file beside the sheet."""
_LIMITS = ("max_videos", "max_minutes", "max_cost")


@click.command("schedule", cls=options.Command)
@click.argument("sheet")
@click.argument("when", metavar='"MINUTE HOUR DAY MONTH WEEKDAY"')
@options.everyday("-y", "--yes", flag=True, setting=False, help_text="Send each time without asking.")
@options.database
@options.option("--name", metavar="NAME", help_text="Name of the campaign. [default: as the sheet]")
@options.limits
@click.pass_context
def schedule_command(
    ctx: click.Context, /, *, sheet: str, when: str, yes: bool, state: str | None, **given: object
) -> int:
    """Let the workers of a database send SHEET on a schedule, such as every night.

    At each time of the cron line, in UTC, a worker runs batchgen run with the sheet. This sends what is
    new and writes the results. All workers must reach the sheet under the same path.

    Example: batchgen schedule /data/prospects.csv "0 2 * * *" --yes --max-cost 50
    """
    from batchgen import state as states
    from batchgen.cluster import cron_line, words
    from batchgen.plan.account_search import lookups

    now = dt.datetime.now(dt.UTC)
    due_at = cron_line.next_time(when, now)
    if not yes:
        raise errors.UsageError(words.NEEDS_YES)
    if all(given.get(name) is None for name in _LIMITS):
        raise errors.UsageError(words.NEEDS_BUDGET, hint=words.ADD_BUDGET)
    path = Path(sheet).resolve()
    if not path.is_file():
        raise errors.UsageError(words.no_sheet_here(path))
    settings = invocation.load(ctx, sheet)
    invocation.need_key(settings)
    states.schedule(
        options.database_of(state),
        sheet=str(path),
        cron=when,
        options=json.dumps(_arguments(given)),
        key_mark=lookups.mark_of_key(invocation.key_of(settings)),
        made_by=f"{getpass.getuser()}@{socket.gethostname()}",
        due_at=due_at,
    )
    text.say(words.scheduled(str(path), f"{due_at:%Y-%m-%d %H:%M}"))
    return 0


def _arguments(given: Mapping[str, object]) -> list[str]:
    found = ["--yes"]
    for name in _PASSED_ON:
        if (value := given.get(name)) is not None:
            found += [f"--{name.replace('_', '-')}", str(value)]
    return found


@click.command("schedules", cls=options.Command)
@options.database
@options.json_output
def schedules_command(*, state: str | None, json_output: bool) -> int:
    """List the sheets that workers send on a schedule, and how the last time went.

    Example: batchgen schedules --state postgresql://batchgen@db.example.com/videos
    """
    from batchgen import state as states

    found = states.schedules_of(options.database_of(state))
    if json_output:
        text.data(json.dumps([one._asdict() for one in found], default=str))
    elif not found:
        text.say(command_words.NOTHING_SCHEDULED)
    else:
        text.data(text.table([[*command_words.SCHEDULES], *map(_line, found)]))
    return 0


def _line(one: state_schedules.Schedule) -> list[str]:
    if one.is_running:
        last = command_words.runs_on(one.ran_on)
    elif one.ran_at is None:
        last = command_words.NEVER
    else:
        last = command_words.ran(f"{one.ran_at:%Y-%m-%d %H:%M}", one.code, text.short(one.said, 80))
    return [one.sheet, one.cron, f"{one.due_at:%Y-%m-%d %H:%M}", last, one.made_by]


@click.command("unschedule", cls=options.Command)
@click.argument("sheet")
@options.database
def unschedule_command(*, sheet: str, state: str | None) -> int:
    """Stop sending SHEET on a schedule. Rows that were already planned are still sent.

    Example: batchgen unschedule /data/prospects.csv
    """
    from batchgen import state as states
    from batchgen.cluster import words

    path = Path(sheet).resolve()
    if not states.unschedule(options.database_of(state), str(path)):
        raise errors.UsageError(words.not_scheduled(str(path)), hint=words.LIST_SCHEDULES)
    text.say(words.unscheduled(str(path)))
    return 0
