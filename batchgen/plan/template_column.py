"""The column `template`: whether its cells pick the template of their row. Nobody guesses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.merge.merger import TEMPLATE_COLUMN
from batchgen.plan import words

if TYPE_CHECKING:
    from batchgen import sheets, state
    from batchgen.settings import Settings

META = "template_column"
"""Key of the meta: "yes" or "no" as the last run had it; state files of before it always had "yes"."""


def settled(settings: Settings, sheet: sheets.Sheet, store: state.Store | None) -> Settings:
    """Return the settings with `template_column` decided: by the person, or by what the jobs were made with.

    Raises errors.SettingsError if the column is filled and neither says so.
    """
    place = _place(settings, sheet)
    if place is None:
        return settings
    if _jobs_use_it(store):
        return settings.model_copy(update={"template_column": True})
    filled = next(
        (row for row in sheet.rows() if row.cells[place : place + 1] and row.cells[place].strip()), None
    )
    if filled is None:
        return settings
    column = next(column for column in sheet.columns if column.index == place)
    raise errors.SettingsError(
        words.template_unclear(column.header, column.letter, filled.number),
        hint=words.SAY_TEMPLATE_COLUMN,
    )


def remembered(settings: Settings, sheet: sheets.Sheet, store: state.Store) -> Settings:
    """Return the settings with `template_column` as it was last, for what only follows and writes."""
    if not is_open(settings, sheet):
        return settings
    return settings.model_copy(update={"template_column": _jobs_use_it(store)})


def is_open(settings: Settings, sheet: sheets.Sheet) -> bool:
    """Return whether there is such a column and the person has not said what it is."""
    return _place(settings, sheet) is not None


def _place(settings: Settings, sheet: sheets.Sheet) -> int | None:
    """Return where the column stands, or None if there is none or nothing is left to decide."""
    if settings.template_column is not None:
        return None
    found = (c.index for c in reversed(sheet.columns) if c.name == TEMPLATE_COLUMN and not c.ours)
    return next(found, None)


def _jobs_use_it(store: state.Store | None) -> bool:
    return store is not None and store.meta(META, "yes") == "yes" and store.has_cell(TEMPLATE_COLUMN)
