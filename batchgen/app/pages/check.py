"""Check: every problem by kind, column and value, worst first, with what to do; its answers are written."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from batchgen import editing
from batchgen.app import rendering
from batchgen.checks.problems import problem_groups
from batchgen.workspace import campaigns, plan_looks, plan_words, words

GROUPS = 25
"""Groups on a page; each shows its first rows."""
FIRST_ROWS, ALL_ROWS = 5, 100
"""Rows of a group beside others, and on a page of its own."""


@rendering.page("/c/{slug}/check")
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
        title=plan_words.title(plan, is_sheet=bool(first)),
        money=plan_words.money(plan),
        length=plan_words.length(plan),
        left_out=plan_words.left_out(plan),
        groups=shown,
        one=one,
        odd=problem_groups.to_look_at(groups),
        page=number,
        pages=max(1, -(-len(one.rows) // ALL_ROWS if one else -(-len(listed) // GROUPS))),
    )


@rendering.call("/c/{slug}/api/look", method="GET")
def _look(request: Request, given: rendering.Given) -> object:
    """Return whether the look is there; the page asks until it is. With `links` every address is asked."""
    place, looks = rendering.place_of(request), plan_looks.LINKS if "links" in given else plan_looks.LOOKS
    if given.get("again"):
        looks.forget(place)
    look = looks.at(place)
    return {"ready": look is not None, "changed": bool(look and look.found.get("changed"))}


@rendering.call("/c/{slug}/api/files", method="GET")
def _files(request: Request, _given: rendering.Given) -> object:
    """Return the mark of the campaign's files: another one once somebody saved one of them."""
    return {"stamp": campaigns.mark_of(rendering.place_of(request))}


@rendering.call("/c/{slug}/api/check/answer")
def _answer(request: Request, given: rendering.Given) -> object:
    """Carry out an answer to a group, as the page showed it."""
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    group, plan = plan_looks.shown_group(place, given.get("group"))
    with found.lock:
        key = plan.get("key")
        said = editing.carry_out(
            group,
            (str(given.get("slug")), str(given.get("argument"))),
            found.drafts(),
            campaign=place.file,
            said=str(given.get("words") or ""),
            key=[str(name) for name in key] if isinstance(key, list) else (),
        )
    return {"said": said}


@rendering.call("/c/{slug}/api/check/cells")
def _cells(request: Request, given: rendering.Given) -> object:
    """Write one cell (`row`, `column`, `old`, `new`), or all of a group (`group`, `seen`, `new`)."""
    found = campaigns.opened(rendering.place_of(request))
    edits = plan_looks.shown_edits(found, given)
    report = editing.fill(found.sheet, edits)
    for (row, index), (old, new) in edits.items():
        column = found.sheet.columns[index].header
        rendering.note(request, "cell", row=row, column=column, old=old, new=new)
    copy = report.backup.name if report.backup else ""
    return {"said": words.cells_changed(plan_words.many(report.cells, "cell"), report.path.name, copy)}
