"""One sheet, one campaign: which state file a sheet has that is reached by several names (design 4)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from batchgen import errors, sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from batchgen import state
    from batchgen.settings import Settings

_ONE_SHEET = (
    "The same file under two names is one sheet with one state file, or its rows would be paid for twice."
)


def choose(settings: Settings, places: Sequence[Path], noted: Sequence[state.Entry]) -> Path:
    """Return the state file: the one that is there, else the first of `places`, where its name puts it.

    `noted` are the runs of this very file, under other paths too. Raises errors.StateError if there are two,
    or if the file has a campaign of another name under another path.
    """
    known = [entry.state for entry in noted if entry.name == settings.name and not entry.chosen]
    there = _different(path for path in (*places, *known) if _is_in_use(path))
    if len(there) > 1:
        raise errors.StateError(
            f"{settings.sheet} has {len(there)} state files: {', '.join(map(str, there))}. {_ONE_SHEET}",
            hint="Name the right one with --state FILE, or move the others away.",
        )
    if there:
        return there[0]
    if not settings.name:
        _refuse_another(settings, places, noted)
    return next((path for path in known if path.parent.is_dir()), places[0])


def _refuse_another(settings: Settings, places: Sequence[Path], noted: Sequence[state.Entry]) -> None:
    """Refuse to begin a second campaign by mistake: here is no campaign file, and the other name has one."""
    own = os.path.realpath(settings.sheet or "")
    for entry in noted:
        if (entry.name or entry.chosen) and os.path.realpath(entry.sheet) != own and entry.state.exists():
            raise errors.StateError(
                f"{settings.sheet} is the same file as {entry.sheet}, whose state file is {entry.state}. "
                f"{_ONE_SHEET}",
                hint=f"Run it by that name, or add --state {entry.state} (a campaign of its own: "
                f"--state {places[0]}).",
            )


def _is_in_use(state_file: Path) -> bool:
    """Return whether a state file is there, or a run holds its place and is about to make it."""
    lock = state_file.with_name(state_file.name + ".lock")
    return any(os.path.lexists(path) for path in (state_file, lock))


def _different(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if not any(sheets.same(path, other) for other in found):
            found.append(path)
    return found
