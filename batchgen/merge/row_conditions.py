"""Row conditions: the expression of --where, in the same sandbox as templates."""

from __future__ import annotations

import decimal
from collections.abc import Collection, Sequence
from typing import NamedTuple

import jinja2
from jinja2 import nodes

from batchgen import did_you_mean, errors, models, settings
from batchgen.merge import kinds as kinds_module
from batchgen.merge import template_columns as columns_module
from batchgen.merge import words
from batchgen.merge.speech import filters, quantities, yes_no
from batchgen.merge.templates import blank, environment, fallbacks, survey, syntax, template_errors, values
from batchgen.merge.templates import render_notes as notes_module
from batchgen.merge.templates import words as template_words


class Cell(kinds_module.AmountCell):
    """A cell in a condition: "no", "false" and "0" are false, and it compares with numbers as one."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return yes_no.read_boolean(self) is not False

    def _orders(self, other: float) -> frozenset[int]:
        """Return which of -1, 0 and 1 the cell can be to a number; none after noting that it says none."""
        try:
            return self.measure().orders(decimal.Decimal(str(other)))
        except quantities.UnreadableError as error:
            self._refuse(other, str(error))
            return frozenset()

    def _refuse(self, other: float, why: str) -> None:
        self.notes.add(
            "where",
            words.not_compared(notes_module.short(self), other, why),
            column=self.column.name or None,
            value=str(self),
            hint=words.WRITE_DIGITS,
        )

    def __eq__(self, other: object) -> bool:
        if isinstance(other, bool):
            return yes_no.read_boolean(self) is other
        if isinstance(other, int | float):
            return self._is(other, {0})
        return isinstance(other, str) and (str.__eq__(self, other) or self._equals(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return str.__hash__(self)

    def _is(self, other: object, wanted: Collection[int]) -> bool:
        """Return whether the cell is less than (-1), equal to (0) or more than (1) another value, as wanted.

        False where the two cannot be compared, or a range such as "10-20k" lies on both sides.
        """
        if isinstance(other, str):
            number = self._number(other)
            if number is None:
                return (str(self) > str(other)) - (str(self) < str(other)) in wanted
            other = number
        if not isinstance(other, int | float):
            return False
        orders = self._orders(other)
        is_so = {order in wanted for order in orders}
        if len(is_so) > 1:
            self._refuse(other, words.LESS_OR_MORE)
        return is_so == {True}

    def _number(self, text: str) -> float | None:
        """Return the number that a condition names in quotes, for a column of numbers; else None."""
        if self.column.kind not in kinds_module.QUANTITIES or isinstance(text, Cell):
            return None
        try:
            number = quantities.read(text, ".").exact
        except quantities.UnreadableError:
            return None
        return int(number) if number == int(number) else float(number)

    def _equals(self, text: str) -> bool:
        number = self._number(text)
        try:
            return number is not None and self.measure().orders(decimal.Decimal(str(number))) == {0}
        except quantities.UnreadableError:
            return False

    def __lt__(self, other: object) -> bool:
        return self._is(other, {-1})

    def __gt__(self, other: object) -> bool:
        return self._is(other, {1})

    def __le__(self, other: object) -> bool:
        return self._is(other, {-1, 0})

    def __ge__(self, other: object) -> bool:
        return self._is(other, {0, 1})


class _Cells(values.Cells):
    """The cells of a row as a condition sees them."""

    def value(self, row: models.Row, index: int) -> str | blank.Blank:
        """Return one cell, which compares by the kind of its column."""
        value = super().value(row, index)
        if isinstance(value, blank.Blank | kinds_module.Flag | kinds_module.DateCell):
            return value
        return Cell.of(value, self.kinds.of(index), self.notes, is_pointed=index in row.pointed)


class Verdict(NamedTuple):
    """Whether a condition holds for a row, and the cells that it cannot compare: then it is not sent."""

    holds: bool
    problems: tuple[models.Problem, ...] = ()


class Expression:
    """A Jinja2 expression over the columns of a sheet, true or false for each row.

    Raises UsageError if it cannot be read or names a column that the sheet lacks.
    """

    def __init__(
        self, text: str, columns: Sequence[models.Column], kinds: kinds_module.Kinds | None = None
    ) -> None:
        self.text = text
        self._kinds = kinds or kinds_module.Kinds(settings.Settings(), columns)
        self._columns = columns_module.Columns(columns)
        self._notes = notes_module.Notes("en_US")
        self._cells = _Cells(columns, self._notes, self._kinds)
        self._environment = environment.Environment(
            jinja2.DictLoader({}), self._notes, filters.speech(self._notes)
        )
        self._columns.uncover(self._environment)
        found = self._survey()
        self._needs = tuple((use.name, index) for use in found.uses if (index := self._find(use)) is not None)
        self._whole_row = found.everything or any(use.by_header for use in found.uses)
        # `not not`: a cell is asked for yes or no while the condition runs, so that a problem names --where.
        whole = f"not not ({text}\n)"
        self._compiled = self._environment.compile_expression(whole, undefined_to_none=False)

    @property
    def used(self) -> frozenset[str]:
        """Folded names of the columns that the condition may look at."""
        return frozenset(self._columns.by_name if self._whole_row else dict(self._needs))

    def judge(self, row: models.Row) -> Verdict:
        """Return whether the condition holds for a row. Raises UsageError if it cannot be worked out."""
        context: dict[str, object] = {name: self._cells.value(row, index) for name, index in self._needs}
        if self._whole_row:
            context[survey.ROW] = values.RowView(row, self._columns.by_header, self._cells)
        self._kinds.begin(row, self._notes)
        try:
            holds = bool(self._compiled(**context))
        except Exception as error:
            raise errors.UsageError(words.where_failed(row.number, template_errors.failure(error))) from error
        problems = tuple(
            models.Problem(p.kind, p.message, p.severity, row.number, p.column, p.value, p.hint)
            for p in self._notes.problems
            if p.severity == "error"  # a row is chosen or left out; what is only odd does not choose it
        )
        return Verdict(holds, problems)

    def _survey(self) -> survey.Survey:
        try:
            tree = self._environment.parse("{{ (" + self.text + "\n) }}")
            if len(tree.body) != 1 or not isinstance(tree.body[0], nodes.Output):
                raise errors.UsageError(words.where_not_one(self.text))
            self._environment.compile_expression(self.text)
            for slip in fallbacks.always_true(tree.body[0].nodes[0], "--where"):
                why = words.where_wrong(self.text, template_words.full_stop(slip.what))
                raise errors.UsageError(why, hint=words.write(slip.right))
            return survey.survey(self._environment, tree, "--where")
        except jinja2.TemplateSyntaxError as error:
            why = words.where_wrong(self.text, self._trouble(error))
            raise errors.UsageError(why, hint=words.WHERE_EXAMPLE) from error

    def _trouble(self, error: jinja2.TemplateSyntaxError) -> str:
        if isinstance(error, jinja2.TemplateAssertionError):
            return template_words.full_stop(template_errors.trouble(error, self._environment).what)
        tag = f"{{% if {self.text} %}}"
        for what, right in syntax.corrections(tag, self._environment.parse):
            return words.where_right(what, right.removeprefix("{% if ").removesuffix(" %}"))
        return words.NOT_A_CONDITION

    def _find(self, use: survey.Use) -> int | None:
        index = self._columns.find(use)
        if index is None and not use.optional:
            known = list(self._columns.by_name)
            raise errors.UsageError(
                words.where_lacks_column(use.name),
                hint=did_you_mean.hint(use.name, known) or words.columns(", ".join(known)),
            )
        return None if use.by_header else index


def columns_of(where: str, columns: Sequence[models.Column]) -> frozenset[str]:
    """Return the folded names of the columns that --where looks at. Raises as Expression does."""
    return Expression(where, columns).used if where.strip() else frozenset()
