"""Commands about the stock voices: list, search."""

from __future__ import annotations

import click

from batchgen.cli import options
from batchgen.cli.commands.resources import account_tables, words

TABLE = account_tables.Table(
    "voice",
    {"NAME": "name", "REPLICA": "replica_id", "TAGS": "tag_words", "SAMPLE": "audio_url"},
    {"name": "name", "replica": "replica_id", "tags": "tag_words", "sample": "audio_url"},
)


@click.group("voices")
def voices_command() -> None:
    """Find a voice for a replica that is made from an image.

    Example: batchgen voices search anna
    """


_tag = options.everyday("--tag", metavar="TAG", help_text="Only voices with this tag.")


@voices_command.command("list", cls=options.Command)
@_tag
@account_tables.first
@account_tables.as_json
@account_tables.place
def list_voices(*, tag: str | None, limit: int | None, json_output: bool, **place: str | None) -> None:
    """List the stock voices. Use a NAME with replicas train --voice-name.

    Example: batchgen voices list --limit 20
    """
    _show("", tag, limit=limit, json_output=json_output, **place)


@voices_command.command("search", cls=options.Command)
@click.argument("word")
@_tag
@account_tables.first
@account_tables.as_json
@account_tables.place
def search(
    *,
    word: str,
    tag: str | None,
    limit: int | None,
    json_output: bool,
    **place: str | None,
) -> None:
    """Find stock voices by a word. Tavus does the search.

    Example: batchgen voices search anna
    """
    _show(word, tag, limit=limit, json_output=json_output, **place)


def _show(
    word: str,
    tag: str | None,
    *,
    limit: int | None,
    json_output: bool,
    **place: str | None,
) -> None:
    from batchgen.account import voices

    with account_tables.opened(place) as client:
        found = voices.find(client, search=word.strip(), tag=(tag or "").strip())
        TABLE.show_list(found, limit=limit, json_output=json_output, none=_none(word, tag or ""))


def _none(word: str, tag: str) -> str:
    wanted = [words.match(word)] if word else []
    wanted += [words.have_tag(tag)] if tag else []
    return words.no_voices(" and ".join(wanted)) if wanted else ""
