"""Send: the plan once more, line by line, and the one button in the app that says "and pay"."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from batchgen import settings
from batchgen.app import rendering
from batchgen.checks.problems import problem_groups
from batchgen.workspace import account_looks, campaigns, first_sends, plan_looks, plan_words, run_view, runs


@rendering.page("/c/{slug}/send")
def _send(request: Request) -> Response:
    place = rendering.place_of(request)
    found = campaigns.opened(place)
    now = run_view.snapshot(place, sandbox=False)
    look = plan_looks.LOOKS.at(place)
    plan = look.found if look else {}
    known_by = plan.get("key")
    columns = {column.name: column.header for column in found.sheet.columns}
    return rendering.shown(
        "send.html.j2",
        view=campaigns.view(place, found),
        step="send",
        now=now,
        look=look,
        plan=plan,
        money=plan_words.money(plan),
        length=plan_words.length(plan),
        first_money=plan_words.money(plan, of="first"),
        per_minute=plan_words.money(
            {"price": found.settings.price_per_minute, "currency": found.settings.currency}
        ),
        key=[columns.get(name, name) for name in known_by] if isinstance(known_by, list) else [],
        presenters=plan_words.listed(account_looks.named(place, plan.get("replicas"))),
        left_out=plan_words.left_out(plan),
        odd=problem_groups.to_look_at(problem_groups.groups(plan.get("by_value"))),
        limit=plan_words.limit(found.settings),
        has_key=settings.key_place(place.folder).kind != "none",
        typed=found.settings.confirm_above,
        made_up=plan_words.are_made_up(found.rows()),
        going="going" in request.query_params,
    )


@rendering.call("/c/{slug}/api/send/start")
def _start(request: Request, given: rendering.Given) -> object:
    """Start a run of the very plan that the page showed."""
    place = rendering.place_of(request)
    count, price = first_sends.start(place, str(given.get("digest", "")), typed=str(given.get("number", "")))
    rendering.note(request, "sent", videos=count, price=price or "unknown")
    plan_looks.LOOKS.forget(place)
    return {"go": f"/c/{place.slug}/send"}


@rendering.call("/c/{slug}/api/send/first")
def _first(request: Request, given: rendering.Given) -> object:
    """Send one video, to watch it before the others."""
    place = rendering.place_of(request)
    price = first_sends.start_one(place, str(given.get("digest", "")))
    rendering.note(request, "sent", videos=1, price=price or "unknown")
    plan_looks.LOOKS.forget(place)
    return {"go": f"/c/{place.slug}/send"}


@rendering.call("/c/{slug}/api/send/wait")
def _go_on(request: Request, _given: rendering.Given) -> object:
    """Follow what is being made; nothing new is sent."""
    place = rendering.place_of(request)
    runs.start(place, "wait")
    rendering.note(request, "followed")
    return {"go": f"/c/{place.slug}/send"}
