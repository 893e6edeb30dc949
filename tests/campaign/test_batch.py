"""The main job: forty rows, forty videos, and the same command again makes none."""

import time
from pathlib import Path

import enginekit
import faketavus
import pytest

from batchgen import errors, models
from batchgen.results import writeback


def test_forty_rows_make_forty_videos_and_the_same_again_makes_none(
    api: faketavus.FakeTavus, tmp_path: Path
) -> None:
    desk = enginekit.desk(tmp_path, api, enginekit.people(40))

    first = desk.run()
    again = desk.run()

    results = desk.results()
    assert (first.code, again.code) == (0, 0)
    assert desk.made == 40
    assert {r["status"] for r in results} == {"ready"}
    assert len({r["video_id"] for r in results}) == 40
    for row in results:
        assert api.videos[row["video_id"]].body["script"] == (
            f"Hi {row['first_name']}, this is about {row['company']} and how we may help."
        )
        assert row["video_id"] in row["hosted_url"]


def test_the_token_stands_first_in_the_name_of_every_video(desk: enginekit.Desk) -> None:
    desk.run()

    assert all(faketavus.TOKEN.match(post.name) and len(post.name) <= 60 for post in desk.api.posts)


def test_check_makes_no_state_file_and_leaves_one_as_it_is(desk: enginekit.Desk) -> None:
    fresh = desk.plan()
    files = sorted(path.name for path in desk.folder.iterdir())
    desk.run()
    state_file = desk.folder / "list.batchgen.db"
    before = state_file.read_bytes()
    desk.plan()

    assert fresh.to_send == 10
    assert files == ["list.csv", "t.j2"]
    assert state_file.read_bytes() == before


def test_the_plan_counts_what_a_run_would_do(desk: enginekit.Desk) -> None:
    desk.run(limit=4)
    rows = [*enginekit.people(10), *enginekit.people(1)]
    rows[0]["company"] = "Another"
    desk.write([*rows[1:], rows[0]])

    plan = desk.plan(key=("email",), duplicates="share")

    assert (plan.rows, plan.done, plan.to_send) == (11, 4, 6)
    assert (plan.duplicates, plan.invalid, plan.problems.errors) == (1, 1, 1)


def test_a_results_file_may_be_the_next_input(desk: enginekit.Desk) -> None:
    desk.run(limit=4)
    desk.sheet = desk.output

    done = desk.run()

    assert done.code == 0
    assert desk.made == 10
    assert {path.name for path in desk.folder.iterdir()} == {
        "list.batchgen.db",
        "list.csv",
        "list.results.csv",
        "list.results.csv.bak",
        "t.j2",
    }
    assert {r["status"] for r in desk.rows()} == {"ready"}


def test_a_limit_takes_the_first_that_still_need_a_video(desk: enginekit.Desk) -> None:
    codes = [desk.run(limit=4).code for _ in range(3)]

    assert codes == [0, 0, 0]
    assert desk.made == 10
    assert [p.body["script"] for p in desk.api.posts if "Name5" in str(p.body)] != []


def test_a_sample_is_the_same_for_the_same_seed(desk: enginekit.Desk) -> None:
    desk.run(sample=3, seed=7)
    desk.run(sample=3, seed=7)

    assert desk.made == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"max_videos": 9}, "--max-videos allows 9"),
        ({"max_minutes": 0.01}, "--max-minutes allows 0.01"),
        ({"max_cost": 0.01, "price_per_minute": 10.0, "currency": "USD"}, "--max-cost allows 0.01"),
        ({"max_cost": 1.0}, "needs a price"),
    ],
)
def test_a_plan_above_a_limit_is_refused(
    desk: enginekit.Desk, options: dict[str, object], words: str
) -> None:
    with pytest.raises(errors.PlanError, match=words):
        desk.run(**options)

    assert desk.api.posts == []


def test_errors_in_rows_stop_a_run_unless_they_are_skipped(desk: enginekit.Desk) -> None:
    rows = enginekit.people(10)
    rows[3]["company"] = ""
    desk.write(rows)

    with pytest.raises(errors.PlanError, match="Nothing was sent"):
        desk.run()
    done = desk.run(skip_invalid=True)

    assert done.code == 1
    assert desk.made == 9
    row = desk.results()[3]
    assert row["status"] == "invalid"
    assert "company" in row["error"]


def test_an_invalid_row_is_sent_once_it_is_mended(desk: enginekit.Desk) -> None:
    rows = enginekit.people(10)
    rows[3]["company"] = ""
    desk.write(rows)
    desk.run(skip_invalid=True)
    desk.write(enginekit.people(10))

    done = desk.run()

    assert done.code == 0
    assert desk.made == 10


def test_a_locked_target_is_found_before_the_first_post(desk: enginekit.Desk) -> None:
    (desk.folder / ".~lock.list.results.csv#").write_text("someone", encoding="utf-8")

    with pytest.raises(errors.PlanError, match=r"list\.results\.csv"):
        desk.run()

    assert desk.api.posts == []


