"""Options: every option that commands share, and a command that shows the everyday ones first."""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from click import shell_completion

from batchgen import errors
from batchgen.cli import words

if TYPE_CHECKING:
    from batchgen.settings import database_url

Decorated = TypeVar("Decorated", bound=Callable[..., object])


class Option(click.Option):
    """An option; `everyday` ones come first in the help, `setting` ones are names of Settings."""

    everyday: bool = False
    setting: bool = True


_EXAMPLES = re.compile(r"\n\nExamples?: ")


class Command(click.Command):
    """A command whose help shows examples a line each, "Everyday" options first and the rest under "More"."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """Write what the command does, and its examples ready to be copied."""
        prose, *examples = _EXAMPLES.split(inspect.cleandoc(self.help or ""))
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(prose)
        for lines in examples:
            with formatter.section("Examples"):
                for line in lines.splitlines():
                    formatter.write(f"{'':{formatter.current_indent}}{line}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the two sections of options."""
        shown = [(p, p.get_help_record(ctx)) for p in self.get_params(ctx) if isinstance(p, click.Option)]
        everyday = [r for p, r in shown if r and (not isinstance(p, Option) or p.everyday)]
        more = [r for p, r in shown if r and isinstance(p, Option) and not p.everyday]
        with formatter.section("Everyday" if more else "Options"):
            formatter.write_dl(everyday)
        if more:
            with formatter.section("More"):
                formatter.write_dl(more)


def option(
    *names: str,
    everyday: bool = False,
    setting: bool = True,
    kind: click.ParamType[object] | type | None = None,
    flag: bool = False,
    multiple: bool = False,
    metavar: str | None = None,
    help_text: str = "",
) -> Callable[[Decorated], Decorated]:
    """Return the decorator of one option."""
    made = type("Made", (Option,), {"everyday": everyday, "setting": setting})
    has_two_names = sum(name.startswith("--") for name in names) > 1
    return click.option(
        *names,
        cls=made,
        type=None if flag else kind or str,
        is_flag=flag,
        multiple=multiple or has_two_names,
        callback=_one_value if has_two_names else None,
        metavar=metavar,
        help=help_text,
    )


def _one_value(_: click.Context, parameter: click.Parameter, values: tuple[object, ...]) -> object:
    """Return the value of an option with two names: under both, it must be the same."""
    if len(set(values)) > 1:
        names = " and ".join(name for name in parameter.opts if name.startswith("--"))
        raise errors.UsageError(words.two_values(names))
    return values[0] if values else None


def everyday(*names: str, help_text: str, **given: object) -> Callable[[Decorated], Decorated]:
    """Return the decorator of an option that the help shows first."""
    return option(*names, everyday=True, help_text=help_text, **given)  # type: ignore[arg-type]


def group(*decorators: Callable[[Decorated], Decorated]) -> Callable[[Decorated], Decorated]:
    """Return one decorator of several, in the order in which the help shows them."""

    def decorate(function: Decorated) -> Decorated:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


FILE = click.Path(path_type=str)


def _files(_: click.Context, __: click.Parameter, incomplete: str) -> list[shell_completion.CompletionItem]:
    return [shell_completion.CompletionItem(incomplete, type="file")]


sheet = click.argument("sheet", required=False, type=str, shell_complete=_files)

campaign = group(
    everyday(
        "-c",
        "--campaign",
        kind=FILE,
        metavar="FILE",
        help_text="Campaign file. [default: campaign.toml beside the sheet]",
    ),
    option("--name", metavar="NAME", help_text="Name of the campaign, for its state file and results."),
)

what = group(
    everyday("-t", "--template", kind=FILE, metavar="FILE", help_text="Template of the script."),
    everyday("-r", "--replica-id", "--face-id", metavar="ID", help_text="Replica (face) that speaks."),
    option(
        "--template-column",
        kind=click.Choice(["yes", "no"]),
        help_text="Whether the column template picks the template of each row.",
    ),
    everyday(
        "--set",
        multiple=True,
        metavar="FIELD=TEXT",
        help_text="Set any field of the request. TEXT can be a template.",
    ),
    campaign,
)

reading = group(
    option(
        "--worksheet", metavar="NAME", help_text="Worksheet of a workbook. [default: the first visible one]"
    ),
    option("--header-row", kind=int, metavar="N", help_text="Row with the headers."),
    option("--include-hidden", flag=True, help_text="Also use hidden rows."),
    option("--encoding", metavar="NAME", help_text="Encoding of a CSV file. [default: detected]"),
)

suppression = group(
    option(
        "--exclude", kind=FILE, metavar="FILE", help_text="Suppression list: a sheet of people to leave out."
    ),
    option(
        "--exclude-on",
        metavar="COL|LIST_COL=SHEET_COL",
        help_text="Column to compare: of both, or LIST=SHEET. [default: e-mail addresses]",
    ),
)

