"""The token at the start of a video's name, by which a lost video is found (design 3)."""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
MARK_LENGTH = 6
"""Characters of the request's hash: 30 bits, enough to find a row's video among a million."""

RANDOM_LENGTH = 6
"""Characters that tell two sendings of one request apart."""

LONGEST_NAME = 60
"""Characters of a `video_name`, token and all."""

_TOKEN = re.compile(
    rf"\bbg-[{ALPHABET}]{{{MARK_LENGTH + RANDOM_LENGTH}}}(?![0-9A-Za-z])(?:\.([{ALPHABET}]+)(?![0-9A-Za-z]))?"
)


def mark(request_hash: str) -> str:
    """Return the six characters that stand for a request hash (its first 30 bits)."""
    return _letters(int(request_hash[:8], 16) >> 2)


def make(request_hash: str) -> str:
    """Return a new token for one attempt at a request."""
    return "bg-" + mark(request_hash) + _letters(secrets.randbits(5 * RANDOM_LENGTH))


def find(video_name: str) -> str:
    """Return the token in a video's name, or empty."""
    found = _TOKEN.search(video_name)
    return found.group().partition(".")[0] if found else ""


def home(video_name: str) -> str:
    """Return the mark of the database that a video's name carries behind the token, or empty."""
    found = _TOKEN.search(video_name)
    return (found.group(1) or "") if found else ""


def is_anothers(video_name: str, token: str) -> bool:
    """Return whether a video's name carries a token, and not this one: then it is another request's."""
    return token not in video_name and bool(find(video_name))


def mark_of(token: str) -> str:
    """Return the request's mark in a token, to compare with `mark`."""
    return token[3 : 3 + MARK_LENGTH]


def video_name(token: str, label: str, *, home: str | None = None) -> str:
    """Return the name that is sent: the token first, then as much of the human part as fits.

    `home` is the mark of the database that the campaign is in, if it is in one.
    """
    plain = label if label.isprintable() else "".join(c if c.isprintable() else " " for c in label)
    words = " ".join(plain.split())
    marked = f"{token}.{home}" if home else token
    return f"{marked} {words}"[:LONGEST_NAME].rstrip()


def _letters(bits: int) -> str:
    """Write 30 bits as six letters."""
    return _PAIRS[bits >> 20] + _PAIRS[(bits >> 10) & 1023] + _PAIRS[bits & 1023]


_PAIRS = [one + two for one in ALPHABET for two in ALPHABET]
"""Ten bits as two letters: a token is made of every row that is sent."""
