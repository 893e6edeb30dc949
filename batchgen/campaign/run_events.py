"""Run events: what the event lines of a run, as `--json` prints them, say to somebody who watches it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from batchgen.campaign import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OTHER_PLAN = words.PLAN_CHANGED
"""What is said of a plan that is another than the one that somebody confirmed."""
MOST_NEWS = 8
INTERRUPTED = 130


class Watched(NamedTuple):
    """How far a run is: `left` are seconds, None if not known; `waiting` jobs are not sent yet.

    `paused` says that somebody stopped it; `stopped` why it stopped by itself, `wrong` why it did not begin.
    `news` are its last notices with their local time, the latest first.
    """

    left: float | None = None
    waiting: int = 0
    ended: bool = False
    paused: bool = False
    stopped: str = ""
    wrong: str = ""
    news: tuple[tuple[str, str], ...] = ()


def watched(events: Iterable[Mapping[str, object]]) -> Watched:
    """Return what a run's events say; lines of a kind that is not known say nothing."""
    last: dict[str, Mapping[str, object]] = {}
    news = []
    for event in events:
        kind = str(event.get("event"))
        last[kind] = event
        if kind == "notice":
            news.append((_clock(str(event.get("at"))), str(event.get("text"))))
    progress, finished = last.get("progress", {}), last.get("finished", {})
    left = progress.get("seconds_left")
    error = last.get("error")
    return Watched(
        left=left if isinstance(left, int | float) else None,
        waiting=max(0, _number(progress, "total") - _number(progress, "submitted")),
        ended=bool(finished),
        paused=finished.get("exit_code") == INTERRUPTED,
        stopped="" if error else str(finished.get("stopped") or ""),
        wrong=_wrong(error) if error else "",
        news=tuple(reversed(news[-MOST_NEWS:])),
    )


def _number(event: Mapping[str, object], name: str) -> int:
    value = event.get(name)
    return value if isinstance(value, int) else 0


def _wrong(error: Mapping[str, object]) -> str:
    if error.get("kind") == "other-plan":
        return OTHER_PLAN
    return f"{error.get('text', '')} {error.get('hint', '')}".strip()


def _clock(moment: str) -> str:
    try:
        return f"{dt.datetime.fromisoformat(moment).astimezone():%H:%M}"
    except ValueError:
        return ""
