"""Commands about conversations: create, list, show, end, delete."""

from __future__ import annotations

import json

import click

from batchgen import errors
from batchgen.cli import options
from batchgen.cli.commands.resources import account_tables, words
from batchgen.cli.console import text

NUMBERS = ("max_call_duration", "participant_left_timeout", "participant_absent_timeout")

TABLE = account_tables.Table(
    "conversation",
    {"ID": "conversation_id", "STATUS": "status", "REPLICA": "replica_id", "URL": "url", "NAME": "name"},
    {
        "conversation_id": "conversation_id",
        "name": "name",
        "status": "status",
        "url": "url",
        "replica": "replica_id",
        "persona": "persona_id",
        "created": "created_at",
        "meeting token": "meeting_token",
    },
)


@click.group("conversations")
def conversations_command() -> None:
    """Open, list and end real-time conversations. An open conversation costs money.

    Example: batchgen conversations list --status active
    """


_fields = options.group(
    options.everyday(
        "-r",
        "--replica-id",
        "--face-id",
        metavar="ID",
        help_text="Replica (face) that speaks: id or name.",
    ),
    options.everyday("--persona-id", "--pal-id", metavar="ID", help_text="Persona (PAL) that it plays."),
    options.everyday("--name", "conversation_name", metavar="NAME", help_text="Name of the conversation."),
    options.everyday("--test-mode", flag=True, help_text="Free: opens it and ends it immediately."),
    options.everyday(
        "--context",
        "conversational_context",
        metavar="TEXT",
        help_text="Background information for the replica.",
    ),
    options.everyday("--greeting", "custom_greeting", metavar="TEXT", help_text="What it says first."),
    options.option("--audio-only", flag=True, help_text="Sound only, without a picture."),
    options.option(
        "--memory-store",
        "memory_stores",
        multiple=True,
        metavar="NAME",
        help_text="Memory that the replica uses. Can be repeated.",
    ),
    options.option(
        "--document-id",
        "document_ids",
        multiple=True,
        metavar="ID",
        help_text="Document that the replica uses. Can be repeated.",
    ),
    options.option(
        "--document-tag",
        "document_tags",
        multiple=True,
        metavar="TAG",
        help_text="Documents with this tag. Can be repeated.",
    ),
    options.option(
        "--document-retrieval-strategy",
        kind=click.Choice(["speed", "quality", "balanced"]),
        help_text="How documents are searched.",
    ),
    options.option("--require-auth", flag=True, help_text="A private room; the answer has its token."),
    options.option(
        "--max-participants",
        kind=click.IntRange(min=2),
        metavar="N",
        help_text="Most people at the same time.",
    ),
    options.option("--callback-url", metavar="URL", help_text="Address to which Tavus reports what happens."),
    options.option(
        "--property",
        "properties",
        multiple=True,
        metavar="NAME=VALUE",
        help_text="Another property. Can be repeated.",
    ),
    options.option(
        "--max-call-duration", kind=click.IntRange(min=1), metavar="S", help_text="Longest time, in seconds."
    ),
    options.option(
        "--participant-left-timeout",
        kind=int,
        metavar="S",
        help_text="Seconds to stay open after everyone has left.",
    ),
    options.option(
        "--participant-absent-timeout",
        kind=int,
        metavar="S",
        help_text="Seconds to wait for the first person.",
    ),
    options.option("--language", metavar="NAME", help_text="Language, such as english, or multilingual."),
    options.option("--enable-recording", flag=True, help_text="Record it."),
    options.option("--enable-closed-captions", flag=True, help_text="Show captions."),
    options.option("--apply-greenscreen", flag=True, help_text="Green background."),
)
IN_PROPERTIES = (*NUMBERS, "language", "enable_recording", "enable_closed_captions", "apply_greenscreen")


