"""HTTP status: which refusals concern the account, which may pass, which mean an unknown id. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batchgen import errors

_HINTS = {
    401: "Check TAVUS_API_KEY, then run again.",
    402: "Check credits and plan in the Tavus portal, then run again.",
    403: "Check what this key may do in the Tavus portal, then run again.",
}
"""What to do about the statuses that concern the account (tavus-api, errors)."""

PASSING = frozenset({408, 425, 429, 499})
"""Answers below 500 that may be another one in a moment (RFC 9110, RFC 6585, RFC 8470)."""

_INVALID_ID = re.compile(
    r"\b(invalid|unknown)\b.{0,20}id\b|\bnot (be )?found\b|\bdoes not exist\b", re.IGNORECASE
)


def is_of_account(status: int) -> bool:
    """Return whether a status concerns the account, so that every other request would be refused too."""
    return status in _HINTS


def hint(status: int | None) -> str:
    """Return what to do about a refused account; nothing for a refusal of one request."""
    return _HINTS.get(status or 0, "")


def out_of_credits() -> str:
    """Return what to do where words, not the status, say that the account is exhausted."""
    return _HINTS[402]


def may_pass(refusal: errors.RefusedError) -> bool:
    """Return whether a refusal may be over in a moment."""
    return refusal.status >= 500 or refusal.status in PASSING


def is_unknown_id(refusal: errors.RefusedError) -> bool:
    """Return whether the service says that it does not know an id: "Invalid …_id" (tavus-api 4.2), 404."""
    return refusal.status in {404, 410} or (refusal.status == 400 and bool(_INVALID_ID.search(refusal.words)))
