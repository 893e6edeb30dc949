"""The service's API: one client a thread, its answers as models, and what a create call's end means."""

from batchgen.tavus.answers import (
    Conversation,
    ConversationPage,
    Replica,
    ReplicaPage,
    Video,
    VideoPage,
    id_text,
)
from batchgen.tavus.client import Client
from batchgen.tavus.outcomes import Kind, Outcome, Reason, outcome_of_create
from batchgen.tavus.service_url import is_loopback

__all__ = [
    "Client",
    "Conversation",
    "ConversationPage",
    "Kind",
    "Outcome",
    "Reason",
    "Replica",
    "ReplicaPage",
    "Video",
    "VideoPage",
    "id_text",
    "is_loopback",
    "outcome_of_create",
]
