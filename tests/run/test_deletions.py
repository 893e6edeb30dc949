"""Videos that were deleted at Tavus after they were ready: seen by a complete search, by nothing less."""

import contextlib

import enginekit
import pytest

from batchgen import errors, models
from batchgen.campaign import Batch

pytestmark = pytest.mark.usefixtures("either_store")


@pytest.fixture
def made(desk: enginekit.Desk) -> enginekit.Desk:
    """Ten ready videos."""
    assert desk.run().code == 0
    return desk


def first_id(desk: enginekit.Desk) -> str:
    return desk.results()[0]["video_id"]


def check(desk: enginekit.Desk, **options: object) -> tuple[str, list[str]]:
    """What `status --check` says, and the ids that are gone."""
    with desk.open(settle=120.0, **options) as batch:
        found = batch.check_deleted(lambda _: None)
    return found.words(), list(found.gone)


def stages(desk: enginekit.Desk) -> dict[str, int]:
    with desk.open(lock=False) as batch:
        return {str(stage): number for stage, number in batch.store.counts().items() if number}


@pytest.mark.parametrize("hard", [True, False], ids=["not found", "listed as deleted"])
def test_wait_all_sees_a_ready_video_that_was_deleted(made: enginekit.Desk, hard: bool) -> None:
    gone = first_id(made)
    if hard:
        made.api.forget(gone)
    else:
        made.api.videos[gone].status = "deleted"
    began = made.clock.now

    with made.open(settle=120.0) as batch:
        done = enginekit.Done(None, list(batch.wait(all_videos=True)))

    row, *others = made.results()
    assert done.code == 1
    assert f"1 video was deleted in Tavus: {gone}." in done.words
    assert (row["status"], row["video_id"], row["hosted_url"]) == ("deleted", gone, "")
    assert row["error"] == "This video was deleted at Tavus."
    assert {other["status"] for other in others} == {"ready"}
    assert made.clock.now - began >= 120


def test_a_plain_wait_looks_at_nothing_that_is_ready(made: enginekit.Desk) -> None:
    made.api.forget(first_id(made))

    assert made.wait().code == 0
    assert made.results()[0]["status"] == "ready"


def test_the_deleted_videos_id_and_links_stay_in_its_attempt(made: enginekit.Desk) -> None:
    gone = first_id(made)
    link = made.results()[0]["hosted_url"]
    made.api.forget(gone)

    words, ids = check(made)

    assert ids == [gone]
    assert words == f"1 video was deleted in Tavus: {gone}."
    with contextlib.closing(made.address.read()) as store:
        (job,) = store.jobs(models.Stage.DELETED)
        (attempt,) = store.attempts(job.id)
    assert (attempt.video_id, job.hosted_url) == (gone, link)


def test_nothing_is_deleted_when_all_are_there(made: enginekit.Desk) -> None:
    before = made.clock.now

    assert check(made) == ("Checked: none of your videos was deleted in Tavus.", [])
    assert made.clock.now - before < 1


@pytest.mark.parametrize(
    "switches",
    [
        {"no_total": True},
        {"total": 12},
        {"no_list": "status:404"},
        {"cursor": True},
        {"odd_items": 1},
    ],
)
def test_a_walk_that_is_not_complete_changes_nothing_and_says_so(
    made: enginekit.Desk, switches: dict[str, object]
) -> None:
    made.api.forget(first_id(made))
    made.api.set(**switches)

    words, ids = check(made)

    assert ids == []
    assert words.startswith("batchgen could not check for deleted videos: ")
    assert words.endswith("Nothing was changed.")
    assert stages(made) == {"ready": 10}


def test_wait_all_ends_with_one_when_the_walk_is_not_complete(made: enginekit.Desk) -> None:
    made.api.set(no_total=True)

    with made.open() as batch:
        done = enginekit.Done(None, list(batch.wait(all_videos=True)))

    assert done.code == 1
    assert "batchgen could not check for deleted videos" in done.words
    assert stages(made) == {"ready": 10}


def test_a_video_that_a_list_hides_and_a_read_shows_is_not_deleted(made: enginekit.Desk) -> None:
    hidden = first_id(made)
    made.api.set(hidden=(hidden,), total=9)

    assert check(made)[1] == []
    assert stages(made) == {"ready": 10}


def test_a_deleted_video_that_the_total_still_counts_is_seen(made: enginekit.Desk) -> None:
    gone = first_id(made)
    made.api.forget(gone)
    made.api.set(total=10)

    assert check(made)[1] == [gone]


def test_a_video_that_is_missing_once_is_not_deleted(made: enginekit.Desk) -> None:
    gone = first_id(made)
    made.api.forget(gone)
    sleep = made.clock.sleep

    def back(seconds: float) -> None:
        if seconds == 120:
            made.api.videos[gone].gone = False
        sleep(seconds)

    with Batch.open(
        made.settings(settle=120.0), api_key=enginekit.KEY, clock=made.clock, sleep=back
    ) as batch:
        found = batch.check_deleted(lambda _: None)

    assert found.gone == ()
    assert stages(made) == {"ready": 10}


def test_all_of_a_campaign_may_be_deleted_in_its_own_account(made: enginekit.Desk) -> None:
    for video_id in list(made.api.videos):
        made.api.forget(video_id)

    assert len(check(made)[1]) == 10
    assert stages(made) == {"deleted": 10}


def test_the_key_of_another_account_deletes_nothing(made: enginekit.Desk) -> None:
    for video_id in list(made.api.videos):
        made.api.forget(video_id)

    with pytest.raises(errors.StateError, match=r"another .*account"):
        check(made, api_key="f" * 32)
    with made.open(api_key="f" * 32) as batch, pytest.raises(errors.StateError, match=r"another .*account"):
        list(batch.wait(all_videos=True))
    assert stages(made) == {"ready": 10}


def test_an_account_that_is_not_known_to_be_the_same_must_show_one_of_the_videos(
    made: enginekit.Desk,
) -> None:
    with contextlib.closing(made.address.open(service=made.api.url)) as store:
        store.set_meta("account", "")
    for video_id in list(made.api.videos):
        made.api.forget(video_id)

    words, ids = check(made)

    assert ids == []
    assert "the key may be of another account" in words
    assert stages(made) == {"ready": 10}


def test_deleted_videos_are_not_paid_again_by_the_next_run(made: enginekit.Desk) -> None:
    made.api.forget(first_id(made))
    check(made)

    done = made.run()

    assert done.plan is not None
    assert (done.plan.to_send, made.made) == (0, 10)
