"""What is asked and refused before the first cent: replicas, the account, the state file, the disk."""

import sqlite3

import enginekit
import pytest

from batchgen import errors, models


def test_a_missing_replica_is_an_error_of_its_rows_only(desk: enginekit.Desk) -> None:
    rows = [{**row, "replica_id": "r90bbd427f71"} for row in enginekit.people(10)]
    rows[3]["replica_id"] = "r00000000ff"
    desk.write(rows)
    desk.api.set(bad_replicas=("r00000000ff",))

    plan = desk.plan()
    done = desk.run(skip_invalid=True)

    assert plan.to_send == 9
    assert [(p.row, p.kind) for p in plan.problems.problems("error")] == [(5, "replica")]
    assert plan.replica_names == {"r90bbd427f71": "Anna"}
    assert done.code == 1
    assert desk.made == 9


FIRST_LOOK = {"model_name": "phoenix-4.5", "finetune_status": None}


def test_rows_of_a_first_look_are_stopped_and_the_others_go(desk: enginekit.Desk) -> None:
    rows = [{**row, "replica_id": "r79e1c033f"} for row in enginekit.people(10)]
    rows[3]["replica_id"] = "r90bbd427f71"
    desk.write(rows)
    desk.api.add_replica("Anna", replica_id="r90bbd427f71", **FIRST_LOOK)

    with pytest.raises(errors.PlanError, match="1 problem must be fixed"):
        desk.run()
    done = desk.run(skip_invalid=True)

    assert done.plan is not None
    assert [(p.row, p.kind) for p in done.plan.problems.problems("error")] == [(5, "replica")]
    assert desk.made == 9


def test_a_problem_of_a_replica_names_the_column_of_the_sheet(desk: enginekit.Desk) -> None:
    desk.write([{**row, "Face ID": "r90bbd427f71"} for row in enginekit.people(1)])
    desk.api.add_replica("Anna", replica_id="r90bbd427f71", **FIRST_LOOK)

    (problem,) = desk.plan().problems.problems("error")

    assert (problem.row, problem.column, problem.value) == (2, "face_id", "r90bbd427f71")


def test_a_watermark_that_is_allowed_is_told_and_sent(desk: enginekit.Desk) -> None:
    desk.api.add_replica("Anna", replica_id="r90bbd427f71", **FIRST_LOOK)

    done = desk.run(allow_watermark=True)

    assert done.plan is not None
    assert "watermark" in " ".join(p.message for p in done.plan.problems.problems("warning"))
    assert (done.code, desk.made) == (0, 10)


def test_replicas_of_a_service_without_that_endpoint_are_not_checked(desk: enginekit.Desk) -> None:
    desk.api.set(reads_fail="status:404")

    done = desk.run(no_wait=True, ignore_account=True)

    assert done.plan is not None
    assert any("not checked" in note for note in done.plan.notes)
    assert desk.made == 10


def test_without_a_key_nobody_is_asked(desk: enginekit.Desk) -> None:
    with desk.open(lock=False, api_key="") as batch:
        plan = batch.plan()

    assert plan.to_send == 10
    assert not desk.api.calls


def test_people_who_are_told_the_very_same_are_told_of(desk: enginekit.Desk) -> None:
    rows = [{**row, "first_name": "Ana", "company": "Acme"} for row in enginekit.people(3)]
    desk.write(rows)

    plan = desk.plan()

    assert plan.to_send == 3
    assert any("2 rows have the same script as another row" in note for note in plan.notes)


def test_measured_lengths_correct_the_estimate(desk: enginekit.Desk) -> None:
    desk.run(limit=5)
    before = desk.plan().minutes
    with desk.open() as batch:
        for job in batch.store.jobs(models.Stage.READY):
            batch.store.note_seconds(job.video_id, job.minutes * 60 * 2)

    assert desk.plan().minutes == pytest.approx(2 * before)


