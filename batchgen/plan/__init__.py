"""Plan: what a run would do about each row: the rows, their jobs, decisions, guard, adoption, summary."""

from batchgen.plan.plan import Plan, doubted

__all__ = ["Plan", "doubted"]
