"""The running app of a folder: where it listens, and the tokens that let its user in."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path

_FILE = "app.json"


class Tokens:
    """Tokens for the address that is opened, each good once.

    They lie as files named by their digest in a folder that only this user can write: so a second start on
    the same folder can let its user into the app that runs there already.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self) -> str:
        """Return a new token. Raises OSError if the folder cannot be written."""
        token = secrets.token_urlsafe(32)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file(token).touch(mode=0o600)
        return token

    def take(self, token: str) -> bool:
        """Return whether a token is good; it is not any more after this."""
        try:
            self._file(token).unlink()
        except OSError:
            return False
        return True

    def _file(self, token: str) -> Path:
        return self._folder / hashlib.sha256(token.encode()).hexdigest()


def port(home: Path) -> int:
    """Return the port of the app that runs on this folder, or 0."""
    try:
        found = int(json.loads((home / _FILE).read_text(encoding="utf-8"))["port"])
        with socket.create_connection(("127.0.0.1", found), timeout=1) as line:
            line.sendall(b"GET /open HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % found)
            answer = line.recv(200)
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return found if answer.startswith(b"HTTP/1.1 403") else 0


def note(home: Path, port: int) -> None:
    """Write down that the app of this process listens on a port."""
    (home / _FILE).write_text(json.dumps({"port": port, "pid": os.getpid()}), encoding="utf-8")


def forget(home: Path) -> None:
    """Take that back."""
    with suppress(OSError):
        (home / _FILE).unlink()
