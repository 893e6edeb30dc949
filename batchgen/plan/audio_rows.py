"""Audio rows: how long their sound files are, and what is wrong with these, before anything is sent."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from batchgen import audio, checks, models, spending
from batchgen.plan import words
from batchgen.tavus import service_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from batchgen import state
    from batchgen.plan import scratch
    from batchgen.settings import Settings

_MANY = 20
"""Files above which it is said that they are being read: it takes more than a moment."""


def counts(settings: Settings) -> bool:
    """Return whether minutes decide something: then a run reads the lengths of sound files."""
    limits = (settings.max_minutes, settings.max_cost, settings.price_per_minute)
    if any(cap.budget.unit != "videos" for cap in spending.caps(settings)):
        return True
    return any(limit is not None for limit in limits)


class Lengths:
    """The sound files of one campaign: those that the state file knows, and those read just now."""

    def __init__(self) -> None:
        self._heard: dict[str, audio.Heard] = {}
        self._unsaved: dict[str, float] = {}

    def known(self, store: state.Store | None) -> Callable[[str], float | None]:
        """Return what gives the seconds of a file, None if they are not known or are none that Tavus takes.

        A wrong file is read again every time, since it may have been replaced.
        """

        def seconds(url: str) -> float | None:
            heard = self._heard.get(url)
            found = heard.seconds if heard is not None else store.audio_seconds(url) if store else None
            return found if found is not None and checks.fits(found) else None

        return seconds

    def unsaved(self) -> dict[str, float]:
        """Return the seconds that were read since this was asked, of files that Tavus takes."""
        found, self._unsaved = self._unsaved, {}
        return found

    def keep(self, store: state.Store | None) -> None:
        """Write down what was read, if the state file is open for writing."""
        if store is not None and not store.reading and (lengths := self.unsaved()):
            store.keep_audio(lengths)

    def hear(
        self, urls: list[str], settings: Settings, tell: Callable[[models.Event], None]
    ) -> dict[str, audio.Heard]:
        """Return what is known of these files; each is read once while the program runs."""
        new = [url for url in urls if url not in self._heard]
        if len(new) > _MANY:
            tell(models.Notice(words.reading_lengths(len(new))))
        near = settings.sandbox or service_url.is_loopback(settings.api_url)
        for url, heard in audio.listen(new, near=near).items():
            self._heard[url] = heard
            if heard.seconds is not None and checks.fits(heard.seconds):
                self._unsaved[url] = heard.seconds
        return {url: self._heard[url] for url in urls}


@dataclasses.dataclass(frozen=True)
class Ear:
    """Reads the sound files of one plan; with `links` also those that are known, and those of wrong rows."""

    lengths: Lengths
    settings: Settings
    tell: Callable[[models.Event], None]
    links: bool

    def hear(self, roster: scratch.Roster, add: Callable[[models.Problem], None]) -> None:
        """Give the rows their minutes, and `add` what is wrong with their files.

        A row with a wrong file is not sent, and with --limit another one takes its place: so it is looked
        again until the files of all rows to send are known.
        """
        done: set[str] = set()
        while new := self._unheard(roster, done):
            done |= new.keys()
            for url, heard in self.lengths.hear(list(new), self.settings, self.tell).items():
                if heard.seconds is not None:
                    roster.set_audio(url, heard.seconds / 60)
                for problem in checks.audio_problems(url, heard):
                    for row in new[url]:
                        add(problem._replace(row=row))

    def _unheard(self, roster: scratch.Roster, done: set[str]) -> dict[str, list[int]]:
        rows = roster.audio_rows(known=self.links, limit=self.settings.limit)
        return {url: numbers for url, numbers in rows.items() if url not in done}
