"""URL masks: a callback's address as people may see it; query, user and long parts of its path are secret."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Mapping

from batchgen import net

FIELD = "callback_url"
_HIDDEN = "…"
_RANDOM = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w~-]{12,}")
_TOKEN = re.compile(r"[^/]{16,}")


def shown(field: str, value: object) -> object:
    """Return a request field's value for people; only a callback's address is changed."""
    return _address(str(value)) if field == FIELD else value


def body(fields: Mapping[str, object]) -> dict[str, object]:
    """Return a request's body for people."""
    return {name: shown(name, value) for name, value in fields.items()}


def secrets(url: str) -> tuple[str, ...]:
    """Return the parts of a callback's address that are not to be seen anywhere: what looks like a token.

    An ordinary word would be blotted out wherever else it stands.
    """
    try:
        parts = net.address(url)
    except ValueError:
        return (url,)
    values = [value for _, value in urllib.parse.parse_qsl(parts.query)]
    tokens = [part for part in (*parts.path.split("/"), *values, parts.fragment) if _RANDOM.fullmatch(part)]
    return tuple(filter(None, (parts.netloc.rpartition("@")[0], *tokens, parts.query)))


def _address(url: str) -> str:
    try:
        parts = net.address(url)
    except ValueError:
        return _HIDDEN
    user, at, host = parts.netloc.rpartition("@")
    return urllib.parse.urlunsplit(
        (
            parts.scheme,
            f"{_HIDDEN if user else ''}{at}{host}",
            _TOKEN.sub(_HIDDEN, parts.path),
            _HIDDEN if parts.query else "",
            _HIDDEN if parts.fragment else "",
        )
    )
