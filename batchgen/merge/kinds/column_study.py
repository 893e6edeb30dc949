"""The study of columns: a look at first rows, which decides the kinds of its columns before merging."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from batchgen import characters, did_you_mean, models
from batchgen import settings as settings_module
from batchgen.merge.kinds import amount_cell, kind, kind_finder, words
from batchgen.merge.speech import date_orders, date_reading, locales
from batchgen.merge.templates import render_notes as notes_module

LOOKED_AT = 5_000
"""Rows before merging that decide about kinds; every later cell is read as they say."""

_DEFAULT = "en_US"
_NUMBERS = set(amount_cell.QUANTITIES)
_READ = ("date", "yes/no", *amount_cell.QUANTITIES)
_MEANT = {"date", *_NUMBERS}
"""Kinds that a filter gives a column in which no other shows."""
Texts = dict[str, dict[str, bool]]
"""The different filled texts of a column, in their order, by the locale of their rows.

True for those that the sheet has as real numbers alone: they show no decimal sign of its people.
"""


class Kinds:
    """The kinds of a sheet's columns. `stored` is what the state file remembers of them.

    `locale` names the column whose cells name the locale of their row. Until `study` has run, what the
    campaign names and the state file keeps is known. `read` are the indexes of columns whose cells are more
    to a template than their text.
    """

    def __init__(
        self,
        settings: settings_module.Settings,
        columns: Sequence[models.Column],
        *,
        stored: str = "",
        locale: models.Column | None = None,
    ) -> None:
        self._columns = [column for column in columns if not column.ours]
        self._locale, self._locale_column = str(locales.of(settings.locale)), locale
        self._named = self._locale if "locale" in settings.model_fields_set else ""
        self._by_cell: dict[str, str] = {}
        self._stored = kind.load(stored)
        self._asked, self.problems = _asked(settings, self._columns)
        self._kinds: dict[int, kind.ColumnKind] = {}
        self.read: set[int] = set()
        for column in self._columns:
            self._set(column.index, self._known(column))
        self._meant: dict[int, models.Kind] = {}
        self._unseen: dict[int, models.Column] = {}
        self._is_done = False

    def of(self, index: int) -> kind.ColumnKind:
        """Return the kind of a column."""
        return self._kinds.get(index, kind.NO_KIND)

    def of_cell(self, row: models.Row, index: int) -> kind.ColumnKind:
        """Return the kind by which a filled cell is read.

        In a column that was blank as far as the study looked, each cell says it for itself.
        """
        column = self._unseen.get(index)
        if column is None:
            return self._kinds.get(index, kind.NO_KIND)
        known = self._known_by(column, *self._texts(index, [row]))
        if known.kind != "percent":
            return known
        settled = {locale: amount_cell.without_scale(what) for locale, what in known.settled.items()}
        return dataclasses.replace(known, settled=settled)

    def used_with(self, filters: Mapping[int, Collection[str]]) -> None:
        """Note the filters that cells go through, by column: they say what a column is meant to hold."""
        for index, names in filters.items():
            meant = (known for known, name in kind.FILTERS.items() if name in names and known in _MEANT)
            for known in meant:
                self._meant.setdefault(index, known)

    def study(self, rows: Iterable[models.Row], names: Collection[str] | None = None) -> Iterator[models.Row]:
        """Yield the rows, after the first of them have decided the kinds; nothing is read twice.

        `names` are the folded names of the columns that matter; None: all of them.
        """
        coming = iter(rows)
        if self._is_done:
            return coming
        first = list(itertools.islice(coming, LOOKED_AT))
        for column in self._columns:
            if names is None or column.name in names or (not column.name and _key(column)):
                self._decide(column, first)
        self._is_done = True
        return itertools.chain(first, coming)

    def to_text(self) -> str:
        """Return what the state file shall keep: what was found, and what it knew of other columns."""
        found = {known.name: known for known in self._kinds.values() if known.name not in self._asked}
        asked = {name: known for name, known in self._stored.items() if name in self._asked}
        return kind.dump({**self._stored, **found, **asked}.values())

    def _known(self, column: models.Column) -> kind.ColumnKind:
        key = _key(column)
        stored = self._stored.get(key, kind.NO_KIND)
        asked = self._asked.get(key, settings_module.ColumnSetting())
        wanted = asked.kind or ("date" if asked.order else stored.kind)
        settled = stored.settled if wanted == stored.kind else kind.NOTHING
        return kind.ColumnKind(key, column.header, wanted, settled, asked.order or "")

    def _decide(self, column: models.Column, rows: Sequence[models.Row]) -> None:
        texts, dated = self._texts(column.index, rows)
        known = self._known_by(column, texts, dated)
        if known.kind == "date" and dated:
            every = list(dict.fromkeys(text for found in texts.values() for text in found))
            known = dataclasses.replace(known, is_doubtful=_is_halved(column.index, every, rows))
        self._set(column.index, known)
        if known.kind == "text" and not texts and not dated:
            self._unseen[column.index] = column
            self.read.add(column.index)

    def _known_by(self, column: models.Column, texts: Texts, dated: int) -> kind.ColumnKind:
        """Return the kind of a column, with what its texts settle."""
        known = self._kinds[column.index]
        if known.kind == "text" and not self._names_kind(known.name):
            every = list(dict.fromkeys(text for found in texts.values() for text in found))
            known = dataclasses.replace(known, kind=self._found(column, every, dated))
        if known.kind == "date":
            new = {
                locale: what
                for locale, found_texts in texts.items()
                if locale not in known.settled and (what := _order(found_texts, locale))
            }
            return dataclasses.replace(known, settled={**known.settled, **new})
        if known.kind not in _NUMBERS:
            return known
        shown = {
            locale: amount_cell.settle(found_texts, locale, column.header, known.settled.get(locale, ""))
            for locale, found_texts in texts.items()
        }
        return dataclasses.replace(known, settled={**known.settled, **shown})

    def _set(self, index: int, known: kind.ColumnKind) -> None:
        self._kinds[index] = known
        if known.kind in _READ:
            self.read.add(index)

    def _found(self, column: models.Column, texts: Sequence[str], dated: int) -> models.Kind:
        found: models.Kind = (
            "date" if dated > len(texts) else kind_finder.find(column.name, column.header, texts)
        )
        meant = self._meant.get(column.index, found) if texts or dated else found
        return meant if found == "text" or {found, meant} <= _NUMBERS else found

    def _names_kind(self, name: str) -> bool:
        asked = self._asked.get(name)
        return asked is not None and asked.kind is not None

    def _texts(self, index: int, rows: Sequence[models.Row]) -> tuple[Texts, int]:
        """Return the texts of a column, and how many of its cells the sheet itself has as dates."""
        texts: Texts = {}
        dated = 0
        for row in rows:
            if row.ragged is not None:
                continue
            cell = characters.trimmed(row.cells[index]) if index < len(row.cells) else ""
            if not cell or index in row.faults:
                continue
            if index in row.dates:
                dated += 1
            else:
                found = texts.setdefault(self._named_by(row), {})
                found[cell] = found.get(cell, True) and index in row.pointed
        return texts, dated

    def begin(self, row: models.Row, notes: notes_module.Notes) -> None:
        """Start the notes of a row, in its locale."""
        named = self._named_by(row)
        notes.reset(self._locale)
        notes.speak(named or self._locale, named=named)

    def _named_by(self, row: models.Row) -> str:
        """Return the locale that a row's own cell names, else the campaign; empty if neither does."""
        column = self._locale_column
        cell = characters.trimmed(row.cells[column.index]) if column and column.index < len(row.cells) else ""
        if not cell:
            return self._named
        if cell not in self._by_cell:
            try:
                self._by_cell[cell] = str(locales.of(cell))
            except ValueError:
                self._by_cell[cell] = self._named
        return self._by_cell[cell]


