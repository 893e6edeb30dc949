"""Columns: what an export holds, by name: the sheet's own, our results, and more that we know."""

from __future__ import annotations

import csv
import dataclasses
import html
import io
from typing import TYPE_CHECKING, Literal

from batchgen import did_you_mean, errors, identity, models, result_columns, sheets
from batchgen.export import mail_html, words
from batchgen.results import page_links, result_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from batchgen import state

MORE = (
    *result_columns.PAGE_LINKS,
    *("embed_html", "duration", "minutes_estimated", "submitted_at", "ready_at", "script", "video_file"),
)
"""Columns by choice, beside the sheet's own and our eight."""

PICTURES = frozenset({"thumbnail_url", "gif_url", "embed_html"})
"""Columns that need a thumbnail, which may come later than the video."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet, its job and what the sheet shows of it."""

    row: models.Row
    job: state.Job | None
    results: Mapping[str, str]
    submitted_at: str = ""
    video_file: str = ""
    seconds: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Picked:
    """A column of the export: its header, and what it says of a line. `source` is our name of it."""

    header: str
    source: str
    text: Callable[[Line], str]


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """A column that an export may hold: the name that `pick` knows, and whose it is."""

    name: str
    owner: Literal["sheet", "results", "more"]


def choices(sheet: sheets.Sheet) -> tuple[Choice, ...]:
    """Return every column that can be chosen: the sheet's own, our eight by their headers, and more."""
    own = (column.header for column in sheet.columns if not column.ours and column.header)
    results = (sheet.layout.headers.get(field, field) for field in result_columns.NAMES)
    found = [
        *(Choice(name, "sheet") for name in own),
        *(Choice(name, "results") for name in results),
        *(Choice(name, "more") for name in MORE),
    ]
    # A name that stands twice means its first column.
    return tuple({choice.name: choice for choice in reversed(found)}[name] for name in _names(found))


def _names(found: Sequence[Choice]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(choice.name for choice in found))


def listed(chosen: Iterable[tuple[str, str]]) -> str:
    """Return the list for `pick` of columns, each by its name and its new header."""
    line = io.StringIO()
    entries = (name if header in {"", name} else f"{name}={header}" for name, header in chosen)
    csv.writer(line, lineterminator="").writerow(entries)
    return line.getvalue()


def pick(spec: str, sheet: sheets.Sheet, *, more: Sequence[str] = ()) -> tuple[Picked, ...]:
    """Return the columns of a list like `Record ID,Email,hosted_url=Video Link`; all, if it is empty.

    `more` are columns that all of them includes, after our eight.
    A name is a header of the sheet, in any spelling, or one of ours; a name that both have is the sheet's if
    it stands there as the user's own. Raises errors.UsageError with the nearest name.
    """
    own = [column for column in sheet.columns if not column.ours and column.header]
    if not spec.strip():
        ours = [Picked(sheet.layout.headers.get(n, n), n, _result(n)) for n in result_columns.NAMES]
        ours += [Picked(name, name, _MORE[name]) for name in more]
        return (*(_own(column, column.header) for column in own), *ours)
    return tuple(_one(entry, own, sheet.layout) for entry in _entries(spec))


def _entries(spec: str) -> Sequence[str]:
    lines = list(csv.reader([spec], skipinitialspace=True))
    entries = [entry.strip() for entry in (lines[0] if lines else []) if entry.strip()]
    if not entries:
        raise errors.UsageError(words.NO_COLUMNS)
    return entries


def _one(entry: str, own: Sequence[models.Column], layout: sheets.ResultLayout) -> Picked:
    name, header = entry, ""
    # A header may itself hold the sign between name and new header: the longest name that there is counts.
    while True:
        if picked := _named(name.strip(), own, layout):
            return dataclasses.replace(picked, header=header.strip()) if header else picked
        if "=" not in name:
            break
        name, _, last = name.rpartition("=")
        header = f"{last}={header}" if header else last
    raise errors.UsageError(words.no_column(name.strip()), hint=_near(name.strip(), own))


def _named(name: str, own: Sequence[models.Column], layout: sheets.ResultLayout) -> Picked | None:
    for column in own:
        if column.header.strip() == name:
            return _own(column, column.header)
    results = {layout.headers.get(field, field): field for field in result_columns.NAMES}
    field = results.get(name, name)
    if field in result_columns.NAMES:
        return Picked(name, field, _result(field))
    if name in MORE:
        return Picked(name, name, _MORE[name])
    folded = [column for column in own if column.name and column.name == identity.fold(name)]
    return _own(folded[0], folded[0].header) if len(folded) == 1 else None


def _near(name: str, own: Sequence[models.Column]) -> str:
    known = [*(" ".join(column.header.split()) for column in own), *result_columns.NAMES, *MORE]
    return did_you_mean.hint(name, known) or words.choices(", ".join(known))


def _own(column: models.Column, header: str) -> Picked:
    index = column.index
    return Picked(
        header, column.name, lambda line: line.row.cells[index] if index < len(line.row.cells) else ""
    )


def _result(field: str) -> Callable[[Line], str]:
    return lambda line: line.results.get(field, "")


def embed_html(line: Line) -> str:
    """Return a linked picture for an e-mail: the GIF, else the still one, else a plain link."""
    return embed_code(line.results, line.job.label if line.job else "")


def embed_code(results: Mapping[str, str], name: str) -> str:
    """Return the same for what the sheet shows of a job, and the name of its video."""
    links = mail_html.links_of(results)
    if not links.page:
        return ""
    alt = words.video_for(name) if name else words.YOUR_VIDEO
    return mail_html.code(
        html.escape(links.page), html.escape(links.gif or links.picture), own=links.own, alt=alt
    )


def _duration(line: Line) -> str:
    seconds = line.seconds if line.seconds is not None else line.job.seconds if line.job else None
    return f"{seconds:.1f}" if seconds is not None else ""


def _minutes(line: Line) -> str:
    return f"{line.job.minutes:.2f}" if line.job and line.job.minutes else ""


def _ready_at(line: Line) -> str:
    if line.job is None or line.job.stage is not models.Stage.READY:
        return ""
    return line.job.changed_at


def _script(line: Line) -> str:
    return line.job.request().script if line.job else ""


_MORE: Mapping[str, Callable[[Line], str]] = {
    **{name: _result(name) for name in result_columns.PAGE_LINKS},
    "embed_html": embed_html,
    "duration": _duration,
    "minutes_estimated": _minutes,
    "submitted_at": lambda line: line.submitted_at,
    "ready_at": _ready_at,
    "script": _script,
    "video_file": lambda line: line.video_file,
}


def results_of(job: state.Job | None, page: state.PageCode | None = None) -> Mapping[str, str]:
    """Return what the sheet shows of a job, as `run` writes it, and of its page."""
    if job is None:
        return dict.fromkeys((*result_columns.NAMES, *result_columns.PAGE_LINKS), "")
    return result_cells.results(job) | page_links.texts(job, page)
