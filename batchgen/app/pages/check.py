"""Check: every problem by kind, column and value, worst first, with what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen.app import campaigns, plan_looks, rendering

MOST_GROUPS = 200
_SHOWN_CELLS = 7


def _check(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    look = plan_looks.LOOKS.at(place)
    view = campaigns.view(place, found)
    groups = _groups(found, look.found) if look else []
    if look and (look.wrong or look.found.get("errors")):
        view.marks["check"] = "wrong"
    elif look:
        view.marks["check"] = "done"
    return rendering.shown(
        "check.html.j2",
        view=view,
        step="check",
        look=look,
        plan=look.found if look else {},
        money=money(look.found) if look else "",
        length=length(look.found) if look else "",
        groups=groups[:MOST_GROUPS],
        more=max(0, len(groups) - MOST_GROUPS),
    )


def _groups(found: campaigns.Open, plan: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the problems with the rows that they stand in, worst first."""
    listed = plan.get("by_value")
    by_number = {row.number: row for row in found.rows()}
    columns = {column.name: column for column in found.sheet.columns if column.name}
    groups = []
    for each in listed if isinstance(listed, list) else []:
        column = columns.get(str(each.get("column") or ""))
        numbers = each.get("rows") or []
        shown = [by_number[number] for number in numbers if number in by_number]
        beside = [c for c in found.sheet.columns if c.header and not c.ours and c != column][
            : _SHOWN_CELLS - 1
        ]
        index = column.index if column else -1
        lines = [
            {
                "number": row.number,
                "cell": row.cells[index] if 0 <= index < len(row.cells) else "",
                "beside": [row.cells[c.index] if c.index < len(row.cells) else "" for c in beside],
            }
            for row in shown
        ]
        groups.append({**each, "header": column, "beside": beside, "lines": lines})
    return sorted(groups, key=lambda group: (group["severity"] != "error", -int(str(group["count"]))))


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
    parts = (_many(whole, "minute") if whole else "", _many(rest, "second") if rest or not whole else "")
    return " ".join(filter(None, parts))


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _look(request: Request, given: Mapping[str, object]) -> object:
    """Return whether the look is there; the page asks until it is."""
    place = rendering.place_of(request)
    if given.get("again"):
        plan_looks.LOOKS.forget(place)
    return {"ready": plan_looks.LOOKS.at(place) is not None}


def listed(texts: Sequence[str]) -> str:
    """Return texts as a sentence lists them: "Ana, Ben and Cleo"."""
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1]))) if texts else ""


ROUTES = [
    Route("/c/{slug}/check", rendering.page(_check)),
    Route("/c/{slug}/api/look", rendering.call(_look), methods=["GET"]),
]
