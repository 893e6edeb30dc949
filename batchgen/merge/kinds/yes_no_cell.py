"""The cell of a yes/no column: its text, false where it says no."""

from __future__ import annotations

from batchgen.merge.kinds import kind, words
from batchgen.merge.speech import yes_no
from batchgen.merge.templates import render_notes as notes_module


class Flag(str):
    """The text of a yes or no; one that says neither is a problem of its row where it is asked for."""

    __slots__ = ("_column", "_notes")

    _column: kind.ColumnKind
    _notes: notes_module.Notes

    @classmethod
    def of(cls, text: str, column: kind.ColumnKind, notes: notes_module.Notes) -> Flag:
        """Return the text of a cell with its column."""
        made = cls(text)
        made._column = column
        made._notes = notes
        return made

    def __bool__(self) -> bool:
        found = yes_no.read_flag(self)
        if found is None:
            self._notes.add(
                "yes-no",
                words.not_yes_or_no(notes_module.short(self), notes_module.place()),
                column=self._column.name,
                value=str(self),
                hint=words.write_yes_or_no(self._column.header),
            )
        return found is True

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):  # `== true`, and `== 1`
            return other in {0, 1} and bool(self) is bool(other)
        return str.__eq__(self, other) is True

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return str.__hash__(self)


def is_yes(value: object) -> bool:
    """Return whether a cell says yes: the test `{% if vip is yes %}`."""
    if isinstance(value, Flag):
        return bool(value)
    return value is True or yes_no.read_boolean(str(value) if isinstance(value, str | int) else "") is True
