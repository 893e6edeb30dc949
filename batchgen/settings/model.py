"""Settings: every option of a command, from flags, environment and campaign.toml, checked once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from batchgen import models
from batchgen.settings import budget as budgets
from batchgen.settings import database_url, page_settings, words
from batchgen.tavus import service_url

WORDS_PER_MINUTE = 150.0
"""The usual speed of English speech; measured speeds of an own run replace it."""
DRAFT = "draft"
"""The source of a script that somebody still writes: it stands for its template's file."""

Redo = Literal["failed", "changed", "unknown", "all"]
LookupTable = dict[str, dict[str, str]]
Pace = Annotated[float, Field(gt=0)]
"""Words per minute."""


_LONGEST_NAME = 150
"""Bytes: a file's name has 255 at most, and the sheet's own stands beside the campaign's."""


def _of_files(name: str) -> str:
    """Return a campaign's name. Raises ValueError for one that its state file and results cannot have."""
    if not {*"/\0\n\r"}.isdisjoint(name) or len(name.encode(errors="replace")) > _LONGEST_NAME:
        raise ValueError(words.file_name(_LONGEST_NAME))
    return name


class ColumnSetting(BaseModel):
    """What a campaign file says of one column: `[columns."Start date"]`. An order makes it a date."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: models.Kind | None = None
    order: models.DateOrder | None = None


class Settings(BaseModel):
    """All that a command may be told. A campaign file has the same names; paths are absolute here.

    `fields` are request fields of the service as template texts: `script` when it is given inline;
    `field_sources` says where each came from ("flag", "environment", "campaign"). `failures_of` is the list
    that the sheet comes from, if it is a failures file, and `list_results` where that one's results
    are; the engine finds it out. `account_budget` stands in the user's own settings file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    # what
    sheet: Path | Literal["-"] | None = None
    failures_of: Path | None = None
    list_results: Path | None = None
    campaign: Path | None = None
    name: Annotated[str, AfterValidator(_of_files)] = ""
    template: Path | None = None
    template_column: bool | None = None
    fields: dict[str, str] = Field(default_factory=dict)
    field_sources: dict[str, str] = Field(default_factory=dict)
    replica_names: dict[str, str] = Field(default_factory=dict)

    # which rows
    key: tuple[str, ...] = ()
    worksheet: str = ""
    header_row: int | None = Field(default=None, ge=1)
    include_hidden: bool = False
    include_odd_rows: bool = False
    where: str = ""
    rows: str = ""
    limit: int | None = Field(default=None, ge=1)
    sample: int | None = Field(default=None, ge=1)
    seed: int = 0
    exclude: Path | None = None
    exclude_on: str = ""
    skip_invalid: bool = False
    strict: bool = False
    duplicates: Literal["share", "each", "error"] = "share"

    # paying
    max_videos: int | None = Field(default=None, ge=0)
    max_minutes: float | None = Field(default=None, ge=0)
    max_cost: float | None = Field(default=None, ge=0)
    budget: budgets.Given = None
    account_budget: budgets.Given = None
    redo: Redo | None = None
    accept: Literal["changed"] | None = None
    accept_new: int | None = Field(default=None, ge=1)
    force: bool = False
    ignore_account: bool = False
    allow_watermark: bool = False
    yes: bool = False
    confirm: str = ""
    confirm_above: int = Field(default=20, ge=0)

    # where
    output: Path | None = None
    in_place: bool = False
    state: Path | None = None
    database: database_url.DatabaseUrl | None = None
    failures: Path | None = None
    problems: Path | None = None
    api_url: str = service_url.DEFAULT
    sandbox: bool = False

    # how
    rate: float | None = Field(default=None, gt=0)
    connections: int = Field(default=8, ge=1, le=20)
    settle: float = Field(default=120.0, ge=0)
    resend_lost: Literal["proved", "ask"] = "proved"
    no_wait: bool = False
    wait_max: float | None = Field(default=None, ge=0)
    json_output: bool = False
    verbose: bool = False
    quiet: bool = False
    encoding: str = ""
    on_stop: str | tuple[str, ...] = ""

    # speech and price
    locale: str = "en_US"
    columns: dict[str, ColumnSetting] = Field(default_factory=dict)
    words_per_minute: Pace | dict[str, Pace] = WORDS_PER_MINUTE
    price_per_minute: float | None = Field(default=None, ge=0)
    currency: str = "USD"
    lookup: dict[str, LookupTable] = Field(default_factory=dict)
    pronounce: dict[str, str] = Field(default_factory=dict)
    allow: tuple[str, ...] = ()

    # pages of ready videos
    brand: page_settings.Brand | None = None
    page: page_settings.Page | None = None

    def with_script(self, text: str) -> Settings:
        """Return the settings with a text instead of what the template's file holds.

        It keeps the template's name and folder, so what it includes is found beside it.
        """
        return self.model_copy(
            update={
                "fields": {**self.fields, "script": text},
                "field_sources": {**self.field_sources, "script": DRAFT},
            }
        )
