"""Page settings: `[brand]` and `[page]` of a campaign file: whose pages, where, and what they say."""

from __future__ import annotations

import datetime as dt
import re
import urllib.parse
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from batchgen import characters, did_you_mean, errors
from batchgen.settings import words, wrong_values
from batchgen.tavus import service_url

LARGEST_LOGO = 200_000
"""Bytes."""
LONGEST_NAME, LONGEST_BASE = 100, 200
"""Characters. With a longer base URL the links of pages are over 255, which mail tools cut."""


def _colour(value: str) -> str:
    """Return a colour as `#rrggbb`, in lower case."""
    digits = value.removeprefix("#").lower()
    if not value.startswith("#") or not re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", digits):
        raise ValueError(words.COLOUR)
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _logo(path: Path) -> Path:
    must = words.logo(LARGEST_LOGO // 1000)
    if path.exists() and not path.is_file():  # reading a pipe would never end
        raise ValueError(words.logo_not_a_file(must))
    try:
        with path.open("rb") as file:
            head = file.read(LARGEST_LOGO + 1)
    except OSError as error:
        raise ValueError(words.logo_not_read(must, error.strerror)) from None
    if len(head) > LARGEST_LOGO:
        raise ValueError(words.logo_too_large(must))
    if not head.startswith(b"\x89PNG\r\n\x1a\n") and b"<svg" not in head:
        raise ValueError(words.logo_neither(must))
    return path


def _base_url(value: str) -> str:
    """Return a base URL without its last slash. Pages are https; http is for a try-out on this machine."""
    url = value.strip()
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(words.base_url_because(error)) from None
    if parts.scheme not in {"http", "https"} or not host or not re.fullmatch(r"[!-~]+", url):
        raise ValueError(words.BASE_URL)
    if parts.scheme == "http" and not service_url.is_loopback(url):
        raise ValueError(words.HTTPS_BASE_URL)
    if "?" in url or "#" in url or "@" in parts.netloc:
        raise ValueError(words.PLAIN_BASE_URL)
    if len(url) > LONGEST_BASE:
        raise ValueError(words.shorter_base_url(LONGEST_BASE))
    return url.rstrip("/")


def _date(value: object) -> object:
    """Return a date of TOML, or of a text like 2027-03-31."""
    try:
        found = dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if isinstance(found, dt.datetime) or not isinstance(found, dt.date | None) or (value and not found):
        raise ValueError(words.DAY)
    return found


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError(words.HEADLINE)
    return value


def _name(value: str) -> str:
    if len(value) > LONGEST_NAME or characters.one_line(value) != value:
        raise ValueError(words.one_line(LONGEST_NAME))
    return value.strip()


class Brand(BaseModel):
    """Whose videos these are. An empty name leaves the sender off; `logo` is an SVG or PNG file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, AfterValidator(_name)] = ""
    logo: Annotated[Path, AfterValidator(_logo)] | None = None
    colour: Annotated[str, AfterValidator(_colour)] = "#1d5fc4"


class Page(BaseModel):
    """What the page of a ready video says. Its texts (`TEXTS`) are templates, as the script is.

    `expires` is the last day of the pages; `film` says whose file is played (None: the downloaded one, if
    there is one); `disclosure` is said instead of our sentence that the video was made with AI.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: Annotated[str, AfterValidator(_base_url)]
    title: Annotated[str, AfterValidator(_filled)]
    text: str = ""
    button: str = ""
    button_url: str = ""
    picture_text: str = ""
    privacy_url: str = ""
    unsubscribe_url: str = ""
    expires: Annotated[dt.date | None, BeforeValidator(_date)] = None
    film: Literal["own", "tavus"] | None = None
    disclosure: str | None = None

    @property
    def has_ended(self) -> bool:
        """Whether the last day of the pages is over, here and now."""
        return self.expires is not None and self.expires < dt.datetime.now().astimezone().date()

    @model_validator(mode="after")
    def _whole_button(self) -> Page:
        if bool(self.button.strip()) != bool(self.button_url.strip()):
            raise ValueError("half a button")
        return self


TEXTS = (
    "title",
    "text",
    "button",
    "button_url",
    "picture_text",
    "privacy_url",
    "unsubscribe_url",
    "disclosure",
)
"""Settings of a page that are templates."""

TABLES: Mapping[str, type[Brand | Page]] = MappingProxyType({"brand": Brand, "page": Page})


def read(name: str, table: Mapping[str, object], folder: Path, place: Callable[[str], str]) -> Brand | Page:
    """Return `[brand]` or `[page]` as it stands in a campaign file of a folder.

    `place` says in words where one of its settings stands. Raises errors.SettingsError.
    """
    model = TABLES[name]
    for given in table:
        if given not in model.model_fields:
            known = model.model_fields
            hint = did_you_mean.hint(given, known) or words.choices(", ".join(known))
            raise errors.SettingsError(words.no_table_setting(place(given), name, given), hint=hint)
    values = dict(table)
    if isinstance(values.get("logo"), str):
        values["logo"] = folder / Path(str(values["logo"])).expanduser()
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise errors.SettingsError(_words(error, place)) from None


def _words(error: ValidationError, place: Callable[[str], str]) -> str:
    found = error.errors(include_url=False)
    wrong = [item for item in found if item["loc"] and item["type"] != "missing"]
    lines = [*wrong_values.sentences(wrong, place)]
    lines += [words.is_missing(place(str(item["loc"][0]))) for item in found if item["type"] == "missing"]
    lines += [words.half_a_button(place("button")) for item in found if not item["loc"]]
    return "\n".join(lines)
