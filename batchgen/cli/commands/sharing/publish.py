"""Publish and unpublish: people's pages on the user's own web space, and off it again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from batchgen import errors, models
from batchgen import settings as settings_module
from batchgen.cli import invocation, options, past_run
from batchgen.cli.commands.sharing import words
from batchgen.cli.console import event_lines, next_command, signals, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from batchgen.share import publish

_SHOWN_FAULTS = 20
_LINE_SECONDS = 5.0

_rows = options.everyday(
    "--rows", metavar="2-10,15", help_text="Only these rows, by the numbers in your spreadsheet."
)
_common = options.group(
    options.suppression,
    options.sandbox,
    options.campaign,
    options.where,
    options.state,
    options.reading,
    options.api_url,
    options.json_output,
    options.talk,
)


@click.command("publish", cls=options.Command)
@options.sheet
@options.everyday(
    "--to",
    setting=False,
    metavar="URL",
    help_text="Web space: s3://, gs://, az://, sftp:// or a folder. [default: the last one]",
)
@options.everyday(
    "--done", flag=True, setting=False, help_text="Only check the pages that you uploaded yourself."
)
@_rows
@options.option(
    "--verify",
    kind=click.IntRange(min=1),
    setting=False,
    metavar="N",
    help_text="Check only N of the pages. [default: all]",
)
@options.option("--again", flag=True, setting=False, help_text="Also publish pages that you took offline.")
@_common
@click.pass_context
def publish_command(
    ctx: click.Context,
    /,
    sheet: str | None,
    *,
    to: str | None,
    done: bool,
    verify: int | None,
    again: bool,
    **_: object,
) -> int:
    """Send the pages of SHEET to your web space, and check each one at base_url.

    Only what changed is sent. A link is added to the results when its page is online, exactly as it was
    made. To go on after a stop, run the same command again. Exit code 1 if a page was not sent, or is not
    online.

    Examples: batchgen publish prospects.csv --to s3://our-videos/spring
    batchgen publish prospects.csv --done
    """
    from batchgen.share import publish

    settings = invocation.load(ctx, sheet)
    if done and to is not None:
        raise errors.UsageError(words.DONE_SENDS_NOTHING, hint=words.LEAVE_ONE_OUT)
    order = publish.Order(to=to or "", done=done, verify=verify, again=again)
    with past_run.opened(settings, excluding=True) as batch:
        publisher = publish.Publisher(batch, order)
        with signals.stopping(publisher.stop):
            published = _followed(publisher, settings)
    _write_links(settings)
    if not settings.json_output and not settings.quiet:
        at = settings.page.base_url if settings.page is not None else ""
        unsent = words.not_tried(text.count(published.unsent, "page")) if published.unsent else ""
        text.say(
            words.published(
                text.count(published.pages, "page"),
                text.count(published.files, "file"),
                unsent,
                published.answered,
                at,
            )
        )
        if published.answered:
            tools = next_command.command("export", settings, "--for hubspot")
            text.say(words.links_next(tools))
    return 1 if published.faults or published.unsent else 0


def _followed(publisher: publish.Publisher, settings: settings_module.Settings) -> publish.Published:
    """Show what happens, and return what became of all."""
    from batchgen.share import publish

    sent, due = 0, time.monotonic() + _LINE_SECONDS
    for event in publisher.events():
        if isinstance(event, models.Notice) and not settings.json_output:
            text.say(event.text)
        elif settings.json_output:
            event_lines.show(event.to_json())
        if isinstance(event, publish.PageSent):
            sent += 1
            if time.monotonic() > due and not settings.json_output and not settings.quiet:
                text.say(words.pages_sent(text.count(sent, "page")))
                due = time.monotonic() + _LINE_SECONDS
        if isinstance(event, publish.Published):
            published = event
    _show_faults(words.NOT_PUBLISHED, published.faults, settings)
    return published


def _show_faults(what: str, faults: Mapping[str, Sequence[int]], settings: settings_module.Settings) -> None:
    from batchgen import checks

    for why, rows in list(faults.items())[:_SHOWN_FAULTS] if not settings.json_output else ():
        text.say(f"{checks.named_rows(rows).capitalize()}: {what}: {why}.")


def _write_links(settings: settings_module.Settings) -> None:
    """Write the results again, with the links of the pages that answered."""
    with past_run.opened(settings, lock=True, excluding=True) as batch:
        if batch.store.reading:
            text.say(words.LINKS_LATER)
            return
        for event in batch.write():
            if isinstance(event, models.Wrote) and not settings.json_output and not settings.quiet:
                text.results(event.path)
            elif isinstance(event, models.Notice) and event.level == "warning":
                text.say(event.text)


@click.command("unpublish", cls=options.Command)
@options.sheet
@options.everyday(
    "--expired", flag=True, setting=False, help_text="All pages after their last day (`expires`)."
)
@_rows
@options.everyday(
    "--gone",
    flag=True,
    setting=False,
    help_text="Pages of people who opted out, whose video was deleted or whose row is gone.",
)
@options.everyday("--all", "everything", flag=True, setting=False, help_text="All pages of the campaign.")
@_common
@click.pass_context
def unpublish_command(
    ctx: click.Context, /, sheet: str | None, *, expired: bool, gone: bool, everything: bool, **_: object
) -> int:
    """Delete pages of SHEET from your web space, and check that they are no longer online.

    The pages stay on this computer. To put them online again, under the same links: batchgen publish
    --again. Exit code 1 if a page is still online.

    Examples: batchgen unpublish prospects.csv --rows 7
    batchgen unpublish prospects.csv --expired
    """
    from batchgen.share import unpublish

    settings = invocation.load(ctx, sheet)
    with past_run.opened(settings, excluding=True) as batch:
        pages = unpublish.chosen(batch, expired=expired, gone=gone, everything=everything)
        done = unpublish.take_back(batch, pages)
    _write_links(settings)
    if settings.json_output:
        event_lines.show(done.to_json())
    _show_faults(words.NOT_DELETED, done.faults, settings)
    if not settings.json_output and not settings.quiet:
        text.say(words.pages_gone(text.count(done.gone, "page")) if pages else words.NO_PAGE_TO_DELETE)
    return 1 if done.faults else 0
