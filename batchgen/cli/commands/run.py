"""Run: run, retry and wait; plan, ask, follow the events, say what came of it."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from batchgen import errors, models
from batchgen import settings as settings_module
from batchgen.cli import invocation, options
from batchgen.cli.commands import words
from batchgen.cli.console import (
    callbacks,
    confirmation,
    ending,
    event_lines,
    plan_wording,
    problem_list,
    progress,
    signals,
    stop_hook,
    team_work,
    text,
)

if TYPE_CHECKING:
    from batchgen import campaign, plan, sheets

workers = options.option(
    "--workers",
    kind=int,
    setting=False,
    metavar="N",
    help_text="Workers on this computer, for a campaign in a database. [default: 1]",
)

finishing = options.group(
    options.option(
        "--download", flag=True, setting=False, help_text="At the end, download the videos that are ready."
    ),
    options.option(
        "--to", kind=options.FILE, setting=False, metavar="DIR", help_text="Folder of --download."
    ),
)

choosing = options.group(
    options.sheet,
    options.sandbox,
    options.what,
    options.yes,
    options.rows,
    options.where,
    options.limits,
)
sending = options.group(
    options.paying,
    options.state,
    options.problems,
    options.api_url,
    options.how,
    workers,
    callbacks.beside,
    finishing,
    options.speech,
    options.json_output,
    options.talk,
)

_INVENTED = ".example"
_LOOKED_AT = 50
"""Rows of a sheet in which invented people are looked for: samples are small."""


@click.command("run", cls=options.Command)
@choosing
@options.redo
@sending
@click.pass_context
def run_command(ctx: click.Context, /, sheet: str | None, **given: object) -> int:
    """Send what is new in SHEET, wait for the videos, and write the results.

    To go on after a stop, run the same command again: no row is paid for twice. batchgen shows the plan
    and asks before it sends anything. With --yes, it does not ask.

    Examples: batchgen run prospects.csv --sandbox
    batchgen run prospects.csv -t outreach.txt.j2 -r r90bbd427f71 --limit 1
    """
    return _run(_settings(ctx, sheet), given)


@click.command("retry", cls=options.Command)
@choosing
@sending
@click.pass_context
def retry_command(ctx: click.Context, /, sheet: str | None, **given: object) -> int:
    """Send the failed and refused rows of SHEET again. You pay for them again.

    Rows that would fail again in the same way are named and left out. --force sends them too.

    Example: batchgen retry prospects.csv
    """
    return _run(_settings(ctx, sheet), given, retry=True)


@click.command("wait", cls=options.Command)
@options.sheet
@options.everyday(
    "--all",
    "all_videos",
    flag=True,
    setting=False,
    help_text="Also check whether ready videos were deleted at Tavus.",
)
@options.sandbox
@options.campaign
@options.reading
@options.where
@options.state
@options.api_url
@options.how
@options.json_output
@options.talk
@click.pass_context
def wait_command(ctx: click.Context, /, sheet: str | None, *, all_videos: bool, **_: object) -> int:
    """Wait for the videos of SHEET that were sent, and write the results. Sends nothing.

    Example: batchgen wait prospects.csv --wait-max 600
    """
    from batchgen.campaign import library

    # A campaign whose runs do not wait is followed all the same.
    settings = _settings(ctx, sheet, no_wait=bool(invocation.given(ctx).get("no_wait")))
    watcher = progress.Watcher(settings)
    with (
        stop_hook.hooked(settings, watcher),
        watcher.ended(),
        library.opened(settings, api_key=invocation.key_of(settings)) as batch,
    ):
        invocation.need_key(settings)
        with signals.stopping(batch.stop):
            code = watcher.watch(batch.wait(all_videos=all_videos))
    ending.say(settings, watcher)
    return code


def _settings(ctx: click.Context, sheet: str | None, **more: bool) -> settings_module.Settings:
    """Return the settings of a command on a sheet; with --json what is wrong with them is an event, too."""
    try:
        settings = invocation.load(ctx, sheet, **more)
        invocation.need_sheet(settings)
    except errors.BatchgenError as error:
        if ctx.params["json_output"]:
            for event in event_lines.refusal(error):
                event_lines.show(event.to_json())
        raise
    return settings


def _run(settings: settings_module.Settings, given: Mapping[str, object], *, retry: bool = False) -> int:
    from batchgen.campaign import library

    key = invocation.key_of(settings)
    watcher = progress.Watcher(settings)
    team = team_work.Team(settings, key, given.get("workers"))
    with (
        stop_hook.hooked(settings, watcher),
        watcher.ended(),
        callbacks.listening(settings, key, callbacks.ListenOptions.of(given)) as (with_callback, hints),
        library.opened(with_callback, api_key=key, hints=hints, on_sandbox=team.meet) as batch,
    ):
        watcher.show(models.Phase("reading"))
        plan = batch.plan(retry=retry, tell=watcher.hear)
        _show_plan(plan, settings)
        if settings.ignore_account and batch.fresh:
            _need_cap(plan, settings)
        plan = _despite_doubt(plan, settings)
        skipping = _consent(plan, settings, batch.sheet)
        plan = _despite_doubt(batch.seen(plan), settings)
        with signals.stopping(batch.stop), team.at_work(batch.address.name):
            code = watcher.watch(batch.run(plan, skip_invalid=skipping))
        if given.get("download") and code in {0, 1}:
            watcher.show(models.Phase("downloading"))
            code = max(code, _download(batch, settings, given))
    ending.say(settings, watcher, hidden=plan.hidden)
    return code


def _download(batch: campaign.Batch, settings: settings_module.Settings, given: Mapping[str, object]) -> int:
    from batchgen.cli.commands import download

    to = given.get("to")
    code = download.collect(batch, settings, to=str(to) if to else None)
    download.write_column(batch, settings)
    return code


def _show_plan(plan: plan.Plan, settings: settings_module.Settings) -> None:
    if settings.json_output:
        event_lines.show(plan_json(plan, settings))
    if not settings.quiet and not settings.json_output:
        for line in plan_wording.plan_lines(plan, settings):
            text.say(line)
    if not settings.quiet or plan.problems.errors:
        for line in problem_list.lines(plan.problems, settings):
            text.say(line)


def plan_json(plan: plan.Plan, settings: settings_module.Settings) -> dict[str, object]:
    """Return the plan as `run --json` has it."""
    counts = (
        "rows",
        "selected",
        "to_send",
        "done",
        "outdated",
        "new",
        "gone",
        "unknown",
        "failed",
        "invalid",
    )
    return {
        "event": "plan",
        **{name: int(getattr(plan, name)) for name in counts},
        "pairs": [dataclasses.asdict(pair) for pair in plan.pairs],
        "replicas": dict(plan.replicas),
        "templates": dict(plan.templates),
        "digest": plan.digest,
        "minutes": round(plan.minutes, 2),
        "price": plan_wording.whole_price(plan),
        "unknown_length": plan.unmeasured,
        "budgets": plan_wording.budgets(plan, settings),
        "errors": plan.problems.errors,
        "warnings": plan.problems.warnings,
    }


def _consent(plan: plan.Plan, settings: settings_module.Settings, sheet: sheets.Sheet) -> bool:
    """Refuse what must not be sent and ask for the rest; True if rows with errors are to be left out."""
    from batchgen.plan import confirmed

    confirmed(plan, settings.confirm)
    if plan.refusal:
        raise errors.PlanError(plan.refusal, kind="plan-refused")
    skipping = bool(plan.problems.errors) and not settings.skip_invalid
    whole = any(problem.row is None for problem in plan.problems.problems("error"))
    if skipping and (whole or not _talks(settings) or not plan.to_send):
        msg = words.errors_stop(problem_list.totals(plan.problems))
        hint = words.FIX_AND_RUN if whole else words.FIX_OR_SKIP
        raise errors.PlanError(msg[:1].upper() + msg[1:], hint=hint, kind="row-errors")
    invocation.need_key(settings)
    if not plan.to_send:
        return skipping
    if not settings.sandbox and sheet.path is not None:
        _warn_of_invented_people(sheet)
    if not (settings.yes or settings.confirm):
        _ask(plan, settings, skipping=skipping)
    return skipping


def _need_cap(plan: plan.Plan, settings: settings_module.Settings) -> None:
    """Refuse to pay for any number of videos unseen: a lost state file looks like this, nobody is there."""
    caps = (settings.max_videos, settings.max_minutes, settings.max_cost, settings.limit)
    seen = settings.sandbox or settings.confirm or confirmation.can_ask()
    if plan.to_send and not seen and all(cap is None for cap in caps):
        raise errors.UsageError(
            words.NEEDS_CAP,
            hint=words.ADD_CAP,
        )


def _despite_doubt(plan: plan.Plan, settings: settings_module.Settings) -> plan.Plan:
    """Return a plan whose search of the account was not complete, if somebody says so at the terminal."""
    if not plan.doubt or plan.refusal:
        return plan
    if not _talks(settings):
        from batchgen.plan import doubted  # it takes a while to load, and here it is

        raise doubted(plan)
    videos = text.count(plan.to_send, "video")
    confirmation.confirm(words.despite_doubt(plan.doubt, videos))
    return dataclasses.replace(plan, doubt="")


def _talks(settings: settings_module.Settings) -> bool:
    told = settings.yes or settings.confirm or settings.json_output
    return confirmation.can_ask() and not told and settings.sheet != "-"


def _ask(plan: plan.Plan, settings: settings_module.Settings, *, skipping: bool) -> None:
    if settings.json_output:
        raise errors.UsageError(words.JSON_NEEDS_YES, hint=words.NOTHING_SENT, kind="no-yes")
    videos = text.count(plan.to_send, "video")
    size = f"({plan_wording.size(plan, settings)})"
    if skipping:
        rows = text.count(plan.problems.rows_with_errors, "row")
        confirmation.confirm(words.send_others(rows, videos, size))
    else:
        confirmation.confirm(words.send(videos, size))


def _warn_of_invented_people(sheet: sheets.Sheet) -> None:
    """Say it when addresses end in .example, which is reserved (RFC 2606): the sample sheet, most likely."""
    rows = itertools.islice(sheet.rows(), _LOOKED_AT)
    cells = (cell for row in rows for cell in row.cells)
    if any("@" in cell and cell.lower().endswith(_INVENTED) for cell in cells):
        text.say(words.MADE_UP)
        text.say(words.MADE_UP_ADVICE)
