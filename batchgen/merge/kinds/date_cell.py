"""The cell of a date column: its text, with the day that it is in the order of its column."""

from __future__ import annotations

import datetime as dt

from batchgen.merge.kinds import kind, words
from batchgen.merge.speech import date_reading
from batchgen.merge.templates import render_notes as notes_module


class SwappedError(date_reading.NoDateError):
    """A real date of a column whose other dates a spreadsheet program could not read, and left as texts."""

    def __init__(self) -> None:
        super().__init__(words.SWAPPED)


class DateCell(str):
    """The text of a date with its column and, where the sheet has one, the real date.

    It compares with other dates as a day; what cannot be read is a problem of its row.
    """

    __slots__ = ("_notes", "column", "real")

    column: kind.ColumnKind
    real: dt.date | dt.time | None
    _notes: notes_module.Notes

    @classmethod
    def of(
        cls,
        text: str,
        column: kind.ColumnKind,
        notes: notes_module.Notes,
        real: dt.date | dt.time | None = None,
    ) -> DateCell:
        """Return the text of a cell with its column, and the date that the sheet has for it."""
        made = cls(text)
        made.column, made.real, made._notes = column, real, notes
        return made

    def day(self) -> date_reading.Day | dt.date | dt.time:
        """Return the day. Raises days.NoDateError, days.OpenOrderError."""
        notes, column = self._notes, self.column
        if self.real is not None:
            if column.is_doubtful and not column.order and _can_be_swapped(self.real):
                raise SwappedError
            if isinstance(self.real, dt.date):
                date_reading.check_year(self.real.year)
            return self.real
        if column.order:
            return date_reading.read(str(self), notes.locale).day(column.order, is_asked=True)
        settled = column.settled.get(notes.named, "")
        is_open = settled == kind.OPEN or not notes.named
        return date_reading.read(str(self), notes.locale).day(
            "" if settled == kind.OPEN else settled,
            otherwise="" if is_open else date_reading.order_of(notes.locale),
        )

    def _compared(self, other: object) -> int | None:
        """Return -1, 0 or 1, or None where the two are no days that can be compared."""
        theirs = _written(other)
        if theirs is None:
            self._refuse(other)
            return None
        try:
            mine = _full(self.day())
        except ValueError as error:
            report(self._notes, self, error)
            return None
        return None if mine is None else (mine > theirs) - (mine < theirs)

    def _refuse(self, other: object) -> None:
        self._notes.add(
            "date",
            words.not_comparable(notes_module.short(self), other),
            column=self.column.name or None,
            value=str(self),
            hint=words.COMPARE_WITH_DATE,
        )

    def __eq__(self, other: object) -> bool:
        if str.__eq__(self, other) is True:
            return True
        return _written(other) is not None and self._compared(other) == 0

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return str.__hash__(self)

    def __lt__(self, other: object) -> bool:
        return self._compared(other) == -1

    def __gt__(self, other: object) -> bool:
        return self._compared(other) == 1

    def __le__(self, other: object) -> bool:
        return self._compared(other) in {-1, 0}

    def __ge__(self, other: object) -> bool:
        return self._compared(other) in {0, 1}


def _can_be_swapped(real: dt.date | dt.time) -> bool:
    return isinstance(real, dt.date) and real.day <= 12 and real.day != real.month


def _written(other: object) -> dt.date | None:
    """Return the day that a condition compares with: another cell, or a date that reads one way."""
    try:
        if isinstance(other, DateCell):
            return _full(other.day())
        return _full(date_reading.read(other, "en_US").day()) if isinstance(other, str) else None
    except ValueError:
        return None


def _full(day: date_reading.Day | dt.date | dt.time) -> dt.date | None:
    if isinstance(day, date_reading.Day):
        if day.year is None or day.day is None:
            raise date_reading.NoDateError(words.NOT_WHOLE)
        return dt.date(day.year, day.month, day.day)
    if isinstance(day, dt.datetime):
        return day.date()
    return day if isinstance(day, dt.date) else None


def report(notes: notes_module.Notes, value: object, error: ValueError) -> None:
    """Record why a date cannot be said or compared."""
    text = str(value)
    column = value.column if isinstance(value, DateCell) else kind.NO_KIND
    table = words.in_column(column.header) if column.header else ""
    if isinstance(error, date_reading.OpenOrderError):
        readings = words.OR.join(map(_in_english, error.ways.items()))
        say = words.open_date_in_mixed_column if column.settled.get(notes.named) else words.open_date
        slug, message = "date-order", say(notes_module.short(text), readings)
        orders = words.OR.join(map(words.order, error.ways))
        hint = words.add_order(orders, table) if table else words.ADD_LOCALE
    else:
        slug, message = "date", words.cell_is(notes_module.short(text), error)
        hint = words.write_date_or_kind(table) if table else words.WRITE_DATE
        if isinstance(error, date_reading.LacksPartError):
            hint = words.COMPLETE_DATE
        elif isinstance(error, SwappedError):
            hint = words.correct_or_order(table)
    used = words.used_in(message, notes_module.place())
    notes.add(slug, used, column=column.name or None, value=text, hint=hint)


def _in_english(way: tuple[str, date_reading.Day]) -> str:
    order, day = way
    year = "" if day.year is None else " y" if order == "dmy" else ", y"
    return date_reading.said(day, "en_US", ("d MMMM" if order == "dmy" else "MMMM d") + year)
