"""Plan words: what a plan (`check --json`) says, as sentences and figures for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from batchgen.workspace import words

if TYPE_CHECKING:
    from batchgen import models, settings, spending

_LEFT_OUT = {
    "forgotten": words.FORGOTTEN,
    "hidden": words.HIDDEN,
    "odd": words.NOT_PEOPLE,
    "where": words.BY_CONDITION,
    "rows": words.BY_NUMBER,
    "excluded": words.SUPPRESSED,
}


def title(plan: Mapping[str, object], *, is_sheet: bool) -> str:
    """Return the choice that there is: "Fix 8 rows, or send the other 204"."""
    wrong, ready = (int(str(plan.get(name) or 0)) for name in ("invalid", "to_send"))
    if is_sheet:
        return words.FIX_FIRST
    if wrong:
        return words.fix_rows(many(wrong, "row")) + (words.or_send(ready) if ready else "")
    if ready:
        is_all = ready == plan.get("selected") and ready > 1
        return words.all_or_some_ready(many(ready, "row"), is_all=is_all, is_one=ready == 1)
    return words.NOTHING_TO_SEND


def left_out(plan: Mapping[str, object]) -> str:
    """Return who is left out by choice, in a sentence."""
    counts = plan.get("left_out")
    counts = {**counts, "excluded": plan.get("excluded")} if isinstance(counts, Mapping) else {}
    parts = [f"{many(count, 'row')} {what}" for why, what in _LEFT_OUT.items() if (count := counts.get(why))]
    return words.left_out_by_choice(listed(parts)) if parts else ""


def money(plan: Mapping[str, object], *, of: str = "") -> str:
    """Return the price of what would be sent, or `of` its first video: "$18.22", or an empty text."""
    part = plan.get(of) if of else plan
    price = part.get("price") if isinstance(part, Mapping) else None
    currency = str(plan.get("currency") or "")
    if not isinstance(price, int | float):
        return ""
    return f"${price:,.2f}" if currency in {"USD", "$", ""} else f"{price:,.2f} {currency}"


def length(plan: Mapping[str, object]) -> str:
    """Return the length of what would be sent in minutes and seconds: "12 minutes 30 seconds"."""
    seconds = plan.get("seconds")
    whole, rest = divmod(seconds if isinstance(seconds, int) else 0, 60)
    parts = (many(whole, "minute") if whole else "", many(rest, "second") if rest or not whole else "")
    return " ".join(filter(None, parts))


def many(number: int, what: str) -> str:
    """Return a number of things: "1 row", "1,204 rows"."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def listed(texts: Sequence[str]) -> str:
    """Return texts as a sentence lists them: "Ana, Ben and Cleo"."""
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1]))) if texts else ""


def limit(found: settings.Settings) -> str:
    """Return where a send stops: "at 20 videos and at $130", or an empty text."""
    texts = []
    if found.max_videos is not None:
        texts.append(words.at_videos(found.max_videos))
    if found.max_minutes is not None:
        texts.append(words.at_minutes(found.max_minutes))
    if found.max_cost is not None:
        price = money({"price": found.max_cost, "currency": found.currency})
        texts.append(words.at_cost(price.replace(".00", "")))
    return listed(texts)


def are_made_up(rows: Sequence[models.Row]) -> bool:
    """Return whether these look like made-up people, whose addresses lead nowhere (RFC 2606)."""
    cells = [cell for row in rows[:20] for cell in row.cells if "@" in cell]
    return bool(cells) and all(cell.strip().endswith((".example", "@example.com", ".test")) for cell in cells)


def total_price(total: spending.Total) -> str:
    """Return what was spent, in each currency: "$12.50 and 8.00 EUR", or a dash."""
    return listed([money({"price": p, "currency": c}) for c, p in total.prices.items()]) or "–"


def clock(seconds: int) -> str:
    """Return minutes and seconds: "12:30"."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:,}:{rest:02d}"
