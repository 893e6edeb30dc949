"""A video whose answer was lost is found, or proved missing, or left alone: never guessed."""

import dataclasses
import re
from pathlib import Path

import pytest
import rig
import statejobs

from batchgen import errors, models
from batchgen.run import lost_answers, words

pytestmark = pytest.mark.usefixtures("either_store")

BASES = ["0", "1", "1-empty", "clamped"]


def settled(rigged: rig.Rig, seconds: float = 120.0) -> lost_answers.Settled:
    return lost_answers.Settler(rigged.session, seconds=seconds).settle()


@pytest.mark.parametrize("order", ["newest", "oldest", "updated", "shuffled"])
@pytest.mark.parametrize("base", BASES)
def test_a_lost_video_is_found_among_others(tmp_path: Path, base: str, order: str) -> None:
    with rig.rig(tmp_path, page_base=base, order=order) as rigged:
        first, *_ = rigged.add_rows(1)
        for _ in range(30):
            rigged.api.make_stranger()
        rigged.lose(first, made=True)

        result = settled(rigged)

        job = rigged.store.job(first)
        assert result == lost_answers.Settled(found=1)
        assert (job.stage, job.video_id) == (models.Stage.READY, "v00000001e")
        assert job.download_url
        assert rigged.told(models.JobChanged)[-1].stage is models.Stage.READY


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("strangers", [0, 3])
def test_a_video_that_two_walks_lack_beside_a_later_one_was_not_made(
    tmp_path: Path, base: str, strangers: int
) -> None:
    with rig.rig(tmp_path, page_base=base, strangers_per_list=strangers) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        rigged.make(second)
        before = rigged.clock()

        result = settled(rigged)

        assert result == lost_answers.Settled(missing=1)
        assert rigged.store.job(first).stage is models.Stage.NEW
        assert rigged.store.attempts(first)[0].outcome == "not_made"
        assert rigged.clock() - before >= 120.0
        assert "POST /v2/videos" not in rigged.api.calls


