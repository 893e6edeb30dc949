"""When a video counts as deleted: its id was refused twice, a minute apart. Pure."""

from __future__ import annotations

APART = 60.0
"""Seconds between two refusals that count."""


class Strikes:
    """Remembers which ids were refused, and since when."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def strike(self, video_id: str, now: float) -> bool:
        """Note that an id was refused; return whether the video counts as deleted now."""
        return now - self._since.setdefault(video_id, now) >= APART

    def clear(self, video_id: str) -> None:
        """Note that an id was answered after all."""
        self._since.pop(video_id, None)
