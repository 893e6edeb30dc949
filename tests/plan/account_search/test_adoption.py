"""A fresh state file looks into the account before it pays."""

import sqlite3
from pathlib import Path

import enginekit
import pytest

from batchgen import errors


def lose_state(desk: enginekit.Desk) -> None:
    (desk.folder / "list.batchgen.db").unlink()


def test_a_lost_state_file_pays_nothing_again(desk: enginekit.Desk) -> None:
    desk.run()
    before = desk.results()
    lose_state(desk)

    done = desk.run()

    assert done.plan is not None
    assert done.code == 0
    assert desk.made == 10
    assert desk.results() == before
    assert any("in your Tavus account" in note for note in done.plan.notes)


def keep_backup(desk: enginekit.Desk) -> bytes:
    return (desk.folder / "list.batchgen.db").read_bytes()


def put_backup_back(desk: enginekit.Desk, backup: bytes) -> None:
    for file in desk.folder.glob("list.batchgen.db*"):
        file.unlink()
    (desk.folder / "list.batchgen.db").write_bytes(backup)


def test_an_old_copy_with_refused_and_invalid_rows_pays_nothing_again(desk: enginekit.Desk) -> None:
    people = enginekit.people(4)
    desk.write([{**people[0], "company": ""}, *people[1:]])
    desk.api.faults.extend(["refuse:400:Something was wrong for a while."] * 3)
    desk.run(skip_invalid=True)
    backup = keep_backup(desk)
    desk.write(people)
    desk.run(redo="failed")
    put_backup_back(desk, backup)

    done = desk.run(redo="failed")

    assert done.code == 0
    assert desk.made == 4
    assert desk.api.paid_twice() == {}


def test_equal_requests_of_known_and_new_rows_get_a_video_each(desk: enginekit.Desk) -> None:
    same = {"first_name": "Ana", "company": "Acme"}
    desk.write([{**row, **same} for row in enginekit.people(2)])
    desk.run()
    desk.write([{**row, **same} for row in enginekit.people(3)])

    done = desk.run()

    assert done.code == 0
    assert desk.made == 3
    assert len({row["video_id"] for row in desk.results()}) == 3


def test_a_colleagues_laptop_with_a_sorted_sheet_pays_only_for_new_rows(desk: enginekit.Desk) -> None:
    desk.run()
    lose_state(desk)
    desk.write(list(reversed(enginekit.people(12))))

    done = desk.run()

    assert done.code == 0
    assert desk.made == 12


def test_ignore_account_pays_again(desk: enginekit.Desk) -> None:
    desk.run()
    lose_state(desk)

    desk.run(ignore_account=True)

    assert desk.made == 20


def test_other_peoples_videos_are_not_adopted(desk: enginekit.Desk) -> None:
    for _ in range(5):
        desk.api.make_stranger()

    done = desk.run()

    assert done.code == 0
    assert len([p for p in desk.api.posts if p.made]) == 10


def test_a_video_of_another_replica_is_not_adopted(desk: enginekit.Desk) -> None:
    desk.run()
    lose_state(desk)

    desk.run(fields={"replica_id": "r1234567890"}, ignore_account=False)

    assert desk.made == 20


def test_equal_requests_are_adopted_one_to_one(desk: enginekit.Desk) -> None:
    rows = [{**row, "first_name": "Ana", "company": "Acme"} for row in enginekit.people(3)]
    desk.write(rows)
    desk.run()
    lose_state(desk)
    desk.write([*rows, {**enginekit.people(1, first=4)[0], "first_name": "Ana", "company": "Acme"}])

    desk.run()

    assert desk.made == 4
    assert len({r["video_id"] for r in desk.results()}) == 4


def test_a_video_id_of_ours_in_the_sheet_is_adopted(desk: enginekit.Desk) -> None:
    desk.run()
    lose_state(desk)
    for video in desk.api.videos.values():
        video.body["video_name"] = "renamed in the portal"
    desk.sheet = desk.output

    done = desk.run()

    assert done.code == 0
    assert desk.made == 10
    assert done.plan is not None
    assert any(note.startswith("10 rows already have videos") for note in done.plan.notes)


def test_a_video_of_which_the_list_does_not_say_the_words_is_known_by_its_name(desk: enginekit.Desk) -> None:
    desk.run()
    before = desk.results()
    lose_state(desk)
    desk.api.set(list_without=("data",))

    done = desk.run()

    assert (done.code, desk.made) == (0, 10)
    assert desk.results() == before


def test_a_video_id_in_the_sheet_of_an_edited_row_is_outdated_and_not_paid_again(
    desk: enginekit.Desk,
) -> None:
    desk.run()
    lose_state(desk)
    rows = desk.results()
    rows[0]["company"] = "Edited"
    desk.sheet = desk.output
    desk.write(rows)

    done = desk.run()

    assert done.code == 1
    assert desk.made == 10
    assert desk.rows()[0]["status"] == "outdated"
    assert desk.rows()[0]["hosted_url"] == ""
    assert "Edited" in desk.rows()[0]["error"]


