"""Names of the files of a campaign: state, results, unmatched, sandbox (design 6, "Names")."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen import errors, one_sheet, words
from batchgen import state as states

if TYPE_CHECKING:
    import datetime as dt

    from batchgen.settings import Settings

_OURS = re.compile(r"\.(results(-[0-9T:_-]+)?|failures|sandbox|unmatched)$", re.IGNORECASE)


def stem(sheet: Path) -> str:
    """Return a sheet's name without its suffix and without what we add to names of our own files."""
    name = sheet.stem
    while (shorter := _OURS.sub("", name)) != name and shorter:
        name = shorter
    return name


def sheet_of(settings: Settings) -> Path | None:
    """Return the list that names are made from: of a failures file the one that it comes from."""
    return settings.failures_of or (settings.sheet if isinstance(settings.sheet, Path) else None)


def state(settings: Settings) -> Path:
    """Return where the state file stands. Raises errors.UsageError for standard input without --state.

    One sheet has one state file, whatever link or mount it is reached by: two of them are refused.
    """
    if settings.state is not None:
        return settings.state
    if settings.sandbox:
        name = settings.name or stem(_sheet(settings))
        return sandbox_folder(settings) / f"{name}.batchgen.db"
    sheet = sheet_of(settings)
    return one_sheet.choose(settings, _places(settings), states.entries(sheet) if sheet is not None else ())


def address(settings: Settings, path: Path | None = None) -> states.Address:
    """Return where the state is, of which `path` is the file or, with a database, the place on this computer.

    Raises errors.UsageError for standard input without a name.
    """
    if settings.database is None:
        return states.Address(path or state(settings))
    name = settings.name or stem(_sheet(settings))
    return states.Address(path or state(settings), settings.database, name)


def claim(settings: Settings) -> Path:
    """Return where the state file of a run stands, and note that it is this sheet's from now on."""
    sheet = sheet_of(settings)
    if sheet is None or settings.sandbox or settings.failures_of is not None:
        return state(settings)

    def decide(noted: tuple[states.Entry, ...]) -> states.Entry:
        chosen = settings.state is not None
        path = settings.state or one_sheet.choose(settings, _places(settings), noted)
        return states.Entry(sheet, settings.name, path, chosen)

    return states.enter(sheet, decide).state


def _places(settings: Settings) -> tuple[Path, ...]:
    """Return where the state file may stand by its name: beside the sheet, else beside the link to it."""
    sheet = sheet_of(settings)
    named = f"{settings.name}.batchgen.db"
    if settings.name and (settings.campaign is not None or sheet is None):
        return (_campaign_folder(settings) / named,)
    sheet = _sheet(settings)
    both = (sheet, Path(os.path.realpath(sheet)))
    spelt, own = (path.with_name(named if settings.name else f"{stem(path)}.batchgen.db") for path in both)
    real = Path(os.path.realpath(spelt.parent)) / spelt.name
    return (spelt,) if real == own else (own, spelt)


def _campaign_folder(settings: Settings) -> Path:
    return settings.campaign.parent if settings.campaign is not None else Path.cwd()


def _sheet(settings: Settings) -> Path:
    found = sheet_of(settings)
    if found is not None:
        return found
    hint = words.ADD_STATE if settings.database is None else words.ADD_NAME
    raise errors.UsageError(words.NO_PLACE, hint=hint)


def output(settings: Settings, suffix: str) -> Path:
    """Return where the results go: `suffix` is the sheet room's, ".csv" or ".xlsx"."""
    if settings.in_place:
        return _sheet(settings)
    if settings.output is not None:
        return settings.output
    if settings.list_results is not None:
        return settings.list_results
    if settings.sandbox:
        return sandbox_output(settings, suffix)
    sheet = sheet_of(settings)
    if sheet is None:
        return state(settings).with_suffix(f".results{suffix}")
    name = f".{settings.name}" if settings.name else ""
    base = stem(sheet)
    # A results file of a named campaign is its own next input: its name is not added twice.
    base = base.removesuffix(name) if name else base
    return sheet.with_name(f"{base}{name}.results{suffix}")


def dated(target: Path, when: dt.datetime) -> Path:
    """Return the name for results while `target` is locked: prospects.results-20260102-150405.csv."""
    return target.with_name(f"{target.stem}-{when:%Y%m%d-%H%M%S}{target.suffix}")


def free(path: Path) -> Path:
    """Return a path where no file is yet: this one, or the same with a number."""
    names = (path, *(path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(2, 1000)))
    return next(name for name in names if not name.exists())


def unmatched(settings: Settings) -> Path:
    """Return where jobs without a row go."""
    sheet = sheet_of(settings)
    if sheet is None or settings.sandbox or settings.failures_of is not None:
        return state(settings).with_name(state(settings).stem.removesuffix(".batchgen") + ".unmatched.csv")
    name = f".{settings.name}" if settings.name else ""
    return sheet.with_name(f"{stem(sheet).removesuffix(name)}{name}.unmatched.csv")


def beside(settings: Settings, suffix: str) -> Path:
    """Return a name beside the sheet for what is made of ready videos: `<stem>[.name][.sandbox].<suffix>`."""
    sheet = sheet_of(settings)
    if sheet is None:
        return state(settings).with_suffix(f".{suffix}")
    parts = [stem(sheet).removesuffix(f".{settings.name}" if settings.name else "")]
    parts += [settings.name] if settings.name else []
    parts += ["sandbox"] if settings.sandbox else []
    return sheet.with_name(".".join([*parts, suffix]))


def sandbox_folder(settings: Settings) -> Path:
    """Return the folder of a rehearsal: its state file, videos and pages."""
    sheet = _sheet(settings)
    return sheet.with_name(f"{stem(sheet)}.sandbox")


def sandbox_output(settings: Settings, suffix: str) -> Path:
    """Return where the results of a rehearsal go."""
    sheet = _sheet(settings)
    return sheet.with_name(f"{stem(sheet)}.sandbox.results{suffix}")
