"""The client of the API on httpx: one a thread, no call repeated, every failure one of our errors."""

from __future__ import annotations

import datetime as dt
import functools
import json
import time
import urllib.parse
from typing import TYPE_CHECKING, Self, TypeVar

import httpx

import batchgen
from batchgen import errors
from batchgen.tavus import answers, dates, place

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from types import TracebackType

CONNECT_SECONDS = 10.0
CREATE_SECONDS = 120.0
READ_SECONDS = 30.0
LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes; a list page of 100 long scripts is far below."""

SHORTEST_SECRET = 8
"""A key shorter than this is not looked for in answers: it would be found everywhere."""

NOT_SENT: tuple[type[Exception], ...] = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""What httpx raises before a byte of the request can have left."""

NO_ANSWER: tuple[type[Exception], ...] = (
    httpx.HTTPError,
    httpx.StreamError,
    httpx.CookieConflict,
    OSError,
)
"""All else that httpx raises: the request may have arrived."""

T = TypeVar("T")


class Client:
    """A client of the API, for one thread. `create_video` is one POST, whatever happens to it.

    Raises SettingsError for a key or URL that cannot be used, then NotSentError, NoAnswerError,
    BadAnswerError and RefusedError from every call. `transport` and `verify` are for tests and private CAs.
    """

    def __init__(
        self,
        api_key: str,
        base_url: str,
        *,
        user_agent: str = f"batchgen/{batchgen.__version__}",
        create_seconds: float = CREATE_SECONDS,
        read_seconds: float = READ_SECONDS,
        transport: httpx.BaseTransport | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self.base_url = place.check_url(base_url)
        self._key = _check_key(api_key)
        self._create_seconds = create_seconds
        self._read_seconds = read_seconds
        near = place.is_loopback(self.base_url)
        self._http = httpx.Client(
            headers={"x-api-key": self._key, "user-agent": user_agent, "accept": "application/json"},
            timeout=_timeout(read_seconds),
            limits=httpx.Limits(max_connections=2, max_keepalive_connections=1, keepalive_expiry=5.0),
            trust_env=not near,
            follow_redirects=False,
            transport=transport,
            verify=verify or _tls(self.base_url.startswith("https:")),
        )

    def __repr__(self) -> str:
        return f"Client({self.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def create_video(
        self, body: Mapping[str, object], *, sent: Callable[[], None] | None = None
    ) -> answers.Video:
        """Ask for one video: ONE POST, never repeated. What an error means says outcome_of_create.

        `sent` is called when the last byte of the request has left (tests crash there).
        """
        found = self._call("POST", "/v2/videos", seconds=self._create_seconds, body=body, sent=sent)
        return _expect(answers.video(found.data), found, "a video_id")

    def get_video(self, video_id: str, *, verbose: bool = True) -> answers.Video:
        """Read one video; `verbose` brings the thumbnails."""
        query = {"verbose": "true"} if verbose else {}
        found = self._call("GET", f"/v2/videos/{_quote(video_id)}", query=query)
        return _expect(answers.video(found.data), found, "a video_id")

    def list_videos(self, page: int, limit: int = 100) -> answers.VideoPage:
        """Read one page of the account's videos. Which page is the first is not known: walk from 0."""
        found = self._call("GET", "/v2/videos", query={"page": str(page), "limit": str(limit)})
        return _expect(answers.video_page(found.data), found, "a list in `data`")

    def delete_video(self, video_id: str, *, hard: bool = False) -> None:
        """Delete one video; `hard` removes its files too."""
        self._call("DELETE", f"/v2/videos/{_quote(video_id)}", query={"hard": "true"} if hard else {})

    def rename_video(self, video_id: str, name: str) -> None:
        """Give one video another name."""
        self._call("PATCH", f"/v2/videos/{_quote(video_id)}/name", body={"video_name": name})

    def list_replicas(
        self, page: int, limit: int = 100, *, kind: str = "", verbose: bool = True
    ) -> answers.ReplicaPage:
        """Read one page of replicas; `kind` is user, system or empty for both."""
        query = {"page": str(page), "limit": str(limit)}
        query |= {"verbose": "true"} if verbose else {}
        query |= {"replica_type": kind} if kind else {}
        found = self._call("GET", "/v2/replicas", query=query)
        return _expect(answers.replica_page(found.data), found, "a list in `data`")

    def get_replica(self, replica_id: str) -> answers.Replica:
        """Read one replica."""
        found = self._call("GET", f"/v2/replicas/{_quote(replica_id)}", query={"verbose": "true"})
        return _expect(answers.replica(found.data), found, "a replica_id")

    def train_replica(self, body: Mapping[str, object]) -> answers.Replica:
        """Start training one replica: ONE POST, never repeated, as of `create_video`."""
        found = self._call("POST", "/v2/replicas", seconds=self._create_seconds, body=body)
        return _expect(answers.replica(found.data), found, "a replica_id")

    def rename_replica(self, replica_id: str, name: str) -> None:
        """Give one replica another name."""
        self._call("PATCH", f"/v2/replicas/{_quote(replica_id)}/name", body={"replica_name": name})

    def delete_replica(self, replica_id: str, *, hard: bool = False) -> None:
        """Delete one replica; `hard` removes its footage too."""
        self._call("DELETE", f"/v2/replicas/{_quote(replica_id)}", query={"hard": "true"} if hard else {})

    def create_conversation(self, body: Mapping[str, object]) -> answers.Conversation:
        """Open one room: ONE POST, never repeated. Without `test_mode` it costs from now on."""
        found = self._call("POST", "/v2/conversations", seconds=self._create_seconds, body=body)
        return _expect(answers.conversation(found.data), found, "a conversation_id")

    def list_conversations(
        self, page: int, limit: int = 100, *, status: str = ""
    ) -> answers.ConversationPage:
        """Read one page of conversations, counted from 1; `status` is active, ended or empty for both."""
        query = {"page": str(page), "limit": str(limit)} | ({"status": status} if status else {})
        found = self._call("GET", "/v2/conversations", query=query)
        return _expect(answers.conversation_page(found.data), found, "a list in `data`")

    def get_conversation(self, conversation_id: str, *, verbose: bool = False) -> answers.Conversation:
        """Read one conversation; `verbose` brings its events (transcript, why it ended)."""
        query = {"verbose": "true"} if verbose else {}
        found = self._call("GET", f"/v2/conversations/{_quote(conversation_id)}", query=query)
        return _expect(answers.conversation(found.data), found, "a conversation_id")

    def end_conversation(self, conversation_id: str) -> None:
        """End one conversation."""
        self._call("POST", f"/v2/conversations/{_quote(conversation_id)}/end")

    def delete_conversation(self, conversation_id: str, *, hard: bool = False) -> None:
        """Delete one conversation."""
        query = {"hard": "true"} if hard else {}
        self._call("DELETE", f"/v2/conversations/{_quote(conversation_id)}", query=query)

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
        seconds: float = 0.0,
        sent: Callable[[], None] | None = None,
    ) -> Answer:
        seconds = seconds or self._read_seconds
        try:
            request = self._http.build_request(
                method,
                self.base_url + path,
                params=query or None,
                content=None if body is None else _encode(body),
                headers=None if body is None else {"content-type": "application/json"},
                timeout=_timeout(seconds),
                extensions=None if sent is None else {"trace": _tracer(sent)},
            )
            response = self._http.send(request, stream=True)
        except NOT_SENT as error:
            raise errors.NotSentError(f"The service was not reached: {self._hide(error)}") from None
        except NO_ANSWER as error:
            raise errors.NoAnswerError(f"The service did not answer: {self._hide(error)}") from None
        return self._read(response, seconds)

    def _read(self, response: httpx.Response, seconds: float) -> Answer:
        try:
            text = _body(response, time.monotonic() + seconds)
        except httpx.DecodingError as error:
            raise errors.BadAnswerError(
                f"The service's answer cannot be unpacked: {self._hide(error)}", status=response.status_code
            ) from None
        except NO_ANSWER as error:
            raise errors.NoAnswerError(f"The service's answer broke off: {self._hide(error)}") from None
        finally:
            response.close()
        answer = Answer(response, self._without_key(text))
        answer.check()
        return answer

    def _hide(self, error: Exception) -> str:
        said = str(error)
        if len(self._key) >= SHORTEST_SECRET:
            said = said.replace(self._key, "***")
        return f"{said.rstrip('.') or type(error).__name__}."

    def _without_key(self, body: bytes) -> bytes:
        key = self._key.encode()
        return body.replace(key, b"***") if len(key) >= SHORTEST_SECRET and key in body else body


