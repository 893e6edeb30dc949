"""The account beside the sheet's own way: replicas, videos and conversations."""

from batchgen.account import conversations, replicas, videos

__all__ = ["conversations", "replicas", "videos"]
