"""Column examples: what would be said of a column's cells, by its kind."""

from __future__ import annotations

from collections.abc import Sequence

from batchgen import models
from batchgen import settings as settings_module
from batchgen.merge import kinds as kinds_module
from batchgen.merge.speech import filters, yes_no
from batchgen.merge.templates import blank, values
from batchgen.merge.templates import render_notes as notes_module

_UNSPOKEN = ("e-mail", "text")


class Examples:
    """Says cells as the filter of their column's kind does; Jinja is not needed for that."""

    def __init__(
        self,
        settings: settings_module.Settings,
        columns: Sequence[models.Column],
        kinds: kinds_module.Kinds,
    ) -> None:
        self._notes = notes_module.Notes(settings.locale)
        self._kinds = kinds
        self._cells = values.Cells(columns, self._notes, kinds)
        self._filters = filters.speech(self._notes)

    def said(self, row: models.Row, index: int) -> str:
        """Return what would be said of a cell, or why it would stop its row."""
        self._kinds.begin(row, self._notes)
        cell = self._cells.value(row, index)
        kind = self._kinds.of(index).kind
        if isinstance(cell, blank.Blank) or kind in _UNSPOKEN:
            return str(row.cells[index])
        if kind == "yes/no":
            return f"{cell} ({_yes_or_no(cell)})"
        name = kinds_module.FILTERS[kind]
        spoken = str(self._filters[name](None, cell))
        stops = next((p for p in self._notes.problems if p.severity == "error"), None)
        return stops.message.partition(", used in ")[0] if stops else spoken


def _yes_or_no(text: str) -> str:
    return {True: "yes", False: "no", None: "neither yes nor no"}[yes_no.read_flag(text)]
