"""Loader: flags over environment over campaign file over defaults, one message for what is wrong."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pydantic

from batchgen import errors
from batchgen.settings import budget, campaignfile, database_url, dotenv_files, layers, words, wrong_values
from batchgen.settings.model import Settings
from batchgen.tavus import keys, service_url

_SPEAKERS = ("template", "script", "audio_url")
STATE = "BATCHGEN_STATE"
"""The variable of --state, which a .env may hold too: the address of a database may have a password in it."""
_TARGETS = ("output", "in_place")


def load(
    sheet: str | Path | None = None,
    flags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    folder: Path | None = None,
) -> Settings:
    """Return the settings of one command; the key is apart (`read_key`), so no repr of settings holds it.

    `flags` go by the names of Settings and of request fields (`set` may hold "FIELD=TEXT" texts); None means
    not given. `folder` is what relative paths of flags start from (the working directory). Raises
    errors.SettingsError with the file and line, the variable or the flag.
    """
    here = folder or Path.cwd()
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    named = _sheet_path(sheet if sheet is not None else given.pop("sheet", None), here)
    campaign = _find_campaign(given.pop("campaign", None), named, here)
    env = _with_env_file(os.environ if environ is None else environ, _home(campaign, named, here))
    above = [layers.from_environment(env, here), layers.from_flags(given, here)]
    encoding = str({**above[0].options, **above[1].options}.get("encoding", ""))
    own = campaignfile.read(campaign, encoding=encoding) if campaign else layers.Layer("campaign")
    found = [_of_user(), own, *above]
    return _without_key(_settings(found, named, campaign), env)


def _of_user() -> layers.Layer:
    path = budget.user_file()
    text = campaignfile.text_of(path) if path is not None and path.is_file() else ""
    return layers.Layer("user", budget.of_user(path, text), place=lambda _: f"{path}: budget")


def check_user(path: Path, text: str) -> None:
    """Raise errors.SettingsError if the user's own settings file with this text would not do."""
    _settings(
        [layers.Layer("user", budget.of_user(path, text), place=lambda _: f"{path}: budget")],
        None,
        None,
    )


def check_campaign(path: Path, text: str) -> None:
    """Raise errors.SettingsError if a campaign file with this text would not do, by itself."""
    _without_key(_settings([campaignfile.parsed(path, text)], None, path), os.environ)


