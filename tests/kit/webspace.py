"""A web space on loopback: an S3 service, the website that shows its bucket, and what goes wrong with both.

With a signature a request is one to S3 (path style, `/bucket/key`); without, it is a visitor's: a folder
shows its `index.html`. Also a website that shows a folder of this computer.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import email.utils
import hashlib
import http.server
import re
import threading
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from xml.sax import saxutils

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BUCKET = "bucket"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".txt": "text/plain"}
_TYPES |= {".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".mp4": "video/mp4"}


@dataclasses.dataclass(frozen=True)
class Stored:
    """An object as it was put."""

    body: bytes
    content_type: str
    cache_control: str

    @property
    def etag(self) -> str:
        return '"' + hashlib.md5(self.body).hexdigest() + '"'


@dataclasses.dataclass(frozen=True)
class Page:
    """An answer to a visitor."""

    status: int
    body: bytes = b""
    content_type: str = "text/html"
    location: str = ""


class _Server(http.server.ThreadingHTTPServer):
    """A server on loopback, in a thread of its own."""

    daemon_threads = True
    owner: object

    def handle_error(self, *_: object) -> None:
        """Say nothing: a visitor may leave before the answer ends."""

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Website:
    """A website that shows a folder. `answer` may answer a path otherwise; `asked` is what was asked."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root
        self.asked: list[str] = []
        self.answer: Callable[[str], Page | None] = lambda _: None

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Visits)
        self._server.owner = self
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()

    @property
    def url(self) -> str:
        return self._server.address

    def page(self, path: str) -> Page:
        """Return what a visitor gets."""
        self.asked.append(path)
        if (other := self.answer(path)) is not None:
            return other
        name = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
        stored = self.stored(name)
        if stored is None:
            return Page(404, b"<h1>Not found</h1>")
        return Page(200, stored.body, stored.content_type)

    def stored(self, name: str) -> Stored | None:
        """Return the file of a name."""
        file = self.root / name if self.root is not None else None
        if file is None or not file.is_file():
            return None
        return Stored(file.read_bytes(), _TYPES.get(file.suffix, "application/octet-stream"), "")


