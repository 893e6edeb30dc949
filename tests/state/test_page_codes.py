"""Pages in a state file: one code a job for ever, and what is known of each."""

import re
import sqlite3
from pathlib import Path

import pytest
import statejobs

from batchgen import errors, models, state
from batchgen.tavus import video_request

SHA = "ab" * 32


def open_state(path: Path) -> state.StateFile:
    return state.open_state(path, service="http://127.0.0.1:1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A state file with the jobs 1, 2 and 3."""
    path = tmp_path / "list.batchgen.db"
    request = video_request.VideoRequest({"script": "Hi"})
    with open_state(path) as store:
        statejobs.add(store, (statejobs.NewJob(f"k{n}", n, request) for n in range(3)))
    return path


def test_a_code_is_128_random_bits_and_stays(path: Path) -> None:
    with open_state(path) as store:
        first = store.make_page_codes([3, 1])
    with open_state(path) as store:
        again, alone = store.make_page_codes([1, 2, 3]), store.page_code(2)

    assert list(first) == [3, 1]
    assert {page.code for page in first.values()} < {page.code for page in again.values()}
    assert alone == again[2]
    assert len({page.code for page in again.values()}) == 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", page.code) for page in again.values())


def test_a_page_may_be_shown_from_its_answer_until_it_is_taken_back(path: Path) -> None:
    told = []
    with open_state(path) as store:
        store.page_code(1)
        store.page_made({1: {"index.html": SHA}})
        store.page_sent(1, {"index.html": SHA}, space="s3://b", base_url="https://a.org")
        told.append(store.page_code(1).answers)
        store.page_answered([1], base_url="https://a.org")
        sent = store.page_code(1)
        told.append(sent.answers)
        store.page_sent(1, {"index.html": SHA}, space="s3://b", base_url="https://b.org")
        told.append(store.page_code(1).answers)
        store.page_answered([1], base_url="https://b.org")
        store.page_unanswered([1])
        told.append(store.page_code(1).answers)
        store.page_answered([1], base_url="https://b.org")
        store.page_unpublished([1])
        gone = store.page_code(1)

    assert told == [False, True, False, False]
    assert (sent.made, sent.sent, sent.space) == ({"index.html": SHA}, {"index.html": SHA}, "s3://b")
    assert (gone.answers, gone.sent, gone.code, gone.made) == (False, {}, sent.code, {"index.html": SHA})


def test_a_forgotten_page_has_another_address_later(path: Path) -> None:
    with open_state(path) as store:
        before = store.page_code(1)
        store.forget_pages([1])
        known, after = store.page_codes(), store.page_code(1)

    assert known == []
    assert after.code != before.code


def test_a_state_file_of_before_pages_has_none_and_gets_the_table(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE pages")
    db.close()

    with state.read_state(path) as store:
        before = store.page_codes()
    with open_state(path) as store:
        code = store.page_code(1).code

    assert before == []
    assert len(code) == 32


@pytest.mark.parametrize("change", ["code = x'ff00'", "made = '[]'", "sent = 'no'"])
def test_a_wrong_value_is_named(path: Path, change: str) -> None:
    with open_state(path) as store:
        store.page_code(2)
    with sqlite3.connect(path) as db:
        db.execute(f"UPDATE pages SET {change}")
    db.close()

    with pytest.raises(errors.StateError, match="the table pages, row 2, "), state.read_state(path) as store:
        store.check_sound()


def test_pages_are_written_while_a_run_holds_the_file(path: Path) -> None:
    with open_state(path) as run, state.read_state(path) as store:
        code = store.page_code(1).code
        store.page_sent(1, {"index.html": SHA}, space="s3://b", base_url="https://a.org")
        run.set_meta("rate", "5")
        seen = run.page_of(1)

        assert seen is not None
        assert (seen.code, seen.sent) == (code, {"index.html": SHA})
        assert run.page_of(2) is None
        with pytest.raises(errors.StateError, match="for reading only"):
            store.set_meta("rate", "6")


def test_the_page_of_a_redone_video_has_to_answer_again(path: Path) -> None:
    with open_state(path) as store:
        store.page_code(1)
        told = []
        for video in ("v1", "v1 with another button", "v2"):
            if not video.endswith("button"):
                attempt = store.begin(1, token=f"bg-aaaaaaaaaaa{video}", request_json="{}")
                store.finish_made(attempt.id, state.VideoFacts(video, models.Stage.READY))
                statejobs.change(store, lambda db: db.execute("UPDATE jobs SET redo = 'all'").rowcount)
            store.page_made({1: {"index.html": SHA}})
            told.append((store.page_code(1).video_id, store.page_code(1).answers))
            store.page_answered([1], base_url="https://a.org")

    assert told == [("v1", False), ("v1", True), ("v2", False)]
