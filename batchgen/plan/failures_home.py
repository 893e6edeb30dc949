"""Home: which campaign a failures file belongs to, whatever it is called and wherever it lies."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import encodings, errors, paths, sheets, state
from batchgen.plan import failures_match, known_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from batchgen.settings import Settings

_MOST = 0.5
_STATES = "*.batchgen.db"
_HINT = (
    "Name it with --state FILE, or run the list itself first. If this is to be a list of its own, delete its "
    f"columns {' and '.join(sheets.FAILURE_HEADERS)}."
)


@dataclasses.dataclass(frozen=True)
class _Campaign:
    """A state file, and what it remembers."""

    path: Path
    name: str
    main: known_files.Main
    results: known_files.Place
    listings: tuple[known_files.Listing, ...]

    def names(self, sheet: Path) -> bool:
        """Return whether it wrote a failures file of this name in this place."""
        return any(one.place.is_of(sheet, self.path.parent) for one in self.listings)

    def fits(self, sheet: sheets.Sheet) -> bool:
        """Return whether it wrote a failures file with these columns."""
        return any(one.fits(sheet.columns) for one in self.listings)

    def is_list(self, sheet: Path) -> bool:
        """Return whether this sheet is its list."""
        return self.main.place.is_of(sheet, self.path.parent)


def at_home(settings: Settings, *, lenient: bool = False) -> Settings:
    """Return the settings with the campaign of the sheet, if that is a failures file; else as they are.

    Looks at the file's own columns, at what the state files nearby remember of the failures files that they
    wrote, and at last at its name. Raises errors.SheetError if the campaign is not found, or two may be it;
    `lenient` takes it as a sheet without a campaign then.
    """
    sheet = settings.sheet
    if settings.failures_of is not None or not isinstance(sheet, Path) or not sheet.is_file():
        return settings
    usual = paths.state(settings)
    fixed = settings.state is not None or bool(settings.name and not settings.sandbox)
    called = paths.is_called_failures(sheet)
    maybe = called or sheets.may_be_failures(sheet)
    wide = maybe and not fixed
    near = list(_campaigns(_nearby(settings, sheet, usual, wide=wide, fixed=fixed)))
    pointed = known_files.pointed_by(sheet)
    named = [one for one in near if (one.names(sheet) or one.path == pointed) and not one.is_list(sheet)]
    if not named and (not maybe or any(one.is_list(sheet) for one in near if one.path == usual)):
        return settings
    if sheet.suffix.lower() in _SLOW and not called and not any(one.listings for one in near):
        return settings
    found = _Search(settings, sheet, usual, fixed=fixed, near=near, named=named)
    try:
        home = found.campaign()
    except _NoFailuresFileError:
        return settings
    except errors.SheetError:
        if not lenient:
            raise
        return settings.model_copy(update={"failures_of": _by_name(sheet, usual)})
    return _settled(settings, sheet, home)


_SLOW = {".xls", ".xlsb", ".ods"}
"""Workbooks that take a child process to look into."""


class _NoFailuresFileError(Exception):
    """The sheet is none."""


@dataclasses.dataclass(frozen=True)
class _Search:
    settings: Settings
    sheet: Path
    usual: Path
    fixed: bool
    near: list[_Campaign]
    named: list[_Campaign]

    def campaign(self) -> _Campaign:
        """Return the campaign of the failures file. Raises errors.SheetError, _NoFailuresFileError."""
        try:
            opened = self._opened()
        except errors.SheetError as error:
            if self.named and not self.fixed:
                # Nothing failed, so it has no rows: whoever opens it says so.
                return self._only(self.named, self.named)
            raise _NoFailuresFileError from error
        if _is_marked(opened):
            named = self.named
        else:
            # Its own columns are gone: then it is one by its old place or name, if it looks as it did.
            # Another list may stand in that place now.
            named = [one for one in self.named if one.fits(opened) and _share_known(one.path, opened) > 0]
            if any(one.is_list(self.sheet) for one in self._usual()):
                raise _NoFailuresFileError
            if not named and not (paths.is_called_failures(self.sheet) and self._usual()):
                raise _NoFailuresFileError
        if self.fixed:
            return self._only(self._usual(), self.near)
        if named:
            return self._only(named, named)
        if paths.is_called_failures(self.sheet) and self._usual():
            return self._usual()[0]
        fitting = [
            one for one in self._beside() if one.fits(opened) and _share_known(one.path, opened) > _MOST
        ]
        return self._only(fitting, fitting)

    def _beside(self) -> list[_Campaign]:
        """Return the campaigns that a renamed file may be of: those beside it, or of the campaign file."""
        folders = {self.sheet.parent}
        if self.settings.campaign is not None:
            folders.add(self.settings.campaign.parent)
        if self.settings.sandbox:
            folders |= {one.path.parent for one in self.near if one.path.parent.parent in folders}
        pointed = set(known_files.pointed(self.sheet.parent))
        return [one for one in self.near if one.path.parent in folders or one.path in pointed]

    def _opened(self) -> sheets.Sheet:
        likely = next((one.main.eight_bit for one in [*self.named, *self.near]), known_files.OF_OLD)
        return sheets.open_sheet(
            self.sheet,
            encoding=self.settings.encoding,
            recall=encodings.settled(likely),
            recorded=sheets.FAILURE_HEADERS,
        )

    def _usual(self) -> list[_Campaign]:
        return [one for one in self.near if one.path == self.usual]

    def _only(self, found: list[_Campaign], seen: list[_Campaign]) -> _Campaign:
        if len(found) == 1:
            return found[0]
        what = f"{self.sheet.name} is a failures file"
        if found:
            names = ", ".join(str(one.path) for one in seen)
            raise errors.SheetError(f"{what}, and it may be of several campaigns: {names}.", hint=_HINT)
        raise errors.SheetError(
            f"{what}, and the state file of its campaign was not found: it would begin a campaign of its own "
            "and its results would not come back to the list.",
            hint=f"It is of a rehearsal: add --sandbox, or run the list first. {_HINT}"
            if self._is_rehearsed()
            else _HINT,
        )

    def _is_rehearsed(self) -> bool:
        """Return whether a rehearsal wrote the file, and this is none."""
        if self.settings.sandbox:
            return False
        rehearsal = self.settings.model_copy(update={"sandbox": True})
        return any(one.names(self.sheet) for one in _campaigns(_states_in(self.sheet.parent, rehearsal)))


def _share_known(path: Path, opened: sheets.Sheet) -> float:
    """Return what part of a sheet's rows a campaign knows, as if it were a failures file of it."""
    with state.read_state(path) as store:
        matcher = failures_match.Matcher(opened, store)
        return len(matcher.jobs) / max(matcher.rows, 1)


