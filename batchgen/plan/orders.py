"""Orders: how the state file shall carry out a plan, and what it remembers of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from batchgen import state
from batchgen.plan import account_owner, differences, replica_lookup, row_problems, template_column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen.plan.plan import Plan
    from batchgen.settings import Settings


def make(
    plan: Plan, settings: Settings, *, about_sheet: Mapping[str, str], api_key: str, only_known: bool
) -> state.Orders:
    """Return the orders for a plan; with `only_known` nothing is added, marked or sent.

    `about_sheet` is remembered of the campaign's list, and not of a failures file.
    """
    meta = {"key": json.dumps(plan.key_columns), "duplicates": settings.duplicates, "name": settings.name}
    if not plan.partial:
        meta |= {**about_sheet, "fingerprint": plan.fingerprint}
    if settings.replica_names:
        meta[replica_lookup.META] = replica_lookup.text_of(settings.replica_names)
    if settings.template_column is not None:
        meta[template_column.META] = "yes" if settings.template_column else "no"
    if api_key:
        meta["account"] = account_owner.mark(api_key)
    return state.Orders(
        explain=differences.explain,
        explain_pair=differences.explain_pair,
        complain=row_problems.complain,
        redo="" if only_known else plan.redo,
        rekey=plan.rekeyed,
        partial=plan.partial,
        only_known=only_known,
        meta=meta,
    )
