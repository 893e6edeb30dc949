"""A fresh state file looks into the account before it pays."""

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
    assert any("in the account already" in note for note in done.plan.notes)


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
    desk.api.set(reads_fail="status:401")

    plan = desk.plan()

    assert any("not searched" in note for note in plan.notes)
    with pytest.raises(errors.ServiceError):
        desk.run()
    assert desk.api.posts == []


@pytest.mark.parametrize("fault", ["status:404", "html:404", "html:405", "html:501", "status:501"])
def test_a_service_without_a_list_of_videos_is_not_waited_for(desk: enginekit.Desk, fault: str) -> None:
    desk.api.set(no_list=fault)

    runs = [desk.run(limit=4), desk.run()]

    assert ([run.code for run in runs], desk.made) == ([0, 0], 10)
    assert "Waiting for the service" not in "".join(run.words for run in runs)
    assert desk.api.calls["GET /v2/videos"] <= 20
    assert [row["status"] for row in desk.results()] == ["ready"] * 10
