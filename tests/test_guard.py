"""The guard of the tests: loopback only, a home of its own."""

import os
import socket
from pathlib import Path

import pytest


def test_a_test_cannot_look_up_another_machine() -> None:
    with pytest.raises(AssertionError, match=r"reached for tavusapi\.com"):
        socket.getaddrinfo("tavusapi.com", 443)


def test_a_test_cannot_connect_to_another_machine() -> None:
    with socket.socket() as caller, pytest.raises(AssertionError, match=r"reached for 192\.0\.2\.1"):
        caller.connect(("192.0.2.1", 9))


def test_a_test_may_connect_to_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as caller:
        caller.connect(server.getsockname())

        assert caller.getpeername() == server.getsockname()


def test_a_test_has_an_empty_home_and_no_key() -> None:
    assert list(Path.home().iterdir()) == []
    assert "TAVUS_API_KEY" not in os.environ
