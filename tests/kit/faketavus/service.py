"""The fake service: its routes, and what a test asks of it."""

from __future__ import annotations

import dataclasses
import re
import time
from collections import Counter, deque
from typing import TYPE_CHECKING, TypeVar

from faketavus import faults
from faketavus.server import Reply, Request, Server, as_json, refusal
from faketavus.store import Served, Store, Thing

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

T = TypeVar("T")
TOKEN = re.compile(r"^bg-[0-9a-z]{12}")


@dataclasses.dataclass
class Post:
    """A create call as it was received: `made` is the id of the video that it made, or None."""

    number: int
    at: float
    body: Thing
    fault: str = ""
    made: str | None = None

    @property
    def name(self) -> str:
        return str(self.body.get("video_name", ""))

    @property
    def token(self) -> str:
        found = TOKEN.match(self.name)
        return found.group() if found else ""


class FakeTavus(Server, Store):
    """The service on a port of its own; switches by keyword."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        **switches: object,
    ) -> None:
        Server.__init__(self, tls)
        Store.__init__(self, clock, **switches)
        self.posts: list[Post] = []
        self.bodies: list[Thing] = []  # of all other changes
        self.calls: Counter[str] = Counter()  # "GET /v2/videos", "GET /v2/videos/{id}", "GET /clip.mp4", …
        self.keys: set[str] = set()
        self.seen_ranges: list[str] = []
        self.faults: deque[str] = deque()
        self.fault_of: Callable[[Post], str] | None = None
        self.refusals = 0
        self._bucket = (clock(), 1.0)

    # -- what a test sets and asks

    def set(self, **switches: object) -> None:
        for name, value in switches.items():
            if name == "faults":
                self.faults.extend(value)  # type: ignore[arg-type]
            elif name in self.__dataclass_fields__:
                setattr(self, name, value)
            else:
                raise ValueError(name)

    def count(self, start: str) -> int:
        """Return how many calls began with these words: "POST", "GET /v2/replicas"."""
        with self.lock:
            return sum(number for call, number in self.calls.items() if call.startswith(start))

    def paid_twice(self, field: str = "script") -> dict[str, int]:
        """The values of a request field for which more than one video was made."""
        with self.lock:
            counts = Counter(str(post.body.get(field, "")) for post in self.posts if post.made)
        return {value: count for value, count in counts.items() if count > 1}

    def tokens_sent_twice(self) -> dict[str, int]:
        with self.lock:
            counts = Counter(post.token for post in self.posts)
        return {token: count for token, count in counts.items() if token and count > 1}

    def made_ids(self) -> set[str]:
        with self.lock:
            return {post.made for post in self.posts if post.made}

    # -- routes

    def cuts_off(self, request: Request) -> bool:
        if not self.faults or (request.method, request.target) != ("POST", "/v2/videos"):
            return False
        with self.lock:
            cut = bool(self.faults) and self.faults[0] == "reset_before_body"
            if cut:
                self.faults.popleft()
                self.calls["POST /v2/videos"] += 1
            return cut

    def answer(self, request: Request) -> Reply:
        method, parts = request.method, request.parts
        if request.path == "/_fake/span":
            return self._span()
        with self.lock:
            self.calls[f"{method} /{'/'.join(parts[:2])}{'/{id}' if len(parts) > 2 else ''}"] += 1
        if request.path in self.files:
            return self._file(request, self.files[request.path])
        with self.lock:
            self.keys.add(request.headers.get("x-api-key", ""))
        if self.outage:
            return Reply(nothing=True)
        if self.key and request.headers.get("x-api-key") != self.key:
            return refusal(401, "Invalid access token", "message")
        if method == "POST" and parts == ["v2", "videos"]:
            return self._create_video(request)
        with self.lock:
            return self._read(request) if method == "GET" else self._change(request)

    def _span(self) -> Reply:
        """Tell how many creates came since this was last asked, and in how many seconds."""
        with self.lock:
            times = [post.at for post in self.posts]
            self.posts.clear()
        return as_json({"posts": len(times), "seconds": times[-1] - times[0] if times else 0.0})

    def _read(self, request: Request) -> Reply:
        if self.reads_fail:
            return faults.failed_read(self.reads_fail)
        if self.no_list and request.parts == ["v2", "videos"]:
            return faults.failed_read(self.no_list)
        return self._resource(request)

    def _change(self, request: Request) -> Reply:
        """Change something other than by making a video, or fail at it."""
        if request.body:
            self.bodies.append(request.data())
        fault, _, rest = (self.faults.popleft() if self.faults else "").partition(":")
        if fault in {"dropped", "refuse"}:
            return faults.unpaid(self, fault, rest)
        reply = self._resource(request)
        return Reply(nothing=True) if fault == "close_after_body" else reply

    def _resource(self, request: Request) -> Reply:
        tables: dict[str, dict[str, Thing]] = {
            "replicas": self.replicas,
            "conversations": self.conversations,
        }
        version, kind, *rest = [*request.parts, ""] if len(request.parts) < 2 else request.parts
        if version != "v2" or (kind == "replicas" and not self.replica_calls):
            return refusal(404, "Not found", "message")
        if kind == "videos":
            return self._one_video(request, rest[0]) if rest else self.list_videos(request)
        if kind not in tables:
            return refusal(404, "Not found", "message")
        if rest:
            return self._one(request, kind, tables[kind], rest)
        if request.method == "POST":
            return self._create(kind, request.data())
        return self._list(request, kind, list(tables[kind].values()))

    # -- replicas and conversations

    def _create(self, kind: str, body: Thing) -> Reply:
        if kind == "conversations":
            return as_json(self.add_conversation(body))
        replica_id = self.add_replica(str(body.get("replica_name", "")), status="started")
        return as_json({"replica_id": replica_id, "status": "started"})

    def _one(self, request: Request, kind: str, table: dict[str, Thing], rest: list[str]) -> Reply:
        found = table.get(rest[0])
        if kind == "replicas":
            bad = rest[0] in self.bad_replicas or not self.any_replica
            found = found or (None if bad else {**self.replicas["r90bbd427f71"], "replica_id": rest[0]})
        if found is None or rest[0] in self.bad_replicas:
            return refusal(400, f"Invalid {kind[:-1]}_id")
        match request.method, rest[1:]:
            case "GET", []:
                return as_json(found)
            case "DELETE", []:
                table.pop(rest[0], None)
                return Reply(204)
            case "PATCH", ["name"]:
                found |= request.data()
                return as_json({})
            case "POST", ["end"]:
                found["status"] = "ended"
                return as_json({})
        return refusal(405, "Method not allowed")

    def _list(self, request: Request, kind: str, items: list[Thing]) -> Reply:
        for name in ("replica_type", "status"):
            if name in request.query:
                items = [each for each in items if each.get(name) == request.query[name]]
        base = "1" if kind == "conversations" else self.page_base
        some = self._cut_out(items, request, base)
        return some if isinstance(some, Reply) else as_json({"data": some, "total_count": len(items)})

    def _cut_out(self, items: list[T], request: Request, base: str) -> list[T] | Reply:
        """Return the page that was asked for, or the refusal of a page that is not there."""
        page, limit = int(request.query.get("page", "0")), int(request.query.get("limit", "10"))
        if limit > self.page_cap and self.page_cap_refuses:
            return refusal(400, f"limit must be at most {self.page_cap}")
        if page == 0 and base == "1":
            return refusal(400, "page must be at least 1")
        limit = min(limit, self.page_cap)
        index = {"0": page, "1": page - 1, "1-empty": page - 1, "clamped": max(page - 1, 0)}[base]
        return items[index * limit : (index + 1) * limit] if index >= 0 else []

    def _file(self, request: Request, served: Served) -> Reply:
        wanted = request.headers.get("range", "")
        with self.lock:
            self.seen_ranges += [wanted] if request.method == "GET" else []
        if served.status:
            return refusal(served.status, "no")
        size = len(served.data)
        start = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted and served.ranges else 0
        if start and start >= size:
            return Reply(416, b"", {"content-range": f"bytes */{size}"})
        if request.headers.get("if-range") not in {None, served.etag}:
            start = 0
        headers = {"etag": served.etag} | (
            {"content-range": f"bytes {start}-{size - 1}/{size}"} if start else {}
        )
        cut = served.cut or None
        if request.method == "GET":
            served.cut = 0
        return Reply(206 if start else 200, served.data[start:], headers, served.kind, cut=cut)

    # -- videos

    def _create_video(self, request: Request) -> Reply:
        with self.lock:
            post = Post(len(self.posts) + 1, self.clock(), request.data())
            self.posts.append(post)
            post.fault = self._fault(post)
            reply = faults.failed(self, post) if post.fault else self._accept_post(post)
        self.wait(self.latency)
        return reply

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
            return faults.too_many("1")
        if self.max_open and self.count_open() >= self.max_open:
            self.refusals += 1
            return refusal(400, faults.CAP_WORDS, "message")
        if self.credits == 0:
            return refusal(402, "The user is out of video credits", "message")
        self.credits -= self.credits > 0
        return self.made(post)

    def made(self, post: Post) -> Reply:
        video = self.make(post.body)
        post.made = video.video_id
        shown = self.show(video)
        fields = ("video_id", "video_name", "status", "hosted_url", "created_at")
        return as_json({name: shown[name] for name in fields if name in shown})

    def _within_rate(self) -> bool:
        at, level = self._bucket
        now = self.clock()
        level = min(max(self.rate, 1.0), level + (now - at) * self.rate)
        allowed = level >= 1
        self._bucket = (now, level - 1 if allowed else level)
        return allowed

    def list_videos(self, request: Request) -> Reply:
        if self.list_fails > 0:
            self.list_fails -= 1
            return refusal(500, "Internal error", "message")
        for _ in range(self.strangers_per_list):
            self.make_stranger()
        seen = self.visible(self.calls["GET /v2/videos"])
        if "status" in request.query:
            seen = [video for video in seen if self.status(video) == request.query["status"]]
        count = len(seen) if self.total < 0 else self.total
        if self.cursor:
            request.query.pop("page", None)
        some = self._cut_out([v for v in seen if v.video_id not in self.hidden], request, self.page_base)
        if isinstance(some, Reply):
            return some
        items = [self.item(video) for video in some] + [{"status": "queued"}] * self.odd_items
        page_of = {"data": items} | ({} if self.no_total else {"total_count": count})
        return as_json(page_of | ({"next_cursor": "c2"} if self.cursor else {}))

    def _one_video(self, request: Request, video_id: str) -> Reply:
        video = self.videos.get(video_id)
        if video is None or video.gone:
            return refusal(400, "Invalid video_id")
        if request.method == "GET":
            more = self.thumbnails(video) if request.query.get("verbose") == "true" else {}
            return as_json(self.show(video) | more)
        video.touched_at = self.clock()
        if request.method == "DELETE":
            video.status, video.gone = "deleted", request.query.get("hard") == "true"
            return Reply(204)
        if request.method == "PATCH":
            video.body["video_name"] = request.data()["video_name"]
            return as_json({})
        return refusal(405, "Method not allowed")
