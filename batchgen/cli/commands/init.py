"""Init: a campaign folder that runs, from the samples or from the user's own sheet."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from batchgen import errors
from batchgen.cli import options
from batchgen.cli.commands import words
from batchgen.cli.console import text


@click.command("init", cls=options.Command)
@click.argument("folder", metavar="[DIR]", required=False, type=str)
@options.everyday(
    "--from", "source", kind=options.FILE, setting=False, metavar="SHEET", help_text="Your own sheet."
)
@options.reading
@options.talk
def init_command(folder: str | None, *, source: str | None, quiet: bool, **reading: object) -> None:
    """Make a campaign folder that runs: campaign.toml, a template and a sheet.

    Without --from, the folder gets a sample sheet and three example templates. With --from SHEET, it gets
    a template for the columns of that sheet, and the sheet stays where it is. No file is overwritten.

    Examples: batchgen init my-campaign
    batchgen init --from leads.xlsx
    """
    from batchgen import new_campaign

    if source is None:
        home, sheet = Path(folder or "."), "prospects.csv"
        files = new_campaign.sample_files()
    else:
        path = Path(source).expanduser()
        home = Path(folder) if folder else path.parent
        sheet = _relative(path, home)
        if sheet.encode("utf-8", "replace").decode() != sheet:
            raise errors.UsageError(
                words.sheet_name(sheet),
                hint=words.RENAME,
            )
        files = new_campaign.own_files(path, sheet, reading)
    written = new_campaign.write(home, files)
    if not quiet:
        for file in written:
            text.wrote_file(file)
        text.say(words.REHEARSE)
        campaign = [str(home / sheet)] if "/" not in sheet else ["-c", str(home)]
        text.say(f"  {shlex.join(['batchgen', 'run', *campaign, '--sandbox'])}")


def _relative(path: Path, home: Path) -> str:
    try:
        return Path(os.path.relpath(path, home)).as_posix()
    except ValueError:
        return path.resolve().as_posix()
