"""Pages: a page for every ready video, as plain files for the user's own web space."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from batchgen.cli import invocation, options, past_run
from batchgen.cli.commands.sharing import words
from batchgen.cli.console import next_command, signals, text
from batchgen.tavus import service_url

if TYPE_CHECKING:
    from batchgen import campaign
    from batchgen import settings as settings_module
    from batchgen.share import page_maker, page_order

_SHOWN = 20
"""Lines of rows whose page is wrong."""


@click.command("pages", cls=options.Command)
@options.sheet
@options.everyday(
    "--to", kind=options.FILE, setting=False, metavar="DIR", help_text="Folder. [default: <stem>.pages]"
)
@options.everyday(
    "--rows", setting=False, metavar="2-10,15", help_text="Only these rows. The other pages stay as they are."
)
@options.sandbox
@options.campaign
@options.suppression
@options.state
@options.reading
@options.api_url
@options.talk
@click.pass_context
def pages_command(
    ctx: click.Context, /, sheet: str | None, *, to: str | None, rows: str | None, quiet: bool, **_: object
) -> int:
    """Make a page for every ready video of SHEET: film, button, text. Plain files for your own web space.

    [page] in campaign.toml says what is on the pages. Each page has a random address that stays the same,
    and no page lists them. Run it again to write what changed, and to remove the pages of people who no
    longer have a video. Exit code 1 if a ready video got no page.

    Example: batchgen pages prospects.csv
    """
    settings = invocation.load(ctx, sheet)
    with past_run.opened(settings, lock=True, excluding=True) as batch:
        from batchgen import errors
        from batchgen.share import page_folder, page_maker, page_order
        from batchgen.share import words as share_words

        folder = Path(to).expanduser().resolve() if to else page_folder.folder_of(batch.settings, batch.store)
        order = page_order.read(batch, rows=rows or "")
        maker = page_maker.Maker(batch, folder)
        order = _with_pictures(order, batch, settings)
        if not quiet:
            for line in _before(order, folder):
                text.say(line)
        if not order.pages and not order.gone and not order.lacking:
            raise errors.UsageError(share_words.NOTHING_READY, hint=share_words.SEE_STATUS)
        made = maker.make(order) if order.pages or order.gone else page_maker.Made()
        is_sent = any(page.space for page in batch.store.page_codes())
    for line in _problems(order):
        text.say(line)
    if not quiet:
        for line in _after(order, made, folder):
            text.say(line)
        where = (
            []
            if is_sent
            else ["--to", share_words.SPACE_OF_REHEARSAL if settings.sandbox else share_words.SPACE]
        )
        text.say(words.send_next(next_command.command("publish", settings, *where)))
    return 1 if order.lacking else 0


def _with_pictures(
    order: page_order.Order, batch: campaign.Batch, settings: settings_module.Settings
) -> page_order.Order:
    """Fetch the stills and GIFs that are not here yet: the pictures are drawn from them."""
    from batchgen import download
    from batchgen.share import words as share_words

    jobs = [page.job for page in order.pages if page.still is None or page.gif is None]
    if settings.sandbox or not jobs:
        return order
    collector = download.Collector(
        download.folder_of(settings, batch.store),
        near=service_url.is_loopback(batch.store.service),
        ask=past_run.client_maker(settings, batch),
    )
    with signals.stopping(collector.stop):
        seen = download.collected(collector, jobs, download.template_of(batch.store))
    if collector.stopped:
        raise signals.interrupted()
    if missed := [found.error for found in seen.values() if found.error]:
        text.say(share_words.STILLS.format(videos=text.count(len(missed), "video"), why=missed[0]))
    return order.with_pictures(seen)


def _before(order: page_order.Order, folder: Path) -> list[str]:
    """Return what will be written, before anything is."""
    from batchgen.share import words as share_words

    films, size = order.films
    lines = (
        [share_words.FILMS.format(count=text.count(films, "film"), size=size / 1e6, folder=folder)]
        if films
        else []
    )
    return lines + (
        [share_words.LINKED.format(pages=text.count(order.linked, "page"))] if order.linked else []
    )


def _problems(order: page_order.Order) -> list[str]:
    from batchgen import checks

    shown = [f"{checks.sentence(problem)}. {problem.hint}".rstrip() for problem in order.faults[:_SHOWN]]
    more = len(order.faults) - _SHOWN
    return shown + ([words.more_problems(text.count(more, "more problem"))] if more > 0 else [])


def _after(order: page_order.Order, made: page_maker.Made, folder: Path) -> list[str]:
    """Return what was done and what was not."""
    from batchgen import checks
    from batchgen.share import words as share_words

    lines = [words.pages_made(text.count(made.pages, "page"), folder, made.changed)]
    lines += [share_words.GONE.format(pages=text.count(made.gone, "page"))] if made.gone else []
    for why, numbers in order.left_out.items():
        lines.append(words.without_page(text.count(len(numbers), "row"), why, checks.named_rows(numbers)))
    lines += [share_words.BARE.format(pages=text.count(made.bare, "page"))] if made.bare else []
    lines += [f"{text.count(count, 'page')}: {why}." for why, count in made.drawn.items()]
    if languages := order.foreign:
        pages = text.count(sum(languages.values()), "page")
        lines.append(share_words.FOREIGN.format(pages=pages, languages=", ".join(sorted(languages))))
    lines += [share_words.stray(len(made.stray), made.stray[0].name)] if made.stray else []
    return lines
