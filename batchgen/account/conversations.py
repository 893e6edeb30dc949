"""Conversations: real-time rooms, opened knowingly, since an open room costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.account import patience
from batchgen.tavus import pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from batchgen import tavus

COST = (
    "An open conversation costs credits from this moment on, while the replica waits in the room too, and "
    "takes one of your plan's slots, until it is ended."
)
"""tavus-api section 12."""

FIELDS = (
    "replica_id",
    "persona_id",
    "conversation_name",
    "callback_url",
    "conversational_context",
    "custom_greeting",
    "audio_only",
    "memory_stores",
    "document_ids",
    "document_tags",
    "document_retrieval_strategy",
    "test_mode",
    "require_auth",
    "max_participants",
)
"""Fields of `POST /v2/conversations` (tavus-openapi.yaml, ConversationCreate), apart from `properties`."""


def create(client: tavus.Client, body: Mapping[str, object]) -> tavus.Conversation:
    """Open a room: one POST, never repeated. Raises errors.NoAnswerError if its answer is lost."""
    if not body.get("replica_id") and not body.get("persona_id"):
        raise errors.UsageError("Who shall speak? Give --replica-id or --persona-id.")
    try:
        return patience.once(lambda: client.create_conversation(body))
    except errors.NotSentError:
        raise
    except (errors.NoAnswerError, errors.BadAnswerError) as error:
        error.hint = "The room may be open, and cost: see batchgen conversations list --status active."
        raise


def list_conversations(client: tavus.Client, *, status: str = "") -> Iterator[tavus.Conversation]:
    """Yield every conversation; `status` is active, ended or empty for both."""

    def page(number: int) -> tuple[tuple[tavus.Conversation, ...], int | None]:
        found = patience.read(lambda: client.list_conversations(number, pages.LIMIT, status=status))
        return found.conversations, found.total

    return pages.walk(page, lambda room: room.conversation_id)


def show(client: tavus.Client, conversation_id: str, *, verbose: bool = False) -> tavus.Conversation:
    """Read one conversation. Raises errors.UsageError for an unknown id."""
    return patience.known(
        lambda: client.get_conversation(conversation_id, verbose=verbose),
        what="conversation",
        which=conversation_id,
    )


def end(client: tavus.Client, conversation_id: str) -> None:
    """End a conversation. Raises errors.UsageError for an unknown id."""
    patience.known(
        lambda: client.end_conversation(conversation_id), what="conversation", which=conversation_id
    )


def delete(client: tavus.Client, conversation_id: str, *, hard: bool = False) -> None:
    """Delete a conversation. Raises errors.UsageError for an unknown id."""
    patience.known(
        lambda: client.delete_conversation(conversation_id, hard=hard),
        what="conversation",
        which=conversation_id,
        repeat=False,
    )
