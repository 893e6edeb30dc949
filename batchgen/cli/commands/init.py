"""Start: init, a campaign folder that runs, from the samples or from the user's own sheet."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from batchgen import errors
from batchgen import settings as settings_module
from batchgen.cli import options
from batchgen.cli.console import text

if TYPE_CHECKING:
    from batchgen import models, sheets

STOCK_REPLICA = "r90bbd427f71"
_NAMES = ("first_name", "firstname", "given_name", "vorname", "prenom", "name", "full_name", "contact")
_FILTERS = {
    "date": " | date",
    "number": " | number",
    "money": " | money",
    "percent": " | percent",
    "person": " | first_name",
    "company": " | company",
    "web address": " | domain",
}
"""What a column of a kind goes through where it is spoken."""

_COMPANIES = ("company", "company_name", "account", "account_name", "organization", "organisation", "firma")


@click.command("init", cls=options.Command)
@click.argument("folder", metavar="[DIR]", required=False, type=str)
@options.everyday(
    "--from", "source", kind=options.FILE, setting=False, metavar="SHEET", help_text="Your own sheet."
)
@options.reading
@options.talk
def init_command(folder: str | None, *, source: str | None, quiet: bool, **reading: object) -> None:
    """Make a campaign folder that runs: campaign.toml, a template and a sheet.

    Without --from it holds the sample sheet and three templates of real use. With --from SHEET the template
    is written for that sheet's columns, and the sheet stays where it is. Nothing is overwritten.

    Examples: batchgen init my-campaign
    batchgen init --from leads.xlsx
    """
    if source is None:
        home, sheet = Path(folder or "."), "prospects.csv"
        files = _sample_files()
    else:
        path = Path(source).expanduser()
        home = Path(folder) if folder else path.parent
        sheet = _relative(path, home)
        if sheet.encode("utf-8", "replace").decode() != sheet:
            raise errors.UsageError(
                f"The name {sheet} is not UTF-8, so campaign.toml cannot hold it.",
                hint="Rename the file first.",
            )
        files = _own_files(path, sheet, reading)
    written = _write(home, files)
    if not quiet:
        for file in written:
            text.say(f"Wrote {file}")
        text.say("Rehearse it without money and without a key:")
        beside = "/" not in sheet
        text.say(f"  batchgen run {home / sheet if beside else f'-c {home}'} --sandbox")


def _sample_files() -> dict[str, bytes]:
    from batchgen.merge.templates import shipped

    samples, templates = shipped.shipped("sample_data"), shipped.templates()
    toml = (samples / "campaign.toml").read_text(encoding="utf-8").replace("../templates/", "templates/")
    files = {f"templates/{path.name}": path.read_bytes() for path in sorted(templates.glob("*.j2"))}
    return {
        "campaign.toml": toml.encode(),
        **files,
        "prospects.csv": (samples / "prospects.csv").read_bytes(),
    }


def _relative(path: Path, home: Path) -> str:
    try:
        return Path(os.path.relpath(path, home)).as_posix()
    except ValueError:
        return path.resolve().as_posix()


def _own_files(path: Path, sheet: str, reading: dict[str, object]) -> dict[str, bytes]:
    from batchgen import sheets

    row = reading.get("header_row")
    opened = sheets.open_sheet(
        path,
        worksheet=str(reading.get("worksheet") or ""),
        header_row=row if isinstance(row, int) else None,
        encoding=str(reading.get("encoding") or ""),
    )
    lines = [
        f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in reading.items() if _set(value)
    ]
    toml = _TOML.format(
        sheet=json.dumps(sheet, ensure_ascii=False), replica=STOCK_REPLICA, more="\n".join(lines)
    )
    return {
        "campaign.toml": toml.encode(),
        "script.txt.j2": _template(opened).encode("utf-8", "replace"),
    }


def _set(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _template(opened: sheets.Sheet) -> str:
    from batchgen import merge

    columns = [column for column in opened.columns if column.name and not column.ours]
    by_name = {column.name: column for column in columns}
    person = next((by_name[name] for name in _NAMES if name in by_name), columns[0] if columns else None)
    company = next((by_name[name] for name in _COMPANIES if name in by_name), None)
    kinds = _kinds(opened)
    listed = "\n".join(f"     {_listed(column, kinds[column.index])}" for column in columns)
    name = _with_filter(merge.spelling(person), "first_name") if person is not None else ""
    firm = _with_filter(merge.spelling(company), "company") if company is not None else ""
    about = f'I have been reading about {{{{ {firm} or "your company" }}}}, and' if firm else "I think"
    return _SCRIPT.format(title=_harmless(opened.title), listed=listed, person=name, about=about)


def _kinds(opened: sheets.Sheet) -> dict[int, str]:
    """Return the kind of each column, by its index."""
    from batchgen import merge

    kinds = merge.kinds_of(settings_module.Settings(), opened.columns)
    next(iter(kinds.study(opened.rows())), None)
    return {column.index: kinds.of(column.index).kind for column in opened.columns}


def _listed(column: models.Column, kind: str) -> str:
    """Return a column as the script would have it: with the filter of its kind, or in a condition."""
    from batchgen import merge

    name = merge.spelling(column)
    if kind == "yes/no":
        return f"if {name}: {_harmless(column.header)}"
    return f"{name}{_FILTERS.get(kind, '')}: {_harmless(column.header)}"


def _with_filter(name: str, speech: str) -> str:
    """Return a value with its filter in brackets, so that a fallback behind it stands outside."""
    return f"({name} | {speech})"


def _harmless(header: str) -> str:
    return text.clean(header).replace("#}", "# }").replace("{#", "{ #")


def _write(home: Path, files: dict[str, bytes]) -> list[Path]:
    there = [home / name for name in files if os.path.lexists(home / name)]
    if there:
        names = ", ".join(str(path) for path in there)
        raise errors.UsageError(
            f"Nothing is overwritten, and there is already: {names}.", hint="Name another DIR."
        )
    for name, content in files.items():
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:  # a link that was put there meanwhile is not followed
            file.write(content)
    return [home / name for name in files]


_TOML = """\
# A campaign of batchgen. Every option of the command line may stand here, by its name; paths start from this
# folder. Your API key does not belong here: put TAVUS_API_KEY=… into a file .env beside this one.

sheet = {sheet}
template = "script.txt.j2"

# Who speaks. This is a stock replica; `batchgen replicas list` shows yours.
replica_id = "{replica}"
{more}
"""

_SCRIPT = """\
{{# A first script for {title}. What follows is spoken, row by row.
   Columns of the sheet, each with the filter that fits it:
{listed}
   "or" says what is spoken when a cell is empty. See it with: batchgen preview #}}
Hi {{{{ {person} or "there" }}}}, I made this short video just for you.

{about} there is something I would love to show you. It takes ten minutes.

Shall we talk this week? Just answer my mail. Thanks for watching!
"""
