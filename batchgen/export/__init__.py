"""Exports: the rows with their links in the columns, order and format that another tool wants."""

from batchgen.export.export_columns import MORE, PICTURES, PRESETS, Choice, choices, pick, preset
from batchgen.export.fresh_thumbnails import refresh_thumbnails
from batchgen.export.table import FORMATS, ExportOptions, write

__all__ = [
    "FORMATS",
    "MORE",
    "PICTURES",
    "PRESETS",
    "Choice",
    "ExportOptions",
    "choices",
    "pick",
    "preset",
    "refresh_thumbnails",
    "write",
]
