"""One sheet, one campaign: which state file a sheet has that is reached by several names (design 4)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from batchgen import errors, sheets, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from batchgen import state
    from batchgen.settings import Settings


def choose(settings: Settings, places: Sequence[Path], noted: Sequence[state.Entry]) -> Path:
    """Return the state file: the one that is there, else the first of `places`, where its name puts it.

    `noted` are the runs of this very file, under other paths too. Raises errors.StateError if there are two,
    or if the file has a campaign of another name under another path.
    """
    known = [entry.state for entry in noted if entry.name == settings.name and not entry.chosen]
    there = _different(path for path in (*places, *known) if _is_in_use(path))
    if len(there) > 1:
        raise errors.StateError(
            words.two_states(settings.sheet, len(there), ", ".join(map(str, there)), words.ONE_SHEET),
            hint=words.NAME_STATE,
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
                words.same_file(settings.sheet, entry.sheet, entry.state),
                hint=words.run_by_name(entry.state, places[0]),
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
