"""Check: every problem by kind, column and value, worst first, with what to do; its answers are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batchgen import editing, errors, sheets
from batchgen.app import rendering
from batchgen.checks.problems import problem_groups
from batchgen.workspace import campaigns, plan_looks

GROUPS = 25
"""Groups on a page; each shows its first rows."""
FIRST_ROWS, ALL_ROWS = 5, 100
"""Rows of a group beside others, and on a page of its own."""
_LEFT_OUT = {
    "hidden": "hidden in the sheet",
    "odd": "that are not people",
    "where": "by the condition in campaign.toml (where)",
    "rows": "by the row numbers in campaign.toml (rows)",
    "excluded": "on the list of people to leave out",
}
_STALE = "The sheet or the script was changed a moment ago."


def _check(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    asked = plan_looks.LINKS.last(place)
    look = asked or plan_looks.LOOKS.at(place)
    view = campaigns.view(place, found)
    groups = problem_groups.groups(look.found.get("by_value")) if look else []
    plan = look.found if look else {}
    if look:
        is_wrong = look.wrong or any(group.is_error for group in groups)
        view.marks["check"] = "wrong" if is_wrong else "done"
    first = problem_groups.sheet_errors(groups)
    one = next((g for g in groups if g.id == request.query_params.get("group")), None)
    listed, most = ([one], ALL_ROWS) if one else (first or groups, FIRST_ROWS)
    number = rendering.number_of(request)
    with found.lock:
        on_page = listed if one else listed[(number - 1) * GROUPS : number * GROUPS]
        at = number if one else 1
        shown = [editing.shown(group, found.drafts(), most=most, page=at) for group in on_page]
    return rendering.shown(
        "check.html.j2",
        view=view,
        step="check",
        look=look,
        asked=bool(asked),
        stamp=campaigns.mark_of(place),
        plan=plan,
        title=_title(plan, is_sheet=bool(first)),
        money=money(plan),
        length=length(plan),
        left_out=_left_out(plan),
        groups=shown,
        one=one,
        odd=problem_groups.to_look_at(groups),
        page=number,
        pages=max(1, -(-len(one.rows) // ALL_ROWS if one else -(-len(listed) // GROUPS))),
    )


def _title(plan: Mapping[str, object], *, is_sheet: bool) -> str:
    """Return the choice that there is: "Fix 8 rows, or send the other 204"."""
    wrong, ready = (int(str(plan.get(name) or 0)) for name in ("invalid", "to_send"))
    if is_sheet:
        return "Fix this first"
    if wrong:
        return f"Fix {_many(wrong, 'row')}" + (f", or send the other {ready:,}" if ready else "")
    if ready:
        all_of_them = "All " if ready == plan.get("selected") and ready > 1 else ""
        return f"{all_of_them}{_many(ready, 'row')} {'is' if ready == 1 else 'are'} ready"
    return "There is nothing to send"


def _left_out(plan: Mapping[str, object]) -> str:
    """Return who is left out by choice, in a sentence."""
    counts = plan.get("left_out")
    counts = {**counts, "excluded": plan.get("excluded")} if isinstance(counts, Mapping) else {}
    parts = [
        f"{_many(count, 'row')} {words}" for why, words in _LEFT_OUT.items() if (count := counts.get(why))
    ]
    return f"Left out: {listed(parts)}." if parts else ""


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
    """Return whether the look is there; the page asks until it is. With `links` every address is asked."""
    place, looks = rendering.place_of(request), plan_looks.LINKS if "links" in given else plan_looks.LOOKS
    if given.get("again"):
        looks.forget(place)
    look = looks.at(place)
    return {"ready": look is not None, "changed": bool(look and look.found.get("changed"))}


def _files(request: Request, given: Mapping[str, object]) -> object:
    """Return the mark of the campaign's files: another one once somebody saved one of them."""
    del given
    return {"stamp": campaigns.mark_of(rendering.place_of(request))}


def _answer(request: Request, given: Mapping[str, object]) -> object:
    """Carry out an answer to a group, as the page showed it."""
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    group, plan = _group_of(request, given)
    with found.lock:
        drafts = found.drafts()
        answers = editing.answers_to(group, drafts)
        wanted = given.get("slug"), given.get("argument")
        chosen = next((a for a in answers if (a.slug, a.argument) == wanted), None)
        if chosen is None:
            raise errors.UsageError(_STALE, hint="Look at it again.")
        key = plan.get("key")
        said = editing.carry_out(
            group,
            chosen,
            drafts,
            campaign=place.file,
            words=str(given.get("words") or ""),
            key=[str(name) for name in key] if isinstance(key, list) else (),
        )
    return {"said": said}


def _group_of(
    request: Request, given: Mapping[str, object]
) -> tuple[problem_groups.ProblemGroup, Mapping[str, object]]:
    """Return the group that a call means, of a look that is still true. Raises errors.UsageError."""
    place = rendering.place_of(request)
    look = plan_looks.LINKS.last(place) or plan_looks.LOOKS.last(place)
    found = problem_groups.groups(look.found.get("by_value")) if look else []
    group = next((group for group in found if group.id == given.get("group")), None)
    if group is None or look is None:
        raise errors.UsageError(_STALE, hint="Look at it again.")
    return group, look.found


def _cells(request: Request, given: Mapping[str, object]) -> object:
    """Write one cell (`row`, `column`, `old`, `new`), or all of a group (`group`, `seen`, `new`)."""
    found = campaigns.opened(rendering.place_of(request))
    edits = _edits(request, given, found.drafts())
    report = editing.fill(found.sheet, edits)
    for (row, index), (old, new) in edits.items():
        column = found.sheet.columns[index].header
        rendering.note(request, "cell", row=row, column=column, old=old, new=new)
    kept = f" Its first version is kept as {report.backup.name}." if report.backup else ""
    return {"said": f"{_many(report.cells, 'cell')} changed in {report.path.name}.{kept}"}


def _edits(request: Request, given: Mapping[str, object], drafts: editing.Drafts) -> sheets.Edits:
    new = str(given.get("new") or "")
    if "group" in given:
        group, _ = _group_of(request, given)
        return editing.edits(group, drafts, seen=str(given.get("seen")), new=new)
    column, number = drafts.columns.get(str(given.get("column"))), str(given.get("row"))
    if column is None or not number.isdecimal():
        raise errors.UsageError(_STALE, hint="Look at it again.")
    return {(int(number), column.index): (str(given.get("old") or ""), new)}


def listed(texts: Sequence[str]) -> str:
    """Return texts as a sentence lists them: "Ana, Ben and Cleo"."""
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1]))) if texts else ""


ROUTES = [
    Route("/c/{slug}/check", rendering.page(_check)),
    Route("/c/{slug}/api/look", rendering.call(_look), methods=["GET"]),
    Route("/c/{slug}/api/files", rendering.call(_files), methods=["GET"]),
    Route("/c/{slug}/api/check/answer", rendering.call(_answer), methods=["POST"]),
    Route("/c/{slug}/api/check/cells", rendering.call(_cells), methods=["POST"]),
]
