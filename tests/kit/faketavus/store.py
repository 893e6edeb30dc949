"""What the account holds: videos, replicas, conversations and files, and how each is shown and listed."""

from __future__ import annotations

import dataclasses
import email.utils
import itertools
import threading
import time
from typing import TYPE_CHECKING

from faketavus.switches import Switches

if TYPE_CHECKING:
    from collections.abc import Callable

Thing = dict[str, object]
DETAILS = {
    "ready": "Your request has processed successfully!",
    "queued": "This request is currently queued.",
    "error": "An error occurred while generating this request.",
}
NAME_FILTERS: dict[str, Callable[[str], str]] = {
    "keep": lambda name: name,
    "drop": lambda _: "",
    "upper": str.upper,
    "cut": lambda name: name[:30],
    "prefix": lambda name: "video: " + name,
}


@dataclasses.dataclass
class FakeVideo:
    """A video: `status` fixes its state, otherwise it follows from its age."""

    video_id: str
    body: Thing
    made_at: float
    touched_at: float
    ours: bool = True
    status: str = ""
    details: str | None = None
    gone: bool = False


@dataclasses.dataclass
class Served:
    """A file: `cut` breaks the connection after so many bytes, once; `status` refuses it."""

    data: bytes
    kind: str = "video/mp4"
    cut: int = 0
    status: int = 0
    ranges: bool = True
    etag: str = '"v1"'


class Store(Switches):
    """The tables. Times are of `clock`."""

    url: str
    lock: threading.RLock

    def __init__(self, clock: Callable[[], float], **switches: object) -> None:
        super().__init__(**switches)  # type: ignore[arg-type]
        self.clock = clock
        self.videos: dict[str, FakeVideo] = {}
        self.replicas: dict[str, Thing] = {}
        self.conversations: dict[str, Thing] = {}
        self.files: dict[str, Served] = {}
        self.status_of: Callable[[FakeVideo], str] | None = None
        self._numbers = itertools.count(1)
        for replica_id in ("r90bbd427f71", "r79e1c033f") if self.any_replica else ():
            self.add_replica("Anna", replica_id=replica_id)

    # -- what comes in

    def add_replica(self, name: str, *, kind: str = "user", status: str = "completed", **more: object) -> str:
        replica = {
            "replica_id": f"r{next(self._numbers):09x}",
            "replica_name": name,
            "status": status,
            "training_progress": "100/100" if status == "completed" else "0/100",
            "replica_type": kind,
            "error_message": None,
            "model_name": "phoenix-4",
            "created_at": "2024-01-24T07:14:03.327Z",
            "updated_at": "2024-01-24T07:14:03.327Z",
            **more,
        }
        self.replicas[str(replica["replica_id"])] = replica
        return str(replica["replica_id"])

    def add_conversation(self, body: Thing) -> Thing:
        number = f"c{next(self._numbers):09x}"
        self.conversations[number] = {
            "conversation_id": number,
            "conversation_name": body.get("conversation_name", ""),
            "conversation_url": f"https://room.example/{number}",
            "status": "ended" if body.get("test_mode") else "active",
            "replica_id": body.get("replica_id"),
        }
        return self.conversations[number]

    def make(self, body: Thing, *, ours: bool = True, status: str = "") -> FakeVideo:
        with self.lock:
            now, number = self.clock(), len(self.videos)
            video_id = str(10**9 + number) if self.number_ids else f"v{number:09x}"
            video = self.videos[video_id] = FakeVideo(video_id, dict(body), now, now, ours, status)
        if self.film:
            self.files[f"/{video_id}.mp4"] = Served(self.film)
            self.files[f"/{video_id}.jpg"] = Served(b"\xff\xd8\xff\xe0 a picture", kind="image/jpeg")
            self.files[f"/{video_id}.gif"] = Served(b"GIF89a a picture", kind="image/gif")
        return video

    def add_video(self, name: str = "", *, status: str = "ready") -> str:
        return self.make({"video_name": name, "script": "Hello."}, status=status).video_id

    def make_stranger(self, **body: object) -> FakeVideo:
        """A video that somebody else made."""
        return self.make({"replica_id": "r0000000001", "script": "Other people's words.", **body}, ours=False)

    def finish(self, status: str = "ready") -> None:
        """Fix the state of every video that is there."""
        with self.lock:
            for video in self.videos.values():
                video.status = status
                video.touched_at = self.clock()

    def forget(self, video_id: str) -> None:
        """Delete for good: reads answer 400, the list lacks it."""
        self.videos[video_id].gone = True

    # -- what is shown

    def status(self, video: FakeVideo) -> str:
        if video.status:
            return video.status
        age = self.clock() - video.made_at
        if age < self.queue_seconds:
            return "queued"
        if age < self.queue_seconds + self.make_seconds:
            return "generating"
        return (self.status_of(video) if self.status_of else "") or "ready"

    def count_open(self) -> int:
        return sum(
            self.status(video) in {"queued", "generating"} for video in self.videos.values() if video.ours
        )

    def show(self, video: FakeVideo) -> Thing:
        status, video_id, body = self.status(video), video.video_id, video.body
        ready = status == "ready"
        film = f"{self.url}/{video_id}.mp4" if self.film else f"https://stream.example/{video_id}/high.mp4"
        moment = email.utils.formatdate(time.time() - (self.clock() - video.made_at), usegmt=True)
        given: Thing = {name: body[name] for name in ("script", "audio_url") if name in body}
        progress = {"queued": "0/100", "generating": "37/100", "ready": "100/100"}
        return {
            "video_id": int(video_id) if self.number_ids else video_id,
            "video_name": body.get("video_name")
            or f"replica_id: {body.get('replica_id')} - video: {video_id}",
            "status": status,
            "data": {**given, "start_with_wave": True},
            "replica_id": body.get("replica_id"),
            "download_url": film if ready else None,
            "stream_url": f"https://stream.example/{video_id}.m3u8" if ready else None,
            "hosted_url": f"https://tavus.example/{video_id}",
            "status_details": DETAILS.get(status, "") if video.details is None else video.details,
            "error_details": None,
            "created_at": moment,
            "updated_at": moment,
            "generation_progress": progress.get(status),
        }

    def thumbnails(self, video: FakeVideo) -> Thing:
        age = self.clock() - video.made_at
        late = age < self.queue_seconds + self.make_seconds + self.thumbnail_seconds
        there = self.status(video) == "ready" and not late and not video.body.get("fast")
        base = f"{self.url if self.film else 'https://image.example'}/{video.video_id}"
        return {
            "still_image_thumbnail_url": f"{base}.jpg" if there else None,
            "gif_thumbnail_url": f"{base}.gif" if there else None,
        }

    # -- lists

    def visible(self, calls: int) -> list[FakeVideo]:
        """Return the videos that the list knows; `calls` shuffles it anew each time."""
        now = self.clock()
        seen = [v for v in self.videos.values() if not v.gone and now - v.made_at >= self.list_lag]
        if self.order == "newest":
            seen.reverse()
        elif self.order == "updated":
            seen.sort(key=lambda v: -max(v.touched_at, v.made_at))
        elif self.order == "shuffled":
            seen.sort(key=lambda v: hash((v.video_id, calls)))
        return seen

    def item(self, video: FakeVideo) -> Thing:
        item = self.show(video) | (self.thumbnails(video) if self.list_thumbnails else {})
        item["video_name"] = NAME_FILTERS[self.name_filter](str(item["video_name"]))
        return {name: value for name, value in item.items() if name not in self.list_without}
