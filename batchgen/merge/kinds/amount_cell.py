"""The cell of a column of numbers, money or percentages: its text, with what its column shows."""

from __future__ import annotations

import decimal
from collections.abc import Mapping
from typing import Self

from batchgen.merge.kinds import kind, words
from batchgen.merge.speech import locales, quantities, yes_no
from batchgen.merge.templates import render_notes as notes_module

QUANTITIES = ("number", "money", "percent")
"""The kinds of columns whose cells are read as quantities."""
_DEFAULT = "en_US"


class AmountCell(str):
    """The text of a cell that is read as a number by what its column shows."""

    __slots__ = ("column", "is_pointed", "notes")

    column: kind.ColumnKind
    notes: notes_module.Notes
    is_pointed: bool

    @classmethod
    def of(
        cls, text: str, column: kind.ColumnKind, notes: notes_module.Notes, *, is_pointed: bool = False
    ) -> Self:
        """Return the text of a cell with its column. `is_pointed`: the sheet has it as a real number."""
        made = cls(text)
        made.column, made.notes, made.is_pointed = column, notes, is_pointed
        return made

    def __bool__(self) -> bool:
        if self.column.kind == "number" and yes_no.folded(self) == "0":
            self.notes.add(
                "yes-no",
                words.zero_is_filled(self, notes_module.place()),
                severity="warning",
                column=self.column.name or None,
                value=str(self),
                hint=words.zero_means_no(self.column.header),
            )
        return len(self) > 0

    def style(self) -> quantities.NumberStyle | None:
        """Return how the column is read in the row's locale; None if it is not one of quantities."""
        if self.column.kind not in QUANTITIES:
            return None
        settled = self.column.settled.get(self.notes.named)
        style = quantities.load(settled) if settled else quantities.NumberStyle()
        return style._replace(decimal=".") if self.is_pointed else style

    def quantity(self) -> quantities.Quantity:
        """Return what the cell says. Raises UnreadableError."""
        where = locales.of(self.notes.locale)
        style = self.style() or quantities.gather([str(self)], where)
        return quantities.read(str(self), style.point(where), where.language)

    def measure(self) -> quantities.Quantity:
        """Return what the cell says on the scale of its column, to compare it. Raises UnreadableError."""
        found, style = self.quantity(), self.style()
        if style is None or not found.low:
            return found
        if found.is_percent and style.scale == "share":  # 15% beside 0.2
            return found._replace(low=found.low / 100, high=found.high and found.high / 100)
        if self.column.kind == "percent" and style.scale == quantities.OPEN and not found.is_percent:
            raise quantities.UnreadableError(words.SHARE_OR_PERCENT)
        return found

    def stop(self, why: str, *, hint: str = "") -> None:
        """Record why the row stops: its cell cannot be read as a number."""
        self.notes.add(
            "number",
            words.used_in(words.cell_is(notes_module.short(self), why), notes_module.place()),
            column=self.column.name or None,
            value=str(self),
            hint=hint or words.WRITE_AS_SAID,
        )


def style_of(value: object) -> quantities.NumberStyle | None:
    """Return how a value is read: a cell as its column is, what a template worked out with a point.

    None for a text that is no whole cell: it is read by what it shows itself.
    """
    if isinstance(value, int | float | decimal.Decimal):
        return quantities.NumberStyle(".", "share" if -1 <= value <= 1 else "points")
    return value.style() if isinstance(value, AmountCell) else None


def settle(texts: Mapping[str, bool], locale: str, header: str, stored: str) -> str:
    """Return what the texts of a column and locale show, for the state file; True for real numbers.

    What an earlier run decided stays; what it left open is decided now.
    """
    real = frozenset(text for text, is_real in texts.items() if is_real)
    found = quantities.gather(texts, locales.of(locale or _DEFAULT), header, real=real)
    return (quantities.join(quantities.load(stored), found) if stored else found).dump()


def without_scale(settled: str) -> str:
    """Return what `settle` found, with nothing said of shares and percentages: one cell shows no scale."""
    return quantities.load(settled)._replace(scale=quantities.OPEN).dump()
