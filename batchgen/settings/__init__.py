"""Settings: every option of a command, from flags, environment and campaign.toml, checked once."""

from __future__ import annotations

from batchgen.settings.campaignfile import lists_of
from batchgen.settings.keys import Keys, env_files, no_key
from batchgen.settings.keys import known as known_keys
from batchgen.settings.loader import load, read_key
from batchgen.settings.model import (
    DEFAULT_API_URL,
    WORDS_PER_MINUTE,
    ColumnSetting,
    LookupTable,
    Redo,
    Settings,
)
from batchgen.settings.service_url import check_url, is_loopback

__all__ = [
    "DEFAULT_API_URL",
    "WORDS_PER_MINUTE",
    "ColumnSetting",
    "Keys",
    "LookupTable",
    "Redo",
    "Settings",
    "check_url",
    "env_files",
    "is_loopback",
    "known_keys",
    "lists_of",
    "load",
    "no_key",
    "read_key",
]
