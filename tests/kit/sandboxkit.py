"""A running sandbox for tests, and a small client of their own for it."""

import contextlib
import http.server
import json
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from batchgen.sandbox import sandbox_options
from batchgen.sandbox.api import server


class Answer(NamedTuple):
    status: int
    body: Any
    headers: Mapping[str, str]


class Api:
    """Calls one sandbox; every answer is returned, none raises."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder

    def call(
        self, method: str, path: str, body: object = None, *, key: str | None = "any", **headers: str
    ) -> Answer:
        data = json.dumps(body).encode() if body is not None else None
        return self.raw(method, path, data, key=key, **headers)

    def raw(
        self, method: str, path: str, data: bytes | None, *, key: str | None = "any", **headers: str
    ) -> Answer:
        request = urllib.request.Request(self.url + path, method=method, data=data, headers=headers)
        if key is not None:
            request.add_header("x-api-key", key)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, decoded(answer.read()), answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, decoded(error.read()), error.headers)

    def create(self, **fields: object) -> str:
        body = {"replica_id": "rlocal0maya", "script": "Hello Ana.", **fields}
        answer = self.call("POST", "/v2/videos", body)
        assert answer.status == 200, answer
        return str(answer.body["video_id"])

    def video(self, video_id: str) -> Any:
        return self.call("GET", f"/v2/videos/{video_id}?verbose=true").body

    def finished(self, video_id: str, seconds: float = 20) -> Any:
        return eventually(
            lambda: self.video(video_id), lambda video: video["status"] in {"ready", "error"}, seconds
        )


def decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content


def eventually(ask: Callable[[], Any], good: Callable[[Any], bool] = bool, seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not good(found := ask()):
        assert time.monotonic() < end, f"still {found!r} after {seconds} s"
        time.sleep(0.05)
    return found


QUICK = ("--queue-seconds", "0.1", "--make-seconds", "0.2", "--train-seconds", "0.2")


@contextlib.contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Api]:
    """Run a sandbox that makes no films in a thread of this process: it is up in no time."""
    given = sandbox_options.parse(["--no-render", "--port", "0", "--keep", str(folder), *QUICK, *arguments])
    folder.mkdir(parents=True, exist_ok=True)
    addresses: queue.SimpleQueue[str] = queue.SimpleQueue()
    served = server.build(given, folder, ready=addresses.put)
    thread = threading.Thread(target=served.run)
    thread.start()
    try:
        yield Api(addresses.get(timeout=60), folder)
    finally:
        served.should_exit = True
        thread.join(60)
        assert not thread.is_alive()


@contextlib.contextmanager
def serving(page: str) -> Iterator[int]:
    """Serve one page at a port of its own."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
