"""The filter `date`: says a cell's day as its column reads it, or stops the row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import babel.dates
import jinja2

from batchgen.merge import kinds
from batchgen.merge.speech import date_reading, locales
from batchgen.merge.templates import blank, limits
from batchgen.merge.templates import render_notes as notes_module


def date(value: str | dt.date | dt.time | date_reading.Day, locale: str, style: str = "long") -> str:
    """Say a date: "December 1, 2026". `style`: short, medium, long, full or a pattern ("EEEE d", "%A").

    Raises ValueError for a text that is none, and for one that can be two days.
    """
    if isinstance(value, dt.time):
        return babel.dates.format_time(value, "short", locale=locales.of(locale))
    return date_reading.said(
        date_reading.read(value, locale).day() if isinstance(value, str) else value, locale, style
    )


def speaker(notes: notes_module.Notes) -> Callable[..., object]:
    """Return the filter as Jinja wants it, for the row that is being rendered."""

    @jinja2.pass_context  # keeps Jinja from working it out while compiling, when no row's locale is known
    def spoken(_context: object, value: object, style: str = "long") -> object:
        if isinstance(value, blank.Blank):
            return value
        limits.charge_speech(notes, value)
        cell = value if isinstance(value, kinds.DateCell) else _loose(value, notes)
        try:
            return date(cell.day(), notes.locale, style)
        except ValueError as error:
            kinds.report(notes, cell, error)
            return value

    return spoken


def _loose(value: object, notes: notes_module.Notes) -> kinds.DateCell:
    """Return a text that is no whole cell of a column of dates."""
    real = value if isinstance(value, dt.date | dt.time) else None
    return kinds.DateCell.of(str(value).strip(), kinds.NO_KIND, notes, real)
