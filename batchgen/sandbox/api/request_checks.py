"""The checks of request bodies: what Tavus refuses at once, with 400 and a text.

Texts that Tavus sends itself stand here in its own words, so that a client meets them as they are; the
sandbox's own sentences are in `words.py`.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator, Mapping

from batchgen.sandbox.studio import phoenix

REAL_KEY = re.compile(r"[0-9a-fA-F]{32}")
REAL_REPLICA = re.compile(r"r[0-9a-f]{6,24}")

VIDEO_TEXTS = (
    "replica_id",
    "script",
    "audio_url",
    "video_name",
    "background_url",
    "background_source_url",
    "callback_url",
    "watermark_image_url",
)
VIDEO_FLAGS = ("fast", "transparent_background")
VIDEO_LINKS = ("audio_url", "background_url", "background_source_url", "callback_url", "watermark_image_url")
PROPERTY_FLAGS = ("background_scroll", "start_with_wave")
PROPERTY_CHOICES = {
    "background_scroll_type": ("human", "smooth"),
    "background_scroll_depth": ("middle", "bottom"),
    # one official sample sends "true", which is neither of the two documented words
    "background_scroll_return": ("return", "halt", "true"),
}
REPLICA_TEXTS = (
    "train_video_url",
    "train_image_url",
    "voice_name",
    "consent_video_url",
    "replica_name",
    "model_name",
    "callback_url",
)
REPLICA_LINKS = ("train_video_url", "train_image_url", "consent_video_url", "callback_url")
CONVERSATION_TEXTS = (
    "replica_id",
    "persona_id",
    "face_id",
    "pal_id",
    "conversation_name",
    "callback_url",
    "conversational_context",
    "custom_greeting",
)
PERSONA_TEXTS = (
    "persona_name",
    "system_prompt",
    "pipeline_mode",
    "context",
    "default_replica_id",
    "greeting",
)
PIPELINE_MODES = ("full", "echo", "speech-to-speech")
CONVERSATION_FLAGS = ("audio_only", "test_mode", "require_auth")
CONVERSATION_LISTS = ("memory_stores", "document_ids", "document_tags")


class RuleError(ValueError):
    """A body that is refused; the text is the answer's."""


def video(body: Mapping[str, object], *, both_inputs: str = "refuse", unknown_fields: str = "accept") -> None:
    """Check the body of `POST /v2/videos`, without looking at the replica; raise RuleError."""
    _types(body, texts=VIDEO_TEXTS, flags=VIDEO_FLAGS, maps=("properties",))
    if unknown_fields == "refuse":
        _known(body, (*VIDEO_TEXTS, *VIDEO_FLAGS, "properties"))
    _one_input(body, both_inputs)
    _links(body, VIDEO_LINKS)
    if body.get("transparent_background") and not body.get("fast"):
        raise RuleError("transparent_background requires fast to be true")
    _properties(_mapping(body.get("properties")))


def replica(body: Mapping[str, object]) -> None:
    """Check the body of `POST /v2/replicas`, without looking at the voice; raise RuleError."""
    _types(body, texts=REPLICA_TEXTS, flags=("auto_fix_training_image",), maps=("properties",))
    footage, photo = bool(body.get("train_video_url")), bool(body.get("train_image_url"))
    if not (footage or photo):
        raise RuleError("Either train_video_url or train_image_url must be provided.")
    if footage and photo:
        raise RuleError("Only one of train_video_url and train_image_url may be provided.")
    model = str(body.get("model_name") or phoenix.DEFAULT)
    if photo and not phoenix.takes_photo(model):
        raise RuleError(f"train_image_url is not supported by model {model}")
    if photo and not body.get("voice_name"):
        raise RuleError("voice_name is required with train_image_url")
    _links(body, REPLICA_LINKS)
    _types(_mapping(body.get("properties")), texts=(), flags=("background_green_screen",), maps=())


def change(body: Mapping[str, object]) -> None:
    """Check the body of `PATCH /v2/faces/{face_id}`, in the words of replicas; raise RuleError."""
    _types(body, texts=("replica_name", "default_voice_id"), flags=(), maps=())
    if not (body.get("replica_name") or body.get("default_voice_id")):
        raise RuleError("Either replica_name or default_voice_id must be provided.")


