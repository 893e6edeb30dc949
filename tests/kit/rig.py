"""A state file, a fake service and a session between them, on one virtual clock."""

from __future__ import annotations

import contextlib
import contextvars
import json
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import faketavus
import pgkit
import statejobs

from batchgen import models, state, stop_request, tavus
from batchgen.plan import context
from batchgen.tavus import contact, video_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "0123456789abcdef0123456789abcdef"
E = TypeVar("E", bound=models.Event)


class VirtualClock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._lock = threading.Lock()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        if seconds <= 0.1:
            # Who naps so shortly waits for a real answer in another thread.
            time.sleep(0.002)
        with self._lock:
            self.now += max(seconds, 0.0)


class Rig:
    def __init__(
        self,
        store: state.Store,
        api: faketavus.FakeTavus,
        clock: VirtualClock,
        *,
        hook: Callable[[str], None] | None = None,
        create_seconds: float = 5.0,
        address: state.Address | None = None,
    ) -> None:
        self.address = address or state.Address(store.path)
        self.store, self.api, self.clock = store, api, clock
        self.events: list[models.Event] = []
        self.stop = stop_request.Stop(sleep=clock.sleep)
        self.contact = contact.Contact(
            clock=clock, stop=self.stop, emit=self.events.append, jitter=lambda: 0.5
        )
        self.session = context.Session(
            store=store,
            make_client=lambda: tavus.Client(KEY, api.url, create_seconds=create_seconds),
            emit=self.events.append,
            stop=self.stop,
            contact=self.contact,
            clock=clock,
            hook=hook,
        )

    def add_rows(
        self, count: int, *, replica: str = "r90bbd427f71", first: int = 2, **fields: str
    ) -> list[int]:
        """Add new jobs, one a row, each with a script of its own; return their ids."""
        jobs = [
            statejobs.NewJob(
                key=f"k{row}",
                cells_hash=f"c{row}",
                row=row,
                request=video_request.VideoRequest(
                    {
                        "replica_id": replica,
                        "script": f"Hello {row}.",
                        "video_name": f"Person {row}",
                        **fields,
                    }
                ),
            )
            for row in range(first, first + count)
        ]
        return statejobs.add(self.store, jobs)

    def new_jobs(self) -> Iterator[state.Job]:
        return self.store.jobs(models.Stage.NEW)

    def stages(self) -> dict[str, int]:
        return {str(stage): count for stage, count in self.store.counts().items()}

    def stage_of_row(self, row: int) -> str:
        return next(str(job.stage) for job in self.store.jobs() if job.row == row)

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def notices(self) -> str:
        return "\n".join(notice.text for notice in self.told(models.Notice))

    def lose(self, job_id: int, *, made: bool, script: str | None = None) -> state.Attempt:
        """An attempt without a known outcome, as a crash leaves it; `made` says whether the video exists."""
        job = self.store.job(job_id)
        token = f"bg-{job_id:012d}"
        attempt = self.store.begin(job_id, token=token, request_json=job.request_json)
        if made:
            body = {**json.loads(job.request_json), "video_name": f"{token} Person"}
            self.api.make(body | ({"script": script} if script else {}))
        self.store.finish_unknown(attempt.id, why="No answer.")
        return self.store.attempt(attempt.id)

    def make(self, job_id: int) -> str:
        """An attempt that made a video, as submitting leaves it; return the video's id."""
        job = self.store.job(job_id)
        token = f"bg-{job_id:012d}"
        attempt = self.store.begin(job_id, token=token, request_json=job.request_json)
        video = self.api.make({**json.loads(job.request_json), "video_name": f"{token} Person"})
        known = state.VideoFacts(video.video_id, models.Stage.QUEUED)
        self.store.finish_made(attempt.id, known)
        return video.video_id

    def make_again(self, job_id: int) -> str:
        """A second attempt that made a video, with a token of its own."""
        job = self.store.job(job_id)
        token = f"bg-{job_id:06d}again0"
        attempt = self.store.begin(job_id, token=token, request_json=job.request_json)
        video = self.api.make({**json.loads(job.request_json), "video_name": token})
        self.store.finish_made(attempt.id, state.VideoFacts(video.video_id, models.Stage.QUEUED))
        return video.video_id


IN_DATABASE = contextvars.ContextVar("IN_DATABASE", default=False)
"""Whether rigs and desks keep their state in a database of its own each, and not in a file."""


def address(path: Path) -> state.Address:
    return state.Address(path, pgkit.url(), "s") if IN_DATABASE.get() else state.Address(path)


@contextlib.contextmanager
def rig(
    tmp_path: Path,
    *,
    hook: Callable[[str], None] | None = None,
    create_seconds: float = 5.0,
    **switches: object,
) -> Iterator[Rig]:
    clock = VirtualClock()
    place = address(tmp_path / "s.batchgen.db")
    with (
        faketavus.FakeTavus(clock=clock, **switches) as api,
        contextlib.closing(place.open(service=api.url)) as store,
    ):
        yield Rig(store, api, clock, hook=hook, create_seconds=create_seconds, address=place)
