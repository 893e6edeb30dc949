"""Paying again: only what was asked for, once, however often the command is repeated."""

import enginekit
import faketavus
import pytest

from batchgen import errors


def fail(desk: enginekit.Desk, *names: str) -> None:
    """Let the videos of these people end in error."""

    def status_of(video: faketavus.FakeVideo) -> str:
        return "error" if any(f"Hi {name}," in str(video.body["script"]) for name in names) else ""

    desk.api.status_of = status_of if names else None


def sent(desk: enginekit.Desk, name: str) -> int:
    return sum(1 for post in desk.api.posts if f"Hi {name}," in str(post.body["script"]))


def test_failed_videos_are_not_sent_again_unasked(desk: enginekit.Desk) -> None:
    fail(desk, "Name2", "Name5")
    first = desk.run()
    again = desk.run()

    assert (first.code, again.code) == (1, 1)
    assert desk.made == 10
    assert [r["status"] for r in desk.results()].count("error") == 2


def test_retry_sends_failed_rows_and_nothing_else(desk: enginekit.Desk) -> None:
    fail(desk, "Name2")
    desk.run(limit=5)
    fail(desk)

    done = desk.run(retry=True)

    assert done.code == 0
    assert desk.made == 6
    assert sent(desk, "Name2") == 2
    assert done.plan is not None
    assert done.plan.left_out == {"not_failed": 5}


def test_redo_failed_sends_new_ones_too(desk: enginekit.Desk) -> None:
    fail(desk, "Name2")
    desk.run(limit=5)
    fail(desk)

    done = desk.run(redo="failed")

    assert done.code == 0
    assert desk.made == 11


def test_a_rejected_row_is_retried_and_not_sent_by_a_plain_run(desk: enginekit.Desk) -> None:
    desk.api.fault_of = lambda post: "refuse:400:Something odd" if "Name3," in str(post.body) else ""
    desk.run()
    desk.api.fault_of = None
    plain = desk.run()
    made = desk.made

    retried = desk.run(retry=True)

    assert plain.code == 1
    assert made == 9
    assert retried.code == 0
    assert desk.made == 10


def test_a_mended_rejected_row_is_sent_by_the_next_run(desk: enginekit.Desk) -> None:
    desk.api.fault_of = lambda post: "refuse:400:Bad words" if "Company 3" in str(post.body) else ""
    desk.run()
    rows = enginekit.people(10)
    rows[2]["company"] = "Mended"
    desk.write(rows)

    done = desk.run()

    assert done.code == 0
    assert desk.made == 10


def test_rows_that_must_fail_again_are_not_sent_without_force(desk: enginekit.Desk) -> None:
    refused = ("Name3,", "Name4,")
    desk.api.fault_of = lambda post: (
        "refuse:400:Invalid replica_id" if any(n in str(post.body) for n in refused) else ""
    )
    desk.run()
    desk.api.fault_of = None

    plain = desk.run(retry=True)
    forced = desk.run(retry=True, force=True)

    assert plain.plan is not None
    assert (plain.code, plain.plan.to_send) == (1, 0)
    [cause] = [note for note in plain.plan.notes if "Invalid replica_id" in note]
    assert cause.startswith("2 refused: ")
    assert "rows 4, 5" in cause
    assert "replica_id" in cause
    assert "one change fixes all 2" in cause
    assert forced.code == 0
    assert desk.made == 10


def test_a_hopeless_row_that_was_mended_is_retried(desk: enginekit.Desk) -> None:
    fail(desk, "Name2")
    desk.run()
    rows = enginekit.people(10)
    rows[1]["company"] = "Mended"
    desk.write(rows)
    fail(desk)

    done = desk.run(retry=True)

    assert done.code == 0
    assert desk.made == 11


def test_redo_all_makes_every_video_once_more_and_keeps_the_earlier_ones_on_record(
    desk: enginekit.Desk,
) -> None:
    desk.run()
    old = {r["video_id"] for r in desk.results()}

    done = desk.run(redo="all")

    new = {r["video_id"] for r in desk.results()}
    assert done.code == 0
    assert desk.made == 20
    assert old.isdisjoint(new)
    with desk.open(lock=False) as batch:
        assert batch.store.known_ids() == old | new


def test_an_interrupted_redo_goes_on_without_paying_again(desk: enginekit.Desk) -> None:
    desk.run()
    desk.run_stopped(4, redo="all")
    between = desk.made
    plain = desk.run()
    after_plain = desk.made

    done = desk.run(redo="all")

    assert between == 14
    assert after_plain == between
    assert plain.code == 0
    assert done.plan is not None
    assert any("Continuing your earlier --redo" in note for note in done.plan.notes)
    assert done.code == 0
    assert desk.made == 20
    assert set(desk.api.paid_twice().values()) == {2}


def test_an_interrupted_retry_of_rejected_rows_goes_on(desk: enginekit.Desk) -> None:
    desk.api.every_fault = "refuse:400:Try later"
    desk.run(limit=5)
    desk.api.every_fault = ""
    desk.run_stopped(2, retry=True)
    between = desk.made

    done = desk.run(retry=True)

    assert between == 2
    assert done.code == 0
    assert desk.made == 5
    assert desk.api.paid_twice() == {}


def test_a_redo_that_is_refused_leaves_the_paid_video_and_is_not_sent_unasked(desk: enginekit.Desk) -> None:
    desk.run()
    old = desk.results()[0]
    desk.api.every_fault = "refuse:400:Something odd"
    desk.run(redo="all", rows="2")
    desk.api.every_fault = ""

    plain = desk.run()

    row = desk.results()[0]
    assert plain.code == 1
    assert desk.made == 10
    assert (row["status"], row["hosted_url"]) == ("rejected", old["hosted_url"])


