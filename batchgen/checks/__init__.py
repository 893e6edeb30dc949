"""Checks: every problem, the minutes and the price, before anything is sent."""

from batchgen.checks.duration import correction, price
from batchgen.checks.examiner import Examined, Examiner
from batchgen.checks.links import LinkAnswer, Links
from batchgen.checks.replicas import ReplicaCheck, replica_problems
from batchgen.checks.report import ProblemReport, sentence
from batchgen.checks.selection import Selection, sample, suppression_of
from batchgen.checks.usage import Usage

__all__ = [
    "Examined",
    "Examiner",
    "LinkAnswer",
    "Links",
    "ProblemReport",
    "ReplicaCheck",
    "Selection",
    "Usage",
    "correction",
    "price",
    "replica_problems",
    "sample",
    "sentence",
    "suppression_of",
]
