"""The filters of quantities: they say a cell's number as its column reads it, or stop the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jinja2

from batchgen.merge import kinds
from batchgen.merge.speech.quantities import saying
from batchgen.merge.templates import blank, limits
from batchgen.merge.templates import render_notes as notes_module

FILTERS: Mapping[str, Callable[..., str]] = {
    "number": saying.number,
    "money": saying.money,
    "percent": saying.percent,
    "ordinal": saying.ordinal,
    "spoken_number": saying.spoken_number,
}


def speakers(notes: notes_module.Notes) -> dict[str, Callable[..., object]]:
    """Return the filters as Jinja wants them, for the row that is being rendered."""
    return {name: _speaker(function, notes) for name, function in FILTERS.items()}


def _speaker(function: Callable[..., str], notes: notes_module.Notes) -> Callable[..., object]:
    say = limits.remembering(function)

    @jinja2.pass_context  # keeps Jinja from working it out while compiling, when no row's locale is known
    def spoken(_context: object, value: object, *args: object, **kwargs: object) -> object:
        if isinstance(value, blank.Blank):
            return value
        limits.charge_speech(notes, value)
        text = str(value)
        try:
            said = say(text, notes.locale, *args, shown=kinds.style_of(value), **kwargs)
        except (ValueError, ArithmeticError) as error:
            cell = value if isinstance(value, kinds.AmountCell) else _loose(text, notes)
            cell.stop(str(error))
            return value
        if isinstance(said, saying.Said):
            notes.remark(text, said.remark)
        return said

    return spoken


def _loose(text: str, notes: notes_module.Notes) -> kinds.AmountCell:
    """Return a text that is no whole cell of a column of numbers."""
    return kinds.AmountCell.of(text, kinds.NO_KIND, notes)