def test_a_lost_answer_is_found_and_never_sent_again(desk: enginekit.Desk) -> None:
    desk.api.faults.extend(["close_after_body", "truncated", "html", "no_id", "status:503"])

    # On one virtual clock for all threads a follower's pauses would look like a service that is away.
    sent_all = desk.run(connections=1, no_wait=True)
    done = desk.wait()

    assert (sent_all.code, done.code) == (0, 0)
    assert desk.made == 10
    assert desk.api.paid_twice() == {}
    assert {r["status"] for r in desk.results()} == {"ready"}


def test_a_request_that_was_never_made_is_proved_missing_and_sent_again(desk: enginekit.Desk) -> None:
    desk.api.faults.append("dropped")

    done = desk.run(connections=1)

    assert done.code == 0
    assert desk.made == 10
    assert sent(desk, "Name1") == 2


def test_status_explains_a_row_that_was_going_out_when_the_run_died(desk: enginekit.Desk) -> None:
    def die(point: str) -> None:
        if point == "after_send":
            raise SystemExit

    with pytest.raises(SystemExit), desk.open(hook=die, connections=1) as batch:
        list(batch.run(batch.plan()))
    with desk.open(lock=False) as batch:
        row = next(iter(batch.status().rows()))
        batch.write()

    assert (row.status, row.error[:8]) == ("unknown", "Sent at ")
    assert "the run that sent it ended early" in row.error
    assert "You do not have to do anything" in row.error
    assert "looks for the video" in desk.results()[0]["error"]


def test_a_lost_answer_that_is_not_found_stays_unknown_until_redo_unknown(desk: enginekit.Desk) -> None:
    desk.api.fault_of = lambda post: "dropped" if "Name10," in str(post.body) else ""
    first = desk.run(connections=1)
    desk.api.fault_of = None
    again = desk.run()
    with desk.open(lock=False) as batch:
        words = list(batch.status().rows())[9]

    redone = desk.run(redo="unknown")

    assert (first.code, again.code) == (1, 1)
    assert words.status == "unknown"
    assert "Sent at" in words.error
    assert "You do not have to do anything" in words.error
    assert redone.code == 0
    assert desk.made == 10
    assert sent(desk, "Name10") == 2


def test_redo_unknown_looks_once_more_before_it_pays(desk: enginekit.Desk) -> None:
    desk.api.set(list_lag=1e9)
    desk.api.fault_of = lambda post: "close_after_body" if "Name10," in str(post.body) else ""
    desk.run(connections=1)
    desk.api.fault_of = None
    desk.api.set(list_lag=0.0)

    done = desk.run(redo="unknown")

    assert done.code == 0
    assert desk.made == 10
    assert desk.api.paid_twice() == {}


@pytest.mark.parametrize("redo", ["failed", "changed", "all"])
def test_no_other_redo_sends_an_unknown_row(desk: enginekit.Desk, redo: str) -> None:
    desk.api.fault_of = lambda post: "dropped" if "Name10," in str(post.body) else ""
    desk.run(connections=1)

    desk.run(redo=redo)

    assert sent(desk, "Name10") == 1


def test_a_deleted_video_is_told_and_redone_only_by_redo_all(desk: enginekit.Desk) -> None:
    desk.run(no_wait=True)
    first = next(p.made for p in desk.api.posts if "Hi Name1," in str(p.body["script"]))
    desk.api.forget(str(first))

    waited = desk.wait()
    plain = desk.run()
    redone = desk.run(redo="all", rows="2")

    assert (waited.code, plain.code) == (1, 1)
    assert plain.plan is not None
    assert any(note.startswith("Row 2: its video was deleted in Tavus.") for note in plain.plan.notes)
    assert desk.made == 11
    assert redone.code == 0


def test_a_failures_file_is_mended_and_run_into_the_same_campaign(desk: enginekit.Desk) -> None:
    desk.write([{"first_name": r["first_name"], "company": r["company"]} for r in enginekit.people(10)])
    desk.api.fault_of = lambda post: "refuse:400:Bad words" if "Company 3" in str(post.body) else ""
    desk.run(failures=desk.folder / "list.failures.csv")
    main = desk.sheet
    failed = desk.rows(desk.folder / "list.failures.csv")
    desk.sheet = desk.folder / "list.failures.csv"
    desk.write([{**row, "company": "Mended"} for row in failed])

    done = desk.run()

    desk.sheet = main
    assert [(r["first_name"], r["original_row"]) for r in failed] == [("Name3", "4")]
    assert "Bad words" in failed[0]["failure_reason"]
    assert done.code == 0
    assert desk.made == 10
    assert [r["status"] for r in desk.results()] == ["ready"] * 10
    assert not (desk.folder / "list.failures.results.csv").exists()


def test_a_failures_file_of_another_name_begins_no_campaign_of_its_own(desk: enginekit.Desk) -> None:
    desk.sheet = desk.folder / "bad.csv"
    desk.sheet.write_text(
        "Email,First Name,original_row,failure_reason\nana@a.example,Ana,3,Invalid replica_id\n", "utf-8"
    )

    with pytest.raises(errors.SheetError, match="state file of its campaign was not found"):
        desk.run()
    assert not (desk.folder / "bad.batchgen.db").exists()
