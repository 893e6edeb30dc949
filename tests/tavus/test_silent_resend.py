"""The client in use never sends a POST twice by itself when a kept-alive connection dies.

The first may have been paid.

Standing test for every change of the client, on the direct line and over a transport of httpx: libcurl, for
one, sends it again and says nothing.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import faketavus
import httpx
import pytest
import trustme

from batchgen import errors, tavus

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "0123456789abcdef0123456789abcdef"
BODY = {"replica_id": "r90bbd427f71", "script": "Hello."}
DEATHS = ["close_after_body", "reset_after_body", "reset_before_body", "dropped", "truncated"]


class Pair:
    """A service and a way to make clients of it, plain or over TLS."""

    def __init__(
        self, api: faketavus.FakeTavus, trust: ssl.SSLContext | None, *, relayed: bool = False
    ) -> None:
        self.api = api
        self.trust = trust
        self.relayed = relayed

    def client(self) -> tavus.Client:
        over = httpx.HTTPTransport(verify=self.trust or False) if self.relayed else None
        return tavus.Client(
            KEY, self.api.url, verify=self.trust, transport=over, read_seconds=5.0, create_seconds=5.0
        )


@pytest.fixture
def plain_pair() -> Iterator[Pair]:
    with faketavus.FakeTavus() as api:
        yield Pair(api, None)


@pytest.fixture
def tls_pair() -> Iterator[Pair]:
    authority = trustme.CA()
    served, trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(served)
    authority.configure_trust(trust)
    with faketavus.FakeTavus(tls=served) as api:
        yield Pair(api, trust)


@pytest.fixture(params=["plain", "tls", "plain relayed", "tls relayed"])
def pair(request: pytest.FixtureRequest) -> Pair:
    name, _, relayed = str(request.param).partition(" ")
    found: Pair = request.getfixturevalue(f"{name}_pair")
    return Pair(found.api, found.trust, relayed=bool(relayed))


@pytest.mark.parametrize("death", DEATHS)
def test_a_dying_kept_alive_connection_brings_an_error_and_no_second_post(pair: Pair, death: str) -> None:
    with pair.client() as client:
        client.create_video(BODY)
        pair.api.faults.append(death)
        with pytest.raises(errors.NoAnswerError):
            client.create_video(BODY)

        assert pair.api.connections == 1
        assert pair.api.calls["POST /v2/videos"] == 2


def test_a_connection_that_died_while_idle_costs_no_second_post(pair: Pair) -> None:
    with pair.client() as client:
        client.create_video(BODY)
        pair.api.hang_up()
        client_result: tavus.Video | errors.NoAnswerError
        try:
            client_result = client.create_video(BODY)
        except errors.NoAnswerError as error:
            client_result = error

        assert len(pair.api.posts) == (2 if isinstance(client_result, tavus.Video) else 1)


def test_creates_go_over_one_connection(pair: Pair) -> None:
    with pair.client() as client:
        for _ in range(3):
            client.create_video(BODY)

    assert (pair.api.connections, len(pair.api.posts)) == (1, 3)


def test_the_client_is_alive_after_a_death(pair: Pair) -> None:
    with pair.client() as client:
        pair.api.faults.append("reset_after_body")
        with pytest.raises(errors.NoAnswerError):
            client.create_video(BODY)
        client.create_video(BODY)

        assert len(pair.api.posts) == 2


def test_a_server_that_nobody_vouches_for_is_never_spoken_to(tls_pair: Pair) -> None:
    with tavus.Client(KEY, tls_pair.api.url) as client, pytest.raises(errors.NotSentError):
        client.create_video(BODY)

    assert tls_pair.api.posts == []
