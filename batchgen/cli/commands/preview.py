"""Preview: the scripts and requests of rows; nothing is sent and no service is asked."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from batchgen import errors, models
from batchgen import settings as settings_module
from batchgen.cli import invocation, options
from batchgen.cli.commands import words
from batchgen.cli.console import text

if TYPE_CHECKING:
    from batchgen import checks, sheets

PREVIEWED = 5
"""Rows that are shown when none are chosen: they fit on a screen."""


@click.command("preview", cls=options.Command)
@options.sheet
@options.what
@options.rows
@options.speech
@options.everyday(
    "--html", kind=options.FILE, setting=False, metavar="FILE", help_text="Write one HTML page with all rows."
)
@options.json_output
@options.talk
@click.pass_context
def preview_command(ctx: click.Context, /, sheet: str | None, *, html: str | None, **_: object) -> None:
    """Show the scripts and requests of rows of SHEET. Nothing is sent.

    Without --rows, these are the first five rows.

    Example: batchgen preview prospects.csv --rows 2,5-9
    """
    settings = invocation.load(ctx, sheet, lenient=True)
    invocation.need_sheet(settings)
    from batchgen import checks
    from batchgen.campaign import opening

    target = _page_of(html, settings)
    opened = invocation.open_sheet(settings)
    settings = _with_template_column(settings, opened)
    examiner = checks.Examiner(settings, opened.columns, stored_kinds=opening.stored_kinds(settings))
    examined = examined_rows(settings, opened, examiner)
    if target is not None:
        _write_page(target, examined, examiner, opened)
        return
    shown = 0
    chosen = bool(settings.rows or settings.limit or settings.sample)
    for one in examined if chosen else itertools.islice(examined, PREVIEWED):
        shown += 1
        _show(one, settings)
    if not chosen and next(examined, None) is not None:
        text.say(words.first_rows(PREVIEWED))
    for problem in examiner.problems:
        text.say(f"{problem.severity}: {checks.sentence(problem)}. {problem.hint}".rstrip())
    if not shown:
        raise errors.UsageError(words.NO_ROW)


def _with_template_column(
    settings: settings_module.Settings, opened: sheets.Sheet
) -> settings_module.Settings:
    """Return the settings with what was decided about a column `template`, now or by the last run."""
    from batchgen.campaign import opening
    from batchgen.plan import template_column

    if not template_column.is_open(settings, opened):
        return settings
    with opening.reading(settings) as store:
        return template_column.settled(settings, opened, store)


def examined_rows(
    settings: settings_module.Settings, opened: sheets.Sheet, examiner: checks.Examiner
) -> Iterator[checks.Examined]:
    """Yield the rows that the options choose, examined."""
    from batchgen import checks

    selection = checks.Selection(settings, opened.columns, kinds=examiner.kinds, rows=opened.rows)
    rows = (row for row in examiner.study(opened.rows()) if not selection.left_out(row))
    if settings.sample is not None:
        numbers = checks.sample([row.number for row in rows], settings.sample, settings.seed)
        rows = (row for row in opened.rows() if row.number in numbers)
    return (examiner.examine(row) for row in itertools.islice(rows, settings.limit))


def _page_of(html: str | None, settings: settings_module.Settings) -> Path | None:
    if html is None:
        return None
    from batchgen.results import output_targets

    output_targets.check_other("--html", Path(html), settings)
    return Path(html)


def _write_page(
    target: Path, examined: Iterator[checks.Examined], examiner: checks.Examiner, opened: sheets.Sheet
) -> None:
    from batchgen.checks import preview_page
    from batchgen.results import backups

    number = preview_page.write_page(
        target,
        examined,
        title=opened.title,
        problems=examiner.problems,
        notes=opened.notes,
        spare=backups.spare_pages(text.say),
    )
    text.wrote(number, "row", target)


def _show(one: checks.Examined, settings: settings_module.Settings) -> None:
    from batchgen.tavus import url_masks

    request = one.request
    if settings.json_output:
        text.data(json.dumps(_as_json(one)))
        return
    length = f"about {round(one.minutes * 60)} s"
    if request is not None and request.audio_url and not request.script:
        length = words.NO_LENGTH
    label = request.fields.get("video_name", "") if request else ""
    head = f"row {one.row.number}: {label}" if label else f"row {one.row.number}"
    text.data(text.clean(f"── {head}, {length}"))
    if request is not None:
        text.data(request.script or f"audio: {request.fields.get('audio_url', '')}")
        body = url_masks.body(request.body())
        rest = {k: v for k, v in body.items() if k not in ("script", "video_name")}
        text.data(f"   {json.dumps(rest, ensure_ascii=False)}")
    for name, said in _page(one).items():
        text.data(text.clean(f"   page.{name}: {said}"))
    for written, spoken in _replaced(one):
        text.data(f"   spoken: {written} -> {spoken}")
    for problem in one.problems:
        text.data(
            f"   {problem.severity}: {text.clean(problem.message)}. {text.clean(problem.hint)}".rstrip()
        )
    text.data("")


def _replaced(one: checks.Examined) -> list[tuple[str, str]]:
    return [(str(change[0]), str(change[1])) for change in getattr(one, "replaced", ())]


def _page(one: checks.Examined) -> dict[str, str]:
    texts = one.page.texts if one.page is not None else {}
    return {name: " ".join(said.split()) for name, said in texts.items() if said}


def _as_json(one: checks.Examined) -> dict[str, object]:
    from batchgen.tavus import url_masks

    return {
        "row": one.row.number,
        "request": url_masks.body(one.request.body()) if one.request else None,
        "seconds": round(one.minutes * 60, 1) if not one.request or one.request.script else None,
        **({"page": dict(one.page.texts)} if one.page is not None else {}),
        "problems": [_problem_json(problem) for problem in one.problems],
    }


def _problem_json(problem: models.Problem) -> dict[str, object]:
    return {
        "kind": problem.kind,
        "severity": problem.severity,
        "column": problem.column,
        "message": problem.message,
    }
