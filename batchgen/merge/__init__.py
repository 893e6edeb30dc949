"""Merge: templates, lookups and speech turn a row into a VideoRequest."""

from batchgen.merge.expression import Expression
from batchgen.merge.labels import default_label, name_of
from batchgen.merge.merger import Merged, Merger

__all__ = ["Expression", "Merged", "Merger", "default_label", "name_of"]
