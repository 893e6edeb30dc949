"""What every end of a create call means for the video: the table of design 5.2 and 5.5."""

import httpx
import pytest

from batchgen import errors, tavus
from batchgen.tavus.wire import line

BODY = {"replica_id": "r1", "script": "Hello."}
MADE, UNKNOWN = (tavus.Kind.MADE, tavus.Reason.NONE), (tavus.Kind.UNKNOWN, tavus.Reason.NONE)
REJECTED = (tavus.Kind.NOT_MADE, tavus.Reason.REJECTED)
COOLDOWN = (tavus.Kind.NOT_MADE, tavus.Reason.COOLDOWN)
ACCOUNT = (tavus.Kind.NOT_MADE, tavus.Reason.ACCOUNT)
NOT_SENT = (tavus.Kind.NOT_MADE, tavus.Reason.NOT_SENT)


def outcome_of(respond: object) -> tavus.Outcome:
    """The outcome of one create call that is answered by `respond`, and proof that it was one call."""
    calls = []

    def handle(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        if isinstance(respond, Exception):
            raise respond
        assert isinstance(respond, httpx.Response)
        return respond

    with tavus.Client("k", "http://127.0.0.1:1", transport=httpx.MockTransport(handle)) as client:
        result: tavus.Video | BaseException
        try:
            result = client.create_video(BODY)
        except errors.BatchgenError as error:
            result = error
    assert len(calls) == 1
    return tavus.outcome_of_create(result)


def kinds_of(error: type[Exception]) -> list[type[Exception]]:
    found = [error]
    for lower in error.__subclasses__():
        found += kinds_of(lower)
    return found


HTTPX_ERRORS = sorted(
    {
        *kinds_of(httpx.HTTPError),
        *kinds_of(httpx.StreamError),
        *kinds_of(httpx.InvalidURL),
        *kinds_of(httpx.CookieConflict),
    },
    key=lambda kind: kind.__name__,
)


def made(kind: type[Exception]) -> Exception:
    request = httpx.Request("POST", "http://127.0.0.1:1/v2/videos")
    if issubclass(kind, httpx.HTTPStatusError):
        return kind("text", request=request, response=httpx.Response(500, request=request))
    if kind in {httpx.StreamConsumed, httpx.StreamClosed, httpx.ResponseNotRead, httpx.RequestNotRead}:
        return kind()
    return kind("text")


@pytest.mark.parametrize("kind", HTTPX_ERRORS, ids=lambda kind: kind.__name__)
def test_every_exception_of_httpx_is_one_of_ours_and_has_an_outcome(kind: type[Exception]) -> None:
    not_sent = {
        "ConnectError",
        "ConnectTimeout",
        "PoolTimeout",
        "ProxyError",
        "UnsupportedProtocol",
        "InvalidURL",
    }

    outcome = outcome_of(made(kind))

    assert (outcome.kind, outcome.reason) == (NOT_SENT if kind.__name__ in not_sent else UNKNOWN)


def test_the_walk_over_httpx_exceptions_is_not_blind() -> None:
    assert {httpx.ReadTimeout, httpx.WriteError, httpx.RemoteProtocolError, httpx.DecodingError} <= set(
        HTTPX_ERRORS
    )
    assert not set(line.NOT_SENT) & {httpx.ReadTimeout, httpx.WriteError, httpx.WriteTimeout}


@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_2xx_with_an_id_is_made(status: int) -> None:
    outcome = outcome_of(httpx.Response(status, json={"video_id": "v1", "status": "queued"}))

    assert (outcome.kind, outcome.reason) == MADE
    assert outcome.video is not None
    assert outcome.video.video_id == "v1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<html>",
        b"null",
        b"[]",
        b'"v1"',
        b"{}",
        b'{"video_id": ""}',
        b'{"video_id": "  "}',
        b'{"video_id": null}',
        b'{"video_id": [7]}',
        b'{"video_id": ["v1"]}',
        b'{"video_id": "v1"',
        b'{"video_id": "\xff"}',
        b"[" * 100_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
        b'{"error": "no"}',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_a_200_without_a_usable_id_is_unknown(body: bytes) -> None:
    outcome = outcome_of(httpx.Response(200, content=body))

    assert (outcome.kind, outcome.reason) == UNKNOWN


def test_odd_fields_beside_a_good_id_do_not_lose_the_video() -> None:
    odd = {"video_id": "v1", "status": 5, "hosted_url": None, "created_at": "yesterday", "data": []}

    outcome = outcome_of(httpx.Response(200, json=odd))

    assert outcome.kind is tavus.Kind.MADE


def expected_of_refusal(status: int) -> tuple[tavus.Kind, tavus.Reason]:
    if status in {401, 402, 403}:
        return ACCOUNT
    if status == 429:
        return COOLDOWN
    return UNKNOWN if status in {408, 425, 499} or not 400 <= status < 500 else REJECTED


@pytest.mark.parametrize("key", ["error", "message"])
@pytest.mark.parametrize("status", [*range(300, 309), *range(399, 432), 451, 499, *range(500, 512), 520, 599])
def test_every_status_with_a_json_reason(status: int, key: str) -> None:
    outcome = outcome_of(httpx.Response(status, json={key: "No."}))

    assert (outcome.kind, outcome.reason) == expected_of_refusal(status)
    assert outcome.status == status


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b"[]", b'{"detail": "x"}', b'{"error": null}', b'{"err']
)
@pytest.mark.parametrize("status", [302, 400, 401, 402, 403, 404, 413, 500, 502, 503, 504])
def test_every_status_without_a_json_reason_is_unknown(status: int, body: bytes) -> None:
    outcome = outcome_of(httpx.Response(status, content=body))

    assert (outcome.kind, outcome.reason) == UNKNOWN


