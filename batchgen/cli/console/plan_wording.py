"""The wording of the plan: what people read before they say yes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen.cli.console import text
from batchgen.settings import Settings
from batchgen.tavus import service_url

if TYPE_CHECKING:
    from batchgen import plan

_LEFT_OUT = {
    "forgotten": "of people who were forgotten (batchgen forget)",
    "hidden": "hidden rows (--include-hidden uses them)",
    "rows": "not in --rows",
    "odd": "not people, such as totals and footers (--include-odd-rows uses them)",
    "where": "--where is not true",
    "excluded": "on the suppression list",
    "sample": "not in the --sample",
    "limit": "beyond --limit",
    "empty": "rows with nothing in a column that has a header",
    "not_failed": "did not fail, so retry leaves them to `batchgen run`",
}
_COUNTS = (
    ("done", "have their video or it is being made"),
    ("outdated", "changed after they were sent (--redo changed, or --accept changed)"),
    ("pairs", "seem to be people who have a video and whose row was edited: they wait"),
    ("new", "are new in the sheet"),
    ("gone", "videos whose row is gone from the sheet"),
    ("failed", "failed before (batchgen retry)"),
    ("unknown", "were sent without a usable answer; they are looked for"),
    ("duplicates", "repeat someone from a row above; they share one video"),
    ("invalid", "have errors"),
)


def minutes(number: float) -> str:
    """Return minutes in words: "about 182 minutes", "about 1 minute", "under a minute"."""
    if number <= 0:
        return "no speech"
    return "under a minute" if number < 0.75 else f"about {text.count(round(number) or 1, 'minute')}"


def size(plan: plan.Plan, settings: Settings) -> str:
    """Return minutes and price in words, and for how many rows of audio these are not known."""
    known = f"{minutes(plan.minutes)}{price(plan, settings)}"
    if not plan.unmeasured:
        return known
    rows = f"{text.count(plan.unmeasured, 'row')} of audio, length unknown"
    return rows if plan.unmeasured == plan.to_send else f"{known}, and {rows}"


def whole_price(plan: plan.Plan) -> float | None:
    """Return what all videos cost, None if that is not known."""
    return None if plan.unmeasured else plan.price


def budgets(plan: plan.Plan, settings: Settings) -> list[dict[str, object]]:
    """Return what is left of each budget, for programs."""
    from batchgen.plan import caps  # it takes a while to load

    return [allowance.to_json(caps.need(plan, settings)) for allowance in plan.allowances]


def price(plan: plan.Plan, settings: Settings) -> str:
    """Return ", 546.00 EUR", or nothing when no price is known."""
    return "" if plan.price is None else f", {plan.price:,.2f} {settings.currency}"


def plan_lines(plan: plan.Plan, settings: Settings) -> Iterator[str]:
    """Yield the plan as people read it before they say yes."""
    yield f"Plan for {settings.sheet.name if isinstance(settings.sheet, Path) else 'standard input'}"
    rows = [["to send", f"{plan.to_send:,}", size(plan, settings) if plan.to_send else ""]]
    if plan.to_send > plan.unmeasured:
        rows[0][2] += " (an estimate)"
    for name, words in _COUNTS:
        number = len(plan.pairs) if name == "pairs" else int(getattr(plan, name))
        if number or name == "done":
            rows.append([name, f"{number:,}", words])
    left_out = {"hidden": plan.hidden, "excluded": plan.excluded, "empty": plan.empty, **plan.left_out}
    for reason, number in left_out.items():
        if number:
            rows.append([reason.replace("_", " "), f"{number:,}", _LEFT_OUT.get(reason, "left out")])
    width = max(len(number) for _, number, _ in rows)
    yield text.table([[name, number.rjust(width), words] for name, number, words in rows], indent="  ")
    yield from _particulars(plan, settings)


def _particulars(plan: plan.Plan, settings: Settings) -> Iterator[str]:
    from batchgen.plan import caps  # these take a while to load
    from batchgen.plan.words import PRICE_HINT

    if any(plan.replicas):
        named = [f"{name} ({text.count(number, 'row')})" for name, number in plan.replicas.items() if name]
        yield f"  replicas: {', '.join(named[:8])}{' …' if len(named) > 8 else ''}"
    if plan.templates:
        spoken = [
            f"{text.clean(name)} ({text.count(number, 'row')})" for name, number in plan.templates.items()
        ]
        yield f"  templates: {', '.join(spoken[:8])}{' …' if len(spoken) > 8 else ''}"
    if plan.columns_used:
        yield f"  columns used as request fields: {', '.join(plan.columns_used)}"
    for allowance in plan.allowances:
        yield f"  budget: {allowance.sentence(caps.need(plan, settings))}"
    if plan.to_send and plan.price is None and not settings.sandbox:
        yield f"  price: not known. {PRICE_HINT}"
    yield f"  each row is recognised by: {plan.key}"
    if settings.api_url != service_url.DEFAULT and not settings.sandbox:
        yield f"  service: {settings.api_url}"
    for note in plan.notes:
        yield f"  {note}"
