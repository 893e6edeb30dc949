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
from batchgen.settings import words
from batchgen.tavus import service_url

LARGEST_LOGO = 200_000
"""Bytes."""
LONGEST_NAME, LONGEST_BASE = 100, 200
"""Characters. With a longer base URL the links of pages are over 255, which mail tools cut."""


def _colour(value: str) -> str:
    """Return a colour as `#rrggbb`, in lower case."""
    digits = value.removeprefix("#").lower()
    if not value.startswith("#") or not re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", digits):
        raise ValueError('a colour such as "#1d5fc4"')
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _logo(path: Path) -> Path:
    must = f"an SVG or PNG file of up to {LARGEST_LOGO // 1000} kB"
    if path.exists() and not path.is_file():  # reading a pipe would never end
        raise ValueError(f"{must}; it is no file")
    try:
        with path.open("rb") as file:
            head = file.read(LARGEST_LOGO + 1)
    except OSError as error:
        raise ValueError(f"{must} that can be read ({error.strerror})") from None
    if len(head) > LARGEST_LOGO:
        raise ValueError(f"{must}; it is larger")
    if not head.startswith(b"\x89PNG\r\n\x1a\n") and b"<svg" not in head:
        raise ValueError(f"{must}; it is neither")
    return path


def _base_url(value: str) -> str:
    """Return a base URL without its last slash. Pages are https; http is for a try-out on this machine."""
    must = "a web address such as https://watch.example.com/spring"
    url = value.strip()
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(f"{must} ({error})") from None
    if parts.scheme not in {"http", "https"} or not host or not re.fullmatch(r"[!-~]+", url):
        raise ValueError(must)
    if parts.scheme == "http" and not service_url.is_loopback(url):
        raise ValueError(f"{must}, with https")
    if "?" in url or "#" in url or "@" in parts.netloc:
        raise ValueError(f"{must}, without ?, # and passwords")
    if len(url) > LONGEST_BASE:
        raise ValueError(f"{must}, of up to {LONGEST_BASE} characters")
    return url.rstrip("/")


def _date(value: object) -> object:
    """Return a date of TOML, or of a text like 2027-03-31."""
    try:
        found = dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if isinstance(found, dt.datetime) or not isinstance(found, dt.date | None) or (value and not found):
        raise ValueError('a date such as "2027-03-31"')
    return found


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("a text: it is the headline of the page")
    return value


def _name(value: str) -> str:
    if len(value) > LONGEST_NAME or characters.one_line(value) != value:
        raise ValueError(f"one line of up to {LONGEST_NAME} characters")
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
            raise ValueError("a button has a text and an address: button and button_url belong together")
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
            hint = (
                did_you_mean.hint(given, model.model_fields) or f"There are: {', '.join(model.model_fields)}."
            )
            raise errors.SettingsError(f"{place(given)}: [{name}] has no setting {given!r}.", hint=hint)
    values = dict(table)
    if isinstance(values.get("logo"), str):
        values["logo"] = folder / Path(str(values["logo"])).expanduser()
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise errors.SettingsError(_words(error, place)) from None


def _words(error: ValidationError, place: Callable[[str], str]) -> str:
    lines = []
    for item in error.errors(include_url=False, include_context=False):
        message = item["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
        if item["type"] == "missing":
            lines.append(f"{place(str(item['loc'][0]))} is missing: a page needs it.")
        elif not item["loc"]:
            lines.append(f"{place('button')}: {message}.")
        else:
            lines.append(words.wrong_value(place(str(item["loc"][0])), str(item["input"]), message))
    return "\n".join(dict.fromkeys(lines))
