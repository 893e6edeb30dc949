"""Column examples: what would be said of a column's cells, by its kind."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import jinja2

from batchgen import models
from batchgen import settings as settings_module
from batchgen.merge import kinds as kinds_module
from batchgen.merge import words
from batchgen.merge.kinds import words as kind_words
from batchgen.merge.speech import filters, yes_no
from batchgen.merge.templates import blank, environment, values
from batchgen.merge.templates import render_notes as notes_module

_UNSPOKEN = ("e-mail", "text")


class Examples:
    """Says cells as the filter of their column's kind does, or as another one would."""

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
            return words.yes_or_no(cell, _yes_or_no(cell))
        name = kinds_module.FILTERS[kind]
        spoken = str(self._filters[name](None, cell))
        stops = next((p for p in self._notes.problems if p.severity == "error"), None)
        return stops.message.partition(kind_words.USED_IN)[0] if stops else spoken

    def through(self, row: models.Row, index: int, code: str) -> str:
        """Return what a filter such as `date("EEEE")` says of a cell, empty where it can say nothing."""
        self._notes.reset(self._notes.locale)
        self._kinds.begin(row, self._notes)
        say = self._jinja.compile_expression(f"cell | {code}", undefined_to_none=False)
        try:
            said = say(cell=self._cells.value(row, index))
        except jinja2.TemplateError:
            return ""
        return "" if isinstance(said, blank.Blank) or self._notes.problems else str(said)

    @functools.cached_property
    def _jinja(self) -> environment.Environment:
        return environment.Environment(jinja2.DictLoader({}), self._notes, self._filters)


def _yes_or_no(text: str) -> str:
    return {True: words.YES, False: words.NO, None: words.NOT_YES_OR_NO}[yes_no.read_flag(text)]
