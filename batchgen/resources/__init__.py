"""Resources of the account: replicas, videos and conversations, beside the sheet's own way."""

from batchgen.resources import conversations, replicas, videos

__all__ = ["conversations", "replicas", "videos"]