def persona(body: Mapping[str, object]) -> None:
    """Check the body of `POST /v2/personas`; raise RuleError.

    "Each request must have a system_prompt value unless you're using echo mode" (create-persona);
    speech-to-speech is in Tavus's own tavus-cli 0.11.0, which sends no prompt with it.
    """
    _types(body, texts=PERSONA_TEXTS, flags=("is_template",), maps=("layers",))
    mode = body.get("pipeline_mode") or "full"
    if mode not in PIPELINE_MODES:
        raise RuleError(f"pipeline_mode must be one of {', '.join(PIPELINE_MODES)}")
    if mode == "full" and not body.get("system_prompt"):
        raise RuleError("system_prompt is required")


def filled(body: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of a request that hold something: "" and null count as left out, in objects, too.

    What Tavus does with them is not documented. Forms send them, and so do clients that write every field.
    """
    return {
        name: dict(_filled(value)) if isinstance(value, Mapping) else value for name, value in _filled(body)
    }


def conversation(body: Mapping[str, object]) -> None:
    """Check the body of `POST /v2/conversations`, without looking at the replica; raise RuleError."""
    _types(body, texts=CONVERSATION_TEXTS, flags=CONVERSATION_FLAGS, maps=("properties",))
    for name in CONVERSATION_LISTS:
        value = body.get(name, [])
        if not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
            raise RuleError(f"{name} must be a list of strings")
    if body.get("document_retrieval_strategy", "balanced") not in ("speed", "quality", "balanced"):
        raise RuleError("document_retrieval_strategy must be one of speed, quality, balanced")
    people = body.get("max_participants", 2)
    if not isinstance(people, int | float) or not _is_whole(people) or people < 2:
        raise RuleError("max_participants must be a whole number of at least 2")
    _links(body, ("callback_url",))
    _conversation_properties(_mapping(body.get("properties")))


def text_of(body: object, name: str) -> str:
    """Check the body of a rename: `name` is there and a text; return it, or raise RuleError."""
    if not isinstance(body, Mapping):
        raise RuleError("The request body must be a JSON object")
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise RuleError(f"{name} is required and must be a string")
    return value


def _filled(given: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    return ((name, value) for name, value in given.items() if value is not None and value != "")


def _one_input(body: Mapping[str, object], both_inputs: str) -> None:
    script, audio = bool(str(body.get("script") or "").strip()), bool(body.get("audio_url"))
    if not body.get("replica_id"):
        raise RuleError("replica_id is required")
    if not script and not audio:
        raise RuleError("Either script or audio_url must be provided.")
    if script and audio and both_inputs == "refuse":
        raise RuleError("Only one of script and audio_url may be provided.")


def _types(
    body: Mapping[str, object], *, texts: tuple[str, ...], flags: tuple[str, ...], maps: tuple[str, ...]
) -> None:
    """Check the types of fields that are given; null is of no type."""
    kinds = [(texts, str, "a string"), (flags, bool, "a boolean"), (maps, Mapping, "an object")]
    for names, kind, word in kinds:
        for name in names:
            if name in body and not isinstance(body[name], kind):
                raise RuleError(f"{name} must be {word}")


def _known(body: Mapping[str, object], names: tuple[str, ...]) -> None:
    strangers = sorted(set(body) - set(names))
    if strangers:
        raise RuleError(f"Unknown field: {strangers[0]}")


def _links(body: Mapping[str, object], names: tuple[str, ...]) -> None:
    for name in names:
        # official samples send an empty callback_url
        empty = name == "callback_url" and body.get(name) == ""
        if name in body and not empty and not _is_link(str(body[name])):
            raise RuleError(f"{name} must be a valid URL")


def _is_link(text: str) -> bool:
    """Return whether a text has the shape of a link. file: passes here; whether it is read is a setting."""
    try:
        parts = urllib.parse.urlsplit(text)
        return (parts.scheme in {"http", "https"} and bool(parts.hostname)) or (
            parts.scheme == "file" and bool(parts.path)
        )
    except ValueError:
        return False


def _properties(given: Mapping[str, object]) -> None:
    _types(given, texts=tuple(PROPERTY_CHOICES), flags=PROPERTY_FLAGS, maps=())
    for name, choices in PROPERTY_CHOICES.items():
        if name in given and given[name] not in choices:
            raise RuleError(f"properties.{name} must be one of {', '.join(choices[:2])}")


def _conversation_properties(given: Mapping[str, object]) -> None:
    flags = ("enable_recording", "enable_closed_captions", "apply_greenscreen")
    _types(given, texts=("language",), flags=flags, maps=("recording_storage",))
    for name in ("max_call_duration", "participant_left_timeout", "participant_absent_timeout"):
        if name in given and not _is_whole(given[name]):
            raise RuleError(f"properties.{name} must be a whole number of seconds")


def _is_whole(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
