"""Conditions on rows: the expression of --where, in the same sandbox as templates."""

from __future__ import annotations

import decimal
from collections.abc import Sequence

import jinja2
from jinja2 import nodes

from batchgen import errors, models, nearest
from batchgen.merge import template_columns as columns_module
from batchgen.merge.speech import filters, truth
from batchgen.merge.templates import environment, survey, values
from batchgen.merge.templates import notes as notes_module


class Cell(str):
    """A cell in a condition: "no", "false" and "0" are false, and it compares with numbers as one."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return truth.read_boolean(self) is not False

    def _number(self) -> decimal.Decimal | None:
        try:
            return decimal.Decimal(self.strip().replace(",", "").removesuffix("%"))
        except decimal.InvalidOperation:
            return None

    def __eq__(self, other: object) -> bool:
        if isinstance(other, bool):
            return truth.read_boolean(self) is other
        if isinstance(other, int | float):
            return self._number() == decimal.Decimal(str(other))
        return str.__eq__(self, other) if isinstance(other, str) else False

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return str.__hash__(self)

    def _order(self, other: object) -> int | None:
        """Return -1, 0 or 1, or None where the two cannot be compared: every comparison is false then."""
        if isinstance(other, int | float):
            mine = self._number()
            theirs = decimal.Decimal(str(other))
            return None if mine is None else (mine > theirs) - (mine < theirs)
        if isinstance(other, str):
            return (str(self) > str(other)) - (str(self) < str(other))
        return None

    def __lt__(self, other: object) -> bool:
        return self._order(other) == -1

    def __gt__(self, other: object) -> bool:
        return self._order(other) == 1

    def __le__(self, other: object) -> bool:
        return self._order(other) in {-1, 0}

    def __ge__(self, other: object) -> bool:
        return self._order(other) in {0, 1}


class Expression:
    """A Jinja2 expression over the columns of a sheet, true or false for each row.

    Raises UsageError if it cannot be read or names a column that the sheet lacks.
    """

    def __init__(self, text: str, columns: Sequence[models.Column]) -> None:
        self.text = text
        self._columns = columns_module.Columns(columns)
        self._notes = notes_module.Notes("en_US")
        self._cells = values.Cells(columns, self._notes)
        self._environment = environment.Environment(
            jinja2.DictLoader({}), self._notes, filters.speech(self._notes)
        )
        found = self._survey()
        self._needs = tuple((use.name, index) for use in found.uses if (index := self._find(use)) is not None)
        self._whole_row = found.everything or any(use.by_header for use in found.uses)
        self._compiled = self._environment.compile_expression(text, undefined_to_none=False)

    def true_for(self, row: models.Row) -> bool:
        """Return whether the condition holds for a row. Raises UsageError if it cannot be worked out."""
        context: dict[str, object] = {}
        for name, index in self._needs:
            value = self._cells.value(row, index)
            context[name] = Cell(value) if isinstance(value, str) else value
        if self._whole_row:
            context[survey.ROW] = values.RowView(row, self._columns.by_header, self._cells)
        self._notes.reset("en_US")
        try:
            return bool(self._compiled(**context))
        except Exception as error:
            raise errors.UsageError(f"--where cannot be worked out for row {row.number}: {error}") from error

    def _survey(self) -> survey.Survey:
        try:
            tree = self._environment.parse("{{ (" + self.text + "\n) }}")
            if len(tree.body) != 1 or not isinstance(tree.body[0], nodes.Output):
                raise errors.UsageError(f"--where {self.text!r} is not one expression.")
            self._environment.compile_expression(self.text)
            return survey.survey(self._environment, tree, "--where")
        except jinja2.TemplateSyntaxError as error:
            hint = "An example: --where 'segment == \"enterprise\" and not unsubscribed'."
            raise errors.UsageError(f"--where {self.text!r}: {error.message}.", hint=hint) from error

    def _find(self, use: survey.Use) -> int | None:
        index = self._columns.find(use)
        if index is None and not use.optional:
            known = list(self._columns.by_name)
            raise errors.UsageError(
                f"--where names the column {use.name}, which the sheet lacks.",
                hint=nearest.did_you_mean(use.name, known) or f"Its columns are: {', '.join(known)}.",
            )
        return None if use.by_header else index
