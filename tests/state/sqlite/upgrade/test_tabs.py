"""A TAB in a cell: an older batchgen gave such rows a wrong request hash, and paid for them."""

import json
import sqlite3

import enginekit
import pytest

from batchgen import state
from batchgen.tavus import name_tokens

STATE = "list.batchgen.db"


@pytest.fixture
def tabbed(desk: enginekit.Desk) -> enginekit.Desk:
    people = enginekit.people(4)
    desk.write([{**people[0], "company": "Acme\tHoldings"}, *people[1:]])
    return desk


def make_older(desk: enginekit.Desk, **columns: object) -> str:
    """Leave the state file and the account as the older batchgen did; return its hash of the first row."""
    db = sqlite3.connect(desk.folder / STATE)
    text, video_id = db.execute(
        "SELECT j.request_json, a.video_id FROM jobs j LEFT JOIN attempts a ON a.id = j.attempt WHERE row = 2"
    ).fetchone()
    older = state.request_from(text).tab_hash()
    db.execute("UPDATE jobs SET request_hash = ? WHERE row = 2", (older,))
    for name, value in columns.items():
        db.execute(
            f"UPDATE attempts SET {name} = ? WHERE id = (SELECT attempt FROM jobs WHERE row = 2)",
            (older if value is None else value,),
        )
    db.commit()
    db.close()
    if video_id:
        body = desk.api.videos[video_id].body
        body["video_name"] = str(body["video_name"]).replace(
            name_tokens.mark_of(name_tokens.find(str(body["video_name"]))), name_tokens.mark(older), 1
        )
    return older


def test_a_row_with_a_tab_is_the_same_at_the_next_run(tabbed: enginekit.Desk) -> None:
    tabbed.run()
    before = tabbed.results()

    done = tabbed.run()

    assert (done.code, tabbed.made) == (0, 4)
    assert tabbed.results() == before


def test_what_an_older_version_called_outdated_has_its_video_again(tabbed: enginekit.Desk) -> None:
    tabbed.run()
    before = tabbed.results()
    make_older(tabbed, outdated="video says ..., sheet says ...")

    plan = tabbed.plan()
    done = tabbed.run()

    assert (plan.outdated, plan.to_send, plan.done) == (0, 0, 4)
    assert (done.code, tabbed.made) == (0, 4)
    assert tabbed.results() == before


def test_what_was_accepted_stays_so_and_other_hashes_are_left_alone(tabbed: enginekit.Desk) -> None:
    tabbed.run()
    make_older(tabbed, accepted_hash=None, request_hash="another")
    db = sqlite3.connect(tabbed.folder / STATE)
    db.execute("UPDATE jobs SET request_hash = 'of a later version' WHERE row = 3")
    db.commit()
    db.close()

    with state.open_state(tabbed.folder / STATE, service="") as store:
        first, second = list(store.jobs())[:2]

    assert first.request_hash == first.accepted_hash == first.request().hash()
    assert second.request_hash == "of a later version"


@pytest.mark.parametrize("more", [{}, {"company": "Other\tHoldings"}], ids=["same", "with-a-stranger"])
def test_a_fresh_state_file_finds_the_video_under_the_older_mark(
    tabbed: enginekit.Desk, more: dict[str, str]
) -> None:
    tabbed.run()
    before = tabbed.results()
    make_older(tabbed)
    for file in tabbed.folder.glob(f"{STATE}*"):
        file.unlink()
    if more:
        tabbed.write([*tabbed.rows(), {**enginekit.people(1, first=9)[0], **more}])

    done = tabbed.run()

    assert (done.code, tabbed.made) == (0, 4 + bool(more))
    assert tabbed.results()[:4] == before


def test_an_unsent_row_of_an_older_version_is_sent_once(tabbed: enginekit.Desk) -> None:
    tabbed.api.faults.extend(["refuse:402:No credits"] * 8)
    tabbed.run()
    make_older(tabbed)
    tabbed.api.faults.clear()

    codes = [tabbed.run().code, tabbed.run().code]

    assert (codes, tabbed.made) == ([0, 0], 4)
    assert tabbed.api.paid_twice() == {}


def test_a_fix_from_a_failures_file_stands_in_for_the_right_row(tabbed: enginekit.Desk) -> None:
    tabbed.run()
    older = make_older(tabbed)
    db = sqlite3.connect(tabbed.folder / STATE)
    job_id, text = db.execute("SELECT id, request_json FROM jobs WHERE row = 2").fetchone()
    fixes = json.dumps({job_id: ["cells", "key", older], job_id + 1: ["cells", "key", "another"]})
    db.execute("INSERT INTO meta VALUES ('mends', ?)", (fixes,))
    db.commit()
    db.close()

    with state.read_state(tabbed.folder / STATE) as store:
        read = {job: fix.instead for job, fix in store.fixes().items()}
    with state.open_state(tabbed.folder / STATE, service="") as store:
        written = json.loads(store.meta("mends"))

    right = state.request_from(text).hash()
    assert read == {job_id: right, job_id + 1: "another"}
    assert [fix[2] for fix in written.values()] == [right, "another"]
