"""Database addresses: `postgresql://…` as `--state` takes it, with the password kept out of every text."""

from __future__ import annotations

import dataclasses
import re
import urllib.parse

from batchgen import errors
from batchgen.settings import words

LOCAL = "local"
"""The word for a PostgreSQL of this computer's own (`batchgen[localpg]`)."""
SCHEMA = "batchgen"
LEASE = 30.0
_LEASES = (1.0, 600.0)
_SCHEME = re.compile(r"(?i)postgres(ql)?://")
_MEANT = re.compile(
    r"(?i)\s*(postgres(ql)?:|[a-z+]+://|(.*\s)?(host|hostaddr|port|dbname|user|password|service)\s*=)"
)
"""What is meant as a database, in a form that is not taken: as a file's name it would show a password."""
_HOSTS = re.compile(r"((\[[^\]]*\]|[^:,\[\]]*)(:\d*)?(,|$))*")
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,40}")
_SECRETS = ("sslpassword", "oauth_client_secret")
"""Settings of libpq that are secret, and have no other place than the address."""


@dataclasses.dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A PostgreSQL database and the schema of the tables in it. `text` has no password.

    A worker that is silent for `lease` seconds is given up.
    """

    text: str
    schema: str = SCHEMA
    password: str = dataclasses.field(default="", repr=False, compare=False)
    lease: float = dataclasses.field(default=LEASE, compare=False)

    @property
    def is_local(self) -> bool:
        """Whether it is a database of this computer's own, which batchgen starts."""
        return self.text == LOCAL

    def __str__(self) -> str:
        """Return the address as `--state` takes it, without the password."""
        if self.schema == SCHEMA:
            return self.text
        return f"{self.text}{'&' if '?' in self.text else '?'}schema={self.schema}"

    def whole(self) -> str:
        """Return the address with all of it, for the environment of a process of our own."""
        given = {"schema": self.schema, "lease": f"{self.lease:g}"}
        if self.password:
            given["password"] = self.password
        return self.text if self.is_local else f"{self.text}{'&' if '?' in self.text else '?'}{_query(given)}"

    def with_password(self, other: DatabaseUrl | None) -> DatabaseUrl:
        """Return the same with the password of an equal address, if that has one."""
        if other is None or other != self or not other.password:
            return self
        return dataclasses.replace(self, password=other.password)


def is_one(value: object) -> bool:
    """Return whether a value of `--state` means a database, and not a file; `parsed` refuses a wrong form."""
    return isinstance(value, str) and (value.strip() == LOCAL or _MEANT.match(value) is not None)


def parsed(value: str, *, where: str = "--state", secret: bool = False) -> DatabaseUrl:
    """Read an address. Raises errors.SettingsError, also for a password unless `secret` allows one.

    See https://www.postgresql.org/docs/current/libpq-connect.html, 32.1.1.2. `schema` is ours.
    """
    text = value.strip()
    if text == LOCAL:
        return DatabaseUrl(LOCAL)
    if not _SCHEME.match(text):
        raise errors.SettingsError(f"{where} {words.NOT_AN_ADDRESS}", hint=words.DATABASE_FORM)
    _check_characters(text, where)
    try:
        parts = urllib.parse.urlsplit(text)
        query = urllib.parse.parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        password = urllib.parse.unquote(parts.password or "")
    except ValueError as error:
        raise errors.SettingsError(f"{where} {words.NOT_AN_ADDRESS}", hint=words.DATABASE_FORM) from error
    given = dict(query)
    password = given.pop("password", "") or password
    if password and not secret:
        raise errors.SettingsError(f"{where} {words.HAS_PASSWORD}")
    for name in given.keys() & set(_SECRETS):
        raise errors.SettingsError(f"{where} has {name} {words.KEPT_OPEN}")
    schema = given.pop("schema", SCHEMA)
    if not _NAME.fullmatch(schema) or schema.startswith("pg_"):
        raise errors.SettingsError(
            f"{where}: {schema!r} {words.NOT_A_SCHEMA}",
            hint=words.SCHEMA_FORM,
        )
    lease = _lease(given.pop("lease", str(LEASE)), where)
    user, host = parts.netloc.rpartition("@")[::2]
    name = user.partition(":")[0]
    netloc = f"{name}@{host}" if name else host
    plain = urllib.parse.urlunsplit(
        ("postgresql", netloc, parts.path, urllib.parse.urlencode(given, safe="/:"), "")
    )
    if not plain.startswith("postgresql://"):
        plain = "postgresql://" + plain.removeprefix("postgresql:")
    return DatabaseUrl(plain, schema, password, lease)


def _check_characters(text: str, where: str) -> None:
    """Refuse what would be read as another part of the address, and shown: `/` or `#` in a password."""
    authority, rest = re.fullmatch(r"[^/]*//([^/?#]*)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    if "@" in rest or "#" in rest:
        raise errors.SettingsError(f"{where} {words.MISPLACED}", hint=words.QUOTE_IT)
    if not _HOSTS.fullmatch(authority.rpartition("@")[2]):
        raise errors.SettingsError(f"{where} {words.NOT_AN_ADDRESS}", hint=words.DATABASE_FORM)


def _query(given: dict[str, str]) -> str:
    return urllib.parse.urlencode(given, quote_via=urllib.parse.quote)


def _lease(text: str, where: str) -> float:
    lowest, highest = _LEASES
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not lowest <= seconds <= highest:
        raise errors.SettingsError(f"{where}: lease={text} {words.NOT_A_LEASE}")
    return seconds
