"""Campaigns that are open: settings, the sheet's rows and drafts, read again when a file changes."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import column_overview, editing, errors, models, paths, state
from batchgen.campaign import opening
from batchgen.checks import odd_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from batchgen import settings as settings_module
    from batchgen import sheets, workspace

_Stamp = tuple[tuple[str, int, int], ...]


class Open:
    """What a campaign's files hold, as they were read; a new one is made when a file changes.

    Raises errors.SettingsError, errors.SheetError, errors.TemplateError where something cannot be read.
    """

    def __init__(self, place: workspace.Place) -> None:
        self.place = place
        self.settings = place.settings()
        self.stamp = stamp_of(place, self.settings)
        with self.reading() as store:
            self.sheet: sheets.Sheet = opening.sheet(self.settings, store)
        self._rows: tuple[models.Row, ...] | None = None
        self._drafts: editing.Drafts | None = None
        self._seen: dict[str, column_overview.SeenColumn] | None = None
        self.lock = threading.Lock()
        self.changed = ""

    @contextlib.contextmanager
    def reading(self, *, sandbox: bool = False) -> Iterator[state.Store | None]:
        """Open the state file for reading, that of real runs or of rehearsals; None if there is none yet."""
        if not isinstance(self.settings.sheet, Path):
            yield None
            return
        with opening.reading(self.place.settings(sandbox=True) if sandbox else self.settings) as store:
            yield store

    def holder(self, *, sandbox: bool) -> state.Holder | None:
        """Return who runs the campaign now, or rehearses it: this app, a terminal, cron; None: nobody.

        Of a campaign in a database it may be another computer.
        """
        if self.settings.database is not None:
            with self.reading(sandbox=sandbox) as store:
                return store.holder() if store is not None else None
        path = self.state_path(sandbox=sandbox)
        return state.holder(path) if path is not None and path.is_file() else None

    def state_path(self, *, sandbox: bool = False) -> Path | None:
        """Return where the state file stands, or None without a sheet."""
        if not isinstance(self.settings.sheet, Path):
            return None
        settings = self.place.settings(sandbox=True) if sandbox else self.settings
        return paths.state(settings)

    def rows(self) -> tuple[models.Row, ...]:
        """Return the sheet's rows, the hidden ones too; those that are not people say so in `odd`."""
        if self._rows is None:
            self._rows = tuple(odd_rows.OddRows(self.sheet.columns).marked(self.sheet.rows()))
        return self._rows

    def compare(self, before: Open) -> None:
        """Take note of what changed in the sheet's file since it was read before."""
        if before._rows is not None and before.stamp[1] != self.stamp[1]:
            self.changed = editing.differences(before._rows, self.rows())

    def drafts(self) -> editing.Drafts:
        """Return what tries scripts on the sheet. Not for two threads at once."""
        if self._drafts is None:
            kinds = opening.stored_kinds(self.settings)
            self._drafts = editing.Drafts(self.settings, self.sheet, self.rows(), stored_kinds=kinds)
        return self._drafts

    def used(self) -> frozenset[str]:
        """Return the folded headers of the columns that the script says; none of one that cannot be read."""
        with contextlib.suppress(errors.TemplateError):
            return self.drafts().examiner().merger.used
        return frozenset()

    def seen(self) -> Mapping[str, column_overview.SeenColumn]:
        """Return what each column of the user's holds, by its letter."""
        if self._seen is None:
            kinds = opening.stored_kinds(self.settings)
            found = column_overview.of(self.sheet, self.settings, stored=kinds)
            self._seen = {column.column: column for column in found}
        return self._seen

    @property
    def name(self) -> str:
        """What people call the campaign."""
        return self.settings.name or (self.place.folder.name if self.settings.campaign else "")

    @property
    def source(self) -> str:
        """The sheet in words: "leads.xlsx, worksheet Leads"."""
        name = self.settings.sheet.name if isinstance(self.settings.sheet, Path) else ""
        return f"{name}, worksheet {self.sheet.worksheet}" if self.sheet.worksheet else name


_open: dict[Path, Open] = {}
_guard = threading.Lock()


def opened(place: workspace.Place) -> Open:
    """Return the campaign, as its files are now."""
    with _guard:
        known = _open.get(place.folder)
    if known is not None:
        with contextlib.suppress(errors.BatchgenError):
            if known.stamp == stamp_of(place, place.settings()):
                return known
    found = Open(place)
    if known is not None and known.source == found.source:
        found.compare(known)
    with _guard:
        _open[place.folder] = found
    return found


def stamp_of(place: workspace.Place, settings: settings_module.Settings) -> _Stamp:
    """Return marks of the files that a campaign is read from; they differ once one of them was changed."""
    files = [place.file, settings.sheet, settings.template]
    if settings.template is not None:
        files += sorted(settings.template.parent.glob("*.j2"))
    return tuple(marks(path) for path in files if isinstance(path, Path))


def mark_of(place: workspace.Place) -> str:
    """Return a text that is another once somebody saved the sheet, the script or the campaign file."""
    return hashlib.sha256(repr(stamp_of(place, place.settings())).encode()).hexdigest()


def marks(path: Path) -> tuple[str, int, int]:
    """Return what is another once a file changed; -1 for one that is not there."""
    try:
        facts = path.stat()
    except OSError:
        return (str(path), -1, -1)
    return (str(path), facts.st_size, facts.st_mtime_ns)


class View:
    """A campaign at a glance: its name, its sheet, and the marks on its steps (done, wrong)."""

    def __init__(self, place: workspace.Place, found: Open, marks: dict[str, str]) -> None:
        self.slug = place.slug
        self.name = found.name
        self.source = found.source
        self.marks = marks


def view(place: workspace.Place, found: Open) -> View:
    """Return a campaign at a glance, with the marks that cost no look at every row."""
    marks = {"sheet": "done"}
    settings = found.settings
    if settings.template is not None or "script" in settings.fields or "audio_url" in settings.fields:
        marks["script"] = "done"
    if "replica_id" in settings.fields:
        marks["look"] = "done"
    for sandbox, step in ((True, "rehearse"), (False, "send")):
        with contextlib.suppress(errors.BatchgenError), found.reading(sandbox=sandbox) as store:
            counts = store.counts() if store else {}
            if counts.get(models.Stage.READY):
                marks[step] = "done"
                if step == "send":
                    marks["results"] = "done"
                    if store and any(page.answers for page in store.page_codes()):
                        marks["share"] = "done"
    return View(place, found, marks)