def test_a_disk_that_fills_up_in_the_middle_stops_the_run_and_loses_nothing(desk: enginekit.Desk) -> None:
    commits = iter(range(1000))

    def probe(name: str) -> None:
        if name == "commit" and next(commits) >= 12:
            raise sqlite3.OperationalError("database or disk is full")

    with _batch(desk, probe) as batch:
        *_, finished = batch.run(batch.plan())
    again = desk.run()

    assert isinstance(finished, models.Finished)
    assert finished.exit_code == 4
    assert "disk is full" in finished.stopped
    assert again.code == 0
    assert desk.api.paid_twice() == {}
    assert {r["status"] for r in desk.results()} == {"ready"}


def _batch(desk: enginekit.Desk, probe):  # type: ignore[no-untyped-def]
    from batchgen import campaign

    return campaign.Batch.open(
        desk.settings(connections=1),
        api_key=enginekit.KEY,
        clock=desk.clock,
        sleep=desk.clock.sleep,
        probe=probe,
    )


def test_a_list_that_is_gone_is_asked_back_and_its_campaign_is_named(desk: enginekit.Desk) -> None:
    desk.run()
    copy = desk.sheet.rename(desk.folder / "copy.csv")

    with pytest.raises(errors.SheetError, match="There is no file") as told:
        desk.run()
    copy.rename(desk.sheet)
    again = desk.run()

    assert f"are safe in {desk.folder / 'list.batchgen.db'}" in told.value.hint
    assert (again.code, desk.made) == (0, 10)


def test_the_plan_counts_the_rows_that_speak_their_own_audio(desk: enginekit.Desk) -> None:
    rows = enginekit.people(10)
    for number in (2, 5):
        rows[number]["audio_url"] = f"https://files.example.com/{number}.wav"
    desk.write(rows)

    done = desk.run()

    assert done.plan is not None
    (note,) = (note for note in done.plan.notes if "audio_url" in note)
    assert note.startswith("2 rows have a sound file in audio_url")
    assert done.code == 0
    assert [post.body.get("audio_url") for post in desk.api.posts].count(None) == 8
    assert [post.body.get("script") for post in desk.api.posts].count(None) == 2


@pytest.mark.parametrize("known", [False, True], ids=["first run", "later run"])
def test_a_service_that_does_not_answer_stops_a_run_at_its_beginning(
    desk: enginekit.Desk,
    known: bool,
) -> None:
    if known:
        assert desk.run(limit=3).code == 0
    made, sent = desk.made, len(desk.api.posts)
    desk.api.refuse()
    began = desk.clock.now

    with pytest.raises(errors.StoppedError, match=r"Could not connect to Tavus \(127\.0\.0\.1:"):
        desk.run()

    assert 30 <= desk.clock.now - began < 35
    assert (desk.made, len(desk.api.posts)) == (made, sent)


def test_a_service_that_goes_away_in_the_middle_is_waited_for_ten_minutes(desk: enginekit.Desk) -> None:
    began = desk.clock.now

    with desk.open() as batch:
        plan = batch.plan()
        desk.api.set(outage=True)
        done = enginekit.Done(plan, list(batch.run(plan)))

    assert done.code == 4
    assert desk.clock.now - began >= 600


def test_following_too_stops_at_a_service_that_never_answered(desk: enginekit.Desk) -> None:
    desk.api.set(make_seconds=3600.0)
    desk.run(no_wait=True)
    desk.api.refuse()
    began = desk.clock.now

    done = desk.wait()

    assert done.code == 4
    assert "127.0.0.1" in done.finished.stopped
    assert 30 <= desk.clock.now - began < 35


def test_only_who_asks_for_more_words_hears_which_columns_are_not_used(desk: enginekit.Desk) -> None:
    desk.write([row | {"shoe_size": "42"} for row in enginekit.people(3)])

    few, more = desk.plan().notes, desk.plan(verbose=True).notes

    assert "shoe_size" not in " ".join(few)
    assert "shoe_size" in " ".join(more)
    assert set(few) <= set(more)
