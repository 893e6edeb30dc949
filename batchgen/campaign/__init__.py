"""A campaign that is open: the library's face, the batch behind it, and what came of a run."""

from batchgen.campaign.batch import Batch
from batchgen.campaign.library import Campaign
from batchgen.campaign.library_plan import Plan
from batchgen.campaign.opening import service_name
from batchgen.campaign.outcome import Results, of_events

__all__ = ["Batch", "Campaign", "Plan", "Results", "of_events", "service_name"]
