"""Editing: a script while somebody writes it, and answers to problems that write them where they belong."""

from batchgen.editing.column_insertions import Insertion, insertions, usual_fallback
from batchgen.editing.drafts import Drafts, Heard, Totals
from batchgen.editing.live_preview import preview
from batchgen.editing.problem_answers import Answer, answers_to, carry_out, changed_meanwhile, fill
from batchgen.editing.problem_rows import Shown, edits, shown
from batchgen.editing.script_branches import covering
from batchgen.editing.script_file import ScriptFile
from batchgen.editing.sheet_reading import change, differences, key_of, remarks, top_lines

__all__ = [
    "Answer",
    "Drafts",
    "Heard",
    "Insertion",
    "ScriptFile",
    "Shown",
    "Totals",
    "answers_to",
    "carry_out",
    "change",
    "changed_meanwhile",
    "covering",
    "differences",
    "edits",
    "fill",
    "insertions",
    "key_of",
    "preview",
    "remarks",
    "shown",
    "top_lines",
    "usual_fallback",
]
