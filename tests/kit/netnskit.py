"""A worker behind a cable of its own: a network namespace whose link to the database can be pulled."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pgkit

_NEWNET = 0x40000000
_PORT = 5432
_numbers = itertools.count()


def works() -> bool:
    """Return whether this user may make network namespaces."""
    if sys.platform != "linux" or shutil.which("ip") is None or os.geteuid() != 0:
        return False
    name = f"bgtry{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], check=False, capture_output=True)
    subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
    return made.returncode == 0


def enter(namespace: str) -> None:
    """Move this thread into a network namespace."""
    with Path("/run/netns", namespace).open("rb") as file:
        _move(file.fileno())


def _move(number: int) -> None:
    if ctypes.CDLL(None, use_errno=True).setns(number, _NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


class Cable:
    """A namespace with a cable to this computer, where the database answers on its address.

    The service, at `api_port` of loopback, is reached by another way, which is never cut.
    """

    def __init__(self, server: pgkit.Server, api_port: int) -> None:
        # The kernel takes its time to forget a name, and an address.
        number = f"{os.getpid()}x{next(_numbers)}"
        self.namespace = f"bg{number}"
        self._near, far = f"bga{number}", f"bgb{number}"
        net = f"10.213.{(os.getpid() + next(_numbers)) % 250}"
        self.address = f"postgresql://postgres@{net}.1:{_PORT}/postgres?sslmode=disable"
        self._listeners: list[socket.socket] = []
        _ip("netns", "add", self.namespace)
        _ip("link", "add", self._near, "type", "veth", "peer", "name", far, "netns", self.namespace)
        _ip("addr", "add", f"{net}.1/24", "dev", self._near)
        _ip("link", "set", self._near, "up")
        for words in (f"addr add {net}.2/24 dev {far}", f"link set {far} up", "link set lo up"):
            _ip("-n", self.namespace, *words.split())
        self._forward(_listen((f"{net}.1", _PORT)), lambda: _to_socket(server.folder))
        self._forward(self._inside(api_port), lambda: socket.create_connection(("127.0.0.1", api_port)))

    def silence(self) -> None:
        _ip("link", "set", self._near, "down")

    def speak(self) -> None:
        _ip("link", "set", self._near, "up")

    def close(self) -> None:
        for listener in self._listeners:
            listener.close()
        _ip("link", "del", self._near)
        _ip("netns", "del", self.namespace)

    def _inside(self, port: int) -> socket.socket:
        made: list[socket.socket] = []

        def make() -> None:
            enter(self.namespace)
            made.append(_listen(("127.0.0.1", port)))

        thread = threading.Thread(target=make)
        thread.start()
        thread.join()
        return made[0]

    def _forward(self, listener: socket.socket, connect: Callable[[], socket.socket]) -> None:
        self._listeners.append(listener)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    inner, _ = listener.accept()
                    outer = connect()
                    for one, other in ((inner, outer), (outer, inner)):
                        threading.Thread(target=_pump, args=(one, other), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()


def _listen(place: tuple[str, int]) -> socket.socket:
    return socket.create_server(place, backlog=64)


def _to_socket(folder: Path) -> socket.socket:
    found = socket.socket(socket.AF_UNIX)
    found.connect(str(folder / f".s.PGSQL.{_PORT}"))
    return found


def _pump(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := one.recv(65536):
            other.sendall(piece)
    for each in (one, other):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
