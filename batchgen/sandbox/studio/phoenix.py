"""Phoenix: what differs between Tavus's models, and the two stages of Phoenix-4.5.

Sources: docs.tavus.io/sections/faces/phoenix-45-preview-and-status (stages, watermarks),
.../phoenix-3-video-requirements and .../train-with-a-video (footage, no photo for phoenix-3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batchgen.sandbox.files.sandbox_records import Replica

DEFAULT = "phoenix-4"
TUNED = "completed"
NOT_TUNED = "errored"

_STAGED = ("phoenix-4.5",)
_WITHOUT_PHOTO = ("phoenix-3",)
_FOOTAGE = {"phoenix-3": 120.0}
"""Seconds: one minute of speaking and one of listening."""
_USUAL_FOOTAGE = 60.0
"""Seconds: half a minute of each."""


def footage_seconds(model: str) -> float:
    """Return how long a training video of this model must be, in seconds."""
    return _FOOTAGE.get(model, _USUAL_FOOTAGE)


def takes_photo(model: str) -> bool:
    """Return whether this model can be trained from a photo."""
    return model not in _WITHOUT_PHOTO


def has_stages(model: str) -> bool:
    """Return whether `status: completed` is only a first look, which tuning then replaces."""
    return model in _STAGED


def is_tuning(replica: Replica) -> bool:
    """Return whether a replica is at its first look, and its tuning has not ended."""
    return has_stages(replica.model_name) and replica.status == "completed" and not replica.finetune_status


def stamp(replica: Replica) -> str:
    """Return the watermark that is burned into the films of a replica, or "".

    The words of the first are ours; those of the second are the document's.
    """
    if is_tuning(replica):
        return "preview"
    return "tuning failed" if replica.finetune_status == NOT_TUNED else ""
