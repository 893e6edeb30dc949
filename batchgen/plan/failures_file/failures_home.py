"""The campaign of a failures file: the state file whose id its rows carry, and the list they come from."""

from __future__ import annotations

import contextlib
import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import encodings, errors, paths, sheets, state
from batchgen.plan import known_files
from batchgen.plan.failures_file import failures_match, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from batchgen.settings import Settings

    _Test = Callable[[state.Store], bool]

_STATES = "*.batchgen.db"
_DAMAGED = (ValueError, TypeError, KeyError, AttributeError)
"""What reading a value of the state file raises that is not what batchgen wrote."""

_HINT = words.put_together(", ".join(sheets.FAILURE_HEADERS))


def at_home(settings: Settings, *, lenient: bool = False) -> Settings:
    """Return the settings with the campaign of the sheet, if that is a failures file; else as they are.

    Raises errors.SheetError if its state file is not found, or if two may be it; `lenient` takes it as a
    sheet without a campaign then.
    """
    sheet = settings.sheet
    if settings.failures_of is not None or not isinstance(sheet, Path) or not sheets.may_be_failures(sheet):
        return settings
    try:
        opened = sheets.open_sheet(
            sheet,
            encoding=settings.encoding,
            recall=encodings.settled(known_files.OF_OLD),
            recorded=sheets.FAILURE_HEADERS,
        )
    except errors.SheetError:
        return settings  # whoever opens it says so
    named = failures_match.campaigns(opened)
    if not named and not _is_headed(opened):
        return settings
    try:
        return _settled(settings, sheet, _found(settings, opened, named))
    except errors.SheetError:
        if not lenient:
            raise
        return settings.model_copy(update={"failures_of": _by_name(sheet, paths.state(settings))})


def check(settings: Settings, opened: sheets.Sheet, *, known: bool) -> None:
    """Refuse a failures file whose campaign is not `known`: it would begin one of its own."""
    if settings.failures_of is not None and not known:
        raise _lost(opened.title)


def _lost(name: str, hint: str = _HINT) -> errors.SheetError:
    return errors.SheetError(words.state_not_found(name), hint=hint)


def _is_headed(opened: sheets.Sheet) -> bool:
    """Return whether a sheet has both columns that failures files have, those of before 0.2 too."""
    names = {column.name for column in opened.columns}
    return names.issuperset(sheets.FAILURE_HEADERS[:2])


def _found(settings: Settings, opened: sheets.Sheet, named: list[str]) -> Path:
    """Return the state file of a failures file's campaign. Raises errors.SheetError."""
    for is_its in _tests(settings, opened, named):
        near = list(_states(settings, is_its))
        if len(near) > 1:
            raise errors.SheetError(
                words.several_campaigns(opened.title, ", ".join(map(str, near))), hint=words.NAME_STATE
            )
        if near:
            return near[0]
    if named and _is_of_others(settings, opened, named):
        raise _lost(opened.title, words.OF_REAL_RUNS if settings.sandbox else words.OF_A_REHEARSAL)
    raise _lost(opened.title)


def _tests(settings: Settings, opened: sheets.Sheet, named: list[str]) -> Iterator[_Test]:
    """Yield what tells the campaign's state file, the surest first."""
    for name in named:
        yield functools.partial(_has_id, name)
    if not named:
        # batchgen before 0.2 kept what failures files it wrote, by name and columns.
        yield lambda store: any(one.name == opened.title for one in _older(store))
        columns = {column.name for column in opened.columns}
        yield lambda store: any(columns >= one.columns for one in _older(store))
        usual = paths.state(settings)
        yield lambda store: store.path == usual
        yield lambda _: True


def _has_id(campaign: str, store: state.Store) -> bool:
    return store.campaign_id() == campaign


def _older(store: state.Store) -> tuple[known_files.Older, ...]:
    return known_files.older_of(store.meta(known_files.OLDER))


def _states(settings: Settings, is_its: _Test) -> Iterator[Path]:
    """Yield the state files that may be meant and pass a test, each once."""
    if settings.database is not None:
        address = paths.address(settings)
        with contextlib.suppress(errors.StateError, *_DAMAGED), contextlib.closing(address.read()) as store:
            if is_its(store):
                yield address.path
        return
    seen = set()
    for path in [settings.state] if settings.state is not None else _near(settings):
        real = os.path.realpath(path)
        if real in seen or not path.is_file():
            continue
        seen.add(real)
        if settings.state is not None:
            # The user's own word; rows of another campaign are told one by one.
            yield path
            return
        # Whatever is wrong with a state file is told by who really opens it.
        with contextlib.suppress(errors.StateError, *_DAMAGED), state.read_state(path) as store:
            if is_its(store):
                yield path


def _near(settings: Settings) -> Iterator[Path]:
    """Yield the place that the settings name, then the state files beside the sheet and the campaign file."""
    assert isinstance(settings.sheet, Path)
    yield paths.state(settings)
    for file in (settings.sheet, settings.campaign):
        if file is not None:
            yield from sorted(file.parent.glob(f"*.sandbox/{_STATES}" if settings.sandbox else _STATES))


def _is_of_others(settings: Settings, opened: sheets.Sheet, named: list[str]) -> bool:
    """Return whether a rehearsal wrote the file and this is none, or the other way round."""
    other = settings.model_copy(update={"sandbox": not settings.sandbox, "state": None})
    return any(True for is_its in _tests(other, opened, named) for _ in _states(other, is_its))


def _settled(settings: Settings, sheet: Path, home: Path) -> Settings:
    folder = home.parent
    main, results, name = known_files.Main(), None, ""
    # Whoever opens the state file says what is wrong with it.
    address = paths.address(settings, home)
    with contextlib.suppress(errors.StateError, *_DAMAGED), contextlib.closing(address.read()) as store:
        name = store.meta("name")
        main = known_files.main_of(store.meta(known_files.LIST))
        results = known_files.place_of(store.meta(known_files.RESULTS)).now(folder)
    campaign = main.campaign.now(folder)
    update = {
        "failures_of": main.place.now(folder) or results or _by_name(sheet, home),
        "list_results": results,
        "state": home if settings.database is None else None,
        "name": name or settings.name,
        "campaign": settings.campaign or (campaign if campaign is not None and campaign.is_file() else None),
    }
    return settings.model_copy(update=update)


def _by_name(sheet: Path, state_path: Path) -> Path:
    """Return what the list is called by the name of its state file."""
    return state_path.with_name(state_path.name.removesuffix(".batchgen.db") + sheet.suffix)
