"""Plan: what a run would do about each row: the rows, their jobs, decisions, guard, adoption, summary."""

from batchgen.plan.plan import Plan, confirmed, doubted

__all__ = ["Plan", "confirmed", "doubted"]
