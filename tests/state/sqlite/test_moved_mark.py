"""The mark of a campaign that went to a database: its file says where it is, and holds nothing else."""

import re
import sqlite3
from pathlib import Path

import pytest
import statejobs

from batchgen import errors, state
from batchgen.settings import database_url
from batchgen.state.sqlite import moved_mark
from batchgen.tavus import video_request

SERVICE = "https://tavusapi.com"
URL = database_url.parsed("postgresql://ana:secret@db.acme.test/videos?schema=spring", secret=True)
PLAIN = "postgresql://ana@db.acme.test/videos?schema=spring"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A state file with the jobs of Ana and Bo."""
    made = tmp_path / "list.batchgen.db"
    with state.open_state(made, service=SERVICE) as store:
        for row, name in enumerate(("ana@acme.test", "bo@acme.test"), start=2):
            request = video_request.VideoRequest({"replica_id": "r1", "script": f"Hello {name}"})
            statejobs.add(store, [statejobs.NewJob(name, row, request)])
    return made


def test_a_marked_file_names_its_database_and_has_no_person_and_no_password(path: Path) -> None:
    moved_mark.leave(path, URL, "spring list")

    assert moved_mark.read(path) == (PLAIN, "spring list")
    assert [
        word for word in (b"acme.test\x00", b"Hello", b"bo@", b"secret") if word in path.read_bytes()
    ] == []


def test_who_opens_a_marked_file_is_told_where_its_campaign_is(path: Path) -> None:
    moved_mark.leave(path, URL, "spring list")

    with pytest.raises(errors.StateMovedError, match=r"spring list in postgresql") as told:
        state.open_state(path, service=SERVICE)

    assert (told.value.url, told.value.name) == (PLAIN, "spring list")
    assert f"--state '{PLAIN}'" in told.value.hint


def test_a_file_that_holds_its_campaign_has_no_mark(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    sqlite3.connect(other).close()

    assert (moved_mark.read(path), moved_mark.read(other)) == (None, None)


def test_a_file_that_is_not_there_is_made_for_the_mark(tmp_path: Path) -> None:
    path = tmp_path / "new.batchgen.db"

    moved_mark.leave(path, URL, "new")

    assert moved_mark.read(path) == (PLAIN, "new")


def test_a_file_with_this_very_mark_is_left_as_it_is_and_another_mark_replaces_it(path: Path) -> None:
    moved_mark.leave(path, URL, "spring list")
    before = path.read_bytes()

    moved_mark.leave(path, URL, "spring list")
    same = path.read_bytes()
    moved_mark.leave(path, URL, "autumn list")

    assert same == before
    assert moved_mark.read(path) == (PLAIN, "autumn list")


def test_what_a_marked_file_still_holds_of_a_person_is_erased_too(path: Path, tmp_path: Path) -> None:
    # As a move that broke off leaves it: the jobs are in both places, under the same ids.
    moved_mark.forget(path, [1], ["ana@acme.test"])
    moved_mark.forget(tmp_path / "none.db", [1], [])

    whole = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert (b"ana@" in whole, b"bo@" in whole) == (False, True)
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_cannot_be_emptied_is_refused_and_keeps_its_campaign(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TRIGGER never BEFORE DELETE ON jobs BEGIN SELECT raise(FAIL, 'disk I/O error'); END")
    db.commit()
    db.close()

    with pytest.raises(errors.StateError, match=re.escape(str(path))):
        moved_mark.leave(path, URL, "list")
    with pytest.raises(errors.StateError, match=re.escape(str(path))):
        moved_mark.forget(path, [1], [])

    assert moved_mark.read(path) is None
    with state.read_state(path) as store:
        assert [job.key for job in store.jobs()] == ["ana@acme.test", "bo@acme.test"]
