"""App: the whole job in a browser on this computer."""

from __future__ import annotations

from pathlib import Path

import click

from batchgen.cli import options


@click.command("app", cls=options.Command)
@click.argument("folder", metavar="[FOLDER]", required=False, type=str)
@options.everyday(
    "--port", kind=click.IntRange(0, 65535), setting=False, metavar="N", help_text="[default: any free one]"
)
@options.everyday(
    "--shortcut", flag=True, setting=False, help_text="Make a shortcut that opens the app by double click."
)
@options.everyday("--no-browser", flag=True, setting=False, help_text="Only print the address.")
def app_command(folder: str | None, *, port: int | None, shortcut: bool, no_browser: bool) -> None:
    """Do the whole job in a browser: drop a sheet, write, check, rehearse, send, export.

    FOLDER holds your campaigns, by default the current one. Runs go on when the app is closed.

    Examples: batchgen app my-campaigns
    batchgen app my-campaigns --shortcut
    """
    from batchgen import app

    if shortcut:
        app.need_extra()
        click.echo(_shortcut(Path(folder or ".")))
        return
    app.serve(Path(folder or "."), port=port or 0, browser=not no_browser, say=click.echo)


def _shortcut(folder: Path) -> str:
    from batchgen import shortcut

    return shortcut.write(options.folder(folder).resolve()).words
