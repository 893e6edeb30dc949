"""The plan's private scratch database: the rows of one reading of the sheet beside the known jobs.

All SQL on it stands in this room: `roster` fills and decides, `pairing` finds whose row is whose, `questions`
and `pair_questions` are what the rest of the plan asks.
"""

from batchgen.plan.scratch.pairing import Before
from batchgen.plan.scratch.questions import Outcome
from batchgen.plan.scratch.roster import Body, Case, Roster, RosterRow

__all__ = ["Before", "Body", "Case", "Outcome", "Roster", "RosterRow"]
