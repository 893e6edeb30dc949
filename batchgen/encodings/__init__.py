"""Encodings: which one a text file has; the one rule for sheets, suppression lists and lookup tables."""

from batchgen.encodings.detection import (
    BOMS,
    Memory,
    Recall,
    bom_of,
    find,
    no_memory,
    readings,
    settled,
    tokens,
)

__all__ = ["BOMS", "Memory", "Recall", "bom_of", "find", "no_memory", "readings", "settled", "tokens"]
