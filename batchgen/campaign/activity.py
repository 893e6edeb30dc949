"""Activity: what was done with a campaign, by whom and when: a line each, and what was sent."""

from __future__ import annotations

import collections
import contextlib
import datetime as dt
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from batchgen.campaign import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen import state

FILE = Path(".batchgen", "activity.jsonl")
"""Beside the campaign file."""
MOST = 500
"""Lines that are shown."""
_LONGEST = 200
"""Letters of a cell that a line keeps."""
_APART = dt.timedelta(minutes=10)
"""Videos that were sent with a longer pause between them belong to two runs."""


class Deed(NamedTuple):
    """Something that was done: when, in local time, by whom (empty: it is not known), and in words."""

    at: dt.datetime
    who: str
    words: str


def note(folder: Path, what: str, *, who: str, **facts: object) -> None:
    """Write down what was just done. What cannot be written is left out: the deed itself is done."""
    texts = {name: str(value)[:_LONGEST] for name, value in facts.items()}
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    line = json.dumps({"at": at, "who": who, "what": what, **texts}, ensure_ascii=True)
    with contextlib.suppress(OSError):
        (folder / FILE).parent.mkdir(mode=0o700, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(folder / FILE, flags, 0o600), "ab") as out:
            out.write(line.encode() + b"\n")  # in one piece, so that two who write do not mix


def read(folder: Path, store: state.Store | None) -> list[Deed]:
    """Return what was done, the latest first, with the videos that the state file says were sent."""
    found = [*_noted(folder), *(_sent(store) if store is not None else ())]
    return sorted(found, key=lambda deed: deed.at, reverse=True)[:MOST]


def _noted(folder: Path) -> Iterator[Deed]:
    try:
        with (folder / FILE).open(encoding="utf-8", errors="replace") as lines:
            last = collections.deque(lines, MOST)
    except OSError:
        return
    for line in last:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            given = json.loads(line)
            said = words.ACTIVITY[given["what"]].format_map(collections.defaultdict(str, given))
            yield Deed(dt.datetime.fromisoformat(given["at"]).astimezone(), str(given["who"]), said)


def _sent(store: state.Store) -> Iterator[Deed]:
    """Yield how many videos each run sent."""
    run: list[tuple[dt.datetime, str]] = []
    for sent in store.sent_since(0):
        at = dt.datetime.fromisoformat(sent.started_at).astimezone()
        if run and at - run[-1][0] > _APART:
            yield _of_run(run)
            run = []
        run.append((at, sent.outcome))
    if run:
        yield _of_run(run)


def _of_run(run: list[tuple[dt.datetime, str]]) -> Deed:
    refused = sum(outcome == "not_made" for _, outcome in run)
    return Deed(run[-1][0], "", words.sent_to_tavus(len(run), refused))
