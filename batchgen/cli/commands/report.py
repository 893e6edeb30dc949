"""Report: a campaign as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from batchgen import settings as settings_module
from batchgen.cli import invocation, options, past_run
from batchgen.cli.console import text
from batchgen.tavus import service_url

if TYPE_CHECKING:
    from batchgen import campaign, state
    from batchgen import report as reports


@click.command("report", cls=options.Command)
@options.sheet
@options.everyday(
    "-o",
    "--output",
    kind=options.FILE,
    setting=False,
    metavar="FILE",
    help_text="[default: <stem>.report.html]",
)
@options.everyday(
    "--brief", flag=True, setting=False, help_text="Short version, without addresses and scripts."
)
@options.option(
    "--no-thumbnails", flag=True, setting=False, help_text="Do not fetch thumbnails for the page."
)
@options.sandbox
@options.campaign
@options.state
@options.reading
@options.api_url
@options.talk
@click.pass_context
def report_command(
    ctx: click.Context,
    /,
    sheet: str | None,
    *,
    output: str | None,
    brief: bool,
    no_thumbnails: bool,
    **_: object,
) -> None:
    """Write one HTML file about SHEET: totals, a chart, what failed and why, every video.

    You can open, mail, search and print it without batchgen and without a network.

    Example: batchgen report prospects.csv --brief
    """
    from batchgen import report, sheets
    from batchgen.results import backups, output_targets

    settings = invocation.load(ctx, sheet)
    target = Path(output).expanduser().resolve() if output else None
    output_targets.check_other("--output", target, settings)
    with past_run.opened(settings) as batch:
        entries = report.Entries(batch.store, brief=brief)
        pictures = {} if no_thumbnails else _pictures(batch, settings, entries)
        heading = report.Heading(
            title=settings.name or batch.sheet.title,
            price_per_minute=settings.price_per_minute,
            currency=settings.currency,
            brief=brief,
            sandbox=settings.sandbox,
            brand=settings.brand.name if settings.brand is not None else "",
            colour=settings.brand.colour if settings.brand is not None else "",
        )
        target = target or _default(settings, brief=brief)
        page = report.render(entries, heading, pictures)
        sheets.write_lines(target, page, spare=backups.spare_pages(text.say))
    text.wrote_file(target)


def _default(settings: settings_module.Settings, *, brief: bool) -> Path:
    from batchgen import download

    videos = download.folder_of(settings)
    return videos.with_name(
        videos.name.removesuffix(".videos") + (".brief" if brief else ".report") + ".html"
    )


def _pictures(
    batch: campaign.Batch, settings: settings_module.Settings, entries: reports.Entries
) -> dict[str, str]:
    from batchgen import download, paths, report

    store = batch.store
    wanted = report.worth_a_picture(entries)
    targets = _targets(store, settings, {entry.job.id for entry in wanted})

    def on_disk(entry: reports.Entry) -> Path | None:
        target = targets.get(entry.job.id)
        return download.existing(target, "thumbnail") if target is not None else None

    files_of = paths.sandbox_folder(settings) if settings.sandbox else None
    way = download.Reach(near=service_url.is_loopback(store.service), patience=report.PATIENCE)
    return dict(report.embedded(wanted, way, on_disk=on_disk, files_of=files_of))


def _targets(store: state.Store, settings: settings_module.Settings, wanted: set[int]) -> dict[int, Path]:
    """Return where the thumbnails of some jobs are, or would be, once they are downloaded."""
    from batchgen import download

    folder = download.folder_of(settings, store)
    template = download.template_of(store)
    orders = download.orders(download.ready_jobs(store), folder, template, ("thumbnail",))
    return {order.job.id: order.target for order in orders if order.job.id in wanted}