def test_a_target_that_is_locked_later_gives_a_dated_file(desk: enginekit.Desk) -> None:
    def lock(point: str) -> None:
        if point == "after_commit":
            (desk.folder / ".~lock.list.results.csv#").write_text("someone", encoding="utf-8")

    with desk.open(hook=lock) as batch:
        done = enginekit.Done(None, list(batch.run(batch.plan())))

    dated = [path for path in desk.folder.iterdir() if path.name.startswith("list.results-")]
    assert done.code == 1
    assert len(dated) == 1
    assert dated[0].name in done.words
    assert {r["status"] for r in desk.results(dated[0])} == {"ready"}


def test_a_target_that_stays_locked_gives_one_dated_file(desk: enginekit.Desk) -> None:
    with desk.open() as batch:
        list(batch.run(batch.plan()))
        (desk.folder / ".~lock.list.results.csv#").write_text("someone", encoding="utf-8")
        results = writeback.Writeback(batch.settings, batch.sheet, batch.store)
        results.write()
        time.sleep(1.1)  # the name of such a file has seconds
        results.write()

    assert len([path for path in desk.folder.iterdir() if path.name.startswith("list.results-")]) == 1


def test_a_sheet_that_changed_since_the_plan_is_not_sent(desk: enginekit.Desk) -> None:
    with desk.open() as batch:
        plan = batch.plan()
        desk.write(enginekit.people(20))

        with pytest.raises(errors.PlanError, match="changed after the plan was made"):
            list(batch.run(plan))

    assert desk.api.posts == []


def test_rows_added_during_the_run_do_not_disturb_the_results(desk: enginekit.Desk) -> None:
    def edit(point: str) -> None:
        if point == "after_answer" and len(desk.rows()) == 10:
            desk.write([enginekit.people(1, first=99)[0], *enginekit.people(10)])

    with desk.open(hook=edit, connections=1) as batch:
        list(batch.run(batch.plan()))

    results = desk.results()
    assert [r["status"] for r in results] == ["", *["ready"] * 10]
    assert "Name1," in str(desk.api.videos[results[1]["video_id"]].body["script"])


def test_an_edited_row_gets_no_link_of_its_old_video_at_the_end_of_the_run(desk: enginekit.Desk) -> None:
    edited = enginekit.people(10)
    edited[0]["company"] = "Edited"

    def edit(point: str) -> None:
        # Once: a writing of the results beside the run must not meet a file that is half written.
        if point == "after_commit" and desk.rows() != edited:
            desk.write(edited)

    with desk.open(hook=edit, connections=1) as batch:
        done = enginekit.Done(None, list(batch.run(batch.plan())))

    assert done.code == 1
    assert desk.results()[0]["status"] == "outdated"
    assert desk.results()[0]["hosted_url"] == ""


def test_without_waiting_rows_are_accepted_and_wait_brings_their_links(desk: enginekit.Desk) -> None:
    sent = desk.run(no_wait=True)
    waited = desk.wait()

    assert (sent.code, waited.code) == (0, 0)
    assert desk.made == 10
    assert {r["status"] for r in desk.results()} == {"ready"}


def test_wait_never_creates(desk: enginekit.Desk) -> None:
    desk.run(limit=3, no_wait=True)

    done = desk.wait()

    assert done.code == 0
    assert desk.made == 3
    assert [r["status"] for r in desk.results()] == [*["ready"] * 3, *[""] * 7]


def test_stopping_once_finishes_what_is_in_the_air_and_the_same_command_goes_on(
    desk: enginekit.Desk,
) -> None:
    interrupted = desk.run_stopped(3)
    made = desk.made

    again = desk.run()

    assert interrupted.code == 130
    assert made == 3
    assert again.code == 0
    assert desk.made == 10
    assert desk.api.paid_twice() == {}


def test_the_account_stops_a_run_and_the_rest_stays_new(desk: enginekit.Desk) -> None:
    desk.api.set(credits=4)

    stopped = desk.run(connections=2)
    desk.api.set(credits=-1)
    again = desk.run()

    assert stopped.code == 4
    assert stopped.finished.stopped
    assert stopped.finished.counts["ready"] == 4
    assert stopped.finished.counts["new"] == 6
    assert again.code == 0
    assert desk.made == 10


def test_a_stopped_run_looks_for_its_lost_answers_and_follows_what_was_made(desk: enginekit.Desk) -> None:
    desk.api.fault_of = lambda post: (
        "refuse:402:Out of credits" if "Name4," in str(post.body) else "reset_after_body"
    )

    done = desk.run(connections=1)

    assert done.code == 4
    assert "Out of credits" in done.finished.stopped
    assert [row["status"] for row in desk.results()] == ["ready"] * 3 + [""] * 7
    assert (desk.made, len(desk.api.posts)) == (3, 4)


def test_another_service_is_refused(desk: enginekit.Desk) -> None:
    desk.run()

    with pytest.raises(errors.StateError, match="belongs to http://127"):
        desk.run(api_url="https://tavusapi.com")


def test_another_account_is_refused(desk: enginekit.Desk, tmp_path: Path) -> None:
    desk.run()
    desk.api.videos.clear()

    with pytest.raises(errors.StateError, match="another Tavus account"):
        desk.run(api_key="f" * 32)


