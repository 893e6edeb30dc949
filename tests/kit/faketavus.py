"""A loopback API that speaks the service's contract, bills on receipt, and can be told to fail in every way.

In a test:

    with faketavus.FakeTavus(make_seconds=0.1) as api:
        api.faults.extend(["reset_after_body", "status:503"])   # one for each of the next POSTs, in order
        ... Client("key", api.url) ...
        assert api.paid_twice() == {}

As a child program: `python tests/kit/faketavus.py --set latency=0.1 --log posts.jsonl` prints its URL on the
first line and lives until its stdin ends. `GET /_fake/posts` is the log, `POST /_fake/set` takes
`{"name": value}`, `GET /_fake/span` tells how many creates came since it was last asked, and in how many
seconds.

Faults of a create (`faults`, `fault_of`), "made" says whether a video was made and billed all the same:

| fault | what the client sees | made |
|---|---|---|
| `reset_before_body` | RST after the head | no |
| `reset_after_body`, `close_after_body` | RST, or FIN, after the whole request | yes |
| `dropped` | FIN after the whole request | no |
| `hang_after_headers` | a head, then nothing (`hang_seconds`, then FIN) | yes |
| `hang` | nothing at all for `hang_seconds`, then FIN | yes |
| `truncated` | half of the JSON, then FIN | yes |
| `html`, `empty`, `no_id`, `wrong_types`, `not_utf8`, `deep` | a 200 with a body that is no answer | yes |
| `previous`, `previous_named` | the id, or the whole answer, of the video made before | yes |
| `first` | the id of the first video of all | yes |
| `status:N` | N with JSON `{"error": …}` | only for 5xx |
| `status:N:words` | N with these words under `message` | only for 5xx |
| `html:N` | N with an HTML page | only for 5xx |
| `refuse:N:words` | N with these words under `error`, nothing made, 5xx too | no |
| `redirect` | 307 to itself | no |
| `429:RETRY-AFTER` | 429 with this header (empty: without) | no |
| `cap` | 400 "User has reached maximum concurrent videos" | no |
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime as dt
import email.utils
import json
import re
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse
from collections import Counter, deque
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TOKEN = re.compile(r"^bg-[0-9a-z]{12}")
CAP_WORDS = "User has reached maximum concurrent videos"


@dataclasses.dataclass
class Post:
    """A create call as it was received: `made` is the id of the video that it made, or None."""

    number: int
    at: float
    body: dict[str, object]
    fault: str = ""
    made: str | None = None
    connection: int = 0

    @property
    def name(self) -> str:
        return str(self.body.get("video_name", ""))

    @property
    def token(self) -> str:
        found = TOKEN.match(self.name)
        return found.group() if found else ""


@dataclasses.dataclass
class FakeVideo:
    """A video: `status` fixes its state, otherwise it follows from its age."""

    video_id: str
    body: dict[str, object]
    made_at: float
    touched_at: float
    ours: bool = True
    status: str = ""
    details: str | None = None
    gone: bool = False


@dataclasses.dataclass
class Reply:
    """A whole answer; `cut`: only so many bytes of the body; `reset`: RST after it; `hang`: wait first."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    kind: str = "application/json"
    close: bool = False
    nothing: bool = False
    reset: bool = False
    cut: int | None = None
    hang: float = 0.0


def as_json(data: object, status: int = 200, **headers: str) -> Reply:
    return Reply(status, json.dumps(data).encode(), {k.replace("_", "-"): v for k, v in headers.items()})


def refusal(status: int, words: str, key: str = "error") -> Reply:
    return as_json({key: words}, status)


