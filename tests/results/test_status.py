"""Status: each row as `batchgen status` shows it, and what counts as failed, as lost, as gone."""

from pathlib import Path

import pytest
import rig
import statejobs

from batchgen import models
from batchgen.results import status


def shown(word: str, row: int | None = 2) -> status.StatusRow:
    return status.StatusRow(row, "ana@acme.test", "Ana", word, "v1", "", "")


@pytest.mark.parametrize(
    ("word", "failed", "lacks_video"),
    [
        ("error", True, True),
        ("rejected", True, True),
        ("invalid", True, True),
        ("deleted", False, True),
        ("unknown", False, True),
        ("outdated", False, True),
        ("ready", False, False),
        ("generating", False, False),
        ("excluded", False, False),
        ("new", False, False),
    ],
)
def test_a_row_without_its_video_is_shown_and_one_to_fix_counts_as_failed(
    word: str, failed: bool, lacks_video: bool
) -> None:
    row = shown(word)

    assert (row.failed, row.lacks_video) == (failed, lacks_video)


def test_a_row_that_the_sheet_lost_is_gone() -> None:
    assert shown("ready", None).gone
    assert not shown("ready").gone


def test_each_row_has_a_status_and_an_unknown_one_is_explained(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        first, second, third = rigged.add_rows(3)
        rigged.make(first)
        rigged.lose(second, made=False)
        statejobs.change(
            rigged.store, lambda db: db.execute("UPDATE jobs SET label = 'Cy' WHERE id = ?", (third,))
        )

        found = status.report(rigged.store)

        assert [(row.row, row.key, row.status) for row in found.rows()] == [
            (2, "k2", "queued"),
            (3, "k3", "unknown"),
            (4, "k4", "new"),
        ]
        made, lost, new = found.rows()
        assert (made.video_id, made.error, new.label) == ("v000000000", "", "Cy")
        assert "No answer." in lost.error
        assert "--redo unknown" in lost.error
        assert found.counts == {"queued": 1, "unknown": 1, "new": 1}


def test_a_row_that_was_sent_again_is_not_explained_by_the_answer_that_was_lost(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        [job_id] = rigged.add_rows(1)
        rigged.lose(job_id, made=False)
        statejobs.change(rigged.store, lambda db: db.execute("UPDATE jobs SET redo = 'unknown'"))
        rigged.make_again(job_id)

        [row] = status.report(rigged.store).rows()

        assert (row.status, row.error) == ("queued", "")


def test_as_json_it_says_who_runs_and_which_rows_there_are(tmp_path: Path) -> None:
    with rig.rig(tmp_path) as rigged:
        rigged.add_rows(2)
        found = status.report(rigged.store)

        whole, one = found.to_json(), found.as_json(list(found.rows())[:1])
        idle = status.StatusReport({"new": 2}, rigged.store).as_json([])

    assert whole["counts"] == {"new": 2}
    assert len(whole["rows"]) == 2  # type: ignore[arg-type]
    assert one["rows"] == whole["rows"][:1]  # type: ignore[index]
    assert one["rows"][0] == {  # type: ignore[index]
        "row": 2,
        "key": "k2",
        "label": "Person 2",
        "status": str(models.Stage.NEW),
        "video_id": "",
        "hosted_url": "",
        "error": "",
    }
    assert set(whole["run"]) == {"pid", "host", "since"}  # type: ignore[call-overload]
    assert idle == {"counts": {"new": 2}, "run": None, "rows": []}
