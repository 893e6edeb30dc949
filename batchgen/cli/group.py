"""Group: the table of commands; a command's module is imported when the command is used, not for help."""

from __future__ import annotations

import importlib
import os

import click

import batchgen
from batchgen import did_you_mean, errors
from batchgen.cli import words

COMMANDS = {
    "app": ("app", "Do the whole job in a browser on this computer."),
    "init": ("init", "Make a folder to start with: campaign.toml, script, sheet."),
    "columns": ("columns", "List the columns of a sheet, by the names that templates use."),
    "check": ("check", "Show every problem, the length and the price. Sends nothing."),
    "preview": ("preview", "Show what is said to each person. Sends nothing."),
    "run": ("run", "Make the videos and write the results. To go on, run it again."),
    "retry": ("run", "Send again the rows that failed."),
    "wait": ("run", "Wait for videos that were sent, and write the results. Sends nothing."),
    "status": ("status", "Show how far the rows are."),
    "export": ("export", "Write the results, or a file for your mail tool."),
    "report": ("report", "Write one HTML file: totals, chart, failures, every video."),
    "download": ("download", "Download the ready videos. Run it again for what is missing."),
    "pages": ("sharing.pages", "Make a page for every ready video, for your own web space."),
    "drafts": ("sharing.drafts", "Write e-mail drafts (.eml) for you to send."),
    "publish": ("sharing.publish", "Send the pages to your web space. Run it again for what changed."),
    "unpublish": ("sharing.publish", "Delete pages from your web space."),
    "forget": ("sharing.forget", "Delete everything about a person who asks for it."),
    "ledger": ("ledger", "Show what was spent, by day, campaign and owner."),
    "replicas": ("resources.replicas", "List, show, train, rename and delete replicas."),
    "videos": ("resources.videos", "List, show, rename and delete videos of the account."),
    "voices": ("resources.voices", "List and search the stock voices."),
    "conversations": ("resources.conversations", "Open, list and end real-time conversations."),
    "listen": ("listen", "Let Tavus tell batchgen when a video is ready."),
    "move": ("machines.move", "Move a campaign from its state file into a database."),
    "db": ("machines.db", "Check a database of campaigns, and create its tables."),
    "worker": ("machines.worker", "Send the campaigns of a database, together with other workers."),
    "schedule": ("machines.schedule", "Let the workers of a database send a sheet on a schedule."),
    "schedules": ("machines.schedule", "List the sheets that are sent on a schedule."),
    "unschedule": ("machines.schedule", "Stop sending a sheet on a schedule."),
    "pause": ("machines.pause", "Pause a campaign: no worker sends its rows."),
    "resume": ("machines.pause", "Go on with a paused campaign."),
    "stop": ("machines.pause", "Stop a campaign for all workers."),
    "workers": ("machines.workers", "List the runs that use a database."),
    "completion": ("completion", "Print the completion script of bash, zsh or fish."),
    "schema": ("completion", "Print the JSON schema of run --json."),
    "sandbox": ("sandbox", "Run a stand-in of the Tavus API on this computer, for other programs."),
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
            ctx.fail(words.no_command(args[0], did_you_mean.hint(args[0], COMMANDS)).rstrip())
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(batchgen.__version__, "-V", "--version", prog_name="batchgen")
def app() -> None:
    """Make one personal video for every row of a spreadsheet, through the Tavus video API.

    A spreadsheet goes in, and the same spreadsheet comes back with the links in it. You never pay twice for a
    row, and no video is lost. To go on after a stop, run the same command again.

    \b
    Start here, free of charge:
      batchgen init my-campaign
      batchgen run my-campaign/prospects.csv --sandbox
    """  # noqa: D301 - click reads the backspace
    try:
        os.getcwd()  # noqa: PTH109 - only whether it is there
    except OSError as error:
        raise errors.UsageError(words.FOLDER_GONE, hint=words.GO_HOME) from error
