"""Conversations: real-time rooms, opened knowingly, since an open room costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batchgen import errors
from batchgen.account import resources, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from batchgen import tavus

COST = words.COST
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
        raise errors.UsageError(words.WHO_SPEAKS)
    try:
        return client.create_conversation(body)
    except errors.NotSentError:
        raise
    except (errors.NoAnswerError, errors.BadAnswerError) as error:
        hint = words.MAY_BE_OPEN
        raise errors.NoAnswerError(error.message, hint=hint) from error


def show(client: tavus.Client, conversation_id: str, *, verbose: bool = False) -> tavus.Conversation:
    """Read one conversation; `verbose` brings its events. Raises errors.UsageError for an unknown id."""
    return resources.CONVERSATIONS.known(
        lambda: client.get_conversation(conversation_id, verbose=verbose), conversation_id
    )


def end(client: tavus.Client, conversation_id: str) -> None:
    """End a conversation. Raises errors.UsageError for an unknown id."""
    resources.CONVERSATIONS.known(lambda: client.end_conversation(conversation_id), conversation_id)
