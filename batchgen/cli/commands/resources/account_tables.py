"""Account commands: how a thing of the account is shown, and the options and questions that they share."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol, TypeVar

import click

from batchgen import errors
from batchgen.cli import options
from batchgen.cli.commands.resources import words
from batchgen.cli.console import confirmation, text

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
first = options.everyday("--limit", kind=click.IntRange(min=1), metavar="N", help_text="Only the first N.")
as_json = options.everyday(
    "--json", "json_output", flag=True, help_text="Print the answer of the API as JSON."
)
yes = options.everyday("-y", "--yes", flag=True, help_text="Do not ask.")


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
def opened(place: Mapping[str, str | None]) -> Iterator[tavus.Client]:
    """Open a client of the account that a command's options name."""
    from batchgen import settings

    with client_of(settings.load(None, place)) as client:
        yield client


class Thing(Protocol):
    """One of the account's things; `raw` is the API's own object."""

    @property
    def raw(self) -> Mapping[str, object]:
        """The object as it came."""


@dataclasses.dataclass(frozen=True)
class Table:
    """How things of a kind are shown: attributes by the header of a list, and by the label of a fact.

    A label without an attribute of that name shows the API's own field.
    """

    word: str
    columns: Mapping[str, str]
    facts: Mapping[str, str]

    def show_list(
        self,
        things: Iterable[Thing],
        *,
        limit: int | None,
        json_output: bool,
        status: str = "",
        none: str = "",
    ) -> None:
        """Print things, only the first ones, or those of a status; `none` is what to say without any."""
        wanted = (each for each in things if not status or _value(each, "status") == status)
        found = list(itertools.islice(wanted, limit))
        if json_output:
            _print_json([dict(each.raw) for each in found])
            return
        if not found:
            text.say(none or words.none_found(self.word))
            return
        rows = [[str(_value(each, name)) for name in self.columns.values()] for each in found]
        text.data(text.table([list(self.columns), *rows]))
        text.say(text.count(len(found), self.word))

    def show(self, thing: Thing, *, json_output: bool) -> None:
        """Print one thing, a line a fact, what is empty left out."""
        if json_output:
            _print_json(dict(thing.raw))
            return
        facts = [[label, str(value)] for label, name in self.facts.items() if (value := _value(thing, name))]
        text.data(text.table(facts))


def _value(thing: Thing, name: str) -> object:
    return getattr(thing, name, thing.raw.get(name))


def _print_json(answer: object) -> None:
    text.out(json.dumps(answer, indent=2))


def sure_to_delete(what: str, question: str, *, hard: bool, yes: bool) -> None:
    """Ask before something is deleted, twice if its files go too."""
    if hard:
        sure_for_ever(what, yes=yes)
    else:
        sure(question, yes=yes)


def sure(question: str, *, yes: bool) -> None:
    """Ask on a terminal; elsewhere `--yes` must have been given. Raises errors.UsageError."""
    if yes:
        return
    if not confirmation.can_ask():
        raise errors.UsageError(words.cannot_ask(question), hint=words.ADD_YES)
    if not click.confirm(text.clean(question), default=False, err=True):
        raise errors.UsageError(words.NOTHING_DONE)


def sure_for_ever(what: str, *, yes: bool) -> None:
    """Ask twice before something is removed that cannot be had back."""
    sure(words.delete_with_files(what), yes=yes)
    if yes:
        return
    said = click.prompt(words.type_to_confirm(text.clean(what)), default="", err=True)
    if str(said).strip() != what:
        raise errors.UsageError(words.NOTHING_DONE)
