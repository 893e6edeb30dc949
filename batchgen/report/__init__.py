"""Reports: a campaign on one page: totals, a chart, what failed and why, and every video."""

from batchgen.report.figures import Entries, Entry, Figures, sum_up
from batchgen.report.kept_pictures import kept
from batchgen.report.report_page import Heading, render
from batchgen.report.thumbnails import PATIENCE, embedded, worth_a_picture

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
