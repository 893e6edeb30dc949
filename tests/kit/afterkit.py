"""Jobs, files and campaigns for the tests of what comes after a run."""

from __future__ import annotations

import dataclasses
import functools
import io
import struct

import pytest
import statejobs

from batchgen import models, state
from batchgen.tavus import video_request


def job(**facts: object) -> state.Job:
    """A ready job; every field may be given."""
    blanks: dict[str, object] = {
        field.name: {"int": 0, "float": 0.0}.get(str(field.type), "")
        for field in dataclasses.fields(state.Job)
    }
    blanks |= {
        "id": 1,
        "row": 2,
        "stage": models.Stage.READY,
        "attempt": None,
        "seconds": None,
        "earlier": None,
    }
    blanks |= {"key": "ana@acme.example", "label": "Ana Ruiz, Acme", "token": "bg-7k2m9q4xw1ab"}
    return state.Job(**{**blanks, **facts})  # type: ignore[arg-type]


@functools.cache
def _film() -> bytes:
    """A film of one second that plays."""
    import av
    import numpy as np

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for n in range(5):
            picture = np.full((48, 64, 3), n * 40, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return file.getvalue()


def mp4(size: int, *, index: bool = True) -> bytes:
    """A film that plays, padded to about `size` bytes; without its index it does not play."""
    film = _film() if index else struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0)
    film += b"" if index else struct.pack(">I4s", 16, b"mdat") + bytes(8)
    pad = max(8, size - len(film))
    return film + struct.pack(">I4s", pad, b"free") + bytes(pad - 8)


def campaign_state(path: object, *, service: str = "https://tavusapi.com") -> state.StateFile:
    """A state file with five jobs: two ready, two refused for one cause, one not sent."""
    store = state.open_state(path, service=service)  # type: ignore[arg-type]
    people = ["Ana Ruiz, Acme", "Bo Ek, Beta", "Cy Day, Corp", "Di Fox, Delta", "Ed Gil, Echo"]
    jobs = [
        statejobs.NewJob(
            f"{name.split()[0].lower()}@{name.split()[-1].lower()}.example",
            number,
            video_request.VideoRequest(
                {"replica_id": "r90bbd427f71", "script": f"Hello {name.split()[0]}.", "video_name": name}
            ),
            minutes=1.0,
        )
        for number, name in enumerate(people, start=2)
    ]
    for count, job_id in enumerate(statejobs.add(store, jobs)):
        if count == 4:
            break
        attempt = store.begin(job_id, token=f"bg-aaaaaaaaaaa{job_id}", request_json="{}")
        if count < 2:
            facts = state.VideoFacts(
                f"v{job_id}", models.Stage.READY, hosted_url=f"https://tavus.example/v{job_id}"
            )
            store.finish_made(attempt.id, facts)
        else:
            words = "Request has failed as the script violates community guidelines."
            store.finish_not_made(attempt.id, reason="rejected", stage=models.Stage.REJECTED, words=words)
    return store


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the waits of following and looking: the loopback service answers at once."""
    monkeypatch.setattr("batchgen.run.poll_pauses.SHORTEST", 0.02)
    monkeypatch.setattr("batchgen.run.poller.NAP", 0.02)
    monkeypatch.setattr("batchgen.plan.account_search.lookups.LOOKING_SECONDS", 0.2)
