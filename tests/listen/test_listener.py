"""Callbacks: only with the secret, only small ones, and never believed."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from batchgen import errors, listen
from batchgen.listen import receiver
from batchgen.plan import context

SECRET = listen.secret_of("key-12345", Path("/x/a.batchgen.db"))


@pytest.fixture
def heard() -> context.Hints:
    return context.Hints()


@pytest.fixture
def listener(heard: context.Hints) -> Iterator[listen.Listener]:
    with listen.Listener(SECRET, heard.give, port=0) as running:
        yield running


def test_a_callback_with_the_secret_is_a_hint(listener: listen.Listener, heard: context.Hints) -> None:
    answer = httpx.post(listener.url + listener.path, json={"video_id": "1e30440cf9", "status": "ready"})

    assert answer.status_code == 204
    assert heard.take() == ["1e30440cf9"]


@pytest.mark.parametrize("path", ["/", "/callback/", "/callback/wrong", "/callback/" + "a" * 40, "/docs"])
def test_a_stranger_learns_nothing(listener: listen.Listener, heard: context.Hints, path: str) -> None:
    answer = httpx.post(listener.url + path, json={"video_id": "1e30440cf9"})

    assert answer.status_code == 404
    assert not heard.waiting


def test_the_same_hint_twice_is_one(listener: listen.Listener, heard: context.Hints) -> None:
    for _ in range(3):
        httpx.post(listener.url + listener.path, json={"video_id": "1e30440cf9"})

    assert heard.take() == ["1e30440cf9"]


def test_a_large_callback_is_refused(listener: listen.Listener, heard: context.Hints) -> None:
    body = json.dumps({"video_id": "1e30440cf9", "data": {"script": "x" * receiver.LARGEST}})

    assert httpx.post(listener.url + listener.path, content=body).status_code == 413
    assert not heard.waiting


def test_reading_is_not_offered(listener: listen.Listener) -> None:
    assert httpx.get(listener.url + listener.path).status_code == 405


@pytest.mark.parametrize(
    "body",
    [b"", b"nonsense", b"[]", b"{}", b'{"video_id": [7]}', b'{"video_id": "../../x"}', b"[" * 60_000,
     b'{"video_id": ""}', b'{"video_id": "' + b"v" * 65 + b'"}', b'{"replica_id": "r1", "status": "ready"}'],
)  # fmt: skip
def test_what_names_no_video_is_no_hint(body: bytes) -> None:
    assert receiver.video_of(body) == ""


def test_the_secret_stays_the_same_and_differs_by_campaign_and_key() -> None:
    again = listen.secret_of("key-12345", Path("/elsewhere/a.batchgen.db"))

    assert again == SECRET
    assert listen.secret_of("key-12345", Path("b.batchgen.db")) != SECRET
    assert listen.secret_of("key-54321", Path("a.batchgen.db")) != SECRET
    assert "key-12345" not in SECRET


def test_the_callback_url_is_the_public_one_with_the_secret() -> None:
    assert listen.callback_url("https://x.example/t/", "s3") == "https://x.example/t/callback/s3"


@pytest.mark.parametrize("url", ["x.example", "ftp://x.example", "https://", "", "https://x.example/?a=1"])
def test_a_public_url_that_cannot_be_called_is_a_usage_error(url: str) -> None:
    with pytest.raises(errors.UsageError):
        listen.callback_url(url, "s3")


def test_a_taken_port_is_a_usage_error(heard: context.Hints) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(errors.UsageError, match="Cannot listen on"):
            listen.Listener(SECRET, heard.give, port=taken.getsockname()[1])


def test_listening_ends_with_its_thread(heard: context.Hints) -> None:
    before = set(threading.enumerate())
    with listen.Listener(SECRET, heard.give, port=0):
        assert set(threading.enumerate()) - before

    assert set(threading.enumerate()) <= before