@conversations_command.command("create", cls=options.Command)
@_fields
@account_tables.yes
@account_tables.as_json
@account_tables.place
def create(
    *, yes: bool, json_output: bool, campaign: str | None, api_url: str | None, **given: object
) -> None:
    """Open a conversation. It costs money until it ends, unless you add --test-mode.

    Example: batchgen conversations create --replica-id r90bbd427f71 --test-mode
    """
    from batchgen.account import conversations, replicas

    body = _body(given)
    if not given["test_mode"]:
        text.say(conversations.COST)
        account_tables.sure(words.OPEN_IT, yes=yes)
    with account_tables.opened({"campaign": campaign, "api_url": api_url}) as client:
        if body.get("replica_id"):
            body["replica_id"] = replicas.resolve(client, str(body["replica_id"]))
        room = conversations.create(client, body)
    TABLE.show(room, json_output=json_output)
    if room.status != "ended" and not given["test_mode"]:
        text.say(words.end_with(room.conversation_id))


@conversations_command.command("list", cls=options.Command)
@options.everyday("--status", kind=click.Choice(["active", "ended"]), help_text="Only these.")
@account_tables.first
@account_tables.as_json
@account_tables.place
def list_conversations(
    *, status: str | None, limit: int | None, json_output: bool, **place: str | None
) -> None:
    """List conversations.

    Example: batchgen conversations list --status active
    """
    from batchgen import account

    with account_tables.opened(place) as client:
        listed = account.CONVERSATIONS.list(client, only=status or "")
        TABLE.show_list(listed, limit=limit, json_output=json_output)


@conversations_command.command("show", cls=options.Command)
@click.argument("conversation_id")
@options.everyday("--events", flag=True, help_text="Also show its events: transcript, why it ended.")
@account_tables.as_json
@account_tables.place
def show(*, conversation_id: str, events: bool, json_output: bool, **place: str | None) -> None:
    """Show one conversation.

    Example: batchgen conversations show c123456 --events --json
    """
    from batchgen.account import conversations

    with account_tables.opened(place) as client:
        room = conversations.show(client, conversation_id, verbose=events)
    TABLE.show(room, json_output=json_output or events)


@conversations_command.command("end", cls=options.Command)
@click.argument("conversation_id")
@account_tables.place
def end(*, conversation_id: str, **place: str | None) -> None:
    """End a conversation. It then costs nothing more.

    Example: batchgen conversations end c123456
    """
    from batchgen.account import conversations

    with account_tables.opened(place) as client:
        conversations.end(client, conversation_id)
    text.say(words.has_ended(conversation_id))


@conversations_command.command("delete", cls=options.Command)
@click.argument("conversation_id")
@options.everyday("--hard", flag=True, help_text="Also delete its files permanently. Asks twice.")
@account_tables.yes
@account_tables.place
def delete(*, conversation_id: str, hard: bool, yes: bool, **place: str | None) -> None:
    """Delete a conversation.

    Example: batchgen conversations delete c123456
    """
    from batchgen import account

    with account_tables.opened(place) as client:
        question = words.delete_conversation(conversation_id)
        account_tables.sure_to_delete(conversation_id, question, hard=hard, yes=yes)
        account.CONVERSATIONS.delete(client, conversation_id, hard=hard)
    text.say(words.was_deleted(conversation_id))


def _body(given: dict[str, object]) -> dict[str, object]:
    """Return the JSON body: what was given, `properties` nested."""
    named = {name: _plain(value) for name, value in given.items() if name != "properties" and value}
    inner = {name: named.pop(name) for name in IN_PROPERTIES if name in named}
    texts = given["properties"]
    for pair in texts if isinstance(texts, (tuple, list)) else ():
        name, equals, value = str(pair).partition("=")
        if not equals or not name:
            raise errors.UsageError(words.property_form(pair))
        if inner.setdefault(name, _value(value)) != _value(value):
            raise errors.UsageError(words.property_twice(name))
    return named | ({"properties": inner} if inner else {})


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _value(value: str) -> object:
    """Return a property's value: JSON where it is JSON, else the text."""
    try:
        return json.loads(value)
    except ValueError:
        return value