@pytest.mark.parametrize("body", [b"", b"<html>slow down</html>", b'{"error": "Too many"}'])
def test_a_429_is_a_cooldown_with_whatever_body(body: bytes) -> None:
    outcome = outcome_of(httpx.Response(429, content=body, headers={"retry-after": "7"}))

    assert (outcome.kind, outcome.reason) == COOLDOWN
    assert outcome.retry_after == 7.0


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [
        (400, "User has reached maximum concurrent conversations", COOLDOWN),
        (400, "User has reached maximum concurrent videos", COOLDOWN),
        (400, "Concurrency limit reached for your plan", COOLDOWN),
        (400, "Rate limit exceeded", COOLDOWN),
        (400, "You have too many videos generating at once", COOLDOWN),
        (429, "Quota exceeded: 10 requests per minute", COOLDOWN),
        (400, "Quota exceeded: 10 requests per minute", ACCOUNT),
        (431, "Quota exceeded: 10 requests per minute", ACCOUNT),
        (429, "You are out of credits", ACCOUNT),
        (400, "The user is out of conversational credits", ACCOUNT),
        (400, "Insufficient credits", ACCOUNT),
        (400, "You have exceeded your monthly quota", ACCOUNT),
        (400, "No remaining minutes", ACCOUNT),
        (400, "Video minutes used up, please upgrade your plan", ACCOUNT),
        (409, "Payment required", ACCOUNT),
        (400, "Invalid replica_id", REJECTED),
        (400, "Script is required", REJECTED),
        (400, "The audio file exceeds the maximum duration of 10 minutes.", REJECTED),
        (400, "Audio must be no more than 10 minutes", REJECTED),
        (400, "script exceeds the maximum length", REJECTED),
        (422, "duration out of range, 10 minutes at most", REJECTED),
    ],
)
def test_the_words_tell_a_busy_service_and_an_empty_account_from_a_bad_row(
    status: int, words: str, expected: tuple[tavus.Kind, tavus.Reason]
) -> None:
    outcome = outcome_of(httpx.Response(status, json={"message": words}))

    assert (outcome.kind, outcome.reason) == expected
    assert outcome.words == words


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), ValueError("odd"), SystemExit(1)])
def test_an_exception_that_nobody_thought_of_is_unknown(error: BaseException) -> None:
    assert tavus.outcome_of_create(error).kind is tavus.Kind.UNKNOWN


@pytest.mark.parametrize(("status", "expected"), [(399, UNKNOWN), (400, REJECTED), (500, UNKNOWN)])
def test_only_a_4xx_says_that_nothing_was_made(
    status: int, expected: tuple[tavus.Kind, tavus.Reason]
) -> None:
    outcome = tavus.outcome_of_create(errors.RefusedError("No.", status=status))

    assert (outcome.kind, outcome.reason) == expected
