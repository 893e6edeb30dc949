"""Campaigns that batchgen 0.1 began: a row that is read in another way now keeps its job and its video.

`states/` holds their lists and, as SQL, the state files as version 1 of the tables had them.
"""

import shutil
import sqlite3
from pathlib import Path

import enginekit
import faketavus
import pytest

from batchgen import characters, identity

STATES = Path(__file__).with_name("states")
BLANK = 'Hello {{ first_name }}, I made this short video for {{ company or "you" }} because you asked.'
QUOTE = "Hello {{ name }}, you once wrote: {{ quote }}. Thank you for that."


def under_way(
    folder: Path, api: faketavus.FakeTavus, state: str, sheet: str, **options: object
) -> enginekit.Desk:
    """A folder with a list, and the state file that an earlier batchgen left of it."""
    for _ in range(5):
        api.make_stranger()  # so that no new video gets an id that the state file has
    target = folder / f"list{Path(sheet).suffix}"
    shutil.copy(STATES / sheet, target)
    (folder / "t.j2").write_text(QUOTE if state.startswith("quotes") else BLANK, encoding="utf-8")
    script = (STATES / "version_1.sql").read_text(encoding="utf-8")
    script += (STATES / f"{state}.sql").read_text(encoding="utf-8")
    with sqlite3.connect(folder / "list.batchgen.db") as db:
        db.executescript(script.replace("SERVICE", api.url).replace("FOLDER", str(folder)))
    db.close()
    return enginekit.Desk(folder, api, target, {"ignore_account": True, "skip_invalid": True, **options})


CASES = [
    ("merged_xls_key", "list.xls", {}),
    ("merged_xls_cells", "list.xls", {}),
    ("merged_ods_key", "list.ods", {}),
    ("merged_ods_cells", "list.ods", {}),
    ("nul_xls_key", "list.xls", {}),
    ("nul_xls_cells", "list.xls", {}),
    ("quotes_csv_key", "list.csv", {}),
    ("quotes_csv_cells", "list.csv", {}),
    ("quotes_in_place", "in_place.csv", {"in_place": True}),
    ("quotes_in_place_key", "in_place.csv", {"in_place": True}),
]


@pytest.mark.parametrize(("state", "sheet", "options"), CASES, ids=[case[0] for case in CASES])
def test_no_row_is_paid_again_and_each_keeps_its_job(
    api: faketavus.FakeTavus, tmp_path: Path, state: str, sheet: str, options: dict[str, object]
) -> None:
    desk = under_way(tmp_path, api, state, sheet, **options)

    with desk.open(lock=False) as batch:
        paid = sorted(job.video_id for job in batch.store.jobs())
    done = desk.run(no_wait=True, connections=1)
    again = desk.plan()

    assert done.plan is not None
    for plan in (done.plan, again):
        assert (plan.to_send, plan.new, plan.gone) == (0, 0, 0)
        assert plan.done + plan.outdated + len(plan.pairs) == len(paid)
    assert desk.api.posts == []
    with desk.open(lock=False) as batch:
        assert sorted(job.video_id for _, job in batch.joined() if job is not None) == paid


def test_a_row_where_a_paid_one_stood_waits_as_a_pair_on_the_first_run(
    api: faketavus.FakeTavus, tmp_path: Path
) -> None:
    desk = under_way(tmp_path, api, "quotes_csv_cells", "list.csv")
    rows = desk.rows()
    rows[0] = {"name": "Ana Lee", "quote": "Other words", "email": "lee@example.com"}
    desk.write([*rows, {"name": "Cy", "quote": "new", "email": "cy@example.com"}])

    first = desk.run()
    second = desk.run()
    assert first.plan is not None
    assert second.plan is not None
    assert [(p.row, p.was_row) for p in first.plan.pairs] == [(2, 2)]
    assert len(second.plan.pairs) == 1
    assert (first.plan.new, desk.made) == (1, 1)
    done = desk.run(accept_new=1)

    assert (done.code, desk.made) == (0, 2)


def test_rows_that_carry_our_ids_are_those_that_stood_there(api: faketavus.FakeTavus, tmp_path: Path) -> None:
    desk = under_way(tmp_path, api, "quotes_in_place", "in_place.csv", in_place=True)
    rows = desk.rows()
    ids = ("v000000000", "v000000001")
    # As another reading would have it: no cell of the user is what it was.
    desk.write([row | {"name": f"{row['name']}\\", "quote": "x", "email": "y"} for row in rows[:2]])

    plan = desk.plan()

    assert tuple(row["video_id"] for row in rows[:2]) == ids
    assert (plan.outdated, plan.to_send, plan.gone, plan.pairs) == (2, 0, 0, ())


def test_another_encoding_of_the_same_file_keeps_every_job(api: faketavus.FakeTavus, tmp_path: Path) -> None:
    desk = enginekit.desk(tmp_path, api, [])
    names = ("Łukasz", "Żaneta", "Świętosława", "Rafał", "Małgorzata", "Bożena", "Michał", "Ana")
    lines = [f"{name},Company {n}" for n, name in enumerate(names)]
    desk.sheet.write_bytes("\n".join(["first_name,company", *lines]).encode("cp1250"))
    desk.run(encoding="cp1252", skip_invalid=True)
    made = desk.made

    done = desk.run(encoding="cp1250", skip_invalid=True)

    assert done.plan is not None
    assert (done.plan.to_send, done.plan.gone, desk.made) == (0, 0, made)
    assert done.plan.outdated == made - 1
    assert desk.run(encoding="cp1250", redo="changed").code == 0


@pytest.mark.parametrize("twin", [False, True], ids=["alone", "beside its twin"])
def test_a_key_with_an_invisible_sign_keeps_its_video(
    api: faketavus.FakeTavus, tmp_path: Path, *, twin: bool
) -> None:
    rows = enginekit.people(3)
    desk = enginekit.desk(tmp_path, api, rows)
    desk.run()
    hidden = "\u200b" + rows[0]["email"]
    other = rows[0] | {"first_name": "Twin"}
    with sqlite3.connect(tmp_path / "list.batchgen.db") as db:  # as an earlier batchgen knew it
        old = identity.digest(characters.normalized("NFKC", hidden).casefold())
        cells = db.execute("SELECT cells FROM jobs WHERE id = 1").fetchone()[0]
        cells = cells.replace(rows[0]["email"], hidden)
        db.execute(
            "UPDATE jobs SET key = ?, key_hash = ?, cells = ?, cells_hash = ? WHERE id = 1",
            (hidden, old, cells, identity.stored_hash(cells)),
        )
    db.close()
    desk.write([rows[0] | {"email": hidden}, *rows[1:], *([other] if twin else [])])

    done = desk.run(skip_invalid=True)

    assert desk.made == 3
    assert done.plan is not None
    assert (done.plan.to_send, done.plan.gone) == (0, 0)
    assert not any("keeps the video" in note for note in done.plan.notes)
    desk.write([rows[0], *rows[1:]])
    assert desk.plan().to_send == 0
