"""What the end of a create call means: made, not made, or unknown (design 5.2, 5.5). Pure."""

from __future__ import annotations

import dataclasses
import enum
import re

from batchgen import errors, patterns
from batchgen.tavus import answers, retry, words

DOUBTFUL_STATUSES = frozenset({408, 425, 499})
"""4xx that do not say whether the request was carried out."""

_BUSY = patterns.late(
    r"\b(max\w*|too many|limit\w*)\b.{0,40}\b(concurren\w*|parallel|simultaneous\w*|at once|at a time)"
    r"|\bconcurren\w*.{0,30}\b(limits?|max\w*|cap|reached|exceed\w*)\b"
    r"|\brate.?limit|\btoo many requests|\bslow down\b|\bthrottl",
    re.IGNORECASE,
)
_GOODS = r"(credits?|minutes|quota|balance|funds|allowance)\b"
_EXHAUSTED = patterns.late(
    r"\b(out of|no|no more|no remaining|insufficient|not enough)( (?!range|than)\w+){0,2} " + _GOODS + "|"
    r"\b(credits?|quota|balance|allowance|(video|plan|usage) (minutes|limit))\b.{0,30}"
    r"\b(exhausted|exceeded|used up|depleted|reached|insufficient|ran out|run out)\b|"
    r"\b(exhausted|exceeded|reached|used up|depleted)\b.{0,40}"
    r"\b(credits?|quota|allowance|monthly|(video|plan|usage) (minutes|limit))\b|"
    r"\bpayment (is )?required|\bupgrade your (plan|subscription)|\bsubscription (has )?(expired|ended)",
    re.IGNORECASE,
)
_FOR_A_WHILE = patterns.late(r"\bper (second|minute|hour)\b|\brequests?\b", re.IGNORECASE)


class Kind(enum.StrEnum):
    """Whether a video came of it."""

    MADE = "made"
    NOT_MADE = "not made"
    UNKNOWN = "unknown"


class Reason(enum.StrEnum):
    """Why nothing was made, and so what becomes of the row and of the run.

    COOLDOWN: the service is busy, the row waits. REJECTED: it refused this row. NOT_SENT: it was not
    reached. ACCOUNT: it refuses this account, the run stops.
    """

    NONE = ""
    COOLDOWN = "cooldown"
    REJECTED = "rejected"
    NOT_SENT = "not_sent"
    ACCOUNT = "account"


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What a create call came to. `words` are the API's, or ours where it said nothing."""

    kind: Kind
    reason: Reason = Reason.NONE
    video: answers.Video | None = None
    words: str = ""
    status: int | None = None
    retry_after: float | None = None


def outcome_of_create(result: answers.Video | BaseException) -> Outcome:
    """Return what a create call's answer, or the exception that it ended in, says about the video.

    Whatever is not known to be harmless is UNKNOWN, exceptions of no known kind and Ctrl-C included.
    """
    if isinstance(result, answers.Video):
        return Outcome(Kind.MADE, video=result)
    if isinstance(result, errors.NotSentError):
        return Outcome(Kind.NOT_MADE, Reason.NOT_SENT, words=result.message)
    if isinstance(result, errors.RefusedError):
        return _of_refusal(result)
    if isinstance(result, errors.BadAnswerError):
        return Outcome(Kind.UNKNOWN, words=result.message, status=result.status)
    if isinstance(result, errors.BatchgenError):
        return Outcome(Kind.UNKNOWN, words=result.message)
    return Outcome(Kind.UNKNOWN, words=words.cut_short(type(result).__name__))


def _of_refusal(refusal: errors.RefusedError) -> Outcome:
    status, words = refusal.status, refusal.words
    if not 400 <= status < 500 or status in DOUBTFUL_STATUSES:
        return Outcome(Kind.UNKNOWN, words=refusal.message, status=status)
    reason = _reason(status, words)
    return Outcome(
        Kind.NOT_MADE, reason, words=words or refusal.message, status=status, retry_after=refusal.retry_after
    )


def _reason(status: int, words: str) -> Reason:
    if retry.is_of_account(status):
        return Reason.ACCOUNT
    if _BUSY.search(words) or (status == 429 and _FOR_A_WHILE.search(words)):
        return Reason.COOLDOWN
    if _EXHAUSTED.search(words):
        return Reason.ACCOUNT
    return Reason.COOLDOWN if status == 429 else Reason.REJECTED
