"""The reply that each fault of a create stands for; the table is in the package's docstring."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email.utils
from typing import TYPE_CHECKING

from faketavus.server import Reply, as_json, refusal

if TYPE_CHECKING:
    from faketavus.service import FakeTavus, Post

CAP_WORDS = "User has reached maximum concurrent videos"
BODIES = {
    "html": b"<html>Welcome to the hotel network</html>",
    "empty": b"",
    "no_id": b'{"status": "queued"}',
    "wrong_types": b'{"video_id": [7], "status": ["queued"]}',
    "not_utf8": b'{"video_id": "\xff\xfe"',
    "deep": b"[" * 100_000,
}


def failed(api: FakeTavus, post: Post) -> Reply:
    """Return the reply of a create that has a fault; make the video if the fault says so."""
    kind, _, rest = post.fault.partition(":")
    if kind in {"429", "cap", "refuse", "redirect", "dropped"}:
        return unpaid(api, kind, rest)
    worded = kind in {"status", "html"} and rest
    made = None if worded and int(rest.partition(":")[0]) < 500 else api.made(post)
    if worded or made is None:
        return with_words(kind, rest)
    return paid(api, kind, made)


def unpaid(api: FakeTavus, kind: str, rest: str) -> Reply:
    if kind == "429":
        return too_many(rest)
    if kind == "cap":
        return refusal(400, CAP_WORDS, "message")
    if kind == "redirect":
        return Reply(307, b"", {"Location": api.url + "/v2/videos"})
    if kind == "dropped":
        return Reply(nothing=True)
    status, _, words = rest.partition(":")
    return refusal(int(status), words)


def too_many(retry_after: str) -> Reply:
    if retry_after == "date":
        moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
        retry_after = email.utils.format_datetime(moment, usegmt=True)
    reply = refusal(429, "Too many requests", "message")
    return dataclasses.replace(reply, headers={"Retry-After": retry_after} if retry_after else {})


def with_words(kind: str, rest: str) -> Reply:
    status, _, words = rest.partition(":")
    if kind == "html":
        return Reply(int(status), b"<html><body>Something is wrong</body></html>", kind="text/html")
    return refusal(int(status), words or f"Refused with {status}", "message" if words else "error")


def paid(api: FakeTavus, kind: str, made: Reply) -> Reply:
    if kind in {"previous", "previous_named", "first"}:
        shown = api.show(list(api.videos.values())[0 if kind == "first" else -2])
        return as_json(shown if kind == "previous_named" else {"video_id": shown["video_id"]})
    if kind in BODIES:
        return Reply(200, BODIES[kind], kind="text/html" if kind == "html" else "application/json")
    faults = {
        "reset_after_body": Reply(nothing=True, reset=True),
        "close_after_body": Reply(nothing=True),
        "hang": Reply(nothing=True, hang=api.hang_seconds),
        "hang_after_headers": dataclasses.replace(made, cut=0, hang=api.hang_seconds),
        "truncated": dataclasses.replace(made, cut=len(made.body) // 2),
    }
    return faults[kind]


def failed_read(fault: str) -> Reply:
    """Return the reply of a GET that `reads_fail` or `no_list` spoils."""
    kind, _, rest = fault.partition(":")
    if kind == "status":
        return refusal(int(rest), "Service unavailable", "message")
    if kind == "html":
        return Reply(int(rest), b"<html>Bad gateway</html>", kind="text/html")
    return Reply(nothing=True, reset=kind == "reset")
