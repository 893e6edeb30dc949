"""What a sheet's links may reach: the fetcher's rules."""

import contextlib
import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from batchgen import net
from batchgen.sandbox.studio import fetch

HERE = fetch.Policy(allow_loopback=True)


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/hop":
            self.send_response(302)
            self.send_header("location", "http://169.254.169.254/latest/meta-data")
            self.end_headers()
        elif self.path == "/round":
            self.send_response(302)
            self.send_header("location", "/round")
            self.end_headers()
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(50):
                    self.wfile.write(b"x")
                    time.sleep(0.02)
        elif self.path == "/slow-headers":
            with contextlib.suppress(OSError):
                for count in range(500):
                    self.wfile.write(b"x" if count else b"HTTP/1.1 200 OK\r\n")
                    time.sleep(0.02)
        elif self.path == "/gone":
            self.send_error(404)
        else:
            self.send_response(200)
            self.send_header("content-type", "image/png")
            self.end_headers()
            self.wfile.write(self.headers["host"].encode() + b" " * 2000)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_file_is_fetched_by_its_name_through_the_address_that_was_looked_at(
    site: str, tmp_path: Path
) -> None:
    fetched = fetch.download(f"{site}/a.png", tmp_path / "a", HERE)

    assert fetched.content_type == "image/png"
    assert fetched.path.read_bytes().startswith(b"localhost:")


def test_this_machine_and_its_network_are_refused_with_the_option_that_opens_them() -> None:
    with pytest.raises(fetch.ForbiddenError, match=r"does not fetch.*--allow-private"):
        fetch.resolve("http://10.0.0.5/x", fetch.Policy())


def test_a_callback_goes_to_the_address_that_was_looked_at(site: str) -> None:
    port = int(site.rpartition(":")[2])
    target = net.Target(f"{site}/hop", "http", "no-such-name.example", port, ("127.0.0.1",))

    assert fetch.post_json(target, b"{}", HERE) == 501


def test_a_redirect_is_looked_at_like_the_first_link(site: str, tmp_path: Path) -> None:
    with pytest.raises(fetch.FetchError, match=r"169\.254\.169\.254"):
        fetch.download(f"{site}/hop", tmp_path / "a", HERE)

    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("path", "policy", "words"),
    [
        ("/round", HERE, "redirects too often"),
        ("/gone", HERE, "answered 404"),
        ("/a.png", fetch.Policy(allow_loopback=True, max_bytes=1000), "larger than"),
        ("/slow-headers", fetch.Policy(allow_loopback=True, seconds=0.3), "could not be fetched"),
        ("/drip", fetch.Policy(allow_loopback=True, seconds=0.3), "took longer|could not be fetched"),
    ],
)
def test_a_bad_source_is_named_and_leaves_no_file(
    site: str, tmp_path: Path, path: str, policy: fetch.Policy, words: str
) -> None:
    with pytest.raises(fetch.FetchError, match=words):
        fetch.download(site + path, tmp_path / "a", policy)

    assert not (tmp_path / "a").exists()


def test_nothing_listening_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(fetch.FetchError, match="could not be reached"):
        fetch.download("http://127.0.0.1:1/a", tmp_path / "a", HERE)


def test_a_file_link_needs_the_setting(tmp_path: Path) -> None:
    source = tmp_path / "a b.wav"
    source.write_bytes(b"RIFF")

    with pytest.raises(fetch.FetchError, match="allow-files"):
        fetch.download(source.as_uri(), tmp_path / "copy", fetch.Policy())
    fetched = fetch.download(source.as_uri(), tmp_path / "copy", fetch.Policy(allow_files=True))

    assert fetched.path.read_bytes() == b"RIFF"


def test_a_file_link_to_another_machine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(fetch.FetchError, match="another computer"):
        fetch.download("file://server/share/a", tmp_path / "a", fetch.Policy(allow_files=True))
