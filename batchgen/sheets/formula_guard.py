"""Formula injection: texts that a spreadsheet would run (OWASP, CSV injection)."""

from __future__ import annotations

from batchgen import patterns

_RUNS = patterns.late(r"(?:^|[\r\n])[ \u00a0]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_NUMBER = patterns.late(r"[+\-][0-9 ().,/\u00a0-]*")


def guarded(text: str) -> str:
    """Put `'` before a text that would be run as a formula; anything else comes back as it is."""
    return f"'{text}" if _RUNS.search(text) else text


def guarded_words(text: str) -> str:
    """Guard as `guarded`, but leave phone numbers and amounts: at worst they are a sum of digits."""
    return text if _NUMBER.fullmatch(text) else guarded(text)
