"""Overview: the campaigns and workers of a database, as status and workers show them."""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from typing import TYPE_CHECKING

import click

from batchgen import errors
from batchgen.cli import options
from batchgen.cli.commands import words
from batchgen.cli.console import text
from batchgen.run import words as run_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from batchgen import settings as settings_module
    from batchgen.settings import database_url
    from batchgen.state.postgres import campaign_list

QUIET = 120.0
"""Seconds without any change after which a campaign that is being sent is said to stand still."""

WATCH_EVERY = 5.0
"""Seconds between two looks."""


def show(url: database_url.DatabaseUrl, settings: settings_module.Settings, *, is_watching: bool) -> int:
    """Show the campaigns of a database, or the one of a name, and who works on them.

    Watching goes on until there is nothing to do. Raises errors.StateError if there is no such campaign.
    """
    from batchgen import state

    while True:
        found = [one for one in state.campaigns_of(url) if settings.name in {"", one.name}]
        if settings.json_output:
            text.data(json.dumps([dataclasses.asdict(one) for one in found]))
        if not found:
            raise errors.StateError(
                words.no_campaign(settings.name, url) if settings.name else words.no_campaigns(url)
            )
        if not settings.json_output:
            if is_watching and sys.stdout.isatty():
                click.clear()
            _say(found, state.workers_of(url), url)
        if not is_watching or not any(one.is_moving for one in found):
            return 0
        time.sleep(WATCH_EVERY)


def _say(
    found: Iterable[campaign_list.Summary],
    workers: Iterable[campaign_list.Worker],
    url: database_url.DatabaseUrl,
) -> None:
    rows = [
        [one.name, one.service, one.state, counts(one.counts), f"{one.moved:,}", _ago(one.quiet), one.worker]
        for one in found
    ]
    text.data(text.table([[*words.OVERVIEW], *rows]))
    for line in (*_budgets(found), *_warnings(found, url)):
        text.data(line)
    known = list(workers)
    if known:
        text.data(workers_table(known))


def _budgets(found: Iterable[campaign_list.Summary]) -> Iterator[str]:
    """Yield how much of each campaign's budgets is used."""
    for one in found:
        for budget in one.budgets:
            yield words.used(one.name, budget.used, budget.amount, budget.words)


def _warnings(found: Iterable[campaign_list.Summary], url: database_url.DatabaseUrl) -> Iterator[str]:
    """Yield what keeps campaigns from going on, and what to do."""
    for one in found:
        if one.why:
            yield words.nothing_sent(one.name, one.why)
        elif one.in_doubt:
            yield words.nothing_sent(one.name, run_words.SERVER_CHANGED)
        elif one.is_moving and not one.workers:
            yield words.no_worker(one.name, options.quoted(str(url)))
        elif one.state == "sending" and one.quiet is not None and one.quiet >= QUIET:
            yield words.nothing_changed(one.name, _time(one.quiet))


def workers_table(found: Iterable[campaign_list.Worker]) -> str:
    """Return the table of the processes that work."""
    rows = [
        [
            one.name,
            one.campaign or words.NO_CAMPAIGN_NOW,
            f"{one.since} UTC",
            f"{one.silent:.0f} s ago",
            one.version,
        ]
        for one in found
    ]
    return text.table([[*words.WORKERS], *rows])


def counts(by_stage: Mapping[str, int]) -> str:
    """Return "3 ready, 2 queued"."""
    return ", ".join(f"{number:,} {stage}" for stage, number in by_stage.items() if number)


def _ago(seconds: float | None) -> str:
    return words.NEVER if seconds is None else f"{_time(seconds)} ago"


def _time(seconds: float) -> str:
    for size, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {name}"
    return f"{seconds:.0f} s"
