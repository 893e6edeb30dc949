"""Guard: no test leaves loopback or touches the user's home."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import enginekit
import faketavus
import pytest

LOOPBACK = ("127.", "::1", "localhost")


class LeftLoopbackError(AssertionError):
    """A test tried to reach another machine."""


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections and name look-ups beyond this machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: object) -> None:
        refuse(address[0] if isinstance(address, tuple) and self.family != socket.AF_UNIX else None)
        connect(self, address)

    def guarded_look_up(host: object, *args: object, **given: object) -> object:
        refuse(host)
        return look_up(host, *args, **given)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


def refuse(host: object) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if isinstance(name, str) and name and not name.startswith(LOOPBACK):
        raise LeftLoopbackError(f"A test reached for {name}.")


@pytest.fixture(autouse=True)
def home_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give each test an empty home and no settings of the person who runs it."""
    home = tmp_path_factory.mktemp("home", numbered=True)
    for name in (
        "HOME",
        "USERPROFILE",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
    ):
        monkeypatch.setenv(name, str(home))
    for name in ("TAVUS_API_KEY", "TAVUS_API_URL"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(autouse=True, scope="session")
def signals_that_work() -> None:
    """Take signals as a terminal gives them: what nohup or a shell's & starts would ignore them, and so would
    every program that a test starts.
    """
    for name, handler in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, handler)


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as fake:
        yield fake


@pytest.fixture
def desk(api: faketavus.FakeTavus, tmp_path: Path) -> enginekit.Desk:
    """A folder with a sheet of ten people."""
    return enginekit.desk(tmp_path, api, enginekit.people(10))
