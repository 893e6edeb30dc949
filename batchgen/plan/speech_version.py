"""Wording: what a newer batchgen says differently of rows whose videos are paid (design 4)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from batchgen import merge
from batchgen.plan import known_files, scratch, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from batchgen import state
    from batchgen.plan import context

SPEECH, PLANNED = "speech", "planned_at"
"""Keys of the state file's meta: the version of the words, and when its list was last planned, in UTC."""


def meta(plan_read_at: str) -> Mapping[str, str]:
    """Return what is remembered of a plan whose rows were read then."""
    return {SPEECH: str(merge.SPEECH), PLANNED: plan_read_at}


def now() -> str:
    """Return the present time in UTC."""
    return dt.datetime.now(dt.UTC).isoformat()


@dataclasses.dataclass
class Wording:
    """Lets paid rows keep their videos where only batchgen changed. `notes` say how many do, or why not."""

    materials: context.Materials
    roster: scratch.Roster
    partial: bool
    _refused: list[str] = dataclasses.field(default_factory=list)
    _first: bool = False

    def keep(self, before: scratch.Before) -> None:
        """Mark the rows that keep their video, once all rows have their jobs."""
        store = self.materials.store
        if store is None:
            return
        # A failures file shows few rows: what is said differently waits for the list itself.
        self._first = not self.partial and int(store.meta(SPEECH) or 1) < merge.SPEECH
        same_file = before.same_file and self._is_read_as_before(store)
        edited = self._edited(_last_run(store))
        if not edited:
            self.roster.keep_reworded(first=self._first, same_file=same_file)
        elif self._first and (count := self.roster.count_unkept(same_file=same_file)):
            self._refused.append(words.script_edited(count, edited))

    @property
    def is_refused(self) -> bool:
        """Whether rows become outdated for a reason that the notes say."""
        return bool(self._refused)

    def notes(self) -> Iterator[str]:
        """Yield what people should know at the first run of this version, once all is decided."""
        yield from self._refused
        said, silent = self.roster.count_reworded() if self._first else (0, 0)
        if said:
            yield words.said_differently(said)
        if silent:
            yield words.found_wrong(silent)

    def _is_read_as_before(self, store: state.Store) -> bool:
        """Return whether nobody asks for another encoding or header than the list was read with last."""
        settings, main = self.materials.settings, known_files.main_of(store.meta(known_files.LIST))
        asked = (settings.encoding or main.encoding, settings.header_row)
        return asked == (main.encoding, main.header_row)

    def _edited(self, last_run: dt.datetime | None) -> str:
        """Return the name of a script's file that is newer than the last run, or an empty text."""
        if last_run is None:
            return ""
        for path in sorted(self.materials.examiner.merger.files):
            changed = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
            if changed > last_run:
                return path.name
        return ""


def _last_run(store: state.Store) -> dt.datetime | None:
    """Return when the list was last planned; of older files, when a video was last asked for."""
    text = store.meta(PLANNED) or store.last_start()
    return dt.datetime.fromisoformat(text) if text else None
