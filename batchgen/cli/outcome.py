"""Outcome: status and export, from the state file; no lock and no key is needed."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import click

from batchgen import models
from batchgen.cli import options, progress, session, text

if TYPE_CHECKING:
    from batchgen import engine

_FAILED = frozenset({"error", "rejected", "invalid", "unknown", "deleted", "outdated"})
_WATCH_SECONDS = 5.0
_SHOWN_ROWS = 50


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
    found = session.load(ctx, sheet)
    session.need_sheet(found)
    while True:
        with session.opened(found, lock=False, follow=False) as batch:
            report = batch.status()
        rows = [row for row in report.rows if _wanted(row, failed=failed, gone=gone)]
        if found.json_output:
            counts = dict(report.counts)
            text.data(json.dumps({"counts": counts, "rows": [_row_json(row) for row in rows]}))
        else:
            _say(report, rows, all_rows=failed or gone or found.verbose)
        if not watch or not _open(report):
            return
        time.sleep(_WATCH_SECONDS)


def _wanted(row: engine.StatusRow, *, failed: bool, gone: bool) -> bool:
    if failed and row.status not in _FAILED:
        return False
    return row.gone if gone else True


def _row_json(row: engine.StatusRow) -> dict[str, object]:
    return {
        "row": row.row,
        "key": row.key,
        "status": row.status,
        "video_id": row.video_id,
        "hosted_url": row.hosted_url,
        "error": row.error,
    }


def _open(report: engine.StatusReport) -> bool:
    return any(report.counts.get(stage, 0) for stage in (*models.OPEN_STAGES, "sending", "unknown"))


def _say(report: engine.StatusReport, rows: list[engine.StatusRow], *, all_rows: bool) -> None:
    total = sum(report.counts.values())
    counts = ", ".join(f"{number:,} {stage}" for stage, number in report.counts.items() if number)
    text.data(f"{text.count(total, 'row')}: {counts or 'nothing was sent yet'}")
    shown = rows if all_rows else rows[:_SHOWN_ROWS]
    lines = [
        [
            str(r.row or "gone"),
            text.short(r.key, 40),
            r.status,
            r.video_id,
            text.short(r.error or r.hosted_url, 300),
        ]
        for r in shown
    ]
    if lines:
        text.data(text.table([["row", "key", "status", "video_id", "link or reason"], *lines]))
    if len(rows) > len(shown):
        text.data(f"… and {len(rows) - len(shown):,} more rows: -v shows all, --json for programs")


@click.command("export", cls=options.Command)
@options.sheet
@options.campaign
@options.where
@options.everyday(
    "--columns", setting=False, metavar="LIST", help_text='Columns: "Email,hosted_url=Video Link".'
)
@options.everyday(
    "--format",
    "format_",
    kind=click.Choice(["csv", "xlsx", "jsonl"]),
    setting=False,
    help_text="Format of the file.",
)
@options.sandbox
@options.state
@options.reading
@options.json_output
@options.talk
@click.pass_context
def export_command(
    ctx: click.Context, /, sheet: str | None, *, columns: str | None, format_: str | None, **_: object
) -> int:
    """Write the results of SHEET from the state file; asks nobody and pays nothing.

    --failures FILE writes the rows that failed as a sheet of their own, with a reason, ready to be mended and
    run again.

    Example: batchgen export prospects.csv --failures again.csv
    """
    found = session.load(ctx, sheet)
    session.need_sheet(found)
    watcher = progress.Watcher(found)
    with session.opened(found, lock=False, follow=False) as batch:
        if columns or format_:
            events = batch.export(columns=columns or "", form=format_ or "")
        else:
            events = batch.write()
    for event in events:
        watcher.show(event)
    for wrote in watcher.wrote:
        text.say(f"Wrote {text.count(wrote.rows, 'row')} to {wrote.path}")
    return 0
