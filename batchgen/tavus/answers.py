"""The API's answers as models: read with patience, since no source promises a single field."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from batchgen.tavus import readiness as levels
from batchgen.tavus.wire import timestamps

if TYPE_CHECKING:
    import datetime as dt

Json = Mapping[str, object]


@dataclasses.dataclass(frozen=True, slots=True)
class Video:
    """A video as the API tells it. Texts that are missing, null or of a wrong type are empty.

    `status` is the API's own word and may be one that nobody documented; `thumbnail_url` and `gif_url` are
    the API's `still_image_thumbnail_url` and `gif_thumbnail_url`; `progress` is `"37/100"`; `raw` is the
    answer as it came.
    """

    video_id: str
    video_name: str = ""
    status: str = ""
    replica_id: str = ""
    script: str = ""
    audio_url: str = ""
    hosted_url: str = ""
    download_url: str = ""
    stream_url: str = ""
    thumbnail_url: str = ""
    gif_url: str = ""
    status_details: str = ""
    error_details: str = ""
    progress: str = ""
    created_at: dt.datetime | None = None
    raw: Json = dataclasses.field(default_factory=dict, repr=False, compare=False)

    @property
    def details(self) -> str:
        """What the API says of its status or failure."""
        return self.status_details or self.error_details


@dataclasses.dataclass(frozen=True, slots=True)
class VideoPage:
    """A page of the list of videos. `odd` counts the items that are not videos with an id.

    `more` says that the page names further ones, by a cursor or in so many words.
    """

    videos: tuple[Video, ...]
    total: int | None = None
    odd: int = 0
    more: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Replica:
    """A replica, later called face. `status` is started, completed or error; `kind` user or system.

    What the two mean together with `tuning` (`finetune_status`) says `readiness`.
    """

    replica_id: str
    name: str = ""
    status: str = ""
    tuning: str = ""
    progress: str = ""
    error_message: str = ""
    thumbnail_video_url: str = ""
    model: str = ""
    kind: str = ""
    created_at: dt.datetime | None = None
    raw: Json = dataclasses.field(default_factory=dict, repr=False, compare=False)

    @property
    def has_two_stages(self) -> bool:
        """Whether its first videos carry a watermark, until its tuning is done."""
        return levels.has_two_stages(self.raw, model=self.model, kind=self.kind)

    @property
    def readiness(self) -> levels.Readiness:
        """How far it is."""
        return levels.of(self.status, self.tuning, two_stages=self.has_two_stages)

    @property
    def readiness_words(self) -> str:
        """How far it is, in words."""
        return self.readiness.value


@dataclasses.dataclass(frozen=True, slots=True)
class ReplicaPage:
    """A page of the list of replicas."""

    replicas: tuple[Replica, ...]
    total: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Voice:
    """A stock voice, by its slug; `replica_id` is the replica that it belongs to, `audio_url` a sample."""

    name: str
    replica_id: str = ""
    audio_url: str = ""
    tags: tuple[str, ...] = ()
    raw: Json = dataclasses.field(default_factory=dict, repr=False, compare=False)

    @property
    def tag_words(self) -> str:
        """Its tags as people read them."""
        return ", ".join(self.tags)


@dataclasses.dataclass(frozen=True, slots=True)
class VoicePage:
    """A page of the list of voices."""

    voices: tuple[Voice, ...]
    total: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Conversation:
    """A real-time room. `status` is active or ended; `url` is where people join."""

    conversation_id: str
    name: str = ""
    url: str = ""
    status: str = ""
    replica_id: str = ""
    persona_id: str = ""
    created_at: dt.datetime | None = None
    raw: Json = dataclasses.field(default_factory=dict, repr=False, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class ConversationPage:
    """A page of the list of conversations."""

    conversations: tuple[Conversation, ...]
    total: int | None = None


def video(data: object) -> Video | None:
    """Return the video that an answer describes, or None if it carries no `video_id`."""
    if not isinstance(data, Mapping) or not (video_id := id_text(data.get("video_id"))):
        return None
    nested = data.get("data")
    given: Json = nested if isinstance(nested, Mapping) else {}
    return Video(
        video_id=video_id,
        video_name=_text(data, "video_name"),
        status=_text(data, "status").strip().lower(),
        replica_id=id_text(data.get("replica_id")),
        script=_text(given, "script"),
        audio_url=_text(given, "audio_url"),
        hosted_url=_text(data, "hosted_url"),
        download_url=_text(data, "download_url"),
        stream_url=_text(data, "stream_url"),
        thumbnail_url=_text(data, "still_image_thumbnail_url"),
        gif_url=_text(data, "gif_thumbnail_url"),
        status_details=_text(data, "status_details"),
        error_details=_text(data, "error_details"),
        progress=_text(data, "generation_progress"),
        created_at=timestamps.parse_date(data.get("created_at")),
        raw=data,
    )


def video_page(data: object) -> VideoPage | None:
    """Return the page that an answer holds, or None if it is no page."""
    if (items := _items(data)) is None:
        return None
    videos = tuple(found for item in items if (found := video(item)))
    return VideoPage(videos, total=_total(data), odd=len(items) - len(videos), more=_more(data))


def replica(data: object) -> Replica | None:
    """Return the replica that an answer describes, or None if it carries no `replica_id`."""
    if not isinstance(data, Mapping):
        return None
    replica_id = id_text(data.get("replica_id")) or id_text(data.get("face_id"))
    if not replica_id:
        return None
    return Replica(
        replica_id=replica_id,
        name=_text(data, "replica_name") or _text(data, "face_name"),
        status=_text(data, "status").strip().lower(),
        tuning=_text(data, "finetune_status").strip().lower(),
        progress=_text(data, "training_progress"),
        error_message=_text(data, "error_message"),
        thumbnail_video_url=_text(data, "thumbnail_video_url"),
        model=_text(data, "model_name"),
        kind=(_text(data, "replica_type") or _text(data, "face_type")).strip().lower(),
        created_at=timestamps.parse_date(data.get("created_at")),
        raw=data,
    )


def replica_page(data: object) -> ReplicaPage | None:
    """Return the page that an answer holds, or None if it is no page."""
    if (items := _items(data)) is None:
        return None
    return ReplicaPage(tuple(found for item in items if (found := replica(item))), total=_total(data))


def voice(data: object) -> Voice | None:
    """Return the voice that an answer describes, or None if it carries no `voice_name`."""
    if not isinstance(data, Mapping) or not (name := _text(data, "voice_name").strip()):
        return None
    tags = data.get("tags")
    return Voice(
        name=name,
        replica_id=id_text(data.get("replica_id")) or id_text(data.get("face_id")),
        audio_url=_text(data, "audio_url"),
        tags=tuple(filter(None, map(_clean, tags))) if isinstance(tags, list) else (),
        raw=data,
    )


def voice_page(data: object) -> VoicePage | None:
    """Return the page that an answer holds, or None if it is no page."""
    if (items := _items(data)) is None:
        return None
    return VoicePage(tuple(found for item in items if (found := voice(item))), total=_total(data))


def conversation(data: object) -> Conversation | None:
    """Return the conversation that an answer describes, or None if it carries no `conversation_id`."""
    if not isinstance(data, Mapping) or not (conversation_id := id_text(data.get("conversation_id"))):
        return None
    return Conversation(
        conversation_id=conversation_id,
        name=_text(data, "conversation_name"),
        url=_text(data, "conversation_url"),
        status=_text(data, "status").strip().lower(),
        replica_id=id_text(data.get("replica_id")) or id_text(data.get("face_id")),
        persona_id=id_text(data.get("persona_id")) or id_text(data.get("pal_id")),
        created_at=timestamps.parse_date(data.get("created_at")),
        raw=data,
    )


def conversation_page(data: object) -> ConversationPage | None:
    """Return the page that an answer holds, or None if it is no page."""
    if (items := _items(data)) is None:
        return None
    found = tuple(room for item in items if (room := conversation(item)))
    return ConversationPage(found, total=_total(data))


def refusal(data: object) -> str | None:
    """Return the words of an error body, under either of its two keys, or None if it has neither."""
    if not isinstance(data, Mapping):
        return None
    for key in ("error", "message"):
        value = data.get(key)
        if isinstance(value, Mapping):
            value = value.get("message", str(dict(value)))
        if value is not None:
            return " ".join(str(value).split())
    return None


def _items(data: object) -> list[object] | None:
    items = data.get("data") if isinstance(data, Mapping) else None
    return items if isinstance(items, list) else None


def _total(data: object) -> int | None:
    total = data.get("total_count") if isinstance(data, Mapping) else None
    return total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else None


def _more(data: object) -> bool:
    """Return whether a page of a list names further ones: some lists have cursors instead of numbers."""
    places = [data, *data.values()] if isinstance(data, Mapping) else []
    return any(
        bool(value) and str(name).lower().replace("_", "") in _MORE
        for place in places
        if isinstance(place, Mapping)
        for name, value in place.items()
    )


_MORE = frozenset(
    {"cursor", "nextcursor", "next", "nexttoken", "nextpage", "nextpagetoken", "hasmore", "hasnext"}
)


def id_text(value: object) -> str:
    """Return an id as text: one that comes as a whole number is the same id; all else is empty."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _clean(value).strip()


def _text(data: Json, field: str) -> str:
    # Most fields of most answers are not there.
    return "" if (value := data.get(field)) is None else _clean(value)


def _clean(value: object) -> str:
    if not isinstance(value, str):
        return ""
    # A lone surrogate is legal JSON and can be stored nowhere.
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
