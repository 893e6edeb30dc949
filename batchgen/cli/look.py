"""Look: columns and preview; the sheet and the template alone, no state file and no service."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from batchgen import errors, models, settings
from batchgen.cli import options, session, text

if TYPE_CHECKING:
    from batchgen import checks, encodings, sheets

SAMPLES = 3
PREVIEWED = 5


@click.command("columns", cls=options.Command)
@options.sheet
@options.campaign
@options.reading
@options.json_output
@click.pass_context
def columns_command(ctx: click.Context, /, sheet: str | None, **_: object) -> None:
    """List the columns of SHEET as templates see them.

    For each column: the name that templates use, the header, how many rows fill it, and samples.

    Example: batchgen columns prospects.csv
    """
    found = session.load(ctx, sheet, lenient=True)
    session.need_sheet(found)
    opened = open_sheet(found)
    seen = _columns(opened, hidden=found.include_hidden)
    if found.json_output:
        text.data(json.dumps([dataclasses.asdict(column) for column in seen]))
        return
    rows = [["name", "header", "filled", "samples"]]
    rows += [[c.name or "-", c.header or "-", f"{c.filled:,}", " | ".join(c.samples)] for c in seen]
    text.data(text.table([[text.short(cell, 48) for cell in row] for row in rows]))
    for note in opened.notes:
        text.say(note)


@dataclasses.dataclass(slots=True)
class SeenColumn:
    """A column, how many rows fill it and its first different values."""

    name: str
    header: str
    column: str
    filled: int = 0
    samples: list[str] = dataclasses.field(default_factory=list)


def open_sheet(found: settings.Settings) -> sheets.Sheet:
    """Open the sheet as the settings say."""
    from batchgen import sheets

    assert found.sheet is not None
    # Where the headers stand in the list says nothing of a failures file.
    own = found.failures_of is None
    return sheets.open_sheet(
        found.sheet,
        worksheet=found.worksheet if own else "",
        header_row=found.header_row if own else None,
        encoding=found.encoding,
        recall=lambda: _recall(found),
    )


def _recall(found: settings.Settings) -> encodings.Memory | None:
    from batchgen.engine import opening

    return opening.recall(found)


def _columns(opened: sheets.Sheet, *, hidden: bool) -> list[SeenColumn]:
    used = [column for column in opened.columns if not column.ours]
    seen = [SeenColumn(column.name, column.header, column.letter) for column in used]
    for row in (row for row in opened.rows() if hidden or not row.hidden):
        for column, noted in zip(used, seen, strict=True):
            cell = row.cells[column.index] if column.index < len(row.cells) else ""
            if cell.strip():
                noted.filled += 1
                if len(noted.samples) < SAMPLES and cell not in noted.samples:
                    noted.samples.append(cell)
    return seen


@click.command("preview", cls=options.Command)
@options.sheet
@options.what
@options.rows
@options.speech
@options.everyday(
    "--html", kind=options.FILE, setting=False, metavar="FILE", help_text="Write one page with all rows."
)
@options.json_output
@options.talk
@click.pass_context
def preview_command(ctx: click.Context, /, sheet: str | None, *, html: str | None, **_: object) -> None:
    """Show the scripts and requests of rows of SHEET; nothing is sent.

    Without --rows the first five are shown.

    Example: batchgen preview prospects.csv --rows 2,5-9
    """
    found = session.load(ctx, sheet, lenient=True)
    session.need_sheet(found)
    from batchgen import checks

    target = _page_of(html, found)
    opened = open_sheet(found)
    found = _with_template_column(found, opened)
    examiner = checks.Examiner(found, opened.columns)
    examined = examined_rows(found, opened, examiner)
    if target is not None:
        _write_page(target, examined, examiner, opened)
        return
    shown = 0
    chosen = bool(found.rows or found.limit or found.sample)
    for one in examined if chosen else itertools.islice(examined, PREVIEWED):
        shown += 1
        _show(one, found)
    for problem in examiner.problems:
        text.say(f"{problem.severity}: {checks.sentence(problem)}. {problem.hint}".rstrip())
    if not shown:
        raise errors.UsageError("No row is chosen: nothing to preview.")


def _with_template_column(found: settings.Settings, opened: sheets.Sheet) -> settings.Settings:
    """Return the settings with what was decided about a column `template`, now or by the last run."""
    from batchgen.engine import opening, paths, templatecolumn

    if not templatecolumn.is_open(found, opened):
        return found
    path = paths.state(found) if isinstance(found.sheet, Path) or found.state else None
    if path is None or not path.exists():
        return templatecolumn.settled(found, opened, None)
    # Looking asks no service, so whichever one the state file belongs to is right.
    with contextlib.closing(
        opening.store(path, found.model_copy(update={"api_url": ""}), None, None)
    ) as store:
        return templatecolumn.settled(found, opened, store)


def examined_rows(
    found: settings.Settings, opened: sheets.Sheet, examiner: checks.Examiner
) -> Iterator[checks.Examined]:
    """Yield the rows that the options choose, examined."""
    from batchgen import checks

    selection = checks.Selection(found, opened.columns)
    rows = (row for row in opened.rows() if not selection.left_out(row))
    if found.sample is not None:
        numbers = checks.sample([row.number for row in rows], found.sample, found.seed)
        rows = (row for row in opened.rows() if row.number in numbers)
    return (examiner.examine(row) for row in itertools.islice(rows, found.limit))


def _page_of(html: str | None, found: settings.Settings) -> Path | None:
    if html is None:
        return None
    from batchgen.engine import outputs

    outputs.check_other("--html", Path(html), found)
    return Path(html)


def _write_page(
    target: Path, examined: Iterator[checks.Examined], examiner: checks.Examiner, opened: sheets.Sheet
) -> None:
    from batchgen.checks import page

    number = page.write_page(
        target, examined, title=opened.title, problems=examiner.problems, notes=opened.notes
    )
    text.say(f"Wrote {text.count(number, 'row')} to {target}")


def _show(one: checks.Examined, found: settings.Settings) -> None:
    from batchgen.checks import masks

    request = one.request
    if found.json_output:
        text.data(json.dumps(_as_json(one)))
        return
    seconds = round(one.minutes * 60)
    label = request.fields.get("video_name", "") if request else ""
    head = f"row {one.row.number}: {label}" if label else f"row {one.row.number}"
    text.data(text.clean(f"── {head}, about {seconds} s"))
    if request is not None:
        text.data(request.script or f"audio: {request.fields.get('audio_url', '')}")
        body = masks.body(request.body())
        rest = {k: v for k, v in body.items() if k not in ("script", "video_name")}
        text.data(f"   {json.dumps(rest, ensure_ascii=False)}")
    for written, spoken in _replaced(one):
        text.data(f"   spoken: {written} -> {spoken}")
    for problem in one.problems:
        text.data(
            f"   {problem.severity}: {text.clean(problem.message)}. {text.clean(problem.hint)}".rstrip()
        )
    text.data("")


def _replaced(one: checks.Examined) -> list[tuple[str, str]]:
    return [(str(change[0]), str(change[1])) for change in getattr(one, "replaced", ())]


def _as_json(one: checks.Examined) -> dict[str, object]:
    from batchgen.checks import masks

    return {
        "row": one.row.number,
        "request": masks.body(one.request.body()) if one.request else None,
        "seconds": round(one.minutes * 60, 1),
        "problems": [_problem_json(problem) for problem in one.problems],
    }


def _problem_json(problem: models.Problem) -> dict[str, object]:
    return {
        "kind": problem.kind,
        "severity": problem.severity,
        "column": problem.column,
        "message": problem.message,
    }
