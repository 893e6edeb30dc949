"""The engine: which rows need a video, one create call for each, and what became of it."""

from batchgen.engine.batch import Batch
from batchgen.engine.opening import service_name
from batchgen.engine.plan import Plan, doubted
from batchgen.engine.status import StatusReport, StatusRow

__all__ = ["Batch", "Plan", "StatusReport", "StatusRow", "doubted", "service_name"]
