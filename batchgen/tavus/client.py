"""The client of the API: one a thread, no call repeated, every failure one of our errors."""

from __future__ import annotations

import urllib.parse
from typing import TYPE_CHECKING, Self, TypeVar

import batchgen
from batchgen import errors
from batchgen.tavus import answers, keys, service_url, words

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from types import TracebackType

    import httpx

    from batchgen.tavus.wire import call

CREATE_SECONDS = 120.0
"""A create is never repeated, so its answer is worth waiting for (design 5)."""

READ_SECONDS = 30.0
"""A read is asked again, so it is given up sooner (design 5)."""

CREATE_PATH = "/v2/videos"
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
        from batchgen.tavus.wire import call  # httpx takes a while to load, and `check` may need none

        self.base_url = service_url.check_url(base_url)
        self._create_seconds = create_seconds
        self._read_seconds = read_seconds
        self._wire = call.Wire(
            self.base_url, keys.check(api_key), user_agent=user_agent, transport=transport, verify=verify
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
        self._wire.close()

    def ready(self) -> None:
        """Open a connection for the next create unless one can be used. Raises NotSentError.

        For a create whose intent is on disk: it goes out at once over this connection, or never.
        """
        self._wire.ready(self._create_seconds)

    def create_video(
        self, body: Mapping[str, object], *, sent: Callable[[], None] | None = None, opens: bool = True
    ) -> answers.Video:
        """Ask for one video: ONE POST, never repeated. What an error means says outcome_of_create.

        Without `opens` it goes over the connection that `ready` opened; if that was closed since, nothing is
        sent. `sent` is called when the last byte of the request has left (tests crash there).
        """
        found = self._call(
            "POST", CREATE_PATH, seconds=self._create_seconds, body=body, sent=sent, opens=opens
        )
        return _expect(answers.video(found.data), found, "a video_id")

    def get_video(self, video_id: str, *, verbose: bool = True) -> answers.Video:
        """Read one video; `verbose` brings the thumbnails."""
        query = {"verbose": "true"} if verbose else {}
        found = self._call("GET", f"/v2/videos/{_quote(video_id)}", query=query)
        return _expect(answers.video(found.data), found, "a video_id")

    def list_videos(self, page: int, limit: int = 100) -> answers.VideoPage:
        """Read one page of the account's videos. Which page is the first is not known: walk from 0.

        Raises errors.RefusedError also for a service that has no such list and says so in HTML, say.
        """
        try:
            found = self._call("GET", "/v2/videos", query={"page": str(page), "limit": str(limit)})
        except errors.BadAnswerError as error:
            if error.status in errors.NO_SUCH_CALL:
                raise errors.RefusedError(error.message, status=error.status) from error
            raise
        return _expect(answers.video_page(found.data), found, words.LIST_IN_DATA)

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
        return _expect(answers.replica_page(found.data), found, words.LIST_IN_DATA)

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

    def list_voices(
        self, page: int, limit: int = 100, *, search: str = "", tag: str = ""
    ) -> answers.VoicePage:
        """Read one page of stock voices, counted from 1 (tavus-api 5.2; list_all in tavus-cli 0.11.0)."""
        query = {"page": str(page), "limit": str(limit)}
        query |= {name: text for name, text in (("search", search), ("tag", tag)) if text}
        found = self._call("GET", "/v2/voices", query=query)
        return _expect(answers.voice_page(found.data), found, words.LIST_IN_DATA)

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
        return _expect(answers.conversation_page(found.data), found, words.LIST_IN_DATA)

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
        opens: bool = True,
    ) -> call.Answer:
        address = f"{path}?{urllib.parse.urlencode(query)}" if query else path
        seconds = seconds or self._read_seconds
        return self._wire.call(method, address, body=body, seconds=seconds, sent=sent, opens=opens)


def _expect(found: T | None, answer: call.Answer, what: str) -> T:
    if found is None:
        raise answer.odd(words.answer_without(what))
    return found


def _quote(part: str) -> str:
    return urllib.parse.quote(part, safe="")
