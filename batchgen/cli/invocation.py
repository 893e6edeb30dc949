"""Session: what every command does first: read options, settings and the key."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from batchgen import errors
from batchgen import settings as settings_module
from batchgen.cli import options, words
from batchgen.cli.console import text
from batchgen.tavus import keys

if TYPE_CHECKING:
    from batchgen import encodings, sheets


def load(
    ctx: click.Context, sheet: str | None, *, lenient: bool = False, **more: object
) -> settings_module.Settings:
    """Return the settings of this command; `more` overrides flags.

    A failures file gets those of its campaign, which may be missing if `lenient`. Raises
    errors.SettingsError, errors.SheetError.
    """
    flags = {**given(ctx), **more}
    settings = settings_module.load(sheet, flags)
    if isinstance(settings.sheet, Path) and (not lenient or _may_be_failures(settings.sheet)):
        from batchgen.campaign import library

        settings = library.settled(settings, sheet, flags, lenient=lenient)
    for key in (settings_module.read_key(settings), *settings_module.known_keys(settings)):
        text.hide(key)
    if settings.database is not None and settings.database.password:
        text.hide(settings.database.password)
    _hide_callback(str(settings.fields.get("callback_url", "")))
    return settings


def _hide_callback(url: str) -> None:
    """Never show the token of the campaign's callbacks, unless a template makes it row by row."""
    if url and "{" not in url:
        from batchgen.tavus import url_masks

        for secret in url_masks.secrets(url):
            text.hide(secret)


def _may_be_failures(sheet: Path) -> bool:
    """Spare a quick look at a sheet the engine's import."""
    from batchgen import sheets

    return sheets.may_be_failures(sheet)


def given(ctx: click.Context) -> dict[str, object]:
    """Return the options that stand on the command line and are settings, by name."""
    return {
        parameter.name: ctx.params[parameter.name]
        for parameter in ctx.command.params
        if isinstance(parameter, options.Option)
        and parameter.setting
        and parameter.name is not None
        and ctx.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    }


def need_sheet(settings: settings_module.Settings) -> None:
    """Raise errors.UsageError if neither the command line nor the campaign names a sheet."""
    if settings.sheet is None:
        hint = words.NAME_SHEET
        raise errors.UsageError(words.NO_SHEET, hint=hint)


def key_of(settings: settings_module.Settings) -> str:
    """Return the API key or nothing; the sandbox takes any."""
    return "sandbox" if settings.sandbox else settings_module.read_key(settings)


def need_key(settings: settings_module.Settings) -> None:
    """Raise errors.SettingsError that says where to put the API key, if there is none and one is needed."""
    if not key_of(settings):
        raise keys.no_key()


def sheet_words(settings: settings_module.Settings) -> str:
    """Return the sheet as it would be typed after a command: quoted if it must be."""
    if settings.sheet is None:
        return ""
    path = str(settings.sheet)
    if path == "-":
        return path
    try:
        near = os.path.relpath(path)
    except OSError:  # the folder that we were started in is gone
        near = path
    if near.startswith("-"):
        near = os.curdir + os.sep + near
    return shlex.quote(near if len(near) <= len(path) else path)


def open_sheet(settings: settings_module.Settings) -> sheets.Sheet:
    """Open the sheet as the settings say."""
    from batchgen import sheets

    assert settings.sheet is not None
    # Where the headers stand in the list says nothing of a failures file.
    own = settings.failures_of is None
    return sheets.open_sheet(
        settings.sheet,
        worksheet=settings.worksheet if own else "",
        header_row=settings.header_row if own else None,
        encoding=settings.encoding,
        recall=lambda: _recall(settings),
    )


def _recall(settings: settings_module.Settings) -> encodings.Memory | None:
    from batchgen.campaign import opening

    return opening.recall(settings)