def _without_key(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """Refuse a name with a key in it: files and the state file would be called so."""
    if keys.Keys(dotenv_files.known(settings, environ)).are_in(settings.name):
        raise errors.SettingsError(words.KEY_IN_NAME, hint=words.OTHER_NAME)
    return settings


def read_key(settings: Settings, environ: Mapping[str, str] | None = None) -> str:
    """Return the API key from the environment or from a `.env` beside the campaign, or empty."""
    sheet = settings.sheet if isinstance(settings.sheet, Path) else None
    home = _home(settings.campaign, sheet, Path.cwd())
    return _with_env_file(os.environ if environ is None else environ, home).get(keys.KEY, "").strip()


def _sheet_path(sheet: object, here: Path) -> Path | Literal["-"] | None:
    if sheet is None or sheet == "":
        return None
    if str(sheet) == "-":
        return "-"
    return layers.absolute(sheet, here)


def _find_campaign(named: object, sheet: Path | Literal["-"] | None, here: Path) -> Path | None:
    if named is not None:
        path = layers.absolute(named, here)
        path = path / "campaign.toml" if path.is_dir() else path
        if not path.is_file():
            hint = words.MAKE_ONE
            raise errors.SettingsError(words.no_campaign_file(path), hint=hint)
        return path
    folders = [sheet.parent, sheet.resolve().parent] if isinstance(sheet, Path) else [here]
    # A link to a sheet belongs to the sheet's campaign, unless one lies beside the link.
    return next((path for folder in folders if (path := folder / "campaign.toml").is_file()), None)


def _home(campaign: Path | None, sheet: Path | Literal["-"] | None, here: Path) -> Path:
    if campaign is not None:
        return campaign.parent
    return sheet.parent if isinstance(sheet, Path) else here


def _with_env_file(environ: Mapping[str, str], home: Path) -> Mapping[str, str]:
    path = home / ".env"
    if not path.is_file():
        return environ
    values, ours = dotenv_files.in_file(path), {keys.KEY, service_url.VARIABLE, STATE}
    wanted = {name: value for name, value in values.items() if name in ours and value}
    # An empty address is not one: the loader refuses it, unless the file has another.
    given = {name: text for name, text in environ.items() if text or name == service_url.VARIABLE}
    return {**given, **wanted, **{name: text for name, text in environ.items() if text}}


def _settings(
    found: list[layers.Layer], sheet: Path | Literal["-"] | None, campaign: Path | None
) -> Settings:
    options: dict[str, object] = {}
    fields: dict[str, str] = {}
    sources: dict[str, str] = {}
    owners: dict[str, layers.Layer] = {}
    for layer in found:
        _make_way(layer, options, fields)
        options |= layer.options
        fields |= layer.fields
        sources |= dict.fromkeys(layer.fields, layer.source)
        owners |= dict.fromkeys(layer.options, layer)
    if options.get("api_url") == "":
        raise _without_url(owners["api_url"])
    if database_url.is_one(options.get("state")):
        options.pop("state")
        options["database"] = _database(owners["state"], found)
    options |= {"campaign": campaign, "fields": fields}
    options["field_sources"] = {name: sources[name] for name in fields}
    options["sheet"] = sheet if sheet is not None else options.get("sheet")
    return _agree(_validated(options, owners))


def _database(chosen: layers.Layer, found: list[layers.Layer]) -> database_url.DatabaseUrl:
    """Return the database that a layer names; the environment may have the password of the same address."""
    url = _address(chosen)
    others = [layer for layer in found if layer.source == "environment" and layer is not chosen]
    for layer in others:
        if database_url.is_one(layer.options.get("state")):
            url = url.with_password(_address(layer))
    return url


def _address(layer: layers.Layer) -> database_url.DatabaseUrl:
    return database_url.parsed(
        str(layer.options["state"]), where=layer.place("state"), secret=layer.source == "environment"
    )


def _without_url(layer: layers.Layer) -> errors.SettingsError:
    """Return the error of an empty address: somebody meant another service than the one that is paid."""
    hint = words.give_address(service_url.DEFAULT)
    return errors.SettingsError(words.is_empty(layer.place("api_url")), hint=hint)


def _make_way(layer: layers.Layer, options: dict[str, object], fields: dict[str, str]) -> None:
    """Drop what a stronger layer replaces as a whole: the spoken source, and the target of results."""
    given = {*layer.options, *layer.fields}
    if given.intersection(_SPEAKERS):
        options.pop("template", None)
        for name in ("script", "audio_url"):
            fields.pop(name, None)
    if given.intersection(_TARGETS):
        for name in _TARGETS:
            options.pop(name, None)
    if layer.options.get("sandbox") is True:
        # A rehearsal has files of its own: those that the campaign names are of the real runs.
        for name in (*_TARGETS, "state", "failures"):
            options.pop(name, None)


def _validated(options: dict[str, object], owners: Mapping[str, layers.Layer]) -> Settings:
    try:
        return Settings.model_validate(options)
    except pydantic.ValidationError as error:

        def place(name: str) -> str:
            return owners[name].place(name) if name in owners else name

        found = wrong_values.sentences(error.errors(include_url=False), place)
        raise errors.SettingsError("\n".join(found)) from None


def _agree(settings: Settings) -> Settings:
    """Check what options say together, and tidy the service's address."""
    if settings.in_place and settings.output is not None:
        raise errors.UsageError(words.ONE_PLACE)
    if settings.in_place and settings.sandbox:
        hint = words.WITHOUT_IN_PLACE
        raise errors.UsageError(words.IN_PLACE_REHEARSAL, hint=hint)
    if settings.exclude_on and settings.exclude is None:
        raise errors.UsageError(words.EXCLUDE_ON)
    # A rehearsal spends nothing, so it asks for no budget.
    budgets = dict.fromkeys(("budget", budget.ACCOUNT)) if settings.sandbox else {}
    url = service_url.check_url(settings.api_url or service_url.DEFAULT)
    return settings.model_copy(update={"api_url": url, **budgets})
