"""A loopback API of few words, in one thread: a bench is to measure the client.

As a child program it prints its URL on the first line and lives until its stdin ends. Every video is ready at
once. `GET /_fake/span` says how many creates came since it was last asked, and in how many seconds.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
import urllib.parse


class QuickApi:
    """Answers creates, and as much as a run asks about besides."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._names: list[str] = []
        self._waiting: dict[socket.socket, bytes] = {}
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def serve(self) -> None:
        """Serve until stdin ends."""
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(sys.stdin, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is sys.stdin:
                    return
                if key.fileobj is self._listener:
                    self._accept()
                elif isinstance(key.fileobj, socket.socket):
                    self._read(key.fileobj)

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(connection, selectors.EVENT_READ)
        self._waiting[connection] = b""

    def _read(self, connection: socket.socket) -> None:
        try:
            piece = connection.recv(65536)
        except OSError:
            piece = b""
        if not piece:
            self._selector.unregister(connection)
            del self._waiting[connection]
            connection.close()
            return
        self._waiting[connection] = self._talk(connection, self._waiting[connection] + piece)

    def _talk(self, connection: socket.socket, waiting: bytes) -> bytes:
        """Answer the requests that are all there; return what is left."""
        while b"\r\n\r\n" in waiting:
            head, _, rest = waiting.partition(b"\r\n\r\n")
            _, named, after = head.lower().partition(b"\r\ncontent-length:")
            length = int(after.split(b"\r\n", 1)[0]) if named else 0
            if len(rest) < length:
                break
            waiting = rest[length:]
            body = json.dumps(self._answer(head, rest[:length])).encode()
            shape = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            connection.sendall(shape % len(body) + body)
        return waiting

    def _answer(self, head: bytes, body: bytes) -> dict[str, object]:
        if head.startswith(b"POST /v2/videos "):
            self._times.append(time.monotonic())
            self._names.append(json.loads(body)["video_name"])
            return {**self._video(len(self._names) - 1), "status": "queued"}
        if head.startswith(b"GET /_fake/span "):
            times, self._times = self._times, []
            return {"posts": len(times), "seconds": times[-1] - times[0] if times else 0.0}
        if head.startswith(b"GET /v2/replicas/"):
            return {"replica_id": "r90bbd427f71", "replica_name": "Anna", "status": "completed"}
        path, _, query = head.split(b" ", 2)[1].decode().partition("?")
        if path.startswith("/v2/videos/"):
            return self._video(int(path.removeprefix("/v2/videos/v"), 16))
        return self._page(dict(urllib.parse.parse_qsl(query)))

    def _page(self, query: dict[str, str]) -> dict[str, object]:
        """Return a page of the list, the newest video first; pages count from 0."""
        limit = min(int(query.get("limit", "10")), 100)
        newest = len(self._names) - 1 - int(query.get("page", "0")) * limit
        numbers = range(newest, max(newest - limit, -1), -1)
        return {"data": [self._video(number) for number in numbers], "total_count": len(self._names)}

    def _video(self, number: int) -> dict[str, object]:
        video_id = f"v{number:09x}"
        links = {
            "hosted_url": f"https://tavus.example/{video_id}",
            "download_url": f"https://tavus.example/{video_id}.mp4",
            "still_image_thumbnail_url": f"https://tavus.example/{video_id}.jpg",
        }
        return {"video_id": video_id, "video_name": self._names[number], "status": "ready", **links}


if __name__ == "__main__":
    api = QuickApi()
    print(api.url, flush=True)
    api.serve()