def test_videos_that_are_still_being_made_are_adopted_and_followed(desk: enginekit.Desk) -> None:
    desk.api.set(make_seconds=1e9)
    desk.run(no_wait=True)
    lose_state(desk)
    desk.api.finish()

    done = desk.run()

    assert done.code == 0
    assert desk.made == 10
    assert {r["status"] for r in desk.results()} == {"ready"}


def test_check_tells_of_videos_in_the_account_and_changes_nothing(desk: enginekit.Desk) -> None:
    desk.run()
    lose_state(desk)

    plan = desk.plan()

    assert (plan.to_send, plan.done) == (0, 10)
    assert not (desk.folder / "list.batchgen.db").exists()


def test_check_goes_on_when_the_account_cannot_be_asked_and_a_run_does_not(desk: enginekit.Desk) -> None:
    desk.api.set(no_list="status:400")

    plan = desk.plan()

    assert any("could not search all of your Tavus account" in note for note in plan.notes)
    with pytest.raises(errors.ServiceError):
        desk.run()
    assert desk.api.posts == []


def test_a_refused_key_stops_check_as_it_stops_a_run(desk: enginekit.Desk) -> None:
    desk.run(limit=4)
    desk.api.set(reads_fail="status:401")

    for look in (desk.plan, desk.run):
        with pytest.raises(errors.AccountRefusedError, match="401"):
            look()


def test_check_sees_the_videos_that_the_account_has_though_the_state_file_is_an_older_one(
    desk: enginekit.Desk, tmp_path: Path
) -> None:
    state = tmp_path / "list.batchgen.db"
    desk.run(limit=2)
    copy = state.read_bytes()
    desk.run()
    state.write_bytes(copy)

    assert desk.plan().to_send == 0


@pytest.mark.parametrize("fault", ["status:404", "html:404", "html:405", "html:501", "status:501"])
def test_a_service_without_a_list_of_videos_is_not_waited_for(desk: enginekit.Desk, fault: str) -> None:
    desk.api.set(no_list=fault)

    runs = [desk.run(limit=4, ignore_account=True), desk.run(ignore_account=True)]

    assert ([run.code for run in runs], desk.made) == ([0, 0], 10)
    assert "Waiting for Tavus" not in "".join(run.words for run in runs)
    assert desk.api.calls["GET /v2/videos"] <= 20
    assert [row["status"] for row in desk.results()] == ["ready"] * 10


def refused_run(desk: enginekit.Desk, **options: object) -> str:
    before = len(desk.api.posts)
    with pytest.raises(errors.ServiceError) as caught:
        desk.run(**options)
    assert caught.value.exit_code == 4
    assert len(desk.api.posts) == before
    return str(caught.value)


PARTIAL = {
    "404": ({"no_list": "status:404"}, "404"),
    "html": ({"no_list": "html:404"}, "404"),
    "no total": ({"no_total": True}, "does not say how many"),
    "short": ({"total": 11}, "10 of 11 videos"),
    "cursor": ({"cursor": True}, "cursors"),
    "odd items": ({"odd_items": 1}, "without an id"),
    "no names": ({"list_without": ("video_name",)}, "names of videos"),
}


@pytest.mark.parametrize(("switches", "words"), PARTIAL.values(), ids=PARTIAL.keys())
@pytest.mark.parametrize("fresh", [True, False], ids=["state-lost", "state-there"])
def test_a_search_that_was_not_complete_stops_a_run_with_rows_to_send(
    desk: enginekit.Desk, switches: dict[str, object], words: str, *, fresh: bool
) -> None:
    desk.run()
    if fresh:
        lose_state(desk)
        # What the list shows all the same is taken over; these rows have none there.
    desk.write(enginekit.people(12))
    desk.api.set(**switches)

    told = refused_run(desk)
    plan = desk.plan()

    assert words in told
    assert "--ignore-account" in told
    assert not fresh or words in plan.doubt
    desk.api.set(no_list="", no_total=False, total=-1, cursor=False, odd_items=0, list_without=())
    assert (desk.run().code, desk.made) == (0, 12)
    assert desk.api.paid_twice() == {}


def test_a_list_that_hides_videos_pays_for_none_of_them(desk: enginekit.Desk) -> None:
    desk.run()
    lose_state(desk)
    desk.api.set(hidden=tuple(sorted(desk.api.videos))[:3])

    told = refused_run(desk)

    assert "shows 7 of 10 videos" in told
    desk.api.set(hidden=())
    assert (desk.run().code, desk.made) == (0, 10)


def test_nothing_to_send_needs_no_complete_search(desk: enginekit.Desk) -> None:
    desk.run()
    desk.api.set(no_list="status:404")

    done = desk.run()

    assert (done.code, desk.made) == (0, 10)


