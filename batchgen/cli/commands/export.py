"""Export: the results from the state file, as the sheet itself or in the columns that another tool wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from batchgen import errors, models
from batchgen import settings as settings_module
from batchgen.cli import invocation, options, past_run
from batchgen.cli.commands import words
from batchgen.cli.console import progress, text

if TYPE_CHECKING:
    from pathlib import Path

    from batchgen import campaign


@click.command("export", cls=options.Command)
@options.sheet
@options.campaign
@options.where
@options.everyday(
    "--columns", setting=False, metavar="LIST", help_text='Columns: "Email,hosted_url=Video Link".'
)
@options.everyday(
    "--only",
    kind=click.Choice(["ready"]),
    setting=False,
    help_text="Leave out rows without a video, and say how many and why.",
)
@options.everyday(
    "--format",
    "format_",
    kind=click.Choice(["csv", "xlsx", "jsonl"]),
    setting=False,
    help_text="Format of the file. [default: by its ending]",
)
@options.everyday(
    "--for",
    "tool",
    setting=False,
    metavar="TOOL",
    help_text="For a mail tool: hubspot, outreach, mailchimp, gmass, yamm, generic, ./ours.toml.",
)
@options.suppression
@options.problems
@options.sandbox
@options.state
@options.reading
@options.api_url
@options.json_output
@options.talk
@click.pass_context
def export_command(
    ctx: click.Context,
    /,
    sheet: str | None,
    *,
    columns: str | None,
    only: str | None,
    format_: str | None,
    tool: str | None,
    **_: object,
) -> None:
    """Write the results of SHEET, or a file for your mail tool. Costs nothing.

    --failures FILE writes the failed rows into a sheet of their own, with the reasons: fix that sheet and
    run it. --columns chooses the columns: headers of the sheet, the eight result columns, embed_html,
    duration, minutes_estimated, submitted_at, ready_at, script, video_file. NAME=HEADER renames a column.
    Without --output, it goes to stdout. With --exclude FILE, people who have opted out since have no
    links, and with --only ready they are left out.

    --for TOOL writes a file that a mail tool imports, with record ids or addresses and links and no other
    column, and a second file with the code for the mail. People who must get no mail are left out and
    counted. --problems FILE lists them.

    Examples: batchgen export prospects.csv --failures again.csv
    batchgen export prospects.csv --only ready --columns "Email,hosted_url=Video Link" -o links.csv
    batchgen export prospects.csv --for hubspot --exclude unsubscribed.csv
    """
    settings = invocation.load(ctx, sheet)
    chosen = columns is not None or only is not None or format_ is not None
    if tool is not None and (chosen or settings.failures is not None):
        raise errors.UsageError(
            words.FOR_ALONE,
            hint=words.LEAVE_OUT,
        )
    with past_run.opened(settings, lock=True, excluding=True) as batch:
        past_run.check_rehearsal(batch, settings, "export")
        if tool is not None:
            _hand_over(batch, settings, tool)
        elif chosen:
            _export(batch, settings, columns=columns or "", only=only or "", form=format_ or "")
        else:
            _write(batch, settings)


def _export(
    batch: campaign.Batch, settings: settings_module.Settings, *, columns: str, only: str, form: str
) -> None:
    from batchgen import download, export
    from batchgen.results import output_targets

    target: Path | Literal["-"] = settings.output or "-"
    output_targets.check_other("--output", settings.output, settings)
    wanted = export.ExportOptions(columns=columns, ready_only=only == "ready", form=form, target=target)
    look = download.video_of(batch.store, download.folder_of(settings, batch.store))
    watcher = progress.Watcher(settings)
    for event in export.write(
        batch,
        wanted,
        make_client=past_run.client_maker(settings, batch),
        video_file=look,
        seconds_of=download.seconds,
    ):
        if isinstance(event, models.Wrote) and event.path == "-":
            continue
        watcher.show(event)
    _say_wrote(watcher, settings)


def _hand_over(batch: campaign.Batch, settings: settings_module.Settings, tool: str) -> None:
    from batchgen.handover import import_file

    watcher = progress.Watcher(settings)
    for event in import_file.write(batch, tool, target=settings.output):
        watcher.show(event)
    _say_wrote(watcher, settings)


def _write(batch: campaign.Batch, settings: settings_module.Settings) -> None:
    from batchgen import export

    watcher = progress.Watcher(settings)
    maker = past_run.client_maker(settings, batch)
    if maker is not None:
        export.refresh_thumbnails(batch.store, maker)
    for event in batch.write():
        watcher.show(event)
    _say_wrote(watcher, settings)
    written = {wrote.path for wrote in watcher.wrote}
    if settings.failures is not None and str(settings.failures) not in written and not _any_failed(batch):
        text.say(words.no_row_failed(settings.failures.name))


def _any_failed(batch: campaign.Batch) -> bool:
    from batchgen.results import result_cells

    return any(job is not None and result_cells.failed(job) for _, job in batch.joined())


def _say_wrote(watcher: progress.Watcher, settings: settings_module.Settings) -> None:
    if not settings.json_output:
        for wrote in watcher.wrote:
            text.wrote(wrote.rows, "row", wrote.path)
