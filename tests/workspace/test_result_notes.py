"""What else there is to know of videos: found in the account, without an answer, of rows that are gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import statejobs

from batchgen import models, state
from batchgen.tavus import video_request
from batchgen.workspace import result_lines


@pytest.fixture
def store(tmp_path: Path) -> Iterator[state.StateFile]:
    with state.open_state(tmp_path / "s.db", service="http://127.0.0.1:1") as opened:
        yield opened


def begun(store: state.StateFile, number: int) -> list[state.Attempt]:
    asked = video_request.VideoRequest({"replica_id": "r1", "script": "Hi", "video_name": "Ana"})
    jobs = statejobs.add(
        store, [statejobs.NewJob(key=f"{row}@a.test", row=row, request=asked) for row in range(2, 2 + number)]
    )
    return [store.begin(job, token=f"bg-{job}", request_json=store.job(job).request_json) for job in jobs]


def made(store: state.StateFile, attempt: state.Attempt) -> None:
    store.finish_made(attempt.id, state.VideoFacts(f"v{attempt.id}", models.Stage.QUEUED))


def test_a_video_that_an_answer_named_needs_no_words(store):
    for attempt in begun(store, 2):
        made(store, attempt)

    assert result_lines.notes(store) == []


@pytest.mark.parametrize(
    ("number", "unknown", "found"),
    [
        (
            1,
            "Tavus gave no answer for 1 row. batchgen looks for its video before it sends the row again.",
            "1 video was found in your account, and not paid for again.",
        ),
        (
            3,
            "Tavus gave no answer for 3 rows. batchgen looks for their videos before it sends them again.",
            "3 videos were found in your account, and not paid for again.",
        ),
    ],
)
def test_a_lost_answer_is_said_until_its_video_is_found(store, number, unknown, found):
    lost = begun(store, number)
    for attempt in lost:
        store.finish_unknown(attempt.id, why="time-out")
    assert result_lines.notes(store) == [unknown]

    for attempt in lost:
        made(store, attempt)

    assert result_lines.notes(store) == [found]


def test_videos_of_rows_that_are_gone_are_kept(store):
    for attempt in begun(store, 2):
        made(store, attempt)
    statejobs.change(store, lambda db: db.execute("UPDATE jobs SET row = NULL WHERE row = 2"))
    assert result_lines.notes(store) == [
        "1 video belongs to a row that is not in the sheet any more. It is kept."
    ]

    statejobs.change(store, lambda db: db.execute("UPDATE jobs SET row = NULL"))

    assert result_lines.notes(store) == [
        "2 videos belong to rows that are not in the sheet any more. They are kept."
    ]
