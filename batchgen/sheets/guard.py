"""Formula injection: texts that a spreadsheet would run (OWASP, CSV injection)."""

from __future__ import annotations

import re

_RUNS = re.compile(r"(?:^|[\r\n])[ \u00a0]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


def guarded(text: str) -> str:
    """Put `'` before a text that would be run as a formula; anything else comes back as it is."""
    return f"'{text}" if _RUNS.search(text) else text