def test_a_search_is_tried_three_times(desk: enginekit.Desk) -> None:
    desk.run()
    lose_state(desk)
    desk.write(enginekit.people(12))
    pages: list[str] = []

    def list_videos(request, real=desk.api.list_videos):  # type: ignore[no-untyped-def]
        pages.append(request.query["page"])
        desk.api.hidden = tuple(desk.api.videos)[:1] if pages.count("0") < 3 else ()
        return real(request)

    desk.api.list_videos = list_videos  # type: ignore[method-assign]

    done = desk.run()

    assert (done.code, desk.made) == (0, 12)
    assert pages.count("0") >= 3


def test_a_wrong_total_hides_no_page(desk: enginekit.Desk) -> None:
    desk.run()
    lose_state(desk)
    for _ in range(250):
        desk.api.make_stranger()
    desk.api.set(total=100)

    done = desk.run()

    assert (done.code, desk.made) == (0, 10)


def test_videos_known_as_deleted_count_as_shown(desk: enginekit.Desk) -> None:
    desk.api.set(make_seconds=1e9)
    desk.run(no_wait=True)
    gone = min(desk.api.videos)
    desk.api.finish()
    desk.api.videos[gone].status = "deleted"
    desk.api.set(hidden=(gone,), make_seconds=0.0)
    desk.run()
    desk.write(enginekit.people(12))

    done = desk.run()

    assert (done.code, desk.made) == (1, 12)


def test_a_video_that_was_deleted_after_it_was_ready_counts_as_shown_too(desk: enginekit.Desk) -> None:
    desk.run()
    gone = min(desk.api.videos)
    desk.api.videos[gone].status = "deleted"
    desk.api.set(hidden=(gone,))
    desk.write(enginekit.people(12))

    done = desk.run()

    assert (done.code, desk.made) == (0, 12)


def test_ignore_account_skips_a_search_that_cannot_be_complete(desk: enginekit.Desk) -> None:
    desk.api.set(no_total=True)

    done = desk.run(ignore_account=True)

    assert (done.code, desk.made) == (0, 10)


@pytest.mark.parametrize("there", [True, False], ids=["listed", "shown-singly"])
def test_deleted_videos_are_taken_over_as_deleted(desk: enginekit.Desk, *, there: bool) -> None:
    desk.run()
    lose_state(desk)
    desk.sheet = desk.sheet if there else desk.output
    gone = sorted(desk.api.videos)[:3]
    for video_id in gone:
        desk.api.videos[video_id].status = "deleted"
    desk.api.set(hidden=() if there else tuple(gone), total=-1 if there else 7)

    first, again, retried = desk.run(), desk.run(), desk.run(retry=True)

    assert [run.code for run in (first, again, retried)] == [1, 1, 1]
    assert desk.made == 10
    results = desk.results() if there else desk.rows()
    assert {row["video_id"] for row in results if row["status"] == "deleted"} == set(gone)
    assert [row["status"] for row in results].count("ready") == 7
    assert first.plan is not None
    assert any("deleted in Tavus" in note for note in first.plan.notes)

    number = next(n for n, row in enumerate(results, 2) if row["status"] == "deleted")
    once_more = desk.run(redo="all", rows=str(number))

    assert (once_more.code, desk.made) == (0, 11)


def test_a_living_video_is_taken_before_a_deleted_one(desk: enginekit.Desk) -> None:
    desk.run(rows="2")
    next(iter(desk.api.videos.values())).status = "deleted"
    desk.run(rows="2", redo="all")
    lose_state(desk)

    done = desk.run(rows="2")

    assert done.code == 0
    assert desk.made == 2


def change(desk: enginekit.Desk, sql: str) -> None:
    db = sqlite3.connect(desk.folder / "list.batchgen.db")
    db.execute(sql)
    db.commit()
    db.close()


def test_jobs_that_were_deleted_by_hand_are_taken_over_again(desk: enginekit.Desk) -> None:
    desk.run()
    before = desk.results()
    change(desk, "DELETE FROM jobs WHERE row > 6")

    runs = [desk.run(), desk.run()]

    assert ([run.code for run in runs], desk.made) == ([0, 0], 10)
    assert desk.results() == before


def test_a_lost_answer_of_a_job_that_was_deleted_by_hand_is_nobodys(desk: enginekit.Desk) -> None:
    desk.api.faults.extend(["reset_after_body"])
    desk.api.set(list_lag=1e9)
    desk.run(no_wait=True, connections=1, ignore_account=True)
    change(desk, "DELETE FROM jobs WHERE stage = 'unknown'")
    desk.api.set(list_lag=0.0)

    runs = [desk.run(), desk.run()]

    assert ([run.code for run in runs], desk.made) == ([0, 0], 10)
    assert desk.api.paid_twice() == {}


def test_a_copied_line_with_its_video_id_takes_nobodys_video(desk: enginekit.Desk) -> None:
    desk.run()
    lose_state(desk)
    rows = desk.results()
    desk.sheet = desk.output
    copied = {**rows[4], "first_name": "Zoe", "email": "zoe@example.com"}
    desk.write([copied, *rows])

    done = desk.run()

    assert (done.code, desk.made) == (0, 11)
    assert [row["video_id"] for row in desk.rows()][1:] == [row["video_id"] for row in rows]
    assert len({row["video_id"] for row in desk.rows()}) == 11
