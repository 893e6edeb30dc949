"""Where the service is: its URL checked once, and whether it is this very machine."""

from __future__ import annotations

import urllib.parse

from batchgen import errors, net
from batchgen.tavus import words

DEFAULT = "https://tavusapi.com"
VARIABLE = "TAVUS_API_URL"


def check_url(url: str) -> str:
    """Return the service's base URL without its `/v2`, or raise SettingsError.

    Plain http would show the key to everyone on the way, so it is allowed on this machine only. Nothing else
    may decide this.
    """
    try:
        parts = urllib.parse.urlsplit(url.strip())
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise errors.SettingsError(words.not_a_url(url, error)) from error
    if parts.scheme not in {"http", "https"} or not host:
        raise errors.SettingsError(words.not_a_web_address(url), hint=words.LOOKS_LIKE)
    if parts.username or parts.password:
        raise errors.SettingsError(words.URL_WITH_LOGIN)
    if parts.scheme == "http" and not is_loopback(url):
        raise errors.SettingsError(
            words.plain_http(url),
            hint=words.USE_HTTPS,
        )
    path = parts.path.rstrip("/").removesuffix("/v2")
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def is_loopback(url: str) -> bool:
    """Return whether the URL points at this machine by a numeric address or as `localhost`.

    A name that begins with 127 is a name like any other (127.evil.example).
    """
    host = urllib.parse.urlsplit(url).hostname or ""
    return host == "localhost" or net.is_loopback(host)
