"""Group: the table of commands; a command's module is imported when the command is used, not for help."""

from __future__ import annotations

import importlib
import os

import click

import batchgen
from batchgen import did_you_mean, errors

COMMANDS = {
    "app": ("app", "Do the whole job in a browser on this computer."),
    "init": ("init", "Make a campaign folder that runs: campaign.toml, template, sheet."),
    "columns": ("columns", "List the columns of a sheet as templates see them."),
    "check": ("check", "Show every problem, the minutes and the price; nothing is sent."),
    "preview": ("preview", "Show the scripts and requests of rows; nothing is sent."),
    "run": ("run", "Send what is new, follow it, write the results; again = go on."),
    "retry": ("run", "Send only rows that ended in error or were rejected."),
    "wait": ("run", "Follow what is made and write it back; never create."),
    "status": ("status", "Show counts, and rows."),
    "export": ("export", "Write the results from the state file."),
    "report": ("report", "Write one HTML file: totals, chart, failures, every video."),
    "download": ("download", "Download the finished videos; again = only what is missing."),
    "pages": ("sharing.pages", "Make a page for every ready video, for your own web space."),
    "drafts": ("sharing.drafts", "Write drafts of mails (.eml) for who sends by hand."),
    "publish": ("sharing.publish", "Send people's pages to your web space; again = only what changed."),
    "unpublish": ("sharing.publish", "Delete pages from the web space again."),
    "forget": ("sharing.forget", "Delete everything about a person who asks for it."),
    "ledger": ("ledger", "Show what was spent, by day, campaign and owner."),
    "replicas": ("replicas", "List, show, train, rename and delete replicas."),
    "videos": ("videos", "List, show, rename and delete videos of the account."),
    "voices": ("voices", "List and search the stock voices."),
    "conversations": ("conversations", "Open, list and end real-time conversations."),
    "listen": ("listen", "Let Tavus tell batchgen when a video is ready."),
    "move": ("machines.move", "Move a campaign from its state file into a database."),
    "db": ("machines.db", "Check a database of campaigns, and make its tables."),
    "workers": ("machines.workers", "List the runs that use a database."),
    "completion": ("completion", "Print the completion script of bash, zsh or fish."),
    "schema": ("completion", "Print the JSON schema of run --json."),
    "sandbox": ("sandbox", "Run the local stand-in of the API for other programs."),
}
"""Command -> (module in this package that holds it, its line in the help)."""


class Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the commands in the order of a campaign's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"batchgen.cli.commands.{COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return which command is nearest to one that is unknown."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"There is no command {args[0]!r}. {did_you_mean.hint(args[0], COMMANDS)}".rstrip())
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(batchgen.__version__, "-V", "--version", prog_name="batchgen")
def app() -> None:
    """Make one personal video for every row of a spreadsheet, through the Tavus video API.

    A spreadsheet goes in, and the same spreadsheet comes back with the links in it. No row is paid for twice,
    no video is lost: the same command again goes on where it stopped.

    \b
    Start here, free of charge:
      batchgen init my-campaign
      batchgen run my-campaign/prospects.csv --sandbox
    """  # noqa: D301 - click reads the backspace
    try:
        os.getcwd()  # noqa: PTH109 - only whether it is there
    except OSError as error:
        raise errors.UsageError(
            "The folder that this command was started in is gone.", hint="Go to another one first: cd ~"
        ) from error
