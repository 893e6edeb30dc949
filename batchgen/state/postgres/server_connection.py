"""The server: connections to a database, with their time-outs, and what it must be able to keep.

psycopg is imported with this module, which is imported only for a database (`batchgen[cluster]`).
"""

from __future__ import annotations

import ipaddress
from typing import Any, LiteralString

import psycopg
from psycopg import conninfo

from batchgen import errors
from batchgen.settings import database_url
from batchgen.state.postgres import local_server, words

Connection = psycopg.Connection[tuple[Any, ...]]

OLDEST = 13
"""The oldest version that has all that is used; PostgreSQL itself keeps up versions for five years."""

_TIMES: dict[str, str | int] = {
    "connect_timeout": 10,
    # Else a dead link holds a worker for a quarter of an hour.
    "tcp_user_timeout": 0,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "application_name": "batchgen",
}
SETTINGS: tuple[LiteralString, ...] = (
    "SET statement_timeout = '10min'",
    "SET idle_in_transaction_session_timeout = '10min'",
    "SET lock_timeout = '60s'",
)
_UNSAFE = {"fsync": "off", "full_page_writes": "off"}


def connect(url: database_url.DatabaseUrl) -> Connection:
    """Open a connection that sees the schema of `url`, each statement a transaction of its own.

    Raises errors.StateError in one sentence when the database is not reached or not fit.
    """
    text, options = address(url)
    try:
        connection = psycopg.connect(text, autocommit=True, **options)
    except psycopg.Error as error:
        raise unreachable(url, error) from error
    try:
        for setting in SETTINGS:
            connection.execute(setting)
        connection.execute("SELECT set_config('search_path', %s, false)", (url.schema,))
        _check(url, connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, psycopg.Error):
            raise unreachable(url, error) from error
        raise
    return connection


def address(url: database_url.DatabaseUrl) -> tuple[str, dict[str, Any]]:
    """Return what a connection needs: the address, and options beside it.

    Raises errors.StateError where libpq does not know a setting of the address.
    """
    text = local_server.address() if url.is_local else url.text
    try:
        return text, _options(url, text)
    except psycopg.ProgrammingError as error:
        raise unreachable(url, error) from error


def _options(url: database_url.DatabaseUrl, text: str) -> dict[str, Any]:
    given = conninfo.conninfo_to_dict(text)
    options: dict[str, Any] = {name: value for name, value in _TIMES.items() if name not in given}
    if "tcp_user_timeout" in options:
        options["tcp_user_timeout"] = int(1000 * url.lease)
    if url.password:
        options["password"] = url.password
    if "sslmode" not in given and not _is_near(given):
        # Whoever reads the requests of a campaign on the way reads names and addresses of people.
        options |= {"sslmode": "verify-full", "sslrootcert": given.get("sslrootcert", "system")}
    return options


def _is_near(given: dict[str, Any]) -> bool:
    """Return whether the database is on this computer: a socket, or loopback."""
    hosts = str(given.get("host") or given.get("hostaddr") or "").split(",")
    return all(not host or host.startswith(("/", "@")) or _is_loopback(host) for host in hosts)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check(url: database_url.DatabaseUrl, connection: Connection) -> None:
    version = connection.info.server_version // 10_000
    if version < OLDEST:
        raise errors.StateError(words.old_server(url, version, OLDEST), hint=words.UPDATE_SERVER)
    for name, value in _UNSAFE.items():
        found = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
        if found is not None and found[0] == value:
            raise errors.StateError(words.unsafe_setting(url, name, value), hint=words.set_on(name))
    recovering = connection.execute("SELECT pg_is_in_recovery()").fetchone()
    if recovering is not None and recovering[0]:
        raise errors.StateError(words.standby(url), hint=words.NAME_PRIMARY)


def unreachable(url: database_url.DatabaseUrl, error: psycopg.Error) -> errors.StateError:
    """Return what to say about a database that does not answer, or refuses."""
    hint = words.START_IT
    if "certificate" in str(error) or "SSL" in str(error):
        hint = words.CERTIFICATE
    elif "password" in str(error):
        hint = words.LOGIN_FROM_FILE
    return errors.StateError(words.not_usable(url, said(error)), hint=hint)


def said(error: psycopg.Error) -> str:
    """Return what PostgreSQL says, in one line without its full stop."""
    found = error.diag.message_primary or next(iter(str(error).strip().splitlines()), type(error).__name__)
    return found.rpartition("FATAL:")[2].strip().rstrip(".")
