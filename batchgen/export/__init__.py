"""Exports: the rows with their links in the columns, order and format that another tool wants."""

from batchgen.export.export_columns import (
    MORE,
    PICTURES,
    Choice,
    choices,
    embed_code,
    listed,
    pick,
)
from batchgen.export.fresh_thumbnails import refresh_thumbnails
from batchgen.export.table import FORMATS, ExportOptions, left_out, write

__all__ = [
    "FORMATS",
    "MORE",
    "PICTURES",
    "Choice",
    "ExportOptions",
    "choices",
    "embed_code",
    "left_out",
    "listed",
    "pick",
    "refresh_thumbnails",
    "write",
]
