"""The account beside the sheet's own way: replicas, videos and conversations."""

from batchgen.account import conversations, replicas, videos
from batchgen.account.resources import CONVERSATIONS, REPLICAS, VIDEOS

__all__ = ["CONVERSATIONS", "REPLICAS", "VIDEOS", "conversations", "replicas", "videos"]
