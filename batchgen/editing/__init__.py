"""Editing: a script while somebody writes it, and answers to problems that write them where they belong."""

from batchgen.editing.drafts import Drafts, Heard, Totals
from batchgen.editing.problem_answers import Answer, answers_to, carry_out, fill
from batchgen.editing.problem_rows import Shown, edits, shown
from batchgen.editing.script_corrections import Correction, code, corrections
from batchgen.editing.script_file import ScriptFile
from batchgen.editing.sheet_reading import change, differences, key_of, remarks, top_lines

__all__ = [
    "Answer",
    "Correction",
    "Drafts",
    "Heard",
    "ScriptFile",
    "Shown",
    "Totals",
    "answers_to",
    "carry_out",
    "change",
    "code",
    "corrections",
    "differences",
    "edits",
    "fill",
    "key_of",
    "remarks",
    "shown",
    "top_lines",
]
