"""Looks: what a run would do, and what else takes seconds: looked up apart, and kept until a file changes.

The plan is asked of a child, since a sheet of 20,000 rows takes long, and since only the child reads the key.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from batchgen import editing, paths
from batchgen.checks.problems import problem_groups
from batchgen.workspace import campaigns, runs, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from batchgen import sheets, workspace

    Ask = Callable[["workspace.Place", str], "Look"]
    Stamp = Callable[["workspace.Place"], str]

MOST_SECONDS = 600
KEPT_SECONDS = 60.0
"""How long an answer stands: what the account says may change without a file that does."""


class Look(NamedTuple):
    """What was found (`check --json`); `wrong` says why it could not look, `found` is empty then."""

    stamp: str
    at: float
    found: Mapping[str, object]
    wrong: str = ""


class Looks:
    """One look at a time for each campaign; who asks meanwhile is told that it is being looked at.

    `ask` looks, given the campaign and the stamp; `stamp` returns marks of all that the look depends on.
    """

    def __init__(self, ask: Ask, stamp: Stamp) -> None:
        self._asks, self._stamps = ask, stamp
        self._known: dict[str, Look] = {}
        self._busy: set[str] = set()
        self._guard = threading.Lock()

    def at(self, place: workspace.Place) -> Look | None:
        """Return what is known of a campaign as its files are now, or None while a child looks."""
        stamp, slug = self._stamps(place), str(place.folder)
        with self._guard:
            known = self._known.get(slug)
            is_fresh = (
                known is not None and known.stamp == stamp and time.monotonic() - known.at < KEPT_SECONDS
            )
            if known is not None and is_fresh:
                return known
            if slug not in self._busy:
                self._busy.add(slug)
                threading.Thread(target=self._look, args=(place, slug, stamp), daemon=True).start()
        return None

    def last(self, place: workspace.Place) -> Look | None:
        """Return the last look, however long ago, unless a file has changed since."""
        stamp = self._stamps(place)
        with self._guard:
            known = self._known.get(str(place.folder))
        return known if known is not None and known.stamp == stamp else None

    def forget(self, place: workspace.Place) -> None:
        """Look again at the next question."""
        with self._guard:
            self._known.pop(str(place.folder), None)

    def _look(self, place: workspace.Place, slug: str, stamp: str) -> None:
        try:
            found = self._asks(place, stamp)
        finally:
            with self._guard:
                self._busy.discard(slug)
        with self._guard:
            self._known[slug] = found


def asked(place: workspace.Place, stamp: str = "", *options: str) -> Look:
    """Return what `check --json` says, with some options."""
    try:
        done = runs.ask(place, "check", "--json", *options, seconds=MOST_SECONDS)
        found = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return Look(stamp, time.monotonic(), {}, words.CHECK_TOO_LONG)
    except ValueError:
        wrong = runs.complaint(done) or words.CHECK_SILENT
        return Look(stamp, time.monotonic(), {}, wrong)
    return Look(stamp, time.monotonic(), found)


def _ask_links(place: workspace.Place, stamp: str) -> Look:
    return asked(place, stamp, "--links")


def stamp_of(place: workspace.Place) -> str:
    """Return marks of the campaign's files, its key, its state."""
    settings = place.settings()
    state = paths.state(settings) if settings.sheet else None
    files = [place.folder / ".env", state]
    marks = (campaigns.stamp_of(place, settings), [campaigns.marks(path) for path in files if path])
    return hashlib.sha256(repr(marks).encode()).hexdigest()


LOOKS = Looks(asked, stamp_of)
LINKS = Looks(_ask_links, stamp_of)
"""Looks that asked every address too; it is done when somebody wants it."""


def shown_group(
    place: workspace.Place, group_id: object
) -> tuple[problem_groups.ProblemGroup, Mapping[str, object]]:
    """Return a group of problems that a page showed, by its id, and its plan.

    Raises errors.UsageError if it is gone.
    """
    look = LINKS.last(place) or LOOKS.last(place)
    found = problem_groups.groups(look.found.get("by_value")) if look else []
    group = next((group for group in found if group.id == group_id), None)
    if group is None or look is None:
        raise editing.changed_meanwhile()
    return group, look.found


def shown_edits(found: campaigns.Open, given: Mapping[str, object]) -> sheets.Edits:
    """Return what to write: one cell (`row`, `column`, `old`, `new`), or a group (`group`, `seen`, `new`).

    Raises errors.UsageError for what is not there any more.
    """
    new, drafts = str(given.get("new") or ""), found.drafts()
    if "group" in given:
        group, _ = shown_group(found.place, given["group"])
        return editing.edits(group, drafts, seen=str(given.get("seen")), new=new)
    column, number = drafts.columns.get(str(given.get("column"))), str(given.get("row"))
    if column is None or not number.isdecimal():
        raise editing.changed_meanwhile()
    return {(int(number), column.index): (str(given.get("old") or ""), new)}
