"""Settings: every option of a command, from flags, environment and campaign.toml, checked once."""

from __future__ import annotations

from batchgen.settings.loader import load, read_key
from batchgen.settings.model import DEFAULT_API_URL, WORDS_PER_MINUTE, LookupTable, Redo, Settings

__all__ = [
    "DEFAULT_API_URL",
    "WORDS_PER_MINUTE",
    "LookupTable",
    "Redo",
    "Settings",
    "load",
    "read_key",
]
