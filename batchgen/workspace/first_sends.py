"""First sends: the plan that a page showed, sent as it was shown or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.campaign import run_events
from batchgen.workspace import campaigns, plan_looks, plan_words, runs, words

if TYPE_CHECKING:
    from batchgen import workspace


def start(place: workspace.Place, digest: str, *, typed: str) -> tuple[int, str]:
    """Start a run of the very plan that the page showed; return its number of videos and its price in words.

    Raises errors.UsageError for another plan, and above `confirm_above` videos for another number than typed.
    """
    plan = _plan(place)
    fitting = plan.get("fitting")
    part = fitting if isinstance(fitting, Mapping) and fitting.get("digest") == digest else {}
    if not part and plan.get("digest") != digest:
        raise errors.UsageError(run_events.OTHER_PLAN)
    count = int(str(part.get("rows") or plan.get("to_send", 0)))
    above = campaigns.opened(place).settings.confirm_above
    if count > above and typed.strip().replace(",", "") != str(count):
        raise errors.UsageError(words.type_number(count))
    limit = ("--limit", str(count)) if part else ()
    runs.start(place, "run", "--skip-invalid", *limit, "--confirm", digest)
    return count, plan_words.money(plan, of="fitting" if part else "")


def start_one(place: workspace.Place, digest: str) -> str:
    """Send one video, to watch it before the others; return its price in words. Raises errors.UsageError."""
    plan = _plan(place)
    first = plan.get("first")
    if not isinstance(first, Mapping) or first.get("digest") != digest:
        raise errors.UsageError(run_events.OTHER_PLAN)
    runs.start(place, "run", "--skip-invalid", "--limit", "1", "--confirm", digest)
    return plan_words.money(plan, of="first")


def _plan(place: workspace.Place) -> Mapping[str, object]:
    """Return the plan that a page showed last, as long as no file has changed since."""
    look = plan_looks.LOOKS.last(place)
    if look is None:
        # A run that has just begun has changed the state file: say that, and not that the plan is another.
        runs.refuse_second(place, sandbox=False)
        raise errors.UsageError(run_events.OTHER_PLAN)
    return look.found
