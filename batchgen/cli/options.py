"""Options: every option that commands share, and a command that shows the everyday ones first."""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click
from click import shell_completion

from batchgen import errors

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
        raise errors.UsageError(f"{names} are one option, given here with two values: leave one out.")
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
    everyday("--set", multiple=True, metavar="FIELD=TEXT", help_text="Any request field, itself a template."),
    campaign,
)

reading = group(
    option(
        "--worksheet", metavar="NAME", help_text="Worksheet of a workbook. [default: the first visible one]"
    ),
    option("--header-row", kind=int, metavar="N", help_text="Row that holds the headers."),
    option("--include-hidden", flag=True, help_text="Use hidden rows too."),
    option("--encoding", metavar="NAME", help_text="Encoding of a CSV file. [default: found out]"),
)

suppression = group(
    option(
        "--exclude", kind=FILE, metavar="FILE", help_text="Suppression list: a sheet of people to leave out."
    ),
    option(
        "--exclude-on",
        metavar="COL|LIST_COL=SHEET_COL",
        help_text="Column that both share, or one of the list and one of the sheet. [default: addresses]",
    ),
)

rows = group(
    everyday("--rows", metavar="2-10,15", help_text="Only these rows, as the spreadsheet numbers them."),
    everyday("--where", metavar="EXPR", help_text="Only rows for which this is true: 'segment == \"vip\"'."),
    everyday("--limit", kind=int, metavar="N", help_text="Only the first N rows that still need a video."),
    option("--sample", kind=int, metavar="N", help_text="Only N rows, picked at random."),
    option("--seed", kind=int, metavar="N", help_text="Another seed picks another sample."),
    option(
        "--key",
        multiple=True,
        metavar="COL[,COL]",
        help_text="Column that tells rows apart; none: their cells.",
    ),
    reading,
    option("--include-odd-rows", flag=True, help_text="Use rows too that are not people, such as totals."),
    suppression,
    option("--skip-invalid", flag=True, help_text="Leave rows with errors out, send the others."),
    option("--strict", flag=True, help_text="Treat warnings as errors."),
    option(
        "--duplicates",
        kind=click.Choice(["share", "each", "error"]),
        help_text="What rows of one person get. [default: share]",
    ),
)

speech = group(
    option("--locale", metavar="NAME", help_text="Locale of numbers and dates. [default: en_US]"),
    option(
        "--words-per-minute",
        kind=float,
        metavar="N",
        help_text="Speed of speech for estimates. [default: 150]",
    ),
    option("--price-per-minute", kind=float, metavar="N", help_text="Price of a minute, for the plan."),
    option("--currency", metavar="CODE", help_text="Currency of the price."),
)

limits = group(
    option("--max-videos", kind=int, metavar="N", help_text="Refuse a plan of more videos."),
    option("--max-minutes", kind=float, metavar="N", help_text="Refuse a plan of more minutes."),
    option("--max-cost", kind=float, metavar="N", help_text="Refuse a plan that costs more."),
)

redo = option(
    "--redo",
    kind=click.Choice(["failed", "changed", "unknown", "all"]),
    help_text="Make these rows' videos again; this pays again.",
)

paying = group(
    option(
        "--accept",
        kind=click.Choice(["changed"]),
        help_text="Keep the videos of rows that were edited since.",
    ),
    option(
        "--accept-new",
        kind=int,
        metavar="N",
        help_text="Send N rows that look like edited copies of rows you already sent.",
    ),
    option("--force", flag=True, help_text="Send failed rows again even if nothing has changed."),
    option("--ignore-account", flag=True, help_text="Do not look into the account for videos made already."),
    option(
        "--allow-watermark",
        flag=True,
        help_text="Send rows whose replica still marks its videos (first look of phoenix-4.5).",
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
        "--failures", kind=FILE, metavar="FILE", help_text="Write rows that failed to a sheet of their own."
    ),
)

state = option(
    "--state",
    kind=FILE,
    metavar="FILE|URL",
    help_text="State file, or the database of many machines. [default: <stem>.batchgen.db]",
)
database = everyday(
    "--state", metavar="URL", help_text="Database: postgresql://USER@HOST/NAME, or local. [BATCHGEN_STATE]"
)
problems = option("--problems", kind=FILE, metavar="FILE", help_text="Write every problem to a CSV file.")
api_url = option("--api-url", metavar="URL", help_text="Address of the service (or TAVUS_API_URL).")
sandbox = everyday(
    "--sandbox", flag=True, help_text="Rehearse with the local sandbox: real videos, no money, no key."
)
yes = group(
    everyday("-y", "--yes", flag=True, help_text="Do not ask before sending new rows."),
    option(
        "--confirm",
        metavar="DIGEST",
        help_text="Send the plan that check --json showed with this digest, and no other; no question.",
    ),
)

settle = option(
    "--settle",
    kind=float,
    metavar="S",
    help_text="Seconds between two looks for a lost answer or video. [default: 120]",
)

how = group(
    everyday("--no-wait", flag=True, help_text="Send and leave; follow later with: batchgen wait."),
    option("--wait-max", kind=float, metavar="S", help_text="Follow for at most S seconds."),
    option("--rate", kind=float, metavar="N", help_text="At most N creates a second. [default: found out]"),
    option("--connections", kind=int, metavar="N", help_text="Connections at once, 1 to 20. [default: 8]"),
    settle,
)

json_output = option("--json", "json_output", flag=True, help_text="Print JSON on stdout.")

talk = group(
    option("-v", "--verbose", flag=True, help_text="Say more."),
    option("-q", "--quiet", flag=True, help_text="Say only what went wrong."),
)


def database_of(state: str | None) -> database_url.DatabaseUrl:
    """Return the database that a command is about. Raises errors.UsageError, errors.SettingsError."""
    from batchgen import settings

    found = settings.load(None, {"state": state}).database
    if found is None:
        raise errors.UsageError(
            "No database was named.", hint="Add --state postgresql://USER@HOST/NAME, or set BATCHGEN_STATE."
        )
    return found


def quoted(text: str) -> str:
    """Return a text as one word of a command line."""
    return shlex.quote(text)
