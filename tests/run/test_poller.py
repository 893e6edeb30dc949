"""Open videos are followed to their end, in few requests, and nothing unusual is taken for an end."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import afterkit
import pytest
import rig

from batchgen import errors, models
from batchgen.plan.account_search import video_facts
from batchgen.run import poller

if TYPE_CHECKING:
    from pathlib import Path


def nothing_more() -> bool:
    return False


def followed(rigged: rig.Rig, *, wait_max: float | None = None) -> poller.Followed:
    return poller.Follower(rigged.session, wait_max=wait_max).run(nothing_more)


@pytest.mark.parametrize("base", ["0", "1", "1-empty", "clamped"])
@pytest.mark.parametrize("count", [1, 2, 130])
def test_every_video_is_followed_to_its_links(tmp_path: Path, count: int, base: str) -> None:
    with rig.rig(tmp_path, page_base=base, queue_seconds=5.0, make_seconds=20.0) as rigged:
        for job_id in rigged.add_rows(count):
            rigged.make(job_id)

        result = followed(rigged)

        jobs = list(rigged.store.jobs())
        assert (result.ready, result.still_open) == (count, 0)
        assert {job.stage for job in jobs} == {models.Stage.READY}
        assert all(job.download_url and job.stream_url and job.thumbnail_url and job.gif_url for job in jobs)
        stages = [event.stage for event in rigged.told(models.JobChanged) if event.row == 2]
        assert stages[-1] is models.Stage.READY


class Factory:
    """Rows that are made at `rate` while following, each ready after about `seconds`."""

    def __init__(self, rigged: rig.Rig, count: int, *, rate: float, seconds: float) -> None:
        self.rigged, self.rate, self.seconds = rigged, rate, seconds
        self.ids = rigged.add_rows(count)
        self.done = 0
        self.began = rigged.clock()
        self.ready_at: dict[str, float] = {}
        self.dice = random.Random(1)
        rigged.api.make_seconds = 1e9
        rigged.api.status_of = None
        rigged.api.status = self.status  # type: ignore[method-assign]

    def status(self, video: rig.faketavus.FakeVideo) -> str:
        ready_at = self.ready_at.get(video.video_id, 0.0)
        return "ready" if self.rigged.clock() >= ready_at else "generating"

    def more_to_come(self) -> bool:
        due = int((self.rigged.clock() - self.began) * self.rate) + 1
        while self.done < min(due, len(self.ids)):
            video_id = self.rigged.make(self.ids[self.done])
            self.ready_at[video_id] = self.rigged.clock() + self.seconds * self.dice.uniform(0.7, 1.3)
            self.done += 1
        return self.done < len(self.ids)


@pytest.mark.parametrize(
    ("rate", "seconds", "order", "strangers"),
    [
        (20, 150, "newest", 0),
        (20, 150, "oldest", 3000),
        (100_000, 3, "newest", 0),
        (1, 150, "newest", 500),
        (1, 5, "newest", 0),
        (2, 20, "newest", 0),
        (10, 400, "newest", 0),
        (30, 400, "newest", 0),
    ],
)
def test_a_thousand_videos_cost_at_most_a_tenth_of_a_request_each(
    tmp_path: Path, rate: float, seconds: float, order: str, strangers: int
) -> None:
    with rig.rig(tmp_path, order=order) as rigged:
        for _ in range(strangers):
            rigged.api.make_stranger()
        factory = Factory(rigged, 1000, rate=rate, seconds=seconds)

        result = poller.Follower(rigged.session).run(factory.more_to_come)

        late = rigged.clock() - max(factory.ready_at.values())
        assert result.ready == 1000
        assert result.requests == rigged.api.calls.total() <= 100
        assert late <= max(70, seconds / 4)


def test_few_videos_are_told_of_soon(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        factory = Factory(rigged, 40, rate=5, seconds=3)

        result = poller.Follower(rigged.session).run(factory.more_to_come)

        assert result.ready == 40
        assert rigged.clock() - max(factory.ready_at.values()) <= 8


def test_a_few_videos_in_a_large_account_are_read_one_by_one_or_found_at_the_lists_end(
    tmp_path: Path,
) -> None:
    with rig.rig(tmp_path, order="oldest") as rigged:
        for _ in range(5000):
            rigged.api.make_stranger()
        for job_id in rigged.add_rows(40):
            rigged.make(job_id)

        result = followed(rigged)

        assert result.ready == 40
        assert result.requests <= 8


def test_a_video_that_the_list_never_shows_is_read_alone(tmp_path: Path) -> None:
    with rig.rig(tmp_path, list_lag=1e9) as rigged:
        for job_id in rigged.add_rows(3):
            rigged.make(job_id)

        assert followed(rigged).ready == 3


@pytest.mark.parametrize("status", ["processing", "completed", "failed", "rendering", ""])
def test_a_status_that_nobody_documented_is_not_an_end(tmp_path: Path, status: str) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.make(rigged.add_rows(1)[0])
        video = next(iter(rigged.api.videos.values()))
        video.status = status or "odd"

        result = followed(rigged, wait_max=300.0)

        assert (result.ready, result.failed, result.still_open) == (0, 0, 1)
        assert rigged.stages() in ({"queued": 1}, {"generating": 1})


def test_queued_for_hours_because_the_replica_trains_is_told_in_the_services_words(tmp_path: Path) -> None:
    words = "The training process for replica r1 is still ongoing."
    with rig.rig(tmp_path) as rigged:
        rigged.make(rigged.add_rows(1)[0])
        video = next(iter(rigged.api.videos.values()))
        video.status, video.details = "queued", words

        result = followed(rigged, wait_max=4 * 3600.0)

        assert result.still_open == 1
        assert rigged.notices().count(words) == 1
        assert rigged.store.job(1).details == words
        assert result.requests <= 4 * 3600 / 60


def test_an_error_keeps_the_services_reason(tmp_path: Path) -> None:
    words = "There was an issue generating your video. The audio file provided is not a .wav"
    with rig.rig(tmp_path) as rigged:
        rigged.make(rigged.add_rows(1)[0])
        video = next(iter(rigged.api.videos.values()))
        video.status, video.details = "error", words

        result = followed(rigged)

        assert result.failed == 1
        assert rigged.store.job(1).error == words
        assert rigged.told(models.JobChanged)[-1].error == words


def test_an_id_that_is_refused_twice_a_minute_apart_is_deleted(tmp_path: Path) -> None:
    with rig.rig(tmp_path, make_seconds=1e9) as rigged:
        for job_id in rigged.add_rows(3):
            rigged.make(job_id)
        rigged.api.forget("v000000001")
        rigged.api.videos["v000000000"].status = rigged.api.videos["v000000002"].status = "ready"
        began = rigged.clock()

        result = followed(rigged)

        assert (result.ready, result.deleted) == (2, 1)
        assert rigged.stage_of_row(3) == "deleted"
        assert rigged.clock() - began >= 60.0


def test_one_refusal_of_an_id_is_no_deletion(tmp_path: Path) -> None:
    with rig.rig(tmp_path, make_seconds=30.0) as rigged:
        rigged.make(rigged.add_rows(1)[0])
        video = next(iter(rigged.api.videos.values()))
        video.gone = True
        rigged.stop._sleep = lambda seconds: (setattr(video, "gone", False), rigged.clock.sleep(seconds))

        assert followed(rigged).ready == 1


def test_a_video_that_tavus_calls_deleted_is_deleted(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.make(rigged.add_rows(1)[0])
        next(iter(rigged.api.videos.values())).status = "deleted"

        assert followed(rigged).deleted == 1


def test_waiting_ends_after_wait_max(tmp_path: Path) -> None:
    with rig.rig(tmp_path, make_seconds=1e9) as rigged:
        rigged.make(rigged.add_rows(1)[0])
        began = rigged.clock()

        result = followed(rigged, wait_max=90.0)

        assert result.still_open == 1
        assert 90.0 <= rigged.clock() - began <= 92.0


def test_wait_max_of_nothing_still_looks_once(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.make(rigged.add_rows(1)[0])

        assert followed(rigged, wait_max=0.0).ready == 1


def test_an_outage_is_waited_for_no_longer_than_wait_max(tmp_path: Path) -> None:
    with rig.rig(tmp_path, reads_fail="html:502") as rigged:
        rigged.make(rigged.add_rows(1)[0])
        began = rigged.clock()

        result = followed(rigged, wait_max=90.0)

        assert result.still_open == 1
        assert 90.0 <= rigged.clock() - began <= 92.0


def test_an_outage_is_told_once_a_minute_and_survived(tmp_path: Path) -> None:
    with rig.rig(tmp_path, reads_fail="html:502") as rigged:
        rigged.make(rigged.add_rows(1)[0])
        began = rigged.clock()

        def sleep(seconds: float) -> None:
            rigged.clock.sleep(seconds)
            if rigged.clock() - began > 300:
                rigged.api.reads_fail = ""

        rigged.stop._sleep = sleep

        result = followed(rigged)

        assert result.ready == 1
        assert rigged.notices().count("Waiting for Tavus to answer. Tavus sent HTTP 502") in {5, 6}
        assert "Tavus answers again." in rigged.notices()


def test_an_outage_of_ten_minutes_stops_the_run(tmp_path: Path) -> None:
    with rig.rig(tmp_path, outage=True) as rigged:
        rigged.make(rigged.add_rows(1)[0])

        with pytest.raises(errors.StoppedError, match="not answered for 10 minutes"):
            followed(rigged)


def test_a_laptop_that_slept_for_hours_has_not_been_waiting(tmp_path: Path) -> None:
    with rig.rig(tmp_path, reads_fail="reset") as rigged:
        rigged.make(rigged.add_rows(1)[0])
        naps = iter([1.0, 4 * 3600.0, 1.0])

        def sleep(seconds: float) -> None:
            nap = next(naps, None)
            rigged.clock.sleep(seconds if nap is None else nap)
            rigged.api.reads_fail = "" if nap is None else "reset"

        rigged.stop._sleep = sleep

        assert followed(rigged).ready == 1


@pytest.mark.parametrize("listed", [True, False])
def test_thumbnails_that_come_late_are_asked_for_again(tmp_path: Path, listed: bool) -> None:
    with rig.rig(tmp_path, thumbnail_seconds=2.0 if listed else 0.0, list_thumbnails=listed) as rigged:
        for job_id in rigged.add_rows(3):
            rigged.make(job_id)

        followed(rigged)

        assert all(job.thumbnail_url and job.gif_url and job.download_url for job in rigged.store.jobs())


def test_a_fast_video_has_no_thumbnail_to_ask_for(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        [job_id] = rigged.add_rows(1, fast=True)
        rigged.make(job_id)

        assert followed(rigged).requests == 1


def test_a_stop_ends_following_and_keeps_what_is_open(tmp_path: Path) -> None:
    with rig.rig(tmp_path, make_seconds=1e9) as rigged:
        rigged.make(rigged.add_rows(1)[0])
        rigged.stop._sleep = lambda _: rigged.stop.ask()

        result = followed(rigged)

        assert result.still_open == 1


def test_nothing_open_costs_no_request(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(3)

        assert followed(rigged).requests == 0


def test_what_is_kept_of_a_followed_job_holds_neither_cells_nor_request() -> None:
    job = afterkit.job(cells='{"email": "a@x.test"}', request_json='{"script": "Hi"}', details="Queued", go=3)

    kept = video_facts.OpenVideo.of(job)

    assert (kept.id, kept.row, kept.key, kept.go, kept.facts.details) == (
        1,
        2,
        "ana@acme.example",
        3,
        "Queued",
    )
    assert "a@x.test" not in repr(kept)
    assert "script" not in repr(kept)
