"""Checks: every problem, the minutes and the price, before anything is sent."""

from batchgen.checks.duration import correction, price
from batchgen.checks.email_addresses import columns_of as address_columns
from batchgen.checks.email_addresses import of_cell as addresses_of
from batchgen.checks.examiner import Examined, Examiner
from batchgen.checks.link_checks import LinkAnswer, Links, audio_problems, fits
from batchgen.checks.people.opt_outs import LOOKED_AT as OPT_OUTS
from batchgen.checks.people.opt_outs import notes as opt_outs
from batchgen.checks.problems import problem_wording
from batchgen.checks.problems.problem_report import HEADERS as PROBLEM_HEADERS
from batchgen.checks.problems.problem_report import ProblemReport, sentence
from batchgen.checks.problems.row_numbers import rows as named_rows
from batchgen.checks.replica_checks import ReplicaCheck, replica_problems
from batchgen.checks.selection import Selection, parse_rows, sample, suppression_of, within
from batchgen.checks.template_usage import Usage

__all__ = [
    "OPT_OUTS",
    "PROBLEM_HEADERS",
    "Examined",
    "Examiner",
    "LinkAnswer",
    "Links",
    "ProblemReport",
    "ReplicaCheck",
    "Selection",
    "Usage",
    "address_columns",
    "addresses_of",
    "audio_problems",
    "correction",
    "fits",
    "named_rows",
    "opt_outs",
    "parse_rows",
    "price",
    "problem_wording",
    "replica_problems",
    "sample",
    "sentence",
    "suppression_of",
    "within",
]
