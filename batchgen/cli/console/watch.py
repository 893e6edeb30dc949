"""Watch: a run shown live in the terminal, from its state file: totals, pace, and what failed."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from batchgen import settings as settings_module
from batchgen.cli import invocation
from batchgen.cli.console import progress, text, words

if TYPE_CHECKING:
    from batchgen import report as reports

SECONDS = 5.0
"""Seconds between two looks at the state file."""

WIDTH = 40
"""Characters of the bar: with its words it fits into 80 columns."""

RECENT = 120.0
"""Seconds over which the pace is measured."""

_MOST_GROUPS = 8
"""Causes of failure that are shown: the screen is drawn again, so it must hold all."""

_WORDS = (("ready", "ready"), ("open", words.BEING_MADE), ("failed", "failed"), ("unknown", "unknown"))


def watch(settings: settings_module.Settings, *, seconds: float = SECONDS) -> None:
    """Show the campaign again and again until nothing is being made any more."""
    while True:
        totals = _totals(settings)
        if sys.stdout.isatty():
            click.clear()
        for line in lines(totals, title=invocation.sheet_words(settings), now=dt.datetime.now(dt.UTC)):
            text.data(line)
        if not totals.kinds.get("open") and not totals.statuses.get("unknown"):
            return
        time.sleep(seconds)


def _totals(settings: settings_module.Settings) -> reports.Figures:
    from batchgen import report
    from batchgen.campaign import library

    with library.opened(settings, lock=False, follow=False) as batch:
        return report.sum_up(report.Entries(batch.store))


def lines(totals: reports.Figures, *, title: str, now: dt.datetime) -> Iterator[str]:
    """Yield what is shown of the totals."""
    kinds = totals.kinds
    ready = kinds.get("ready", 0)
    yield f"{title}  {now.astimezone():%H:%M:%S}"
    yield f"[{bar(ready, kinds.get('failed', 0), totals.total)}] {words.ready_of(ready, totals.total)}"
    parts = [f"{kinds[kind]:,} {label}" for kind, label in _WORDS if kinds.get(kind)]
    parts += [f"{count:,} {status}" for status, count in _others(totals)]
    yield ", ".join(parts) or words.NOTHING_YET
    if pace := _pace(totals, now):
        yield pace
    for group in totals.groups[:_MOST_GROUPS]:
        yield f"{group.count:,} x {text.short(group.words, 90)}"
        yield f"    {words.rows_and_advice(text.short(group.listed, 60), group.advice)}"


def bar(ready: int, failed: int, total: int) -> str:
    """Return a bar: `#` ready, `x` failed, `.` the rest."""
    if not total:
        return "." * WIDTH
    good = ready * WIDTH // total
    bad = min(-(-failed * WIDTH // total), WIDTH - good)
    return "#" * good + "x" * bad + "." * (WIDTH - good - bad)


def _others(totals: reports.Figures) -> list[tuple[str, int]]:
    return [(s, n) for s, n in sorted(totals.statuses.items()) if s in {"not sent", "outdated", "excluded"}]


def _pace(totals: reports.Figures, now: dt.datetime) -> str:
    """Return how many became ready of late, and when the rest may be."""
    recent = sum(now.timestamp() - moment <= RECENT for moment in totals.ready)
    still_open = totals.kinds.get("open", 0)
    if not recent or not still_open:
        return ""
    each_minute = recent / RECENT * 60
    left = progress.duration(still_open / each_minute * 60)
    return words.pace(each_minute, left)
