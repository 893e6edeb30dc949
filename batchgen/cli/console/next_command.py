"""The next command on the same campaign, ready to be typed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import click

from batchgen import settings as settings_module
from batchgen.cli import invocation

_ROWS = {"worksheet", "header_row", "include_hidden", "include_odd_rows", "encoding"}
_READ_AS = {"template", "replica_id", "set", "key"} | _ROWS
_WHOSE = {"where", "rows", "duplicates", "skip_invalid"}
_OF_A_REHEARSAL = {"sandbox", "state", "output", "api_url"}
_SAME_CAMPAIGN = {"campaign", "name", "in_place"} | _READ_AS | _WHOSE | _OF_A_REHEARSAL
"""Options that say which campaign it is, and whose rows are meant, not what one command shall do with it."""


def command(name: str, settings: settings_module.Settings, *more: str, real: bool = False) -> str:
    """Return a command on the same campaign: its options of this command line that it knows too, then `more`.

    `real` leaves out what only the rehearsal was asked.
    """
    here = click.get_current_context(silent=True)
    kept = _SAME_CAMPAIGN - (_OF_A_REHEARSAL if real else set())
    options = shlex.join(_given(here, name, kept)) if here is not None else ""
    return " ".join(filter(None, ["batchgen", name, invocation.sheet_words(settings), options, *more]))


def says_what_is_made() -> bool:
    """Return whether the command that is running takes a template."""
    here = click.get_current_context(silent=True)
    return here is None or any(option.name == "template" for option in here.command.params)


def _given(here: click.Context, name: str, kept: set[str]) -> Iterator[str]:
    """Yield the words of options that were given and that the other command has too."""
    group = here.find_root().command
    other = group.get_command(here, name) if isinstance(group, click.Group) else None
    known = {option.name for option in other.params} if other is not None else set()
    for option in here.command.params:
        if not isinstance(option, click.Option) or option.name not in kept & known:
            continue
        if here.get_parameter_source(option.name) is click.core.ParameterSource.COMMANDLINE:
            yield from _words(option, here.params[option.name])


def _words(option: click.Option, value: object) -> Iterator[str]:
    flag = min(option.opts, key=len)
    if option.is_flag:
        yield flag
        return
    for one in value if isinstance(value, tuple) else (value,):
        yield from (flag, str(one))
