"""New campaign: the files of a new campaign, from the samples or from the user's own sheet."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import characters, errors, words
from batchgen import settings as settings_module

if TYPE_CHECKING:
    from batchgen import models, sheets

STOCK_REPLICA = "r90bbd427f71"
"""Who speaks until the user says who."""

Files = Mapping[str, bytes]
"""New files by their name in the campaign's folder."""


def sample_files() -> Files:
    """Return the files of the sample campaign: its sheet, its campaign file and three templates."""
    from batchgen.merge.templates import package_folders

    samples, templates = package_folders.find("sample_data"), package_folders.templates()
    toml = (samples / "campaign.toml").read_text(encoding="utf-8").replace("../templates/", "templates/")
    files = {f"templates/{path.name}": path.read_bytes() for path in sorted(templates.glob("*.j2"))}
    return {
        "campaign.toml": toml.encode(),
        **files,
        "prospects.csv": (samples / "prospects.csv").read_bytes(),
    }


def own_files(path: Path, sheet: str, reading: Mapping[str, object]) -> Files:
    """Return a campaign file and a first template for a sheet.

    `sheet` is its name as the campaign file says it, from its own folder; `reading` are the settings by which
    it is read (`worksheet`, `header_row`, `encoding`). Raises errors.SheetError.
    """
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
        sheet=json.dumps(sheet, ensure_ascii=False),
        replica=STOCK_REPLICA,
        more="\n".join([*lines, *_without_opted_out(opened)]),
    )
    return {
        "campaign.toml": toml.encode(),
        "script.txt.j2": first_script(opened).encode("utf-8", "replace"),
    }


def repeated(settings: settings_module.Settings, sheet: str, name: str) -> Files:
    """Return the files of a campaign like another one, for another sheet, which lies beside the file.

    Settings, script and lists are taken over; what says how the old sheet is read, which of its rows are
    meant, and where its state and results are, is not. Raises errors.SettingsError.
    """
    file = settings.campaign
    if file is None:
        raise errors.UsageError(words.NO_CAMPAIGN_FILE)
    changes: dict[tuple[str, ...], str | None] = {(old,): None for old in _OF_ITS_OWN}
    changes |= {("sheet",): sheet, ("name",): name}
    used = [*settings_module.lists_of(file)]
    if settings.template is not None:
        used += [settings.template, *sorted(settings.template.parent.glob("*.j2"))]
    its_own = {settings.sheet, settings.output, settings.failures, settings.problems}
    near = {path for path in used if path.is_relative_to(file.parent) and path not in its_own}
    texts = {path.relative_to(file.parent).as_posix(): path.read_bytes() for path in near if path.is_file()}
    return {**texts, "campaign.toml": settings_module.edited(file, changes).encode()}


_OF_ITS_OWN = (
    *("state", "output", "in_place", "failures", "problems"),
    *("worksheet", "header_row", "encoding", "rows", "limit", "sample", "accept_new"),
)
"""Settings that are about one sheet and what was sent of it."""


def _without_opted_out(opened: sheets.Sheet) -> Iterator[str]:
    """Yield the lines of a campaign file that leave out who opted out, if columns seem to say it."""
    from batchgen.checks.people import opt_outs

    first = itertools.islice(opened.rows(), opt_outs.LOOKED_AT)
    found = list(opt_outs.conditions(opened.columns, first))
    if found:
        headers = ", ".join(characters.one_line(column.header) for column, _ in found)
        yield words.opt_out_columns(headers)
        yield f"where = {json.dumps(' and '.join(condition for _, condition in found), ensure_ascii=False)}"


def _set(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def first_script(opened: sheets.Sheet) -> str:
    """Return a template that says something sensible with a sheet's columns."""
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
    from batchgen.merge import video_names

    people = [c for c in columns if says_first_name(c, kinds[c.index])]
    return sorted(
        people, key=lambda c: (c.name not in video_names.ANY_FIRST, c.name not in video_names.PERSON)
    )


def _spoken(columns: Sequence[models.Column], speech: str, fallback: str) -> str:
    """Return the first of the columns with its filter in brackets and a fallback behind, or this alone."""
    from batchgen import merge

    return f'{{{{ ({merge.spelling(columns[0])} | {speech}) or "{fallback}" }}}}' if columns else fallback


def says_first_name(column: models.Column, kind: models.Kind) -> bool:
    """Return whether a column shows what a person is called: a first or a whole name, no last one."""
    from batchgen.merge import video_names

    return kind == "person" and column.name not in video_names.ANY_LAST


def expression(column: models.Column, kind: models.Kind) -> str:
    """Return a column as a script says it: with the filter of its kind."""
    from batchgen import merge
    from batchgen.merge import kinds

    name = merge.spelling(column)
    speech = "first_name" if says_first_name(column, kind) else kinds.FILTERS.get(kind)
    return f"{name} | {speech}" if speech and kind != "yes/no" else name


def _listed(column: models.Column, kind: models.Kind) -> str:
    """Return a column as the script would have it: with the filter of its kind, or in a condition."""
    condition = "if " if kind == "yes/no" else ""
    return _harmless(f"{condition}{expression(column, kind)}: {column.header}")


def _harmless(header: str) -> str:
    return characters.one_line(header).replace("#}", "# }").replace("{#", "{ #")


def write(home: Path, files: Files) -> list[Path]:
    """Write new files into a folder and return where they are; nothing is overwritten.

    Raises errors.UsageError if one of them is there already.
    """
    there = [home / name for name in files if os.path.lexists(home / name)]
    if there:
        names = ", ".join(str(path) for path in there)
        raise errors.UsageError(words.already_there(names), hint=words.OTHER_FOLDER)
    for name, content in files.items():
        target = home / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:  # a link that was put there meanwhile is not followed
            file.write(content)
    return [home / name for name in files]


_TOML = """\
# A campaign of batchgen. You can write every option of the command line here, by its name. Paths start from
# this folder. Do not write your API key here: put TAVUS_API_KEY=… into a file called .env beside this one.

sheet = {sheet}
template = "script.txt.j2"

# Who speaks. This is a stock replica. To see yours: batchgen replicas list
replica_id = "{replica}"
{more}
"""

_SCRIPT = """\
{{# A first script for {title}. The text below is spoken, once for each row.
   These are the columns of the sheet, each with a filter that fits it:
{listed}
   After "or" stands what is spoken when the cell is empty. To see each script: batchgen preview #}}
Hi {person}, I made this short video just for you.

{about} there is something I would love to show you. It takes ten minutes.

Shall we talk this week? Just answer my mail. Thanks for watching!
"""
