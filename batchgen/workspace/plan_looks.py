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

from batchgen import paths
from batchgen.workspace import campaigns, runs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from batchgen import workspace

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
        return Look(stamp, time.monotonic(), {}, "Checking took more than ten minutes, so it was stopped.")
    except ValueError:
        words = runs.complaint(done) or "The check ended without an answer."
        return Look(stamp, time.monotonic(), {}, words)
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