def test_a_search_is_announced_only_where_something_is_lost(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.make(first)
        assert settled(rigged) == lost_answers.Settled()
        assert rigged.told(models.Phase) == []
        assert not [call for call in rigged.api.calls if call.startswith("GET")]

        rigged.lose(second, made=True)
        settled(rigged)

        assert rigged.told(models.Phase) == [models.Phase("searching")]


def test_one_walk_alone_proves_nothing(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        rigged.make(second)

        result = lost_answers.Settler(rigged.session).look()

        assert result == lost_answers.Settled(unknown=1)
        assert rigged.store.job(first).stage is models.Stage.UNKNOWN
        told = lost_answers.explain(rigged.store.unknown_attempts()[0])
        assert re.match(r"Sent at \d{4}-\d\d-\d\d \d\d:\d\d UTC\. No answer\. ", told)
        assert re.search(r"looked for it once, last at \d{4}-\d\d-\d\d \d\d:\d\d UTC: not in the list", told)
        assert "no later video" not in told


class Noted:
    """Evidence of another run: absent so many seconds ago; a worker may have to be off first."""

    def __init__(self, clock: rig.VirtualClock, ago: float, worker: str = "") -> None:
        self.now, self._ago, self._worker = clock, ago, worker

    def absent_before(self, attempt: int, ended: float) -> float:
        return ended - self._ago

    def waits_for(self, attempt: int) -> str:
        return self._worker


@pytest.mark.parametrize(
    ("reason", "ago", "missing"),
    [
        ("", 119.0, 0),
        ("", 120.0, 1),
        ("", 500.0, 1),
        # A computer that is only frozen may still send it: half as long again.
        ("worker_lost", 179.0, 0),
        ("worker_lost", 180.0, 1),
    ],
)
def test_two_looks_prove_nothing_until_the_settle_time_lies_between_them(
    tmp_path: Path, reason: str, ago: float, missing: int
) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        lost = rigged.lose(first, made=False)
        statejobs.change(
            rigged.store,
            lambda db: db.execute("UPDATE attempts SET reason = ? WHERE id = ?", (reason, lost.id)),
        )
        rigged.make(second)
        evidence = Noted(rigged.clock, ago)

        result = lost_answers.Settler(rigged.session, evidence=evidence).look()

        assert result == lost_answers.Settled(missing=missing, unknown=1 - missing)


def test_nothing_is_proved_while_a_lost_worker_may_still_send_it_and_the_row_says_so(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        rigged.make(second)

        for worker, missing in (("desk-2", 0), ("", 1)):
            evidence = Noted(rigged.clock, 1e6, worker)
            assert lost_answers.Settler(rigged.session, evidence=evidence).look().missing == missing
            if worker:
                assert words.waits_for_worker(worker) in rigged.store.job(first).error


@pytest.mark.parametrize(("lag", "found"), [(350.0, 1), (370.0, 0)])
def test_a_lagging_list_is_looked_at_four_times_and_no_more(tmp_path: Path, lag: float, found: int) -> None:
    with rig.rig(tmp_path, list_lag=lag) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=True)
        rigged.make(second)
        before = rigged.clock()

        result = settled(rigged)

        assert result == lost_answers.Settled(found=found, unknown=1 - found)
        assert rigged.clock() - before == pytest.approx(360.0, abs=5.0)


@pytest.mark.parametrize(("seconds", "told"), [(120.0, 1), (0.0, 0)])
def test_who_waits_for_the_second_look_is_told_so(tmp_path: Path, seconds: float, told: int) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        rigged.make(second)

        assert settled(rigged, seconds) == lost_answers.Settled(missing=1)
        assert [notice.text for notice in rigged.told(models.Notice)] == [
            words.looking_again(1, 120.0)
        ] * told


def test_names_that_were_changed_are_told_once_and_kept(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        for _ in range(3):
            lost_answers.note_altered_name(rigged.session)

        assert [notice.level for notice in rigged.told(models.Notice)] == ["warning"]
        assert rigged.store.meta(lost_answers.NAMES_ALTERED) == "1"


def test_without_a_later_video_nothing_is_proved_and_the_row_says_why(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.make(first)
        lost = rigged.lose(second, made=False)

        result = settled(rigged)

        told = lost_answers.explain(rigged.store.attempt(lost.id))
        assert result == lost_answers.Settled(unknown=1)
        assert "No answer. batchgen looked for it 2 times" in told
        assert "the list shows no later video" in told
        assert "You do not have to do anything" in told
        assert "no later video" in rigged.store.job(second).error


def test_a_video_started_before_the_loss_was_known_is_no_proof_though_it_ended_later(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        job = rigged.store.job(second)
        beside = rigged.store.begin(second, token="bg-" + "0" * 12, request_json=job.request_json)
        rigged.lose(first, made=False)
        video = rigged.api.make({"replica_id": "r90bbd427f71", "video_name": "bg-" + "0" * 12})
        rigged.store.finish_made(beside.id, rig.state.VideoFacts(video.video_id, models.Stage.QUEUED))

        result = settled(rigged)

        assert result == lost_answers.Settled(unknown=1)


def test_a_create_in_flight_makes_every_absence_doubtful(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second, third = rigged.add_rows(3)
        rigged.lose(first, made=False)
        rigged.make(second)
        rigged.store.begin(third, token="bg-" + "1" * 12, request_json=rigged.store.job(third).request_json)

        result = settled(rigged)

        assert result.missing == 0
        assert "other videos were being sent at that time" in rigged.store.job(first).error


@pytest.mark.parametrize("altered", ["drop", "upper", "cut", "prefix"])
def test_a_list_that_changes_names_proves_nothing_unless_the_token_is_all_there(
    tmp_path: Path, altered: str
) -> None:
    with rig.rig(tmp_path, name_filter=altered) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        rigged.make(second)

        result = settled(rigged)

        whole = altered in {"cut", "prefix"}
        assert result == (lost_answers.Settled(missing=1) if whole else lost_answers.Settled(unknown=1))
        assert ("some of your videos were renamed" in rigged.store.job(first).error) is not whole


def test_an_answer_that_altered_a_name_parks_unknowns_too(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        rigged.make(second)
        rigged.store.set_meta(lost_answers.NAMES_ALTERED, "1")

        assert settled(rigged) == lost_answers.Settled(unknown=1)


def test_a_list_that_lags_is_waited_for(tmp_path: Path) -> None:
    with rig.rig(tmp_path, list_lag=100.0) as rigged:
        first, second, third = rigged.add_rows(3)
        rigged.lose(first, made=False)
        rigged.lose(third, made=True)
        rigged.make(second)

        result = settled(rigged)

        assert result == lost_answers.Settled(found=1, missing=1)
        assert rigged.store.job(third).video_id


def test_a_list_that_lags_for_ever_leaves_the_row_unknown(tmp_path: Path) -> None:
    with rig.rig(tmp_path, list_lag=1e9) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        rigged.make(second)

        result = settled(rigged)

        assert result == lost_answers.Settled(unknown=1)
        assert "leaves out 1 video that exists" in rigged.store.job(first).error
        assert "renamed" not in rigged.notices()


def test_items_without_an_id_prove_nothing(tmp_path: Path) -> None:
    with rig.rig(tmp_path, odd_items=1) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        rigged.make(second)

        assert settled(rigged) == lost_answers.Settled(unknown=1)


@pytest.mark.parametrize(
    "switches",
    [{"no_total": True}, {"total": 3}, {"cursor": True}, {"hidden": ("v000000000",)}],
    ids=["no-total", "short", "cursor", "hidden"],
)
def test_a_search_that_is_not_complete_proves_nothing(tmp_path: Path, switches: dict[str, object]) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.api.make_stranger()
        rigged.lose(first, made=False)
        rigged.make(second)
        rigged.api.set(**switches)

        assert settled(rigged) == lost_answers.Settled(unknown=1)
        assert "list" in rigged.store.job(first).error


def rename(rigged: rig.Rig, name: str = "Ana for ACME (final)", **fields: object) -> str:
    """Give the last video of the account another name, as somebody may do in the portal."""
    video = list(rigged.api.videos.values())[-1]
    video.body.update({"video_name": name, **fields})
    return video.video_id


@pytest.mark.parametrize("status", ["", "deleted"])
def test_a_renamed_twin_that_no_row_owns_keeps_a_lost_one_unknown(tmp_path: Path, status: str) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        lost = rigged.lose(first, made=True)
        twin = rename(rigged)
        rigged.api.videos[twin].status = status
        rigged.make(second)

        results = [settled(rigged) for _ in range(2)]

        assert results == [lost_answers.Settled(unknown=1)] * 2
        assert twin in rigged.store.job(first).error
        assert lost.token in rigged.store.job(first).error
        rename_back = rigged.api.videos[twin].body
        rename_back["video_name"] = f"{lost.token} Ana"
        assert settled(rigged) == lost_answers.Settled(found=1)


def test_one_twin_keeps_one_row_waiting_and_no_other(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        lost = rigged.add_rows(3, script="The same for all.")
        other, second = rigged.add_rows(2, first=9)
        for job_id in (*lost, other):
            rigged.lose(job_id, made=False)
        rigged.api.make_stranger(replica_id="r90bbd427f71", script="The same  for all.")
        rigged.make(second)

        result = settled(rigged)

        assert result == lost_answers.Settled(missing=3, unknown=1)
        assert rigged.store.job(lost[0]).stage is models.Stage.UNKNOWN


@pytest.mark.parametrize(
    "fields",
    [
        {"replica_id": "r0000000009"},
        {"script": "Hello 2!"},
        {"video_name": "bg-0123456789ab of another campaign"},
    ],
    ids=["replica", "script", "token"],
)
def test_a_video_that_differs_keeps_no_row_waiting(tmp_path: Path, fields: dict[str, object]) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        body = {"replica_id": "r90bbd427f71", "script": "Hello 2.", "video_name": "Ana", **fields}
        rigged.api.make_stranger(**body)
        rigged.make(second)

        assert settled(rigged) == lost_answers.Settled(missing=1)


def test_a_video_that_a_row_owns_keeps_no_other_row_waiting(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, same, second = rigged.add_rows(3, script="The same for all.")
        rigged.make(same)
        rigged.lose(first, made=False)
        rigged.make(second)

        assert settled(rigged) == lost_answers.Settled(missing=1)


def test_a_renamed_and_deleted_video_of_another_row_keeps_no_row_waiting(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, same, second = rigged.add_rows(3, script="The same for all.")
        old = rigged.make(same)
        rename(rigged)
        rigged.api.videos[old].status = "deleted"
        rigged.store.note_deleted(old)
        rigged.lose(first, made=False)
        rigged.make(second)

        assert settled(rigged) == lost_answers.Settled(missing=1)


def test_a_renamed_video_whose_script_the_list_does_not_say_may_be_the_lost_one(tmp_path: Path) -> None:
    with rig.rig(tmp_path, list_without=("data",)) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=True)
        twin = rename(rigged)
        rigged.make(second)

        assert settled(rigged) == lost_answers.Settled(unknown=1)
        assert twin in rigged.store.job(first).error


def test_an_id_that_another_row_owns_is_not_taken(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        taken = rigged.make(second)
        lost = rigged.lose(first, made=False)
        rename(rigged, f"{lost.token} Person", script="Hello 2.")

        assert settled(rigged) == lost_answers.Settled(unknown=1)
        assert rigged.store.job(second).video_id == taken
        assert (
            f"Row 2: Tavus answered with the video {taken}, which already belongs to row 3"
            in rigged.notices()
        )


def test_a_video_of_ours_that_somebody_deleted_does_not_block_the_proof(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        old, first, second = rigged.add_rows(3)
        gone = rigged.make(old)
        rigged.lose(first, made=False)
        rigged.make(second)
        rigged.api.forget(gone)

        result = settled(rigged)

        assert result == lost_answers.Settled(missing=1)
        assert rigged.store.job(old).stage is models.Stage.DELETED


def test_a_video_with_the_token_and_another_script_is_not_taken_and_told(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, *_ = rigged.add_rows(1)
        rigged.lose(first, made=True, script="Something else.")

        result = settled(rigged)

        assert result == lost_answers.Settled(unknown=1)
        assert (
            "Row 2: the video v000000000 has the name of this row, but another replica or script"
            in rigged.notices()
        )


@pytest.mark.parametrize("without", [("data",), ("replica_id",), ("data", "replica_id")])
def test_fields_that_the_list_lacks_agree(tmp_path: Path, without: tuple[str, ...]) -> None:
    with rig.rig(tmp_path, list_without=without) as rigged:
        first, *_ = rigged.add_rows(1)
        rigged.lose(first, made=True)

        assert settled(rigged).found == 1


def test_scripts_are_compared_after_unicode_and_space_folding(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, *_ = rigged.add_rows(1, script="Ol\u00e1  Jos\u00e9,\r\nhello.")
        rigged.lose(first, made=True, script="Ola\u0301 Jose\u0301,\nhello.")

        assert settled(rigged).found == 1


def test_a_video_found_twice_is_kept_twice_and_told_loudly(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, *_ = rigged.add_rows(1)
        lost = rigged.lose(first, made=True)
        video = next(iter(rigged.api.videos.values()))
        twin = rigged.api.make(dict(video.body))

        result = settled(rigged)

        attempt = rigged.store.attempt(lost.id)
        assert result.found == 1
        assert {attempt.video_id, *attempt.other_ids} == {video.video_id, twin.video_id}
        ids = f"{attempt.video_id}, {attempt.other_ids[0]}"
        assert f"Tavus made more than one video for this row: {ids}." in rigged.notices()


def test_a_lost_video_that_turns_up_after_the_row_was_sent_again_is_told(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, *_ = rigged.add_rows(1)
        lost = rigged.lose(first, made=True)
        statejobs.change(
            rigged.store, lambda db: db.execute("UPDATE jobs SET stage = 'new', redo = 'unknown'")
        )
        rigged.make_again(first)

        result = settled(rigged)

        assert result.found == 1
        assert rigged.store.attempt(lost.id).video_id == "v000000000"
        assert rigged.store.job(first).video_id == "v000000001"
        assert "a lost video was found after you sent the row again: v000000000" in rigged.notices()


def test_nothing_lost_costs_no_request(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.make(rigged.add_rows(1)[0])

        result = settled(rigged)

        assert result == lost_answers.Settled()
        assert rigged.api.calls == {}


def test_a_service_that_stays_away_stops_the_search_after_ten_minutes(tmp_path: Path) -> None:
    with rig.rig(tmp_path, reads_fail="status:503") as rigged:
        rigged.lose(rigged.add_rows(1)[0], made=True)
        before = rigged.clock()

        with pytest.raises(errors.StoppedError, match="not answered for 10 minutes"):
            settled(rigged)

        waiting = [n for n in rigged.told(models.Notice) if n.text.startswith("Waiting for Tavus")]
        assert 600 <= rigged.clock() - before <= 640
        assert 9 <= len(waiting) <= 11


def test_a_list_that_fails_now_and_then_is_asked_again(tmp_path: Path) -> None:
    with rig.rig(tmp_path, list_fails=3) as rigged:
        rigged.lose(rigged.add_rows(1)[0], made=True)

        assert settled(rigged).found == 1


def test_a_refused_account_stops_the_search_with_the_services_words(tmp_path: Path) -> None:
    with rig.rig(tmp_path, key="another key") as rigged:
        rigged.lose(rigged.add_rows(1)[0], made=True)

        with pytest.raises(errors.StoppedError, match="401: Invalid access token"):
            settled(rigged)


def test_stopping_ends_the_wait_between_two_walks(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        rigged.make(second)
        rigged.stop._sleep = lambda _: rigged.stop.ask()

        with pytest.raises(errors.InterruptedRunError):
            settled(rigged)

        assert rigged.store.job(first).stage is models.Stage.UNKNOWN


def test_what_was_sent_again_since_keeps_no_run_waiting(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        rigged.make(second)
        statejobs.change(
            rigged.store, lambda db: db.execute("UPDATE jobs SET redo = 'unknown' WHERE id = ?", (first,))
        )
        rigged.make_again(first)
        before = rigged.clock()

        result = settled(rigged)

        assert result == lost_answers.Settled(unknown=1)
        assert rigged.clock() == before


def test_rows_that_stay_unknown_are_told_once_and_others_not(tmp_path: Path) -> None:
    with rig.rig(tmp_path, name_filter="drop") as rigged:
        first, second, third = rigged.add_rows(3)
        rigged.lose(first, made=False)
        rigged.lose(third, made=False)
        rigged.make(second)
        statejobs.change(
            rigged.store, lambda db: db.execute("UPDATE jobs SET redo = 'unknown' WHERE id = ?", (first,))
        )
        rigged.make_again(first)

        settled(rigged)

        assert rigged.notices().count("stays unknown") == 1
        assert "1 row stays unknown: some of your videos were renamed" in rigged.notices()


def test_a_twin_stands_for_the_attempt_that_the_row_hangs_on(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.lose(first, made=False)
        statejobs.change(
            rigged.store,
            lambda db: db.execute("UPDATE jobs SET stage = 'new', redo = 'unknown' WHERE id = ?", (first,)),
        )
        again = rigged.store.begin(
            first, token="bg-" + "9" * 12, request_json=rigged.store.job(first).request_json
        )
        rigged.store.finish_unknown(again.id, why="No answer.")
        rigged.api.make_stranger(replica_id="r90bbd427f71", script="Hello 2.")
        rigged.make(second)

        settled(rigged)

        assert rigged.store.job(first).stage is models.Stage.UNKNOWN
        assert again.token in rigged.store.job(first).error


@pytest.mark.parametrize(("begins", "ends"), [(False, False), (True, False), (False, True), (True, True)])
def test_a_create_in_flight_at_either_end_of_a_walk_makes_it_doubtful(
    tmp_path: Path, *, begins: bool, ends: bool
) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second, third = rigged.add_rows(3)
        lost = rigged.lose(first, made=False)
        rigged.make(second)
        make_client = rigged.session.make_client

        def begin() -> int:
            job = rigged.store.job(third)
            return rigged.store.begin(third, token="bg-" + "1" * 12, request_json=job.request_json).id

        sent = begin() if begins else 0

        def while_it_walks() -> object:
            if begins and not ends:
                rigged.store.finish_unknown(sent, why="No answer.")
            if ends and not begins:
                begin()
            return make_client()

        session = dataclasses.replace(rigged.session, make_client=while_it_walks)

        look = lost_answers.Settler(session)._walk([lost])

        assert bool(look.doubt) == (begins or ends)


def test_what_cannot_be_proved_because_of_names_is_said_only_where_names_changed(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second = rigged.add_rows(2)
        rigged.make(first)
        rigged.lose(second, made=False)

        settled(rigged)

        assert [notice.text for notice in rigged.told(models.Notice) if notice.level == "warning"] == []
