"""Settings: every option of a command, from flags, environment and campaign.toml, checked once."""

from __future__ import annotations

from batchgen.settings.loader import load, read_key
from batchgen.settings.model import DEFAULT_API_URL, WORDS_PER_MINUTE, LookupTable, Redo, Settings
from batchgen.settings.names import (
    failures_stem,
    folder_of,
    plain_stem,
    results_file,
    sandbox_folder,
    state_file,
    unmatched_file,
)

__all__ = [
    "DEFAULT_API_URL",
    "WORDS_PER_MINUTE",
    "LookupTable",
    "Redo",
    "Settings",
    "failures_stem",
    "folder_of",
    "load",
    "plain_stem",
    "read_key",
    "results_file",
    "sandbox_folder",
    "state_file",
    "unmatched_file",
]
