"""Quantities: numbers, amounts and percentages that a cell shows, read by what its column shows, and said."""

from batchgen.merge.speech.quantities.parser import Side, parse, read
from batchgen.merge.speech.quantities.quantity import Quantity, UnreadableError
from batchgen.merge.speech.quantities.style import OPEN, NumberStyle, gather, join, load

__all__ = [
    "OPEN",
    "NumberStyle",
    "Quantity",
    "Side",
    "UnreadableError",
    "gather",
    "join",
    "load",
    "parse",
    "read",
]
