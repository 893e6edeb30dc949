"""Status, from the state file; no lock and no key is needed, unless the account is asked too."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from batchgen import errors, models
from batchgen.cli import invocation, options
from batchgen.cli.commands import words
from batchgen.cli.commands.machines import overview
from batchgen.cli.console import next_command, signals, text
from batchgen.cli.console import watch as live

if TYPE_CHECKING:
    from batchgen import results, state
    from batchgen import settings as settings_module

_WATCH_SECONDS = 5.0
"""A video takes minutes, so nothing is missed between two looks."""

_SHOWN_ROWS = 50
"""Rows that are shown without -v: about a screen."""


@click.command("status", cls=options.Command)
@options.sheet
@options.campaign
@options.everyday("--failed", flag=True, setting=False, help_text="Only rows without a video, and why.")
@options.everyday(
    "--gone", flag=True, setting=False, help_text="Only videos whose row is gone from the sheet."
)
@options.everyday("--watch", flag=True, setting=False, help_text="Show it again every few seconds.")
@options.everyday(
    "--check", flag=True, setting=False, help_text="First check whether the videos still exist at Tavus."
)
@options.sandbox
@options.state
@options.reading
@options.api_url
@options.settle
@options.json_output
@options.talk
@click.pass_context
def status_command(
    ctx: click.Context,
    /,
    sheet: str | None,
    *,
    failed: bool,
    gone: bool,
    watch: bool,
    check: bool,
    **_: object,
) -> int:
    """Show how far the rows of SHEET are.

    With --state URL and no sheet: the campaigns of the database.

    Example: batchgen status prospects.csv --failed
    """
    from batchgen.campaign import library

    settings = invocation.load(ctx, sheet)
    flags = invocation.given(ctx)
    if settings.database is not None and sheet is None and (settings.sheet is None or "state" in flags):
        named = settings.model_copy(update={"name": str(flags.get("name") or "")})
        return overview.show(settings.database, named, is_watching=watch)
    invocation.need_sheet(settings)
    wanted = _Wanted(failed=failed, gone=gone)
    code = _check(settings) if check else 0
    if watch and not (failed or gone or settings.json_output):
        live.watch(settings, seconds=_WATCH_SECONDS)
        return code
    while True:
        with library.opened(settings, lock=False, follow=False) as batch:
            report = batch.status()
            if settings.json_output:
                _print_json(report, wanted)
            else:
                _say(report, wanted, most=None if failed or gone or settings.verbose else _SHOWN_ROWS)
            still_open = _open(report)
        if not watch or not still_open:
            return code
        time.sleep(_WATCH_SECONDS)


def _check(settings: settings_module.Settings) -> int:
    """Search the account for deleted videos and report it; return 1 if that could not be done."""
    from batchgen.campaign import library

    try:
        with library.opened(settings, api_key=invocation.key_of(settings)) as batch:
            invocation.need_key(settings)
            with signals.stopping(batch.stop):
                found = batch.check_deleted(_tell)
    except errors.StateInUseError as error:
        text.say(words.not_checked(error))
        return 1
    text.say(found.words())
    if found.gone:
        text.say(words.write_deleted(next_command.command("wait", settings)))
    return 1 if found.doubt else 0


def _tell(event: models.Event) -> None:
    if isinstance(event, models.Notice):
        text.say(event.text)


class _Wanted:
    """Which rows are shown."""

    def __init__(self, *, failed: bool, gone: bool) -> None:
        self._failed = failed
        self._gone = gone

    def rows(self, report: results.StatusReport) -> Iterator[results.StatusRow]:
        """Yield the rows that are wanted."""
        for row in report.rows():
            if (not self._failed or row.lacks_video) and (not self._gone or row.gone):
                yield row


def _print_json(report: results.StatusReport, wanted: _Wanted) -> None:
    text.data(json.dumps(report.as_json(wanted.rows(report))))


def _open(report: results.StatusReport) -> bool:
    return any(report.counts.get(stage, 0) for stage in (*models.OPEN_STAGES, models.Stage.UNKNOWN))


def _say(report: results.StatusReport, wanted: _Wanted, *, most: int | None) -> None:
    counts = overview.counts(report.counts)
    text.data(f"{text.count(sum(report.counts.values()), 'row')}: {counts or words.NOTHING_SENT_YET}")
    if report.run is not None:
        text.data(_run_words(report.run))
    rows = list(itertools.islice(wanted.rows(report), None if most is None else most + 1))
    lines = [_line(row) for row in rows[:most]]
    if lines:
        text.data(text.table([["row", "whose", "status", "video_id", "link or reason"], *lines]))
    if most is not None and len(rows) > most:
        text.data(words.MORE_ROWS)


def _run_words(run: state.Holder) -> str:
    """Return "A run is going on (process 4711 since 2026-11-02 09:30)."."""
    where = "" if run.here or not run.host else f" on {run.host}"
    with contextlib.suppress(ValueError):
        since = f" since {dt.datetime.fromisoformat(run.since).astimezone():%Y-%m-%d %H:%M}"
        return words.going_on(run.pid, where, since)
    return words.GOING_ON


def _line(row: results.StatusRow) -> list[str]:
    number = str(row.row) if row.row is not None else "gone"
    return [
        number,
        text.short(row.key or row.label, 40),
        row.status,
        row.video_id,
        text.clean(row.error or row.hosted_url),
    ]
