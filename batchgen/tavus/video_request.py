"""A video request: the fields of `POST /v2/videos`, its body, and the one hash by which it is known."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping

from batchgen import flat_json

PROPERTY_FIELDS = (
    "background_scroll",
    "background_scroll_type",
    "background_scroll_depth",
    "background_scroll_return",
    "start_with_wave",
)
"""Request fields that the API nests under `properties`."""

BOOLEAN_FIELDS = ("fast", "transparent_background", "background_scroll", "start_with_wave")

REQUEST_FIELDS = (
    "replica_id",
    "script",
    "audio_url",
    "video_name",
    "background_url",
    "background_source_url",
    "callback_url",
    "fast",
    "transparent_background",
    "watermark_image_url",
    *PROPERTY_FIELDS,
)
"""Every field of `POST /v2/videos` (tavus-openapi.yaml, VideoCreate), flat."""

UNHASHED_FIELDS = ("video_name", "callback_url")
"""Fields that do not change which video is asked for (design 3, request hash)."""

WORDS: Mapping[str, str] = {
    "script": "Words",
    "audio_url": "Sound file",
    "replica_id": "Presenter",
    "background_url": "Background",
    "background_source_url": "Background",
    "watermark_image_url": "Watermark",
}
"""Fields as people call them."""

FieldValue = str | bool


@dataclasses.dataclass(frozen=True, slots=True)
class VideoRequest:
    """What one create call asks for: `fields` is flat, by the names in REQUEST_FIELDS, empty ones absent.

    `video_name` in `fields` is the human part only ("Ana Ruiz, Acme"); the token is put before it on sending.
    """

    fields: Mapping[str, FieldValue]

    @property
    def replica_id(self) -> str:
        """The replica that speaks, or empty."""
        return str(self.fields.get("replica_id", ""))

    @property
    def script(self) -> str:
        """The spoken text, or empty for an audio request."""
        return str(self.fields.get("script", ""))

    @property
    def audio_url(self) -> str:
        """The audio file that is spoken, or empty."""
        return str(self.fields.get("audio_url", ""))

    @property
    def name(self) -> str:
        """The human part of the video's name, or empty."""
        return str(self.fields.get("video_name", ""))

    @property
    def is_fast(self) -> bool:
        """Whether it is made without a thumbnail, in less time."""
        return self.fields.get("fast") is True

    def body(self) -> dict[str, object]:
        """Return the JSON body as the API wants it, with `properties` nested."""
        flat: dict[str, object] = {k: v for k, v in self.fields.items() if k not in PROPERTY_FIELDS}
        nested = {k: v for k, v in self.fields.items() if k in PROPERTY_FIELDS}
        return {**flat, "properties": nested} if nested else flat

    def hash(self) -> str:
        """Return the request hash: 64 hex characters over the canonical JSON without the unhashed fields.

        Names of videos in people's accounts carry a part of it, so its bytes never change. Nothing else may
        compute it.
        """
        return _digest(_canonical(self.fields))

    def tab_hash(self) -> str:
        """Return the hash that batchgen before 0.2 gave a script with a TAB, or empty without one.

        It left the TAB unescaped. State files and names of videos in people's accounts still carry it.
        """
        if "\t" not in self.script:
            return ""
        fields = {**self.fields, "script": ""}
        return _digest(_canonical(fields).replace('"script":""', f'"script":"{self.script}"'))


def _canonical(fields: Mapping[str, FieldValue]) -> str:
    return flat_json.written(
        (name, value) for name, value in sorted(fields.items()) if name not in UNHASHED_FIELDS
    )


def _digest(text: str) -> str:
    # A lone surrogate can stand in a cell, and has bytes only this way.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
