"""The wording of the plan: what people read before they say yes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from batchgen.cli.console import text, words
from batchgen.settings import Settings
from batchgen.tavus import service_url

if TYPE_CHECKING:
    from batchgen import plan

_LEFT_OUT = {
    "forgotten": words.FORGOTTEN,
    "hidden": words.HIDDEN,
    "rows": words.NOT_IN_ROWS,
    "odd": words.ODD,
    "where": words.WHERE,
    "excluded": words.EXCLUDED,
    "sample": words.SAMPLE,
    "limit": words.LIMIT,
    "empty": words.EMPTY,
    "not_failed": words.NOT_FAILED,
}
_COUNTS = (
    ("done", words.DONE),
    ("outdated", words.OUTDATED),
    ("pairs", words.PAIRS),
    ("new", words.NEW),
    ("gone", words.GONE),
    ("failed", words.FAILED),
    ("unknown", words.UNKNOWN),
    ("duplicates", words.DUPLICATES),
    ("invalid", words.INVALID),
)


def minutes(number: float) -> str:
    """Return minutes in words: "about 182 minutes", "about 1 minute", "under a minute"."""
    if number <= 0:
        return words.NO_SPEECH
    return words.UNDER_A_MINUTE if number < 0.75 else f"about {text.count(round(number) or 1, 'minute')}"


def size(plan: plan.Plan, settings: Settings) -> str:
    """Return minutes and price in words, and for how many rows of audio these are not known."""
    known = f"{minutes(plan.minutes)}{price(plan, settings)}"
    if not plan.unmeasured:
        return known
    rows = words.audio(text.count(plan.unmeasured, "row"))
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
    yield words.plan_for(settings.sheet.name if isinstance(settings.sheet, Path) else "")
    rows = [[words.TO_SEND, f"{plan.to_send:,}", size(plan, settings) if plan.to_send else ""]]
    if plan.to_send > plan.unmeasured:
        rows[0][2] += words.ESTIMATE
    for name, label in _COUNTS:
        number = len(plan.pairs) if name == "pairs" else int(getattr(plan, name))
        if number or name == "done":
            rows.append([name, f"{number:,}", label])
    left_out = {"hidden": plan.hidden, "excluded": plan.excluded, "empty": plan.empty, **plan.left_out}
    for reason, number in left_out.items():
        if number:
            rows.append([reason.replace("_", " "), f"{number:,}", _LEFT_OUT.get(reason, words.LEFT_OUT)])
    width = max(len(number) for _, number, _ in rows)
    yield text.table([[name, number.rjust(width), label] for name, number, label in rows], indent="  ")
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
        yield words.fields_from_columns(", ".join(plan.columns_used))
    for allowance in plan.allowances:
        yield f"  budget: {allowance.sentence(caps.need(plan, settings))}"
    if plan.to_send and plan.price is None and not settings.sandbox:
        yield words.no_price(PRICE_HINT)
    yield words.key(plan.key)
    if settings.api_url != service_url.DEFAULT and not settings.sandbox:
        yield f"  service: {settings.api_url}"
    for note in plan.notes:
        yield f"  {note}"