rows = group(
    everyday("--rows", metavar="2-10,15", help_text="Only these rows, by the numbers in your spreadsheet."),
    everyday("--where", metavar="EXPR", help_text="Only rows for which this is true: 'segment == \"vip\"'."),
    everyday("--limit", kind=int, metavar="N", help_text="Only the first N rows that still need a video."),
    option("--sample", kind=int, metavar="N", help_text="Only N rows, picked at random."),
    option("--seed", kind=int, metavar="N", help_text="Another number picks other rows for --sample."),
    option(
        "--key",
        multiple=True,
        metavar="COL[,COL]",
        help_text="Column that identifies a row. none: all its cells.",
    ),
    reading,
    option("--include-odd-rows", flag=True, help_text="Also use rows that are not people, such as totals."),
    suppression,
    option("--skip-invalid", flag=True, help_text="Leave out rows with errors, and send the others."),
    option("--strict", flag=True, help_text="Treat warnings as errors."),
    option(
        "--duplicates",
        kind=click.Choice(["share", "each", "error"]),
        help_text="Rows of the same person: share one video, each gets one, or error. [default: share]",
    ),
)

speech = group(
    option("--locale", metavar="NAME", help_text="Language of numbers and dates. [default: en_US]"),
    option(
        "--words-per-minute",
        kind=float,
        metavar="N",
        help_text="Speed of speech, to estimate the length. [default: 150]",
    ),
    option(
        "--price-per-minute",
        kind=float,
        metavar="N",
        help_text="Price of a minute, to show the price in the plan.",
    ),
    option("--currency", metavar="CODE", help_text="Currency of the price."),
)

limits = group(
    option("--max-videos", kind=int, metavar="N", help_text="Send nothing if there are more than N videos."),
    option(
        "--max-minutes", kind=float, metavar="N", help_text="Send nothing if there are more than N minutes."
    ),
    option("--max-cost", kind=float, metavar="N", help_text="Send nothing if it costs more than N."),
)

redo = option(
    "--redo",
    kind=click.Choice(["failed", "changed", "unknown", "all"]),
    help_text="Make the videos of these rows again, and pay again.",
)

paying = group(
    option(
        "--accept",
        kind=click.Choice(["changed"]),
        help_text="Keep the videos of rows that changed after they were sent.",
    ),
    option(
        "--accept-new",
        kind=int,
        metavar="N",
        help_text="Send N rows that look like edited copies of rows you already sent.",
    ),
    option("--force", flag=True, help_text="Send failed rows again even if nothing has changed."),
    option(
        "--ignore-account", flag=True, help_text="Do not search your account for videos that exist already."
    ),
    option(
        "--allow-watermark",
        flag=True,
        help_text="Send rows whose replica still puts a watermark into its videos (phoenix-4.5).",
    ),
)

where = group(
    everyday(
        "-o",
        "--output",
        kind=FILE,
        metavar="FILE",
        help_text="Results file. [default: <stem>.results.<suffix>]",
    ),
    option("--in-place", flag=True, help_text="Write results into the sheet itself."),
    option(
        "--failures", kind=FILE, metavar="FILE", help_text="Also write the rows that failed to this file."
    ),
)

state = option(
    "--state",
    kind=FILE,
    metavar="FILE|URL",
    help_text="State file, or a database for many machines. [default: <stem>.batchgen.db]",
)
database = everyday(
    "--state", metavar="URL", help_text="Database: postgresql://USER@HOST/NAME, or local. [BATCHGEN_STATE]"
)
problems = option("--problems", kind=FILE, metavar="FILE", help_text="Write every problem to a CSV file.")
api_url = option("--api-url", metavar="URL", help_text="Address of the service (or TAVUS_API_URL).")
sandbox = everyday("--sandbox", flag=True, help_text="Rehearse on this computer: free, and without a key.")
yes = group(
    everyday("-y", "--yes", flag=True, help_text="Do not ask before sending new rows."),
    option(
        "--confirm",
        metavar="DIGEST",
        help_text="Send exactly the plan that check --json showed with this digest. Does not ask.",
    ),
)

settle = option(
    "--settle",
    kind=float,
    metavar="S",
    help_text="Seconds between two searches for a lost video. [default: 120]",
)

connections = option(
    "--connections", kind=int, metavar="N", help_text="Requests at the same time, 1 to 20. [default: 8]"
)

how = group(
    everyday("--no-wait", flag=True, help_text="Send and stop. To wait for the videos later: batchgen wait."),
    option("--wait-max", kind=float, metavar="S", help_text="Wait at most S seconds for the videos."),
    option(
        "--rate", kind=float, metavar="N", help_text="Send at most N videos a second. [default: detected]"
    ),
    connections,
    settle,
)

json_output = option("--json", "json_output", flag=True, help_text="Print JSON on stdout.")

talk = group(
    option("-v", "--verbose", flag=True, help_text="Show more."),
    option("-q", "--quiet", flag=True, help_text="Show only what went wrong."),
)


def database_of(state: str | None) -> database_url.DatabaseUrl:
    """Return the database that a command is about. Raises errors.UsageError, errors.SettingsError."""
    from batchgen import settings

    found = settings.load(None, {"state": state}).database
    if found is None:
        raise errors.UsageError(words.NO_DATABASE, hint=words.NAME_DATABASE)
    return found


def folder(given: str | Path) -> Path:
    """Return a folder that was named. Raises errors.UsageError if it is not there."""
    if not Path(given).is_dir():
        raise errors.UsageError(words.no_folder(given))
    return Path(given)


def quoted(text: str) -> str:
    """Return a text as one word of a command line."""
    return shlex.quote(text)