@dataclasses.dataclass
class Switches:
    """Everything that can be set, at any time, by name."""

    key: str = ""  # the only key that is accepted; empty accepts all
    latency: float = 0.0  # seconds between receipt and answer of a create
    read_latency: float = 0.0
    queue_seconds: float = 0.0  # life cycle: queued, then generating, then ready
    make_seconds: float = 0.0
    hang_seconds: float = 5.0
    thumbnail_seconds: float = 0.0  # thumbnails come so much later than ready
    page_base: str = (
        "0"  # "0"; "1" (page 0 answers 400); "1-empty" (page 0 is empty); "clamped" (page 0 is page 1)
    )
    page_cap: int = 100
    page_cap_refuses: bool = False
    order: str = "newest"  # newest, oldest, updated, shuffled
    list_lag: float = 0.0
    list_fails: int = 0  # so many of the next list calls answer 500
    reads_fail: str = ""  # a fault for every GET: "status:503", "html:502", "close", "reset"
    no_list: str = ""  # a fault for every list call: "status:404", "html:405"
    no_total: bool = False
    strangers_per_list: int = 0  # videos that others make at each list call
    name_filter: str = "keep"  # keep, drop, upper, cut (30 characters), prefix
    list_without: tuple[str, ...] = ()  # fields that list items lack
    list_thumbnails: bool = True
    total: int = -1  # the list's total_count; -1 is the truth
    cursor: bool = False  # the list has cursors: it ignores page numbers
    hidden: tuple[str, ...] = ()  # ids that the list counts and does not show
    number_ids: bool = False  # ids are numbers
    odd_items: int = 0  # list items without a video_id on every page
    rate: float = 0.0  # hidden limit, creates a second (token bucket, burst = 1 second); 0 = none
    retry_after: str = "1"
    max_open: int = 0  # at most so many unfinished videos, else the 400 cap text
    credits: int = -1  # so many videos are made, then 402
    bad_replicas: tuple[str, ...] = ()
    replicas: bool = True  # whether there are calls about replicas at all
    every_fault: str = ""  # this fault for every create
    outage: bool = False  # every call is cut off without an answer


