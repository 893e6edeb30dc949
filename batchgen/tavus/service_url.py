"""Where the service is: its URL checked once, and whether it is this very machine."""

from __future__ import annotations

import urllib.parse

from batchgen import errors, net

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
        raise errors.SettingsError(f"The API URL {url!r} is not a URL: {error}.") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise errors.SettingsError(
            f"The API URL {url!r} is not a web address.", hint="It should look like https://tavusapi.com."
        )
    if parts.username or parts.password:
        raise errors.SettingsError("The API URL must not hold a user name or password.")
    if parts.scheme == "http" and not is_loopback(url):
        raise errors.SettingsError(
            f"The API URL {url!r} is plain http, over which the key could be read.",
            hint="Use https; http is for this machine only (127.0.0.1).",
        )
    path = parts.path.rstrip("/").removesuffix("/v2")
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def is_loopback(url: str) -> bool:
    """Return whether the URL points at this machine by a numeric address or as `localhost`.

    A name that begins with 127 is a name like any other (127.evil.example).
    """
    host = urllib.parse.urlsplit(url).hostname or ""
    return host == "localhost" or net.is_loopback(host)
