"""Results: the sheet back with the links in it, the failures, the status of each row."""

from batchgen.results.status import StatusReport, StatusRow

__all__ = ["StatusReport", "StatusRow"]