class FakeTavus(Switches):
    """The server. Threads: one that accepts, one a connection. All state under one lock."""

    def __init__(
        self,
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        log: str = "",
        clock: Callable[[], float] = time.monotonic,
        **switches: object,
    ) -> None:
        super().__init__(**switches)  # type: ignore[arg-type]
        self.posts: list[Post] = []
        self.videos: dict[str, FakeVideo] = {}
        self.calls: Counter[str] = Counter()  # "GET /v2/videos", "GET /v2/videos/{id}", "POST /v2/videos", …
        self.keys: set[str] = set()
        self.own: dict[str, dict[str, object]] = {}
        self.faults: deque[str] = deque()
        self.fault_of: Callable[[Post], str] | None = None
        self.status_of: Callable[[FakeVideo], str] | None = None
        self.connections = 0
        self.refusals = 0
        self._clock = clock
        self._lock = threading.RLock()
        self._tls = tls
        self._log = open(log, "a", encoding="utf-8") if log else None  # noqa: SIM115, PTH123
        self._bucket = (clock(), 1.0)
        self._open: set[socket.socket] = set()
        self._stopped = False
        self._listener = self._listen(port)
        self.port = self._listener.getsockname()[1]

    # -- life

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def stop(self) -> None:
        self._stopped = True
        self._shut(self._listener)
        with self._lock:
            for connection in list(self._open):
                self._hang_up(connection)
            if self._log:
                self._log.close()
                self._log = None

    def hang_up(self) -> None:
        """Cut all connections; new ones are welcome."""
        with self._lock:
            for connection in list(self._open):
                self._hang_up(connection)

    def refuse(self) -> None:
        """Stop listening and cut all connections: whoever calls is refused, until `listen_again`."""
        self._shut(self._listener)
        with self._lock:
            for connection in list(self._open):
                self._hang_up(connection)

    def listen_again(self) -> None:
        self._listener = self._listen(self.port)
        self.start()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(256)
        return listener

    @staticmethod
    def _hang_up(connection: socket.socket) -> None:
        """End a connection that another thread serves: that thread closes it, so that no number is reused."""
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _shut(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            connection.close()

    # -- what a test asks

    def paid_for(self, mark: Callable[[Post], str]) -> Counter[str]:
        """How many videos were made of each `mark(post)`."""
        with self._lock:
            return Counter(mark(post) for post in self.posts if post.made)

    def paid_twice(self, field: str = "script") -> dict[str, int]:
        """The values of a request field for which more than one video was made."""
        counts = self.paid_for(lambda post: str(post.body.get(field, "")))
        return {value: count for value, count in counts.items() if count > 1}

    def tokens_sent_twice(self) -> dict[str, int]:
        with self._lock:
            counts = Counter(post.token for post in self.posts)
        return {token: count for token, count in counts.items() if token and count > 1}

    def made_ids(self) -> set[str]:
        with self._lock:
            return {post.made for post in self.posts if post.made}

    def make_stranger(self, **body: object) -> FakeVideo:
        """A video that somebody else made."""
        return self._make(
            {"replica_id": "r0000000001", "script": "Other people's words.", **body}, ours=False
        )

    def add_replica(self, name: str, *, replica_id: str, **more: object) -> None:
        """A replica that answers with these fields."""
        self.own[replica_id] = {"replica_name": name, **more}

    def finish(self, status: str = "ready") -> None:
        """Fix the state of every video that is there."""
        with self._lock:
            for video in self.videos.values():
                video.status = status
                video.touched_at = self._clock()

    def forget(self, video_id: str) -> None:
        """Delete for good: reads answer 400, the list lacks it."""
        self.videos[video_id].gone = True

    def set(self, **switches: object) -> None:
        for name, value in switches.items():
            if name == "faults":
                self.faults.extend(value)  # type: ignore[arg-type]
            elif name in {field.name for field in dataclasses.fields(Switches)}:
                setattr(self, name, tuple(value) if isinstance(value, list) else value)
            else:
                raise ValueError(name)

    # -- connections

    def _accept(self, listener: socket.socket) -> None:
        while not self._stopped:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
                number = self.connections
            threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError, ssl.SSLError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with self._lock:
                self._open.add(connection)
            try:
                self._talk(connection, number)
            finally:
                with self._lock:
                    self._open.discard(connection)
                self._shut(connection)

    def _talk(self, connection: socket.socket, number: int) -> None:
        waiting = b""
        while not self._stopped:
            while b"\r\n\r\n" not in waiting:
                piece = connection.recv(65536)
                if not piece:
                    return
                waiting += piece
            head, _, waiting = waiting.partition(b"\r\n\r\n")
            line, headers = self._parse(head)
            method, target = line.split(" ")[:2]
            if method == "POST" and target == "/v2/videos" and self._next_is("reset_before_body"):
                self._reset(connection)
                return
            length = int(headers.get("content-length", "0"))
            while len(waiting) < length:
                piece = connection.recv(65536)
                if not piece:
                    return
                waiting += piece
            body, waiting = waiting[:length], waiting[length:]
            if not self._send(connection, self._answer(method, target, headers, body, number)):
                return

    @staticmethod
    def _parse(head: bytes) -> tuple[str, dict[str, str]]:
        line, *rest = head.decode("latin-1").split("\r\n")
        pairs = (field.partition(":") for field in rest)
        return line, {name.strip().lower(): value.strip() for name, _, value in pairs}

    def _send(self, connection: socket.socket, reply: Reply) -> bool:
        """Send, and tell whether the connection lives on."""
        if reply.nothing:
            self._wait(reply.hang)
            if reply.reset:
                self._reset(connection)
            return False
        head = f"HTTP/1.1 {reply.status} X\r\nContent-Type: {reply.kind}\r\n"
        head += f"Content-Length: {len(reply.body)}\r\n"
        head += f"Date: {email.utils.formatdate(usegmt=True)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
        head += "Connection: close\r\n" if reply.close else ""
        body = reply.body if reply.cut is None else reply.body[: reply.cut]
        connection.sendall(head.encode("latin-1") + b"\r\n" + body)
        self._wait(reply.hang)
        if reply.reset:
            self._reset(connection)
        return not (reply.close or reply.reset or reply.cut is not None)

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._stopped and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.05))

    @staticmethod
    def _reset(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

    def _next_is(self, fault: str) -> bool:
        with self._lock:
            if self.faults and self.faults[0] == fault:
                self.faults.popleft()
                self.calls["POST /v2/videos"] += 1
                return True
            return False

    # -- calls

    def _answer(self, method: str, target: str, headers: dict[str, str], body: bytes, number: int) -> Reply:
        path, _, query_text = target.partition("?")
        query = dict(urllib.parse.parse_qsl(query_text))
        if path.startswith("/_fake/"):
            return self._admin(method, path, body)
        parts = path.strip("/").split("/")
        with self._lock:
            self.calls[f"{method} /{'/'.join(parts[:2])}{'/{id}' if len(parts) > 2 else ''}"] += 1
            self.keys.add(headers.get("x-api-key", ""))
        if self.outage:
            return Reply(nothing=True)
        if self.key and headers.get("x-api-key") != self.key:
            return refusal(401, "Invalid access token", "message")
        if method == "POST" and parts == ["v2", "videos"]:
            return self._create(body, number)
        if method == "GET" and self.reads_fail:
            return self._failed_read(self.reads_fail)
        if method == "GET" and self.no_list and parts == ["v2", "videos"]:
            return self._failed_read(self.no_list)
        self._wait(self.read_latency)
        return self._resource(method, parts, query, body)

    def _resource(self, method: str, parts: list[str], query: dict[str, str], body: bytes) -> Reply:
        if parts == ["v2", "videos"] and method == "GET":
            return self._list(query)
        if parts[:2] == ["v2", "videos"] and len(parts) > 2:
            return self._one(method, urllib.parse.unquote(parts[2]), query, body)
        if parts[:2] == ["v2", "replicas"] and not self.replicas:
            return refusal(404, "not found")
        if parts == ["v2", "replicas"]:
            items = [self._replica("r90bbd427f71"), self._replica("r79e1c033f")]
            return as_json({"data": items if query.get("page", "1") in {"0", "1"} else [], "total_count": 2})
        if parts[:2] == ["v2", "replicas"]:
            if parts[2] in self.bad_replicas:
                return refusal(400, "Invalid replica_id")
            return as_json(self._replica(parts[2]) | self.own.get(parts[2], {}))
        return refusal(404, "Not found", "message")

    def _admin(self, method: str, path: str, body: bytes) -> Reply:
        if path == "/_fake/set" and method == "POST":
            self.set(**json.loads(body))
            return as_json({})
        with self._lock:
            if path == "/_fake/posts":
                return as_json([dataclasses.asdict(post) | {"token": post.token} for post in self.posts])
            if path == "/_fake/span":
                times = [post.at for post in self.posts]
                self.posts.clear()
                return as_json({"posts": len(times), "seconds": times[-1] - times[0] if times else 0.0})
            return as_json({"calls": self.calls, "connections": self.connections})

    def _failed_read(self, fault: str) -> Reply:
        kind, _, rest = fault.partition(":")
        if kind == "status":
            return refusal(int(rest), "Service unavailable", "message")
        if kind == "html":
            return Reply(int(rest), b"<html>Bad gateway</html>", kind="text/html")
        return Reply(nothing=True, reset=kind == "reset")

    # -- create

    def _create(self, body: bytes, connection: int) -> Reply:
        with self._lock:
            post = Post(len(self.posts) + 1, self._clock(), self._read_body(body), connection=connection)
            self.posts.append(post)
            post.fault = self._fault(post)
            reply = self._fail(post) if post.fault else self._accept_post(post)
            if self._log:
                self._log.write(json.dumps(dataclasses.asdict(post) | {"token": post.token}) + "\n")
                self._log.flush()
        self._wait(self.latency)
        return reply

    @staticmethod
    def _read_body(body: bytes) -> dict[str, object]:
        with contextlib.suppress(ValueError):
            data = json.loads(body)
            if isinstance(data, dict):
                return data
        return {}

    def _fault(self, post: Post) -> str:
        if self.faults:
            return self.faults.popleft()
        return (self.fault_of(post) if self.fault_of else "") or self.every_fault

    def _accept_post(self, post: Post) -> Reply:
        body = post.body
        if not body.get("replica_id") or body["replica_id"] in self.bad_replicas:
            return refusal(400, "Invalid replica_id")
        if bool(body.get("script")) == bool(body.get("audio_url")):
            return refusal(400, "Exactly one of script or audio_url must be provided")
        if self.rate and not self._within_rate():
            self.refusals += 1
            return self._too_many(self.retry_after)
        if self.max_open and self._count_open() >= self.max_open:
            self.refusals += 1
            return refusal(400, CAP_WORDS, "message")
        if self.credits >= 0:
            if self.credits == 0:
                return refusal(402, "The user is out of video credits", "message")
            self.credits -= 1
        return self._made(post)

    def _made(self, post: Post) -> Reply:
        video = self._make(post.body)
        post.made = video.video_id
        shown = self._show(video)
        fields = ("video_id", "video_name", "status", "hosted_url", "created_at")
        return as_json({name: shown[name] for name in fields if name in shown})

    def _within_rate(self) -> bool:
        at, level = self._bucket
        now = self._clock()
        level = min(max(self.rate, 1.0), level + (now - at) * self.rate)
        allowed = level >= 1
        self._bucket = (now, level - 1 if allowed else level)
        return allowed

    def _count_open(self) -> int:
        return sum(
            self._status(video) in {"queued", "generating"} for video in self.videos.values() if video.ours
        )

    @staticmethod
    def _too_many(retry_after: str) -> Reply:
        reply = refusal(429, "Too many requests", "message")
        if retry_after == "date":
            moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
            retry_after = email.utils.format_datetime(moment, usegmt=True)
        return dataclasses.replace(reply, headers={"Retry-After": retry_after} if retry_after else {})

    def _fail(self, post: Post) -> Reply:
        kind, _, rest = post.fault.partition(":")
        if kind in {"429", "cap", "refuse", "redirect", "dropped"}:
            return self._unpaid(kind, rest)
        if kind in {"status", "html"} and rest and int(rest.partition(":")[0]) < 500:
            return self._worded(kind, rest)
        made = self._made(post)
        if kind in {"status", "html"} and rest:
            return self._worded(kind, rest)
        return self._paid(kind, made)

    def _unpaid(self, kind: str, rest: str) -> Reply:
        if kind == "429":
            return self._too_many(rest)
        if kind == "cap":
            return refusal(400, CAP_WORDS, "message")
        if kind == "redirect":
            return Reply(307, b"", {"Location": self.url + "/v2/videos"})
        if kind == "dropped":
            return Reply(nothing=True)
        status, _, words = rest.partition(":")
        return refusal(int(status), words)

    @staticmethod
    def _worded(kind: str, rest: str) -> Reply:
        status, _, words = rest.partition(":")
        if kind == "html":
            return Reply(int(status), b"<html><body>Something is wrong</body></html>", kind="text/html")
        return refusal(int(status), words or f"Refused with {status}", "message" if words else "error")

    def _paid(self, kind: str, made: Reply) -> Reply:
        bodies = {
            "html": b"<html>Welcome to the hotel network</html>",
            "empty": b"",
            "no_id": b'{"status": "queued"}',
            "wrong_types": b'{"video_id": [7], "status": ["queued"]}',
            "not_utf8": b'{"video_id": "\xff\xfe"',
            "deep": b"[" * 100_000,
        }
        if kind in {"previous", "previous_named", "first"}:
            shown = self._show(list(self.videos.values())[0 if kind == "first" else -2])
            return as_json(shown if kind == "previous_named" else {"video_id": shown["video_id"]})
        if kind in bodies:
            return Reply(200, bodies[kind], kind="text/html" if kind == "html" else "application/json")
        faults = {
            "reset_after_body": Reply(nothing=True, reset=True),
            "close_after_body": Reply(nothing=True),
            "hang": Reply(nothing=True, hang=self.hang_seconds),
            "hang_after_headers": dataclasses.replace(made, cut=0, hang=self.hang_seconds),
            "truncated": dataclasses.replace(made, cut=len(made.body) // 2),
        }
        return faults[kind]

    def _make(self, body: dict[str, object], *, ours: bool = True) -> FakeVideo:
        with self._lock:
            now = self._clock()
            number = len(self.videos)
            video_id = str(10**9 + number) if self.number_ids else f"v{number:09x}"
            video = FakeVideo(video_id, dict(body), now, now, ours=ours)
            self.videos[video.video_id] = video
            return video

    # -- read

    def _status(self, video: FakeVideo) -> str:
        if video.status:
            return video.status
        age = self._clock() - video.made_at
        if age < self.queue_seconds:
            return "queued"
        if age < self.queue_seconds + self.make_seconds:
            return "generating"
        return (self.status_of(video) if self.status_of else "") or "ready"

    def _show(self, video: FakeVideo) -> dict[str, object]:
        status = self._status(video)
        ready = status == "ready"
        video_id = video.video_id
        name = (
            video.body.get("video_name") or f"replica_id: {video.body.get('replica_id')} - video: {video_id}"
        )
        details = {
            "ready": "Your request has processed successfully!",
            "queued": "This request is currently queued.",
        }
        details["error"] = "An error occurred while generating this request."
        moment = email.utils.formatdate(time.time() - (self._clock() - video.made_at), usegmt=True)
        given = {k: video.body[k] for k in ("script", "audio_url") if k in video.body}
        return {
            "video_id": int(video_id) if self.number_ids else video_id,
            "video_name": name,
            "status": status,
            "data": {**given, "start_with_wave": True},
            "replica_id": video.body.get("replica_id"),
            "download_url": f"https://stream.example/{video_id}/high.mp4?download={video_id}"
            if ready
            else None,
            "stream_url": f"https://stream.example/{video_id}.m3u8" if ready else None,
            "hosted_url": f"https://tavus.example/{video_id}",
            "status_details": details.get(status, "") if video.details is None else video.details,
            "error_details": None,
            "created_at": moment,
            "updated_at": moment,
            "generation_progress": {"queued": "0/100", "generating": "37/100", "ready": "100/100"}.get(
                status
            ),
        }

    def _thumbnails(self, video: FakeVideo) -> dict[str, object]:
        age = self._clock() - video.made_at
        late = age < self.queue_seconds + self.make_seconds + self.thumbnail_seconds
        there = self._status(video) == "ready" and not late and not video.body.get("fast")
        base = f"https://image.example/{video.video_id}"
        return {
            "still_image_thumbnail_url": f"{base}.jpg" if there else None,
            "gif_thumbnail_url": f"{base}.gif" if there else None,
        }

    def _list(self, query: dict[str, str]) -> Reply:
        with self._lock:
            if self.list_fails > 0:
                self.list_fails -= 1
                return refusal(500, "Internal error", "message")
            for _ in range(self.strangers_per_list):
                self.make_stranger()
            page, limit = int(query.get("page", "0")), int(query.get("limit", "10"))
            if limit > self.page_cap and self.page_cap_refuses:
                return refusal(400, f"limit must be at most {self.page_cap}")
            limit = min(limit, self.page_cap)
            if page == 0 and self.page_base == "1":
                return refusal(400, "page must be at least 1")
            return self._page(page, limit)

    def _page(self, page: int, limit: int) -> Reply:
        index = {"0": page, "1": page - 1, "1-empty": page - 1, "clamped": max(page - 1, 0)}[self.page_base]
        seen = self._visible()
        count = len(seen) if self.total < 0 else self.total
        seen = [video for video in seen if video.video_id not in self.hidden]
        index = 0 if self.cursor else index
        some = seen[index * limit : (index + 1) * limit] if index >= 0 else []
        items = [self._item(video) for video in some] + [{"status": "queued"}] * self.odd_items
        page_of = {"data": items} | ({} if self.no_total else {"total_count": count})
        return as_json(page_of | ({"next_cursor": "c2"} if self.cursor else {}))

    def _visible(self) -> list[FakeVideo]:
        now = self._clock()
        seen = [v for v in self.videos.values() if not v.gone and now - v.made_at >= self.list_lag]
        if self.order == "newest":
            seen.reverse()
        elif self.order == "updated":
            seen.sort(key=lambda v: -max(v.touched_at, v.made_at))
        elif self.order == "shuffled":
            seen.sort(key=lambda v: hash((v.video_id, self.calls["GET /v2/videos"])))
        return seen

    def _item(self, video: FakeVideo) -> dict[str, object]:
        item = self._show(video) | (self._thumbnails(video) if self.list_thumbnails else {})
        item["video_name"] = self._filtered(str(item["video_name"]))
        return {name: value for name, value in item.items() if name not in self.list_without}

    def _filtered(self, name: str) -> str:
        filters: dict[str, Callable[[str], str]] = {
            "keep": lambda n: n,
            "drop": lambda _: "",
            "upper": str.upper,
            "cut": lambda n: n[:30],
            "prefix": lambda n: "video: " + n,
        }
        return filters[self.name_filter](name)

    def _one(self, method: str, video_id: str, query: dict[str, str], body: bytes) -> Reply:
        with self._lock:
            video = self.videos.get(video_id)
            if video is None or video.gone:
                return refusal(400, "Invalid video_id")
            if method == "GET":
                more = self._thumbnails(video) if query.get("verbose") == "true" else {}
                return as_json(self._show(video) | more)
            video.touched_at = self._clock()
            if method == "DELETE":
                video.status, video.gone = "deleted", query.get("hard") == "true"
                return Reply(204)
            if method == "PATCH":
                video.body["video_name"] = json.loads(body)["video_name"]
                return as_json({})
            return refusal(405, "Method not allowed")

    @staticmethod
    def _replica(replica_id: str) -> dict[str, object]:
        return {
            "replica_id": replica_id,
            "replica_name": "Anna",
            "status": "completed",
            "training_progress": "100/100",
            "created_at": "2024-01-24T07:14:03.327Z",
            "updated_at": "2024-01-24T07:14:03.327Z",
            "error_message": None,
            "replica_type": "user",
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", default="")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=JSON")
    given = parser.parse_args()
    with FakeTavus(port=given.port, log=given.log) as api:
        for pair in given.set:
            name, _, value = pair.partition("=")
            api.set(**{name: json.loads(value)})
        print(api.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
