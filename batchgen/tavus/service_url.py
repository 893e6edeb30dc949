"""Where the service is: its URL checked once, and whether it is this very machine."""

from __future__ import annotations

import ipaddress
import urllib.parse

from batchgen import errors


def check_url(url: str) -> str:
    """Return the service's base URL without its `/v2`, or raise SettingsError.

    Plain http would show the key to everyone on the way, so it is allowed on this machine only.
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
            f"The API URL {url!r} would send your key unencrypted.", hint="Use https, or 127.0.0.1."
        )
    path = parts.path.rstrip("/").removesuffix("/v2")
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def is_loopback(url: str) -> bool:
    """Return whether the URL points at this machine."""
    host = urllib.parse.urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
