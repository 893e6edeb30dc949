"""Merge: templates, lookups and speech turn a row into a VideoRequest."""

from batchgen.merge.examples import Examples
from batchgen.merge.expression import Expression, columns_of
from batchgen.merge.labels import default_label, name_of
from batchgen.merge.merger import Merged, Merger, kinds_of
from batchgen.merge.template_columns import spelling

__all__ = [
    "Examples",
    "Expression",
    "Merged",
    "Merger",
    "columns_of",
    "default_label",
    "kinds_of",
    "name_of",
    "spelling",
]
