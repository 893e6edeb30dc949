"""Patience: a read that is asked again a few times before its failure is told."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, TypeVar

from batchgen import errors

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
PAUSES = (0.5, 2.0)
"""Seconds before the second and the third try. A person waits for these commands."""

_INVALID_ID = re.compile(
    r"\b(invalid|unknown)\b.{0,20}id\b|\bnot (be )?found\b|\bdoes not exist\b", re.IGNORECASE
)

_HINTS = {
    401: "Check TAVUS_API_KEY.",
    402: "Check credits and plan in the Tavus portal.",
    403: "Check what this key may do in the Tavus portal.",
}


def read(ask: Callable[[], T], *, sleep: Callable[[float], None] = time.sleep) -> T:
    """Return the answer of a call that may be repeated (reads, renaming, deleting), tried three times.

    Raises what the last try raised: errors.RefusedError at once unless it is 429 or of the service (5xx).
    """
    for pause in PAUSES:
        try:
            return once(ask)
        except errors.RefusedError as refusal:
            if not passing(refusal):
                raise
            sleep(max(pause, refusal.retry_after or 0.0))
        except errors.ServiceError:
            sleep(pause)
    return once(ask)


def once(ask: Callable[[], T]) -> T:
    """Return the answer of a call; a refused account is told with what to do about it."""
    try:
        return ask()
    except errors.RefusedError as refusal:
        if refusal.status not in _HINTS or refusal.hint:
            raise
        refusal.hint = _HINTS[refusal.status]
        raise


def passing(refusal: errors.RefusedError) -> bool:
    """Return whether a refusal may be over in a moment."""
    return refusal.status >= 500 or refusal.status in {408, 425, 429, 499}


def is_unknown(refusal: errors.RefusedError) -> bool:
    """Return whether the service says that it does not know an id: "Invalid …_id" (tavus-api 4.2), 404."""
    return refusal.status in {404, 410} or (refusal.status == 400 and bool(_INVALID_ID.search(refusal.words)))


def known(ask: Callable[[], T], *, what: str, which: str, repeat: bool = True) -> T:
    """Return the answer of a call about one thing, of the id `which`; `repeat`: may be tried again.

    Raises errors.UsageError when the account does not know the id.
    """
    if not which.strip():
        raise errors.UsageError(f"An empty id names no {what}.")
    try:
        return read(ask) if repeat else once(ask)
    except errors.RefusedError as refusal:
        if not is_unknown(refusal):
            raise
        raise errors.UsageError(
            f"There is no {what} {which} in this account: {refusal.words}.",
            hint=f"See: batchgen {what}s list",
        ) from None
