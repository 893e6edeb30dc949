"""The service's API: one client a thread, its answers as models, and what a create call's end means."""

from batchgen.tavus.answers import (
    Conversation,
    ConversationPage,
    Replica,
    ReplicaPage,
    Video,
    VideoPage,
    Voice,
    VoicePage,
    id_text,
)
from batchgen.tavus.client import Client
from batchgen.tavus.outcomes import Kind, Outcome, Reason, outcome_of_create

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
    "Voice",
    "VoicePage",
    "id_text",
    "outcome_of_create",
]
