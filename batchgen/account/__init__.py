"""The account beside the sheet's own way: replicas, videos, voices and conversations."""

from batchgen.account import campaigns_nearby, conversations, replicas, videos, voices
from batchgen.account.resources import CONVERSATIONS, REPLICAS, VIDEOS

__all__ = [
    "CONVERSATIONS",
    "REPLICAS",
    "VIDEOS",
    "campaigns_nearby",
    "conversations",
    "replicas",
    "videos",
    "voices",
]
