"""Exports: the rows with their links in the columns, order and format that another tool wants."""

from batchgen.export.export_columns import MORE, PICTURES, pick
from batchgen.export.fresh_thumbnails import refresh_thumbnails
from batchgen.export.table import FORMATS, ExportOptions, write

__all__ = ["FORMATS", "MORE", "PICTURES", "ExportOptions", "pick", "refresh_thumbnails", "write"]