def check(settings: Settings, opened: sheets.Sheet, *, known: bool) -> None:
    """Refuse a failures file whose campaign is not `known`: it would begin one of its own."""
    partial = settings.failures_of is not None
    if (partial and not known) or (not partial and opened.path and _is_marked(opened)):
        raise errors.SheetError(
            f"{opened.title} is a failures file, and the state file of its campaign was not found.",
            hint=_HINT,
        )


def _is_marked(opened: sheets.Sheet) -> bool:
    """Return whether a sheet has the columns of a failures file."""
    return {column.name for column in opened.columns if column.ours}.issuperset(sheets.FAILURE_HEADERS)


def _settled(settings: Settings, sheet: Path, home: _Campaign) -> Settings:
    folder = home.path.parent
    main = home.main.place.now(folder)
    results = home.results.now(folder)
    update = {
        "failures_of": main or results or _by_name(sheet, home.path),
        "list_results": results,
        "state": home.path,
        "name": home.name or settings.name,
        "campaign": settings.campaign or _existing(home.main.campaign.now(folder)),
    }
    return settings.model_copy(update=update)


def _existing(path: Path | None) -> Path | None:
    return path if path is not None and path.is_file() else None


def _by_name(sheet: Path, state_path: Path) -> Path:
    """Return what the list is called by the name of its state file."""
    return state_path.with_name(state_path.name.removesuffix(".batchgen.db") + sheet.suffix)


def _nearby(settings: Settings, sheet: Path, usual: Path, *, wide: bool, fixed: bool) -> Iterator[Path]:
    """Return the state files that may be the campaign's: the usual one first."""
    yield usual
    if fixed or (not wide and usual.exists()):
        return
    folders = [sheet.parent]
    if wide:
        folders += [settings.campaign.parent] if settings.campaign is not None else []
        folders += [Path.cwd(), *itertools.islice(sheet.parent.parents, known_files.UPWARDS)]
    for folder in dict.fromkeys(folders):
        yield from _states_in(folder, settings)
    if wide:
        yield from known_files.pointed(sheet.parent)


def _states_in(folder: Path, settings: Settings) -> Iterable[Path]:
    pattern = f"*.sandbox/{_STATES}" if settings.sandbox else _STATES
    with contextlib.suppress(OSError):
        return sorted(folder.glob(pattern))
    return []


def _campaigns(candidates: Iterable[Path]) -> Iterator[_Campaign]:
    for path in dict.fromkeys(candidates):
        if not path.is_file():
            continue
        # Whatever is wrong with a state file is told by who really opens it.
        with contextlib.suppress(errors.StateError, ValueError, TypeError, KeyError, AttributeError):
            yield _read(path)


def _read(path: Path) -> _Campaign:
    with state.read_state(path) as store:
        return _Campaign(
            path,
            store.meta("name"),
            known_files.main_of(store.meta(known_files.LIST)),
            known_files.place_of(store.meta(known_files.RESULTS)),
            known_files.load(store.meta(known_files.FAILURES)),
        )
