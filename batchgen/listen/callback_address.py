"""Address: the URL that callbacks are sent to, with a secret in its path."""

from __future__ import annotations

import hashlib
import hmac
import urllib.parse
from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.listen import words

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "/callback/"
TUNNEL = words.TUNNEL


def secret_of(api_key: str, state_file: Path | None = None) -> str:
    """Return the secret of a campaign's callbacks: the same in every run, and nothing that must be stored.

    It is an HMAC (RFC 2104) under the API key, which cannot be got back from it.
    """
    about = f"batchgen callback {state_file.name if state_file else ''}"
    return hmac.new(api_key.encode(), about.encode(), hashlib.sha256).hexdigest()[:40]


def callback_url(public_url: str, secret: str) -> str:
    """Return what each request gets as its `callback_url`. Raises errors.UsageError for a bad public URL."""
    try:
        parts = urllib.parse.urlsplit(public_url.strip())
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        raise errors.UsageError(
            words.not_for_callbacks(public_url),
            hint=words.LOOKS_LIKE,
        )
    return public_url.strip().rstrip("/") + PREFIX + secret
