"""Empty cells and missing columns as values inside a template: silent in a test, a problem when spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import jinja2

from batchgen.merge.templates import render_notes as notes_module
from batchgen.merge.templates import words

if TYPE_CHECKING:

    class _Undefined:
        """Jinja's Undefined, whose every operator is declared to fail; those of a Blank succeed."""

        def __init__(self, *, name: str) -> None: ...

else:
    _Undefined = jinja2.Undefined


def _hint(column: str, field: str) -> str:
    """Return what to do about an empty cell, fit for the request field that it is used in."""
    said = column if column.isidentifier() else f'row["{column}"]'
    if field.endswith("_url"):
        return words.fill_or_skip(field, said)
    if field not in {"script", "video_name"} and not field.startswith("page."):
        return words.fill_or_replace(field)
    if "company" in column or "organi" in column:
        return words.fill_or_fallback(said, words.YOUR_COMPANY)
    if "name" in column:
        return words.fill_or_fallback(said, words.THERE)
    return words.fill_or_condition(said)


class Blank(_Undefined):
    """An empty cell.

    It is false, equal to an empty text, of length 0 and less than any number above 0; text methods,
    filters and arithmetic give a Blank again, so that `{% if %}`, `or` and `default` see it after any chain.
    Writing it out is the problem that it records. `why` replaces "empty" for a cell that cannot be read.
    """

    __slots__ = ("_column", "_notes", "_value", "_why")

    def __init__(self, notes: notes_module.Notes, column: str, *, why: str = "", value: str = "") -> None:
        super().__init__(name=column)
        self._notes = notes
        self._column = column
        self._why = why
        self._value = value

    def __str__(self) -> str:
        self._notes.add(
            "fault" if self._why else "blank",
            words.used_in(self._why or words.EMPTY, notes_module.place()),
            column=self._column,
            value=self._value,
            hint=_hint(self._column, self._notes.field),
        )
        return self._notes.gap

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __contains__(self, item: object) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Blank) or other == ""

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash("")

    def __lt__(self, other: object) -> bool:
        return isinstance(other, int | float) and other > 0

    def __le__(self, other: object) -> bool:
        return isinstance(other, int | float) and other >= 0

    def __gt__(self, other: object) -> bool:
        return isinstance(other, int | float) and other < 0

    def __ge__(self, other: object) -> bool:
        return isinstance(other, int | float) and other <= 0

    def __int__(self) -> int:
        return 0

    def __float__(self) -> float:
        return 0.0

    def __getitem__(self, key: object) -> Blank:
        return self

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name.startswith("_"):
            raise AttributeError(name)
        method = getattr("", name)
        return lambda *args: self._like_text(method, args)

    def _like_text(self, method: Callable[..., object], args: tuple[object, ...]) -> object:
        if method.__name__ in {"format", "format_map"}:
            return self
        result = method(*args)
        return self if isinstance(result, str) else result

    def _stay(self, *_others: object) -> Blank:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _stay
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _stay
    __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = __round__ = _stay


class Unsaid(Blank):
    """A cell in which a filter found nothing to say ("Mr. & Mrs." has no first name): a fallback is said."""

    __slots__ = ()

    def __init__(self, notes: notes_module.Notes, value: str, why: str) -> None:
        super().__init__(notes, "", why=why, value=value)

    def __str__(self) -> str:
        self._notes.add(
            "blank",
            words.unsaid(notes_module.short(self._value), self._why, notes_module.place()),
            value=self._value,
            hint=words.CORRECT_OR_FALLBACK,
        )
        return self._notes.gap

    __repr__ = __str__


class Absent(Blank):
    """A column that the sheet lacks: told once for the whole sheet, so silent in every row."""

    __slots__ = ()

    def __str__(self) -> str:
        return self._notes.gap

    __repr__ = __str__


class Missing(jinja2.StrictUndefined):
    """A name that is no column: strict, so that writing it or testing it stops the row."""
