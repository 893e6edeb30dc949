"""Reports: a campaign on one page: totals, a chart, what failed and why, and every video."""

from batchgen.report.figures import Entries, Entry, Figures, sum_up
from batchgen.report.kept_pictures import kept
from batchgen.report.pictures import PATIENCE, embedded, worth_a_picture
from batchgen.report.report_page import Heading, render

__all__ = [
    "PATIENCE",
    "Entries",
    "Entry",
    "Figures",
    "Heading",
    "embedded",
    "kept",
    "render",
    "sum_up",
    "worth_a_picture",
]
