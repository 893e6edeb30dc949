"""Spending: what the campaigns of this folder cost, by month, campaign and owner, and as CSV."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from batchgen import spending
from batchgen.app import rendering
from batchgen.workspace import plan_words, words


@rendering.page("/spending")
def _spending(request: Request) -> Response:
    found, by = _read(request)
    groups = [
        ("Month", found.totals(lambda key: f"{key.date:%B %Y}")),
        ("Campaign", found.totals(lambda key: key.campaign)),
        ("Owner", found.totals(lambda key: key.owner or words.NOBODY) if by else []),
    ]
    whole, tools = found.total(), {"money": plan_words.total_price, "clock": plan_words.clock}
    return rendering.shown("spending.html.j2", groups=groups, whole=whole, ledger=found, by=by, words=tools)


@rendering.page("/spending.csv")
def _csv(request: Request) -> Response:
    text = _read(request)[0].csv_text()
    # Excel reads a CSV as UTF-8 only with a byte order mark.
    given = {"Content-Disposition": 'attachment; filename="spending.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=given)


def _read(request: Request) -> tuple[spending.Ledger, str]:
    by = request.query_params.get("by", "")
    return spending.read(request.app.state.workspace.folder, by=by), by
