"""A loopback account with replicas, conversations, videos and their files; it can misbehave.

    with fakeaccount.FakeAccount() as account:
        account.add_replica("Anna")
        ... tavus.Client("key", account.url) ...

`faults` holds one fault for each of the next calls that change something: "lost" (done, connection cut),
"dropped" (not done, connection cut), or a status. Files: `account.files["/clip.mp4"] = Served(bytes)`.
"""

from __future__ import annotations

import dataclasses
import http.server
import itertools
import json
import threading
import urllib.parse
from collections import Counter, deque
from typing import Self

Reply = tuple[int, object]


@dataclasses.dataclass
class Served:
    """A file: `cut` breaks the connection after so many bytes, once; `status` refuses it."""

    data: bytes
    kind: str = "video/mp4"
    cut: int = 0
    status: int = 0
    ranges: bool = True
    etag: str = '"v1"'


class FakeAccount:
    def __init__(self, *, key: str = "", page_base: int = 0) -> None:
        self.key = key
        self.page_base = page_base
        self.replicas: dict[str, dict[str, object]] = {}
        self.conversations: dict[str, dict[str, object]] = {}
        self.videos: dict[str, dict[str, object]] = {}
        self.files: dict[str, Served] = {}
        self.calls: list[tuple[str, str]] = []
        self.bodies: list[dict[str, object]] = []
        self.seen_ranges: list[str] = []
        self.faults: deque[str] = deque()
        self.film = b""
        self.thumbnails = True
        self.counts: Counter[str] = Counter()
        self._open = True
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()

        account = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                account._serve(self)

            do_HEAD = do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the server looks for them

            def log_message(self, *_: object) -> None:
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """A client that hung up is no news."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Be away from now on."""
        if self._open:
            self._open = False
            self._server.shutdown()
            self._server.server_close()

    # -- what is there

    def add_replica(self, name: str, *, kind: str = "user", status: str = "completed", **more: object) -> str:
        replica_id = f"r{next(self._numbers):09x}"
        self.replicas[replica_id] = {
            "replica_id": replica_id,
            "replica_name": name,
            "status": status,
            "training_progress": "100/100" if status == "completed" else "0/100",
            "replica_type": kind,
            "error_message": None,
            "model_name": "phoenix-4",
            "created_at": "2026-01-24T07:14:03.327Z",
            **more,
        }
        return replica_id

    def add_video(self, name: str = "", **more: object) -> str:
        video_id = f"v{next(self._numbers):09x}"
        self.videos[video_id] = {
            "video_id": video_id,
            "video_name": name,
            "status": "ready",
            "hosted_url": f"https://tavus.example/{video_id}",
            "download_url": f"{self.url}/{video_id}.mp4",
            "data": {"script": "Hello."},
            "created_at": "Tue, 24 Jun 2025 07:01:57 GMT",
            **more,
        }
        return video_id

    # -- serving

    def _serve(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("content-length") or 0)
        body = handler.rfile.read(length)
        url = urllib.parse.urlsplit(handler.path)
        if url.path in self.files:
            self._file(handler, self.files[url.path])
            return
        query = dict(urllib.parse.parse_qsl(url.query))
        method = handler.command
        with self._lock:
            self.calls.append((method, url.path))
            self.counts[method] += 1
            if self.key and handler.headers.get("x-api-key") != self.key:
                self._send(handler, 401, {"message": "Invalid access token"})
                return
            fault = self.faults.popleft() if self.faults and method != "GET" else ""
            if fault.isdigit():
                self._send(handler, int(fault), {"error": f"Refused with {fault}"})
                return
            if fault == "dropped":
                handler.close_connection = True
                return
            data = json.loads(body) if body else {}
            if body:
                self.bodies.append(data)
            status, answer = self.answer(method, url.path.strip("/").split("/"), query, data)
        if fault == "lost":
            handler.close_connection = True
            return
        self._send(handler, status, answer)

    @staticmethod
    def _send(handler: http.server.BaseHTTPRequestHandler, status: int, answer: object) -> None:
        text = b"" if status == 204 else json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)

    def _file(self, handler: http.server.BaseHTTPRequestHandler, served: Served) -> None:
        wanted = handler.headers.get("range", "")
        with self._lock:
            self.seen_ranges += [wanted] if handler.command == "GET" else []
            self.counts[handler.path] += 1
        if served.status:
            self._send(handler, served.status, {"error": "no"})
            return
        start = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted and served.ranges else 0
        if wanted and served.ranges and start >= len(served.data):
            handler.send_response(416)
            handler.send_header("content-range", f"bytes */{len(served.data)}")
            handler.send_header("content-length", "0")
            handler.end_headers()
            return
        if handler.headers.get("if-range") not in {None, served.etag}:
            start = 0
        part = served.data[start:]
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("content-range", f"bytes {start}-{len(served.data) - 1}/{len(served.data)}")
        handler.send_header("content-type", served.kind)
        handler.send_header("content-length", str(len(part)))
        handler.send_header("etag", served.etag)
        handler.end_headers()
        if handler.command == "HEAD":
            return
        if served.cut:
            handler.wfile.write(part[: served.cut])
            handler.wfile.flush()
            served.cut = 0
            handler.close_connection = True
            return
        handler.wfile.write(part)

    # -- the API

    def answer(self, method: str, parts: list[str], query: dict[str, str], body: dict[str, object]) -> Reply:
        kind = parts[1] if len(parts) > 1 else ""
        table = {"replicas": self.replicas, "conversations": self.conversations, "videos": self.videos}.get(
            kind
        )
        if parts[0] != "v2" or table is None:
            return 404, {"message": "Not found"}
        if len(parts) == 2:
            return self._list(kind, table, query) if method == "GET" else self._create(kind, body)
        found = table.get(parts[2])
        if found is None:
            return 400, {"error": f"Invalid {kind[:-1]}_id"}
        return self._one(method, kind, parts, found, query=query, body=body)

    def _list(self, kind: str, table: dict[str, dict[str, object]], query: dict[str, str]) -> Reply:
        items = list(table.values())
        if "replica_type" in query:
            items = [each for each in items if each.get("replica_type") == query["replica_type"]]
        if "status" in query:
            items = [each for each in items if each.get("status") == query["status"]]
        base = 1 if kind == "conversations" else self.page_base
        page, limit = int(query.get("page", base)), int(query.get("limit", "10"))
        if page < base:
            return 400, {"error": "page must be at least 1"}
        first = (page - base) * limit
        return 200, {"data": items[first : first + limit], "total_count": len(items)}

    def _create(self, kind: str, body: dict[str, object]) -> Reply:
        if kind == "replicas":
            replica_id = self.add_replica(str(body.get("replica_name", "")), status="started")
            return 200, {"replica_id": replica_id, "status": "started"}
        if kind == "conversations":
            number = f"c{next(self._numbers):09x}"
            room = {
                "conversation_id": number,
                "conversation_name": body.get("conversation_name", ""),
                "conversation_url": f"https://room.example/{number}",
                "status": "ended" if body.get("test_mode") else "active",
                "replica_id": body.get("replica_id"),
            }
            self.conversations[number] = room
            return 200, room
        return 200, self.videos[self._film(body)]

    def _film(self, body: dict[str, object]) -> str:
        """Make a ready video with its files at once."""
        script = str(body.get("script", ""))
        video_id = self.add_video(
            str(body.get("video_name", "")), data={"script": script}, replica_id=body.get("replica_id")
        )
        self.files[f"/{video_id}.mp4"] = Served(self.film)
        if self.thumbnails:
            self.add_thumbnails(video_id)
        return video_id

    def add_thumbnails(self, video_id: str) -> None:
        """Give a video its thumbnail and GIF."""
        self.files[f"/{video_id}.jpg"] = Served(b"\xff\xd8\xff\xe0 a picture", kind="image/jpeg")
        self.files[f"/{video_id}.gif"] = Served(b"GIF89a a picture", kind="image/gif")
        self.videos[video_id]["still_image_thumbnail_url"] = f"{self.url}/{video_id}.jpg"
        self.videos[video_id]["gif_thumbnail_url"] = f"{self.url}/{video_id}.gif"

    def _one(
        self,
        method: str,
        kind: str,
        parts: list[str],
        found: dict[str, object],
        *,
        query: dict[str, str],
        body: dict[str, object],
    ) -> Reply:
        if method == "GET":
            return 200, found
        if method == "DELETE":
            if query.get("hard") == "true" or kind != "videos":
                {"replicas": self.replicas, "conversations": self.conversations, "videos": self.videos}[
                    kind
                ].pop(parts[2])
            found["status"] = "deleted"
            return 204, None
        if method == "PATCH" and parts[3:] == ["name"]:
            found |= body
            return 200, {}
        if method == "POST" and parts[3:] == ["end"]:
            found["status"] = "ended"
            return 200, {}
        return 405, {"error": "Method not allowed"}
