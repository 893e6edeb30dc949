"""Values of a state file that somebody changed are named, and a file that is locked is waited for."""

import itertools
import logging
import re
import sqlite3
from pathlib import Path

import pytest
import statejobs

from batchgen import errors, models, state
from batchgen.state.sqlite import busy_database, schema
from batchgen.tavus import video_request

COLUMNS = [
    (table, name)
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", schema.TABLES, re.DOTALL)
    for name in re.findall(r"^  (\w+)", body, re.MULTILINE)
    if name != "id"
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A state file with two videos, closed."""
    path = tmp_path / "list.batchgen.db"
    with state.open_state(path, service="https://x") as store:
        request = video_request.VideoRequest({"replica_id": "r1", "script": "Hello"})
        for number in (1, 2):
            (job_id,) = statejobs.add(
                store, [statejobs.NewJob(key="a", row=number, request=request, cells='{"a":"b"}')]
            )
            text = state.request_text(request)
            attempt = store.begin(job_id, token=f"bg-{number}", request_json=text)
            store.finish_made(attempt.id, state.VideoFacts(f"v{number}", models.Stage.READY))
    return path


def damage(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute(sql)
    db.close()


def test_a_sound_file_is_sound(path: Path) -> None:
    with state.read_state(path) as store:
        store.check_sound()


@pytest.mark.parametrize("value", ["x'ff00'", "'long'", "-1", "9e999"])
def test_a_wrong_length_of_a_sound_file_is_told(path: Path, value: str) -> None:
    with state.open_state(path, service="") as store:
        store.keep_audio({"https://a.org/a.wav": 30.0})
    damage(path, f"UPDATE audio SET seconds = {value}")

    with pytest.raises(errors.StateError, match=r"the table audio, .*a.wav, the column seconds cannot be"):
        state.open_state(path, service="").check_sound()


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_bytes_in_any_column_are_told(path: Path, table: str, column: str) -> None:
    damage(path, f"UPDATE {table} SET {column} = x'ff00' WHERE id = 2")

    with pytest.raises(errors.StateError, match=r"damaged|cannot be read") as told:
        state.open_state(path, service="").check_sound()

    assert "Restore it" in told.value.hint


def test_a_text_that_is_not_utf_8_is_told(path: Path) -> None:
    damage(path, "UPDATE jobs SET label = CAST(x'ff' AS TEXT) WHERE id = 2")

    with state.read_state(path) as store, pytest.raises(errors.StateError, match="cannot be read"):
        store.job(2)


@pytest.mark.parametrize(
    "change",
    [
        "jobs SET stage = 'banana'",
        "jobs SET id = -2",
        "jobs SET row = 'banana'",
        "jobs SET row = -1",
        "jobs SET minutes = 9e999",
        "jobs SET request_json = '{'",
        "jobs SET request_json = '[]'",
        "jobs SET cells = '5'",
        "jobs SET fixed_from = '[]'",
        "attempts SET outcome = 'banana'",
        "attempts SET other_ids = '{}'",
        "attempts SET start_seq = 'x'",
    ],
)
def test_a_wrong_value_is_named(path: Path, change: str) -> None:
    damage(path, f"UPDATE {change} WHERE id = 2")
    table, column = change.split(maxsplit=1)[0], change.split()[2]

    with state.read_state(path) as store, pytest.raises(errors.StateError) as told:
        store.check_sound()

    assert f"in the table {table}, " in str(told.value)
    assert f"{column} cannot be" in str(told.value)


@pytest.mark.parametrize(
    ("name", "value"), [("sequence", "x"), ("key", "5"), ("mends", "[1]"), ("written", "[")]
)
def test_a_wrong_setting_is_named(path: Path, name: str, value: str) -> None:
    damage(path, f"INSERT OR REPLACE INTO meta VALUES ('{name}', '{value}')")

    with pytest.raises(errors.StateError, match="in the table meta"):
        state.open_state(path, service="").check_sound()


def test_a_name_that_is_not_utf_8_is_kept(path: Path) -> None:
    name = b"liste_\xe4.csv".decode("utf-8", "surrogateescape")
    with state.open_state(path, service="") as store:
        store.set_meta("sheet", name)
        kept = store.meta("sheet")

    assert kept == name


def test_a_lock_of_another_program_is_waited_for_and_told(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    viewer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    class Viewer(logging.Handler):
        """Let go when the wait is told."""

        def emit(self, record: logging.LogRecord) -> None:
            if "locked" in record.getMessage() and viewer.in_transaction:
                viewer.execute("ROLLBACK")

    with state.open_state(path, service="") as store, caplog.at_level(logging.WARNING):
        viewer.execute("BEGIN IMMEDIATE")
        logging.getLogger().addHandler(handler := Viewer())
        store.set_meta("x", "y")
        logging.getLogger().removeHandler(handler)

        assert store.meta("x") == "y"
    viewer.close()
    assert [record.getMessage() for record in caplog.records if "locked" in record.getMessage()]


def test_a_lock_is_waited_for_no_longer_than_a_minute() -> None:
    clock = itertools.count(0, 10)
    tries: list[int] = []

    def locked() -> None:
        tries.append(1)
        raise sqlite3.OperationalError("database is locked")

    with pytest.raises(sqlite3.OperationalError):
        busy_database.waiting(locked, "x", clock=lambda: next(clock), sleep=lambda _: None)

    assert len(tries) == 6


def test_what_is_no_lock_is_not_waited_for() -> None:
    tries: list[int] = []

    def full() -> None:
        tries.append(1)
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(sqlite3.OperationalError):
        busy_database.waiting(full, "x")

    assert len(tries) == 1


def test_results_are_called_safe_only_while_the_state_file_is_there(path: Path) -> None:
    with state.read_state(path) as store:
        before = store.where_results_are("batchgen export")
        path.unlink()
        after = store.where_results_are("batchgen export")

    assert before.startswith(f"Your results are safe in {path}")
    assert "is gone too" in after
