"""Settings: every option of a command, from flags, environment and campaign.toml, checked once."""

from __future__ import annotations

from batchgen.settings.budget import Budget, Period, Unit, user_file
from batchgen.settings.budget import changes as budget_changes
from batchgen.settings.campaign_edit import Changes, Value, change_campaign, change_user, edited
from batchgen.settings.campaignfile import lists_of
from batchgen.settings.dotenv_files import beside as env_files
from batchgen.settings.dotenv_files import known as known_keys
from batchgen.settings.key_file import KeyPlace, key_place, save_key
from batchgen.settings.loader import load, read_key
from batchgen.settings.model import (
    DRAFT,
    WORDS_PER_MINUTE,
    ColumnSetting,
    LookupTable,
    Redo,
    Settings,
)
from batchgen.settings.page_settings import TEXTS as PAGE_TEXTS
from batchgen.settings.page_settings import Brand, Page

__all__ = [
    "DRAFT",
    "PAGE_TEXTS",
    "WORDS_PER_MINUTE",
    "Brand",
    "Budget",
    "Changes",
    "ColumnSetting",
    "KeyPlace",
    "LookupTable",
    "Page",
    "Period",
    "Redo",
    "Settings",
    "Unit",
    "Value",
    "budget_changes",
    "change_campaign",
    "change_user",
    "edited",
    "env_files",
    "key_place",
    "known_keys",
    "lists_of",
    "load",
    "read_key",
    "save_key",
    "user_file",
]