class Answer:
    """An answer whose body is all there: `data` is its JSON, or None if it is none."""

    def __init__(self, response: httpx.Response, body: bytes) -> None:
        self.status = response.status_code
        self.retry_after = dates.parse_retry_after(response.headers.get("retry-after"), _date(response))
        self.is_json = True
        try:
            self.data: object = json.loads(body) if body else None
        except (ValueError, RecursionError):
            self.data, self.is_json = None, False

    def check(self) -> None:
        """Raise RefusedError or BadAnswerError unless the answer is a success."""
        if 200 <= self.status < 300:
            if not self.is_json:
                raise self.odd("text that is no JSON")
            return
        words = answers.refusal(self.data)
        if words is None and self.status == 429:
            words = "Too many requests"
        if words is None or self.status < 400:
            raise self.odd(f"HTTP {self.status} without a reason in JSON")
        raise errors.RefusedError(words, status=self.status, retry_after=self.retry_after)

    def odd(self, what: str) -> errors.BadAnswerError:
        """Return the error that says what came instead of an answer of the API."""
        return errors.BadAnswerError(f"The service sent {what}.", status=self.status)


def _expect(found: T | None, answer: Answer, what: str) -> T:
    if found is None:
        raise answer.odd(f"an answer without {what}")
    return found


def _body(response: httpx.Response, deadline: float) -> bytes:
    """Read the whole body. The deadline counts for all of it: httpx's time-outs are per piece."""
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > LARGEST_ANSWER:
            raise httpx.StreamError("the answer is larger than 32 MB")
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the answer took too long")
    return b"".join(parts)


def _tracer(sent: Callable[[], None]) -> Callable[[str, object], None]:
    def trace(event: str, _info: object) -> None:
        if event.endswith("send_request_body.complete"):
            sent()

    return trace


def _date(response: httpx.Response) -> dt.datetime:
    """Return the server's idea of now, so that a wrong clock here does not stretch a Retry-After date."""
    return dates.parse_date(response.headers.get("date")) or dt.datetime.now(dt.UTC)


def _encode(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _timeout(seconds: float) -> httpx.Timeout:
    return httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds), pool=CONNECT_SECONDS)


def _quote(part: str) -> str:
    return urllib.parse.quote(part, safe="")


def _check_key(key: str) -> str:
    key = key.strip()
    if not key:
        raise errors.SettingsError(
            "There is no API key.", hint="Put TAVUS_API_KEY=… into a .env file beside the campaign."
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise errors.SettingsError(
            "The API key holds characters that no key has.", hint="Copy it again from the Tavus portal."
        )
    return key


@functools.cache
def _tls(wanted: bool) -> ssl.SSLContext | bool:  # noqa: FBT001 - a cache key
    """Return one TLS context for all clients: making one costs 30 ms. Plain http needs none."""
    return httpx.create_ssl_context() if wanted else False
