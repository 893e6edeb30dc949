"""Kinds: what each column holds, decided once for all its cells (design 6a)."""

from batchgen.merge.kinds.amount_cell import QUANTITIES, AmountCell, style_of
from batchgen.merge.kinds.column_study import LOOKED_AT, Kinds
from batchgen.merge.kinds.date_cell import DateCell, report
from batchgen.merge.kinds.kind import FILTERS, NO_KIND, ColumnKind, load
from batchgen.merge.kinds.yes_no_cell import Flag, is_yes

__all__ = [
    "FILTERS",
    "LOOKED_AT",
    "NO_KIND",
    "QUANTITIES",
    "AmountCell",
    "ColumnKind",
    "DateCell",
    "Flag",
    "Kinds",
    "is_yes",
    "load",
    "report",
    "style_of",
]