class S3(Website):
    """An S3 service with one bucket, which is also a website: `base_url` is `url + "/bucket"`.

    `refuse` gives an S3 error code for a method and a key, "" for none; `retype` is a type that the service
    puts in the place of what it is given; `log` has the calls that changed something.
    """

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, Stored] = {}
        self.log: list[tuple[str, str]] = []
        self.refuse: Callable[[str, str], str] = lambda _, __: ""
        self.retype = ""
        self.uploads: dict[str, tuple[str, str, dict[int, bytes]]] = {}
        self.guard = threading.Lock()

    def stored(self, name: str) -> Stored | None:
        return self.objects.get(name.removeprefix(f"{BUCKET}/"))

    def put(self, key: str, body: bytes, headers: Mapping[str, str]) -> Stored:
        made = Stored(body, self.retype or headers["type"], headers["cache"])
        with self.guard:
            self.objects[key] = made
            self.log.append(("PUT", key))
        return made

    def puts(self) -> list[str]:
        return [key for method, key in self.log if method == "PUT"]

    def use(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """Let s3fs find this service as it finds any: by the environment. Return the bucket's URL."""
        import s3fs

        for name, value in self.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(s3fs.S3FileSystem, "close_session", staticmethod(_close_session))
        return f"s3://{BUCKET}"

    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


def _close_session(loop: asyncio.AbstractEventLoop | None, s3: Any) -> None:
    """Close what s3fs leaves to the garbage collector, however long that takes: it waits a tenth of a second.

    A session that is not closed by then is a warning, and so an error of whichever test runs.
    """
    from fsspec import asyn

    if loop is None or not loop.is_running():
        return
    try:
        running = asyncio.get_running_loop()
    except RuntimeError:
        asyn.sync(loop, s3.__aexit__, None, None, None, timeout=60)
    else:
        _closing.add(running.create_task(s3.__aexit__(None, None, None)))


_closing: set[asyncio.Task[None]] = set()
"""Tasks that nobody else refers to."""


class _Visits(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    @property
    def site(self) -> Website:
        owner = self.server.owner  # type: ignore[attr-defined]
        assert isinstance(owner, Website)
        return owner

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if isinstance(self.site, S3) and "Authorization" in self.headers:
            self._s3(self.site)
            return
        page = self.site.page(urllib.parse.unquote(urllib.parse.urlsplit(self.path).path))
        headers = {"Location": page.location} if page.location else {}
        body, status = page.body, page.status
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if asked and status == 200:
            first, last = int(asked[1]), min(int(asked[2]), len(body) - 1)
            headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
            body, status = body[first : last + 1], 206
        self._answer(status, body, page.content_type, **headers)

    def do_PUT(self) -> None:
        assert isinstance(self.site, S3)
        self._s3(self.site)

    do_HEAD = do_POST = do_DELETE = do_PUT  # noqa: N815 - names of the standard library

    # S3: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html

    def _s3(self, s3: S3) -> None:
        parts = urllib.parse.urlsplit(self.path)
        bucket, _, key = urllib.parse.unquote(parts.path).lstrip("/").partition("/")
        query = {name: values[0] for name, values in urllib.parse.parse_qs(parts.query, True).items()}
        body = self._body()
        code = "NoSuchBucket" if bucket != BUCKET else s3.refuse(self.command, key)
        if code:
            self._fault(code)
        elif "uploads" in query or "uploadId" in query:
            self._multipart(s3, key, query, body)
        elif self.command == "PUT":
            self._answer(200, ETag=s3.put(key, body, self._facts()).etag)
        elif self.command == "DELETE":
            self._delete(s3, key)
        elif self.command == "POST" and "delete" in query:
            for found in re.findall(r"<Key>(.*?)</Key>", body.decode()):
                self._forget(s3, saxutils.unescape(found))
            self._answer(200, b"<DeleteResult/>", "application/xml")
        elif key:
            self._object(s3, key)
        else:
            self._list(s3, query.get("prefix", ""), query.get("delimiter", ""))

    def _facts(self) -> dict[str, str]:
        return {
            "type": self.headers.get("Content-Type", "binary/octet-stream"),
            "cache": self.headers.get("Cache-Control", ""),
        }

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            data = self._chunks(self.rfile.readline)
        else:
            length = int(self.headers.get("Content-Length", "0"))
            data = self.rfile.read(length)
            if len(data) < length:
                raise ConnectionError("Who was sending it is gone.")
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return data
        out, rest = b"", data
        while rest:
            line, _, rest = rest.partition(b"\r\n")
            size = int(line.partition(b";")[0], 16)
            if not size:
                break
            out, rest = out + rest[:size], rest[size + 2 :]
        return out

    def _chunks(self, line: Callable[[], bytes]) -> bytes:
        out = b""
        while size := int(line().strip() or b"0", 16):
            out += self.rfile.read(size)
            line()
        line()
        return out

    def _multipart(self, s3: S3, key: str, query: Mapping[str, str], body: bytes) -> None:
        if "uploads" in query:
            number = str(len(s3.uploads) + 1)
            facts = self._facts()
            s3.uploads[number] = (facts["type"], facts["cache"], {})
            self._element("InitiateMultipartUploadResult", f"<UploadId>{number}</UploadId>")
            return
        kind, cache, parts = s3.uploads[query["uploadId"]]
        if self.command == "PUT":
            parts[int(query["partNumber"])] = body
            self._answer(200, ETag=f'"{hashlib.md5(body).hexdigest()}"')
        elif self.command == "DELETE":
            self._answer(204)
        else:
            whole = b"".join(parts[number] for number in sorted(parts))
            etag = s3.put(key, whole, {"type": kind, "cache": cache}).etag
            self._element("CompleteMultipartUploadResult", f"<ETag>{etag}</ETag>")

    def _delete(self, s3: S3, key: str) -> None:
        self._forget(s3, key)
        self._answer(204)

    def _forget(self, s3: S3, key: str) -> None:
        with s3.guard:
            s3.objects.pop(key, None)
            s3.log.append(("DELETE", key))

    def _object(self, s3: S3, key: str) -> None:
        stored = s3.objects.get(key)
        if stored is None:
            self._fault("NoSuchKey")
            return
        headers = {"ETag": stored.etag, "Last-Modified": email.utils.format_datetime(dt.datetime.now(dt.UTC))}
        headers["Cache-Control"] = stored.cache_control
        body, status = stored.body, 200
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked:
            last = int(asked[2]) if asked[2] else len(body) - 1
            headers["Content-Range"] = f"bytes {asked[1]}-{last}/{len(body)}"
            body, status = body[int(asked[1]) : last + 1], 206
        self._answer(status, body, stored.content_type, **headers)

    def _list(self, s3: S3, prefix: str, delimiter: str) -> None:
        keys = [key for key in sorted(s3.objects) if key.startswith(prefix)]
        folders = set()
        if delimiter:
            inside = {key: key[len(prefix) :].partition(delimiter) for key in keys}
            folders = {prefix + first + delimiter for first, found, _ in inside.values() if found}
            keys = [key for key in keys if not inside[key][1]]
        text = "".join(
            f"<Contents><Key>{saxutils.escape(key)}</Key><Size>{len(s3.objects[key].body)}</Size>"
            f"<ETag>{s3.objects[key].etag}</ETag><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>"
            for key in keys
        )
        text += "".join(
            f"<CommonPrefixes><Prefix>{saxutils.escape(folder)}</Prefix></CommonPrefixes>"
            for folder in sorted(folders)
        )
        count = len(keys) + len(folders)
        self._element(
            "ListBucketResult", f"<KeyCount>{count}</KeyCount><IsTruncated>false</IsTruncated>{text}"
        )

    def _element(self, name: str, inside: str) -> None:
        self._answer(200, f"<{name}>{inside}</{name}>".encode(), "application/xml")

    def _fault(self, code: str) -> None:
        status = {"NoSuchKey": 404, "NoSuchBucket": 404, "QuotaExceeded": 400}.get(code, 403)
        text = f"<Error><Code>{code}</Code><Message>The space says {code}.</Message></Error>"
        self._answer(status, b"" if self.command == "HEAD" else text.encode(), "application/xml")

    def _answer(self, status: int, body: bytes = b"", kind: str = "", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if kind:
            self.send_header("Content-Type", kind)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
