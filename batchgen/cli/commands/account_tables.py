"""Account: what commands about replicas, videos and conversations share: the client, tables, questions."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

import click

from batchgen import errors
from batchgen.cli import options
from batchgen.cli.console import ask, text

if TYPE_CHECKING:
    from batchgen import settings as settings_module
    from batchgen import tavus

Decorated = TypeVar("Decorated", bound=Callable[..., object])

place = options.group(
    options.option(
        "-c",
        "--campaign",
        kind=options.FILE,
        metavar="FILE",
        help_text="Campaign file that names the service.",
    ),
    options.api_url,
)
as_json = options.everyday("--json", "json_output", flag=True, help_text="Print the API's own objects.")
yes = options.everyday("-y", "--yes", flag=True, help_text="Do not ask.")


def settings_of(campaign: str | None, api_url: str | None) -> settings_module.Settings:
    """Return the settings of a command that needs no sheet."""
    from batchgen import settings

    return settings.load(None, {"campaign": campaign, "api_url": api_url})


@contextlib.contextmanager
def client_of(settings: settings_module.Settings) -> Iterator[tavus.Client]:
    """Open a client of the account; the key is never shown."""
    from batchgen import settings as settings_module
    from batchgen import tavus

    key = settings_module.read_key(settings)
    text.hide(key)
    with tavus.Client(key, settings.api_url) as client:
        yield client


@contextlib.contextmanager
def opened(campaign: str | None, api_url: str | None) -> Iterator[tavus.Client]:
    """Open a client of the account that a command's options name."""
    with client_of(settings_of(campaign, api_url)) as client:
        yield client


def print_json(answer: object) -> None:
    """Print an object of the API as it came."""
    text.out(json.dumps(answer, indent=2))


def print_facts(facts: Mapping[str, object]) -> None:
    """Print what is known of one thing, a line a fact, what is empty left out."""
    text.data(text.table([[name, str(value)] for name, value in facts.items() if value]))


def sure(question: str, *, yes: bool) -> None:
    """Ask on a terminal; elsewhere `--yes` must have been given. Raises errors.UsageError."""
    if yes:
        return
    if not ask.can_ask():
        raise errors.UsageError(f"{question} Nobody is there to ask.", hint="Give --yes if it is meant.")
    if not click.confirm(text.clean(question), default=False, err=True):
        raise errors.UsageError("Nothing was done.")


def sure_for_ever(what: str, *, yes: bool) -> None:
    """Ask twice before something is removed that cannot be had back."""
    sure(f"Delete {what} for ever, with all its files?", yes=yes)
    if yes:
        return
    said = click.prompt(f"It cannot be undone. Type {text.clean(what)} to go on", default="", err=True)
    if str(said).strip() != what:
        raise errors.UsageError("Nothing was done.")
