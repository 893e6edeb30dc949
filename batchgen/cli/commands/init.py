"""Start: init, a campaign folder that runs, from the samples or from the user's own sheet."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
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
    from batchgen.merge.templates import package_folders

    samples, templates = package_folders.find("sample_data"), package_folders.templates()
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
    columns = [column for column in opened.columns if (column.name or column.header) and not column.ours]
    kinds = _kinds(opened)
    listed = "\n".join(f"     {_listed(column, kinds[column.index])}" for column in columns)
    name = _spoken(_first_names(columns, kinds), "first_name", "there")
    companies = [column for column in columns if kinds[column.index] == "company"]
    firm = _spoken(companies[:1], "company", "your company")
    about = f"I have been reading about {firm}, and" if companies else "I think"
    return _SCRIPT.format(title=_harmless(opened.title), listed=listed, person=name, about=about)


def _kinds(opened: sheets.Sheet) -> dict[int, models.Kind]:
    """Return the kind of each column, by its index."""
    from batchgen import merge

    kinds = merge.kinds_of(settings_module.Settings(), opened.columns)
    next(iter(kinds.study(opened.rows())), None)
    return {column.index: kinds.of(column.index).kind for column in opened.columns}


def _first_names(columns: Sequence[models.Column], kinds: Mapping[int, models.Kind]) -> list[models.Column]:
    """Return the columns that show what a person is called, those of first names before whole names."""
    from batchgen.merge import labels

    people = [c for c in columns if kinds[c.index] == "person" and c.name not in labels.ANY_LAST]
    return sorted(people, key=lambda c: (c.name not in labels.ANY_FIRST, c.name not in labels.PERSON))


def _spoken(columns: Sequence[models.Column], speech: str, fallback: str) -> str:
    """Return the first of the columns with its filter in brackets and a fallback behind, or this alone."""
    from batchgen import merge

    return f'{{{{ ({merge.spelling(columns[0])} | {speech}) or "{fallback}" }}}}' if columns else fallback


def _listed(column: models.Column, kind: models.Kind) -> str:
    """Return a column as the script would have it: with the filter of its kind, or in a condition."""
    from batchgen import merge
    from batchgen.merge import kinds

    name, speech = merge.spelling(column), kinds.FILTERS.get(kind)
    if kind == "yes/no":
        name = f"if {name}"
    elif kind == "person" and _first_names([column], {column.index: kind}):
        name = f"{name} | first_name"
    elif speech:
        name = f"{name} | {speech}"
    return _harmless(f"{name}: {column.header}")


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
Hi {person}, I made this short video just for you.

{about} there is something I would love to show you. It takes ten minutes.

Shall we talk this week? Just answer my mail. Thanks for watching!
"""