def test_a_renewed_key_of_the_same_account_goes_on(desk: enginekit.Desk) -> None:
    desk.run(limit=5)

    done = desk.run(api_key="f" * 32)

    assert done.code == 0
    assert desk.made == 10


def test_two_campaigns_on_one_sheet_do_not_know_each_other(desk: enginekit.Desk) -> None:
    desk.run(ignore_account=True)
    desk.run(name="q4", ignore_account=True)

    assert desk.made == 20
    assert {r["status"] for r in desk.results(desk.folder / "list.q4.results.csv")} == {"ready"}
    assert (desk.folder / "q4.batchgen.db").exists()


def test_no_key_is_told_before_anything_is_sent(desk: enginekit.Desk) -> None:
    with pytest.raises(errors.SettingsError, match="no API key"):
        desk.run(api_key="")

    assert desk.api.posts == []


def test_two_runs_on_one_state_file_are_refused(desk: enginekit.Desk) -> None:
    with desk.open(), pytest.raises(errors.StateInUseError, match="Another run is using"):
        desk.open()


def test_status_works_beside_a_run(desk: enginekit.Desk) -> None:
    desk.run(limit=3)

    with desk.open(), desk.open(lock=False, api_key="") as beside:
        report = beside.status()
        rows = list(report.rows())

    assert report.counts == {"ready": 3, "new": 7}
    assert [row.status for row in rows[:4]] == ["ready", "ready", "ready", "new"]


def test_in_place_the_sheet_gets_its_links_and_the_first_original_is_kept(desk: enginekit.Desk) -> None:
    original = desk.sheet.read_text(encoding="utf-8")

    first = desk.run(in_place=True)
    again = desk.run(in_place=True)

    assert (first.code, again.code) == (0, 0)
    assert desk.made == 10
    assert {r["status"] for r in desk.rows()} == {"ready"}
    assert (desk.folder / "list.csv.bak").read_text(encoding="utf-8") == original


def test_a_sheet_that_vanishes_during_the_run_loses_nothing(desk: enginekit.Desk) -> None:
    def remove(point: str) -> None:
        if point == "after_commit":
            desk.sheet.unlink(missing_ok=True)

    with desk.open(hook=remove, connections=1) as batch:
        done = enginekit.Done(None, list(batch.run(batch.plan())))
    desk.write(enginekit.people(10))
    again = desk.run()

    assert done.code == 1
    assert "could not be written" in done.words
    assert "safe in" in done.words
    assert again.code == 0
    assert desk.made == 10


def test_a_run_that_is_left_in_the_middle_is_recorded(desk: enginekit.Desk) -> None:
    with desk.open(connections=1) as batch:

        def hold(post: faketavus.Post) -> str:
            while post.number == 4 and not batch._stop.asked:  # until whoever reads the events is gone
                time.sleep(0.01)
            return ""

        desk.api.fault_of = hold
        for event in batch.run(batch.plan()):
            if isinstance(event, models.JobChanged):
                break
    desk.api.fault_of = None
    made = desk.made

    again = desk.run()

    assert 0 < made <= 4
    assert again.code == 0
    assert desk.made == 10
    assert desk.api.paid_twice() == {}


def test_a_service_that_goes_away_stops_the_run_and_what_was_made_is_followed_later(
    desk: enginekit.Desk,
) -> None:
    def cut(point: str) -> None:
        if point == "after_commit" and desk.made >= 4:
            desk.api.set(outage=True)

    with desk.open(hook=cut, connections=1) as batch:
        done = enginekit.Done(None, list(batch.run(batch.plan())))
    desk.api.set(outage=False)
    # Where no later video shows that the list is up to date, what was lost stays unknown for now.
    desk.run()
    redone = desk.run(redo="unknown")

    assert (done.code, redone.code) == (4, 0)
    assert done.finished.stopped
    assert desk.made == 10
    assert desk.api.paid_twice() == {}


def test_a_finished_video_lost_by_a_clock_that_jumps_is_still_followed(desk: enginekit.Desk) -> None:
    def jump(point: str) -> None:
        if point == "after_answer":
            desk.clock.now += 86_400.0

    with desk.open(hook=jump, connections=1) as batch:
        done = enginekit.Done(None, list(batch.run(batch.plan())))

    assert done.code == 0
    assert desk.made == 10


@pytest.mark.parametrize(
    ("rehearsed", "hint"),
    [
        (True, "There is a rehearsal of it. To use that one, add --sandbox."),
        (False, "If the state file is in another place, name it with --state FILE."),
    ],
)
def test_a_campaign_that_was_only_rehearsed_says_so(desk: enginekit.Desk, rehearsed: bool, hint: str) -> None:
    desk.write(enginekit.people(1))
    if rehearsed:
        desk.sheet.with_name(f"{desk.sheet.stem}.sandbox").mkdir()
    with desk.open(lock=False) as batch, pytest.raises(errors.StateError) as told:
        batch.store  # noqa: B018

    assert told.value.hint == hint
