"""Exports: the rows with their links in the columns, order and format that another tool wants."""

from batchgen.export.columns import MORE, PICTURES, pick
from batchgen.export.table import FORMATS, Wish, write
from batchgen.export.thumbnails import refresh_thumbnails

__all__ = ["FORMATS", "MORE", "PICTURES", "Wish", "pick", "refresh_thumbnails", "write"]
