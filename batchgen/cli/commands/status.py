"""Outcome: status and export, from the state file; no lock and no key is needed."""

from __future__ import annotations

import dataclasses
import itertools
import json
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from batchgen import models
from batchgen.cli import invocation, options
from batchgen.cli.console import text
from batchgen.cli.console import watch as live

if TYPE_CHECKING:
    from batchgen import results

_WATCH_SECONDS = 5.0
"""A video takes minutes, so nothing is missed between two looks."""

_SHOWN_ROWS = 50
"""Rows that are shown without -v: about a screen."""


@click.command("status", cls=options.Command)
@options.sheet
@options.campaign
@options.everyday("--failed", flag=True, setting=False, help_text="Only rows that have no video and why.")
@options.everyday(
    "--gone", flag=True, setting=False, help_text="Only videos whose row is gone from the sheet."
)
@options.everyday("--watch", flag=True, setting=False, help_text="Show it again every few seconds.")
@options.sandbox
@options.state
@options.reading
@options.json_output
@options.talk
@click.pass_context
def status_command(
    ctx: click.Context, /, sheet: str | None, *, failed: bool, gone: bool, watch: bool, **_: object
) -> None:
    """Show how many rows of SHEET stand where, and the rows themselves.

    Example: batchgen status prospects.csv --failed
    """
    settings = invocation.load(ctx, sheet)
    invocation.need_sheet(settings)
    wanted = _Wanted(failed=failed, gone=gone)
    if watch and not (failed or gone or settings.json_output):
        live.watch(settings, seconds=_WATCH_SECONDS)
        return
    while True:
        with invocation.opened(settings, lock=False, follow=False) as batch:
            report = batch.status()
            if settings.json_output:
                _print_json(report, wanted)
            else:
                _say(report, wanted, most=None if failed or gone or settings.verbose else _SHOWN_ROWS)
            still_open = _open(report)
        if not watch or not still_open:
            return
        time.sleep(_WATCH_SECONDS)


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
    rows = [dataclasses.asdict(row) for row in wanted.rows(report)]
    text.data(json.dumps({"counts": dict(report.counts), "rows": rows}))


def _open(report: results.StatusReport) -> bool:
    return any(report.counts.get(stage, 0) for stage in (*models.OPEN_STAGES, models.Stage.UNKNOWN))


def _say(report: results.StatusReport, wanted: _Wanted, *, most: int | None) -> None:
    counts = ", ".join(f"{number:,} {stage}" for stage, number in report.counts.items() if number)
    text.data(f"{text.count(sum(report.counts.values()), 'row')}: {counts or 'nothing was sent yet'}")
    rows = list(itertools.islice(wanted.rows(report), None if most is None else most + 1))
    lines = [_line(row) for row in rows[:most]]
    if lines:
        text.data(text.table([["row", "key", "status", "video_id", "link or reason"], *lines]))
    if most is not None and len(rows) > most:
        text.data(
            "… and more rows: -v shows all of them, --failed those without a video, --json is for programs"
        )


def _line(row: results.StatusRow) -> list[str]:
    number = str(row.row) if row.row is not None else "gone"
    return [
        number,
        text.short(row.key, 40),
        row.status,
        row.video_id,
        text.clean(row.error or row.hosted_url),
    ]
