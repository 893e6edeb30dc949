"""Check: every problem, the minutes and the price; nothing is sent and nothing is paid."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import click

from batchgen import models
from batchgen import settings as settings_module
from batchgen.cli import invocation, options
from batchgen.cli.commands import words
from batchgen.cli.console import plan_wording, problem_list, text

if TYPE_CHECKING:
    from batchgen import plan


_UNSEEN = words.NOT_LOOKED_UP
"""What `check` cannot see without a key."""


@click.command("check", cls=options.Command)
@options.sheet
@options.what
@options.rows
@options.speech
@options.limits
@options.redo
@options.paying
@options.state
@options.problems
@options.everyday(
    "--links",
    flag=True,
    setting=False,
    help_text="Also open every link, and read how long sound files are.",
)
@options.option("--retry", flag=True, setting=False, help_text="Check what `batchgen retry` would send.")
@options.api_url
@options.sandbox
@options.json_output
@options.talk
@click.pass_context
def check_command(ctx: click.Context, /, sheet: str | None, *, links: bool, retry: bool, **_: object) -> int:
    """Show every problem of SHEET, the minutes and the price. Nothing is sent.

    Only rows that `run` would send are checked. Exit code 2 if there are errors.

    Example: batchgen check prospects.csv --template outreach.txt.j2 --replica-id r90bbd427f71
    """
    from batchgen.campaign import library

    settings = invocation.load(ctx, sheet)
    invocation.need_sheet(settings)
    key = settings_module.read_key(settings)
    with library.opened(settings, api_key=key, lock=False) as batch:
        plan = batch.plan(retry=retry, tell=_tell, links=links)
        if links:
            plan.problems.extend(_link_problems(batch.settings, plan))
        plan.problems.close()
    unseen = (_UNSEEN,) if not key and not settings.sandbox else ()
    if settings.json_output:
        text.data(json.dumps(_check_json(plan, unseen, settings)))
    else:
        _say_check(plan, settings)
        for sentence in unseen:
            text.data(sentence)
    return 2 if plan.problems.errors or plan.refusal else 0


def _tell(event: models.Event) -> None:
    if isinstance(event, models.Notice):
        text.say(event.text)


def _link_problems(settings: settings_module.Settings, plan: plan.Plan) -> list[models.Problem]:
    """Ask each distinct link once, of the rows that a run would send or refuse; sound files were read."""
    from batchgen import checks
    from batchgen.checks import link_checks as links_module
    from batchgen.tavus import link_probe as looks

    numbers = plan.roster.rows_to_check()
    opened = invocation.open_sheet(settings)
    examiner = checks.Examiner(settings, opened.columns, stored_kinds=plan.column_kinds)
    collected = links_module.Links(but=("audio_url",))
    for row in examiner.study(opened.rows()):
        if row.number in numbers and (request := examiner.examine(row).request) is not None:
            collected.add(request, row.number)
    answers = (links_module.LinkAnswer(**each._asdict()) for each in looks.look_at(collected.urls))
    return [examiner.named(problem) for problem in collected.problems(lambda _: answers)]


def _check_json(
    plan: plan.Plan, unseen: tuple[str, ...], settings: settings_module.Settings
) -> dict[str, object]:
    found = plan.problems.to_json()
    return {
        "rows": plan.rows,
        "selected": plan.selected,
        "to_send": plan.to_send,
        "done": plan.done,
        "outdated": plan.outdated,
        "pairs": [dataclasses.asdict(pair) for pair in plan.pairs],
        "templates": dict(plan.templates),
        "digest": plan.digest,
        "first": _first_json(plan.first, settings),
        "fitting": _first_json(plan.fitting, settings),
        "changed": [changed._asdict() for changed in plan.changed],
        "gone": plan.gone,
        "unknown": plan.unknown,
        "not_looked_up": [*plan.not_looked_up, *unseen],
        "odd_rows": [odd._asdict() for odd in plan.odd],
        "by_value": found["by_value"],
        "errors": found["errors"],
        "warnings": found["warnings"],
        "minutes": round(plan.minutes, 2),
        "seconds": round(plan.minutes * 60),
        "price": plan_wording.whole_price(plan),
        "unknown_length": plan.unmeasured,
        "currency": settings.currency if plan.price is not None else "",
        "budgets": plan_wording.budgets(plan, settings),
        "refusal": plan.refusal,
        "notes": list(plan.notes),
        "key": list(plan.key_columns),
        "replicas": {plan.replica_names.get(name, name): count for name, count in plan.replicas.items()},
        "left_out": dict(plan.left_out),
        "invalid": plan.invalid,
        "duplicates": plan.duplicates,
        "excluded": plan.excluded,
        "paying_again": plan.paying_again,
    }


def _first_json(first: plan.First | None, settings: settings_module.Settings) -> dict[str, object] | None:
    """Return what `run --limit N` would send, None for nothing."""
    from batchgen import checks

    if first is None:
        return None
    price = checks.price(first.minutes, settings) if first.minutes else None
    return {
        "digest": first.digest,
        "rows": first.rows,
        "seconds": round(first.minutes * 60),
        "price": price,
    }


def _say_check(plan: plan.Plan, settings: settings_module.Settings) -> None:
    for line in plan_wording.plan_lines(plan, settings):
        text.data(line)
    for line in problem_list.lines(plan.problems, settings):
        text.data(line)
    if plan.refusal:
        text.data(words.would_stop(plan.refusal) if plan.heard or not plan.unmeasured else plan.refusal)
    text.data(words.checked(problem_list.totals(plan.problems)))
