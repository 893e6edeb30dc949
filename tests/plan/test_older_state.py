"""A state file that is an older copy of itself, a backup or a colleague's, pays for nothing again."""

import shutil
from pathlib import Path

import enginekit
import pytest

from batchgen import errors

STATE = "list.batchgen.db"


def back_up(desk: enginekit.Desk) -> Path:
    return Path(shutil.copy(desk.folder / STATE, desk.folder / "backup.db"))


def restore(desk: enginekit.Desk) -> None:
    (desk.folder / "backup.db").replace(desk.folder / STATE)


def make_older(desk: enginekit.Desk) -> None:
    """Pay for all ten rows, by a state file that has forgotten all but three of them."""
    desk.run(limit=3)
    back_up(desk)
    desk.run()
    restore(desk)


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("page_base", ["0", "1", "1-empty", "clamped"])
def test_a_backup_that_was_restored_pays_nothing_again(
    desk: enginekit.Desk, page_base: str, order: str
) -> None:
    desk.api.set(page_base=page_base, order=order)
    for _ in range(120):
        desk.api.make_stranger()
    desk.run(limit=3)
    back_up(desk)
    desk.run()
    before = desk.results()
    restore(desk)

    done = desk.run()

    assert (done.code, desk.made) == (0, 10)
    assert desk.results() == before
    assert done.plan is not None
    assert any(note.startswith("7 rows already have videos in your") for note in done.plan.notes)


def test_two_laptops_with_copies_of_one_folder_pay_once(desk: enginekit.Desk, tmp_path: Path) -> None:
    desk.run(limit=2)
    other = enginekit.Desk(tmp_path / "copy", desk.api, tmp_path / "copy" / "list.csv", {})
    other.folder.mkdir()
    for name in ("list.csv", "t.j2", STATE):
        shutil.copy(desk.folder / name, other.folder)

    counts = [(laptop.run(limit=2).code, desk.made) for laptop in (other, desk, other, desk, other, desk)]

    assert counts == [(0, 4), (0, 6), (0, 8), (0, 10), (0, 10), (0, 10)]
    for laptop in (desk, other):
        laptop.run()
        assert {row["status"] for row in laptop.results()} == {"ready"}
    assert desk.made == 10


def test_a_row_that_was_rejected_then_is_not_paid_twice(desk: enginekit.Desk) -> None:
    desk.api.fault_of = lambda post: "refuse:400:Bad words" if "Name3," in str(post.body) else ""
    desk.run()
    back_up(desk)
    desk.api.fault_of = None
    desk.run(retry=True, force=True)
    restore(desk)

    done = desk.run(retry=True, force=True)

    assert (done.code, desk.made) == (0, 10)


def test_a_video_of_a_lost_answer_is_settled_and_never_shared(desk: enginekit.Desk) -> None:
    same = enginekit.people(2, first=1)
    same[1]["first_name"], same[1]["company"] = same[0]["first_name"], same[0]["company"]
    desk.write(same)
    desk.api.set(faults=["close_after_body"], list_lag=1e9)
    desk.run(limit=1)
    desk.api.set(list_lag=0.0)

    done = desk.run()

    assert (done.code, desk.made) == (0, 2)
    assert len({row["video_id"] for row in desk.results()}) == 2


def test_a_row_that_was_copied_with_its_links_for_somebody_else_is_new(desk: enginekit.Desk) -> None:
    desk.run(limit=9)
    rows = desk.results()
    rows[9] |= {name: rows[0][name] for name in ("video_id", "status", "hosted_url")}
    desk.write(rows, desk.output)
    desk.sheet = desk.output

    done = desk.run()

    assert (done.code, desk.made) == (0, 10)
    assert len({row["video_id"] for row in desk.rows(desk.sheet)}) == 10


def test_other_peoples_videos_change_nothing(desk: enginekit.Desk) -> None:
    desk.run(limit=5)
    for _ in range(5):
        desk.api.make_stranger()

    done = desk.run()

    assert (done.code, desk.made) == (0, 10)


def test_ignore_account_sends(desk: enginekit.Desk) -> None:
    make_older(desk)

    desk.run(ignore_account=True)

    assert desk.made == 17


def test_an_account_that_cannot_be_read_is_not_paid_into(desk: enginekit.Desk) -> None:
    make_older(desk)
    desk.api.set(reads_fail="status:503")

    with pytest.raises(errors.ServiceError):
        desk.run(no_wait=True)
    assert desk.made == 10


def test_a_backup_is_recognised_behind_many_newer_videos_of_others(desk: enginekit.Desk) -> None:
    make_older(desk)
    for _ in range(250):
        desk.api.make_stranger()

    done = desk.run()

    assert (done.code, desk.made) == (0, 10)


def test_a_run_with_nothing_to_send_asks_nothing(desk: enginekit.Desk) -> None:
    desk.run()
    before = desk.api.calls.copy()

    desk.run()

    assert desk.api.calls == before


def test_a_long_search_says_how_far_it_is(desk: enginekit.Desk) -> None:
    for _ in range(450):
        desk.api.make_stranger()
    told: list[str] = []

    def sleepy() -> float:
        desk.clock.sleep(2.5)
        return desk.clock.now

    with desk.open() as batch:
        batch._clock = sleepy
        batch.plan(tell=lambda event: told.append(str(getattr(event, "text", ""))))

    searched = [text for text in told if text.startswith("Searching your Tavus account")]
    assert searched[:1] == ["Searching your Tavus account for these rows: 100 of 450 videos so far."]
    assert searched[-1] == "Searching your Tavus account for these rows: 450 of 450 videos so far."
