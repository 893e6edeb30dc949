"""Reports: a campaign on one page: totals, a chart, what failed and why, and every video."""

from batchgen.report.figures import Entry, Figures, entries, sum_up
from batchgen.report.page import Heading, render
from batchgen.report.pictures import embedded

__all__ = ["Entry", "Figures", "Heading", "embedded", "entries", "render", "sum_up"]
