"""Merge: templates, lookups and speech turn a row into a VideoRequest."""

from batchgen.merge.column_examples import Examples
from batchgen.merge.filter_catalogue import FILTERS, FilterEntry
from batchgen.merge.merger import Merged, Merger, kinds_of
from batchgen.merge.request_fields import replica_columns
from batchgen.merge.row_conditions import Expression, columns_of
from batchgen.merge.template_columns import spelling
from batchgen.merge.templates.render_notes import GAP
from batchgen.merge.video_names import default_label, name_of

SPEECH = 2
"""Version of the words: raise it when the same cells and template are said in another way than before.

State files without one have version 1; their paid rows keep their videos at the next run.
"""

__all__ = [
    "FILTERS",
    "GAP",
    "SPEECH",
    "Examples",
    "Expression",
    "FilterEntry",
    "Merged",
    "Merger",
    "columns_of",
    "default_label",
    "kinds_of",
    "name_of",
    "replica_columns",
    "spelling",
]
