"""Edited rows and templates: what was paid is never paid again unasked, and a wrong link is never shown."""

import enginekit
import pytest

from batchgen import models


def edit(desk: enginekit.Desk, number: int = 0) -> None:
    rows = enginekit.people(10)
    rows[number]["company"] = "Other Ltd"
    desk.write(rows)


def test_an_edited_row_is_outdated_without_links_and_says_what_differs(desk: enginekit.Desk) -> None:
    desk.run()
    edit(desk)

    done = desk.run()

    row = desk.results()[0]
    assert done.code == 1
    assert desk.made == 10
    assert (row["status"], row["hosted_url"], row["download_url"]) == ("outdated", "", "")
    assert row["error"].startswith("The video says “about Company 1”, the sheet says “about Other Ltd”")
    assert "--redo changed" in row["error"]
    assert "--accept changed" in row["error"]


def test_redo_changed_makes_only_the_outdated_ones_anew(desk: enginekit.Desk) -> None:
    desk.run()
    edit(desk)

    done = desk.run(redo="changed")
    again = desk.run(redo="changed")

    assert (done.code, again.code) == (0, 0)
    assert desk.made == 11
    row = desk.results()[0]
    assert "Other Ltd" in str(desk.api.videos[row["video_id"]].body["script"])


def test_accept_changed_keeps_the_video_for_good(desk: enginekit.Desk) -> None:
    desk.run()
    edit(desk)

    done = desk.run(accept="changed")
    again = desk.run()

    assert (done.code, again.code) == (0, 0)
    assert desk.made == 10
    assert desk.results()[0]["hosted_url"]


def test_a_row_that_is_edited_again_after_accepting_is_outdated_again(desk: enginekit.Desk) -> None:
    desk.run()
    edit(desk)
    desk.run(accept="changed")
    rows = enginekit.people(10)
    rows[0]["company"] = "Third GmbH"
    desk.write(rows)

    assert desk.run().code == 1
    assert desk.results()[0]["status"] == "outdated"


def test_an_edit_that_is_undone_brings_the_links_back(desk: enginekit.Desk) -> None:
    desk.run()
    edit(desk)
    desk.run()
    desk.write(enginekit.people(10))

    done = desk.run()

    assert done.code == 0
    assert desk.results()[0]["hosted_url"]


def test_a_changed_template_offers_a_campaign_of_its_own(desk: enginekit.Desk) -> None:
    desk.run()
    (desk.folder / "t.j2").write_text("Dear {{ first_name }} of {{ company }}, well met.", encoding="utf-8")

    done = desk.run()

    assert done.plan is not None
    assert done.code == 1
    assert desk.made == 10
    assert any("--name" in note and "--redo changed" in note for note in done.plan.notes)


def test_a_changed_template_is_named_beside_failed_and_edited_rows(desk: enginekit.Desk) -> None:
    desk.api.fault_of = lambda post: "refuse:400:Bad words" if "Name2," in str(post.body) else ""
    desk.run()
    (desk.folder / "t.j2").write_text("Dear {{ first_name }} of {{ company }}, well met.", encoding="utf-8")
    edit(desk, 5)

    first, second = desk.run().plan, desk.run().plan

    assert first is not None
    assert second is not None
    found = [note for note in first.notes if "not edited: the template or a setting changed" in note]
    assert [note.split(" not")[0] for note in found] == [
        f"{first.outdated - 1} of the {first.outdated} outdated rows were"
    ]
    assert not any("not edited" in note for note in second.notes)


def test_a_row_edited_while_unknown_stays_unknown_and_is_not_sent(desk: enginekit.Desk) -> None:
    desk.api.set(list_lag=1e9)
    desk.api.faults.append("close_after_body")
    desk.run(connections=1, limit=1)
    edit(desk)

    done = desk.run()

    assert desk.results()[0]["status"] in {"unknown", "outdated"}
    assert done.code == 1
    assert len([p for p in desk.api.posts if "Name1," in str(p.body["script"])]) == 1


def test_an_edited_row_that_turns_up_later_is_outdated(desk: enginekit.Desk) -> None:
    desk.api.set(list_lag=1e9)
    desk.api.faults.append("close_after_body")
    desk.run(connections=1, limit=1)
    edit(desk)
    desk.api.set(list_lag=0.0)

    desk.run()

    row = desk.results()[0]
    assert (row["status"], row["hosted_url"]) == ("outdated", "")
    assert desk.made == 10


def test_a_row_made_that_can_no_longer_be_merged_never_blocks(desk: enginekit.Desk) -> None:
    desk.run()
    rows = enginekit.people(10)
    rows[0]["company"] = ""
    desk.write(rows)

    done = desk.run()

    assert done.code == 1
    assert desk.results()[0]["status"] == "outdated"
    assert "company" in desk.results()[0]["error"]


@pytest.mark.parametrize("edited", [False, True])
def test_a_redo_keeps_the_old_links_until_the_new_video_is_ready(desk: enginekit.Desk, edited: bool) -> None:
    desk.run()
    old = desk.results()[0]
    if edited:
        edit(desk)
    desk.api.set(make_seconds=1e9)

    desk.run(redo="all", no_wait=True, rows="2")
    during = desk.results()[0]
    desk.api.finish()
    desk.wait()
    after = desk.results()[0]

    assert during["hosted_url"] == ("" if edited else old["hosted_url"])
    assert during["status"] != models.Stage.READY
    assert after["status"] == "ready"
    assert after["video_id"] != old["video_id"]
    assert after["hosted_url"] != old["hosted_url"]


def test_wait_takes_in_the_edits_of_paid_rows_alone(desk: enginekit.Desk) -> None:
    def asked() -> dict[int | None, str]:
        with desk.open(lock=False) as batch:
            return {job.row: job.request_hash for job in batch.store.jobs()}

    desk.run(limit=3)
    before = asked()
    rows = enginekit.people(10)
    rows[0]["company"] = rows[5]["company"] = "Other Ltd"
    desk.write(rows)

    desk.wait()

    assert {row for row, found in asked().items() if found != before[row]} == {2}
    assert desk.results()[0]["status"] == "outdated"
