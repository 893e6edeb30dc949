"""Plan: what a run would do about each row: the rows, their jobs, decisions, guard, adoption, summary."""

from batchgen.plan.plan import First, Plan, confirmed, doubted

__all__ = ["First", "Plan", "confirmed", "doubted"]
