"""Layers: what one source (flags, environment, campaign file) says, by setting and request field."""

from __future__ import annotations

import csv
import dataclasses
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal

from batchgen import did_you_mean, errors
from batchgen.settings import budget, database_url, words
from batchgen.settings.model import Settings
from batchgen.tavus import service_url, video_request

Source = Literal["user", "campaign", "environment", "flag"]

PREFIX = "BATCHGEN_"

INTERNAL = frozenset(
    {
        "campaign",
        "failures_of",
        "list_results",
        "fields",
        "field_sources",
        "replica_names",
        "database",
        budget.ACCOUNT,
    }
)
PATHS = frozenset({"template", "exclude", "output", "state", "failures", "problems"})
LISTS = frozenset({"key", "allow"})
OPTIONS = frozenset(Settings.model_fields) - INTERNAL
EACH_TIME = frozenset({"yes", "confirm", "redo", "accept", "accept_new", "force"})
"""Options that spend money again; a file or a variable must not give them for ever."""
SPELLED = {"json": "json_output", "replica": "replica_id", "face_id": "replica_id"}
"""Other names: Tavus's later pages call a replica a face (docs.tavus.io/api-reference/faces/list-faces)."""


@dataclasses.dataclass(frozen=True)
class Layer:
    """Options and request fields of one source; `place` says in words where a name stands."""

    source: Source
    options: Mapping[str, object] = dataclasses.field(default_factory=dict)
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
    place: Callable[[str], str] = str


class Once:
    """What one source has said so far: a setting may come twice, under any of its names, with one value."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[str, object]] = {}

    def check(self, name: str, given: str, value: object, *, where: str = "") -> None:
        """Raise errors.SettingsError if the setting, here given as `given`, had another value before."""
        first, before = self._said.setdefault(name, (given, value))
        if before != value:
            twice = words.set_twice(given) if first == given else words.one_setting(given, first)
            raise errors.SettingsError(words.two_values(where, twice))


def absolute(value: object, folder: Path) -> Path:
    """Return a path as an absolute one, from `folder` if it is relative; `~` is the user's home."""
    text = value if isinstance(value, (str, os.PathLike)) else str(value)
    path = folder / Path(text).expanduser()
    plain = os.path.normpath(path)
    # `link/..` is above where the link leads to, not above the link.
    real = os.path.realpath(path)
    return Path(plain if os.path.realpath(plain) == real else real)


def canonical(name: str) -> str:
    """Return the setting's or field's name for any spelling: hyphens, capitals, `json`, `properties.x`."""
    plain = name.strip().replace("-", "_").lower().removeprefix("properties.")
    return SPELLED.get(plain, plain)


def known_names() -> frozenset[str]:
    """Return every name that a campaign file may hold at its top level, but for the tables."""
    return (OPTIONS - EACH_TIME - {"json_output"}) | {
        *video_request.REQUEST_FIELDS,
        "json",
        "lookup",
        "pronounce",
        "columns",
    }


def option_value(name: str, value: object, folder: Path) -> object:
    """Return a value as Settings wants it: paths absolute, lists split at commas, the rest as it is."""
    if name == "state" and database_url.is_one(value):
        return str(value).strip()
    if name in PATHS:
        return absolute(value, folder)
    if name == "sheet":
        return "-" if value == "-" else absolute(value, folder)
    if name in LISTS:
        return _split(value)
    return value


def _split(value: object) -> tuple[str, ...]:
    texts = (
        [value] if isinstance(value, str) else list(value) if isinstance(value, Iterable) else [str(value)]
    )
    cells = [cell.strip() for line in csv.reader(str(text) for text in texts) for cell in line]
    return tuple(cell for cell in cells if cell)


def field_text(value: object) -> str:
    """Return a request field's value as the text of a template; true and false in lower case."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def from_environment(environ: Mapping[str, str], folder: Path) -> Layer:
    """Return what `TAVUS_API_URL` and `BATCHGEN_*` say; variables of other programs are none of ours."""
    options: dict[str, object] = {}
    fields: dict[str, str] = {}
    once = Once()
    if service_url.VARIABLE in environ:
        options["api_url"] = environ[service_url.VARIABLE]
    for variable, text in environ.items():
        if not variable.startswith(PREFIX) or not text:
            continue
        name = canonical(variable.removeprefix(PREFIX))
        if name in EACH_TIME:
            raise errors.SettingsError(f"{variable}: {paying_again(name)}")
        once.check(name, variable, text)
        if name in video_request.REQUEST_FIELDS:
            fields[name] = text
        elif name in OPTIONS:
            options[name] = option_value(name, text, folder)
    return Layer("environment", options, fields, _variable)


def _variable(name: str) -> str:
    return service_url.VARIABLE if name == "api_url" else PREFIX + name.upper()


def paying_again(name: str) -> str:
    """Return why an option is refused outside the command line."""
    flag = name.replace("_", "-")
    return words.each_time(flag, flag)


def from_flags(flags: Mapping[str, object], folder: Path) -> Layer:
    """Return what the command line, or the keywords of Campaign, say."""
    options: dict[str, object] = {}
    fields: dict[str, str] = {}
    once = Once()
    for given, name, text in _assignments(flags.get("set", ())):
        once.check(name, f"--set {given}", text)
        fields[name] = text
    for given, value in flags.items():
        name = canonical(given)
        if given == "set":
            continue
        once.check(name, _flag(given), field_text(value))
        if name in video_request.REQUEST_FIELDS:
            fields[name] = field_text(value)
        elif name in OPTIONS:
            options[name] = option_value(name, value, folder)
        else:
            hint = did_you_mean.hint(name, OPTIONS | set(video_request.REQUEST_FIELDS))
            raise errors.SettingsError(words.unknown_setting(given), hint=hint)
    return Layer("flag", options, fields, _flag)


def _flag(name: str) -> str:
    return "--" + name.removesuffix("_output").replace("_", "-")


def _assignments(texts: object) -> Iterable[tuple[str, str, str]]:
    """Yield field names as given, as the service calls them, and their texts."""
    if isinstance(texts, Mapping):
        texts = [f"{name}={field_text(value)}" for name, value in texts.items()]
    for text in texts if isinstance(texts, Iterable) else ():
        given, equals, value = str(text).partition("=")
        name = canonical(given)
        if not equals:
            raise errors.UsageError(words.set_form(text))
        if name not in video_request.REQUEST_FIELDS:
            hint = did_you_mean.hint(name, video_request.REQUEST_FIELDS) or words.fields(
                ", ".join(video_request.REQUEST_FIELDS)
            )
            raise errors.UsageError(words.no_field(given), hint=hint)
        yield given, name, value