def _key(column: models.Column) -> str:
    """Return what a column is remembered by: its folded name, or the header of signs alone ("%")."""
    return column.name or characters.folded(column.header)


def _asked(
    settings: settings_module.Settings, columns: Sequence[models.Column]
) -> tuple[Mapping[str, settings_module.ColumnSetting], tuple[models.Problem, ...]]:
    """Return what the campaign says of columns, by folded name, and a problem for each that is not there."""
    found: dict[str, settings_module.ColumnSetting] = {}
    problems = []
    by_header = {text: _key(c) for c in reversed(columns) for text in (c.name, characters.folded(c.header))}
    for header, asked in settings.columns.items():
        name = by_header.get(characters.folded(header))
        if name is not None:
            found[name] = asked
            continue
        hint = did_you_mean.hint(header, [c.header for c in columns])
        what = words.no_such_column(header)
        problems.append(models.Problem("missing-column", what, column=header, hint=hint))
    return found, tuple(problems)


def _order(texts: Iterable[str], locale: str) -> str:
    """Return the order of day and month that texts show; if none does, that of the locale if it is named."""
    orders, is_open = date_orders.settled(texts, locale or _DEFAULT)
    if len(orders) == 1:
        return orders.pop()
    if orders:
        return kind.OPEN
    return date_reading.order_of(locale) if locale and is_open else ""


def _is_halved(index: int, texts: Sequence[str], rows: Sequence[models.Row]) -> bool:
    """Return whether a spreadsheet program made dates of those cells only that it could read its own way.

    Where it expects the month first, 05/12 becomes May 12 and 13/12 stays a text. So all of the texts have
    a number over 12, and no date has a day over 12. Dates with dots are texts to such a program anyway.
    """
    readings = [reading for text in texts if "." not in text and (reading := _reading(text))]
    shown = [reading for reading in readings if reading.shows]
    if not shown or any(reading.is_open for reading in readings):
        return False
    return all(getattr(row.dates[index], "day", 1) <= _MONTHS for row in rows if index in row.dates)


def _reading(text: str) -> date_reading.Reading | None:
    try:
        return date_reading.read(text, _DEFAULT)
    except date_reading.NoDateError:
        return None


_MONTHS = 12
