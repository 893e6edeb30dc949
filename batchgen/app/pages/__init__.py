"""Pages: a module for each screen, with its page and its few JSON calls."""

from __future__ import annotations

from batchgen.app.pages import (
    activity,
    again,
    check,
    exports,
    home,
    look,
    new,
    preferences,
    rehearse,
    results,
    script,
    send,
    sheet,
    spending,
)
from batchgen.app.rendering import HANDLERS

ROUTES = [
    *home.ROUTES,
    *new.ROUTES,
    *preferences.ROUTES,
    *sheet.ROUTES,
    *look.ROUTES,
    *check.ROUTES,
    *rehearse.ROUTES,
    *send.ROUTES,
    *spending.ROUTES,
    *results.ROUTES,
    *again.ROUTES,
    *exports.ROUTES,
    *activity.ROUTES,
    *script.ROUTES,
]

__all__ = ["HANDLERS", "ROUTES"]
