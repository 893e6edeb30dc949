"""Download: the finished videos of a sheet in a folder."""

from __future__ import annotations

import collections
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from batchgen import errors, models
from batchgen import settings as settings_module
from batchgen.cli import invocation, options, past_run
from batchgen.cli.commands import words
from batchgen.cli.console import event_lines, progress, signals, text
from batchgen.tavus import service_url

if TYPE_CHECKING:
    from batchgen import campaign, download, state

_SHOWN_FAILURES = 20
"""Lines of files that failed, as `run` shows of rows."""

to = options.everyday(
    "--to", kind=options.FILE, setting=False, metavar="DIR", help_text="Folder. [default: <stem>.videos]"
)
names = options.option(
    "--names",
    setting=False,
    metavar="TEMPLATE",
    help_text='Names of the files. [default: "{name} {code}"; also {key} {row} {video_id} {token}]',
)


@click.command("download", cls=options.Command)
@options.sheet
@to
@options.everyday(
    "--kinds",
    setting=False,
    metavar="LIST",
    help_text="What to download: video,thumbnail,gif. [default: all three]",
)
@names
@options.option(
    "--parallel",
    kind=click.IntRange(1, 8),
    setting=False,
    metavar="N",
    help_text="Parallel downloads. [default: 4]",
)
@options.sandbox
@options.campaign
@options.where
@options.state
@options.reading
@options.api_url
@options.json_output
@options.talk
@click.pass_context
def download_command(
    ctx: click.Context,
    /,
    sheet: str | None,
    *,
    to: str | None,
    kinds: str | None,
    names: str | None,
    parallel: int | None,
    **_: object,
) -> int:
    """Download the finished videos of SHEET, with thumbnails and GIFs, and add a column video_file.

    Run it again to get only what is missing: it finishes files that were cut off, and asks Tavus for new
    links when the old ones have expired. Exit code 1 if a file could not be downloaded.

    Example: batchgen download prospects.csv --to videos
    """
    settings = invocation.load(ctx, sheet)
    with past_run.opened(settings, lock=True) as batch:
        code = collect(batch, settings, to=to, names=names, kinds=kinds, parallel=parallel)
        write_column(batch, settings)
    return code


def collect(
    batch: campaign.Batch,
    settings: settings_module.Settings,
    *,
    to: str | None = None,
    names: str | None = None,
    kinds: str | None = None,
    parallel: int | None = None,
) -> int:
    """Download what is missing, tell of it, and return the exit code."""
    from batchgen import download, paths

    store = batch.store
    folder = Path(to).expanduser().resolve() if to else download.folder_of(settings, store)
    text_of_names = names or store.meta("video_names") or download.DEFAULT
    template = download.NameTemplate(text_of_names)
    wanted = _kinds(kinds)
    collector = download.Collector(
        folder,
        near=service_url.is_loopback(store.service),
        files_of=paths.sandbox_folder(settings) if settings.sandbox else None,
        ask=past_run.client_maker(settings, batch),
        parallel=parallel or 4,
    )
    orders = download.orders(download.ready_jobs(store), folder, template, wanted)
    teller = _Teller(settings)
    with signals.stopping(collector.stop):
        for got in collector.collect(orders):
            teller.tell(got)
            _note_length(store, got)
    download.remember(store, folder, text_of_names)
    teller.sum_up(folder)
    if collector.trouble:
        raise collector.trouble
    if collector.stopped:
        raise signals.interrupted()
    return 1 if teller.failed else 0


def _note_length(store: state.Store, got: download.Got) -> None:
    """Keep how long a video really is: it corrects the estimates of later plans."""
    from batchgen import download

    known = got.job.seconds is not None and not got.fresh
    if got.kind != "video" or got.path is None or known or store.reading:
        return
    with contextlib.suppress(OSError):
        if length := download.seconds(got.path):
            store.note_seconds(got.job.video_id, length)


def write_column(batch: campaign.Batch, settings: settings_module.Settings) -> None:
    """Write the results again, with the column of the files."""
    from batchgen import download

    if batch.store.reading:
        text.say(words.FILES_LATER)
        return
    batch.add_columns(download.file_column(batch.settings, batch.store, batch.sheet.suffix))
    for event in batch.write():
        if isinstance(event, models.Wrote) and not settings.json_output and not settings.quiet:
            text.results(event.path)
        elif isinstance(event, models.Notice) and event.level == "warning":
            text.say(event.text)


def _kinds(given: str | None) -> tuple[str, ...]:
    from batchgen import download

    if given is None:
        return download.KINDS
    kinds = tuple(dict.fromkeys(kind.strip().lower() for kind in given.split(",") if kind.strip()))
    if not kinds or not set(kinds) <= set(download.KINDS):
        raise errors.UsageError(words.no_kind(given, ", ".join(download.KINDS)))
    return kinds


class _Teller:
    """Tells of each file, and of all of them."""

    def __init__(self, settings: settings_module.Settings) -> None:
        self._json = settings.json_output
        self._quiet = settings.quiet
        self._verbose = settings.verbose
        self._tally: collections.Counter[str] = collections.Counter()
        self._bytes = 0
        self._lines = progress.Lines()
        self.failed = 0

    def tell(self, got: download.Got) -> None:
        """Take one file in."""
        outcome = "failed" if got.error else "missing" if got.missing else "fresh" if got.fresh else "there"
        self._tally[outcome] += 1
        if got.fresh and got.path is not None:
            self._bytes += got.path.stat().st_size
        if self._json:
            event_lines.show(_json(got, outcome))
        if got.error:
            self.failed += 1
            if self.failed <= _SHOWN_FAILURES:
                text.say(f"{_who(got)}: {got.kind}: {got.error}")
        elif self._verbose and got.fresh and not self._json:
            text.say(f"{_who(got)}: {got.path}")

    def sum_up(self, folder: Path) -> None:
        """Report what came of all files."""
        if self._json or self._quiet:
            return
        tally = self._tally
        parts = [words.downloaded(text.count(tally["fresh"], "file"), self._bytes / 1000000.0)]
        parts += [words.there_already(tally["there"])] if tally["there"] else []
        parts += [words.not_offered(tally["missing"])] if tally["missing"] else []
        parts += [f"{tally['failed']:,} failed"] if tally["failed"] else []
        text.say(f"{', '.join(parts)}: {folder}")


def _who(got: download.Got) -> str:
    return f"Row {got.job.row}" if got.job.row else got.job.key or got.job.video_id


def _json(got: download.Got, outcome: str) -> dict[str, object]:
    return {
        "event": "downloaded",
        "row": got.job.row,
        "key": got.job.key,
        "video_id": got.job.video_id,
        "kind": got.kind,
        "outcome": outcome,
        "path": str(got.path) if got.path else "",
        "error": got.error,
    }
