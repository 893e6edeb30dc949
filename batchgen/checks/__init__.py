"""Checks: every problem, the minutes and the price, before anything is sent."""

from batchgen.checks.crew import examine_rows
from batchgen.checks.duration import correction, price
from batchgen.checks.examiner import Examined, Examiner
from batchgen.checks.report import ProblemReport, sentence
from batchgen.checks.selection import Selection, sample

__all__ = [
    "Examined",
    "Examiner",
    "ProblemReport",
    "Selection",
    "correction",
    "examine_rows",
    "price",
    "sample",
    "sentence",
]
