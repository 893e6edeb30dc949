"""The bad days that can be asked for, and what a client sees of them."""

import http.client
import time
from pathlib import Path

import pytest
import sandboxkit

from batchgen.sandbox.api import faults


def test_a_fault_is_read_from_its_three_parts() -> None:
    assert faults.read("create:429:0.05") == faults.Fault("create", "429", 0.05, made=False)
    assert faults.read("create:500-made:1") == faults.Fault("create", "500", 1.0, made=True)
    assert faults.read("any:lost-answer") == faults.Fault("any", "lost-answer", 1.0, made=True)


@pytest.mark.parametrize(
    "text",
    ["create", "create:429:2", "create:429:x", "sing:429:1", "create:200:1", "create:nonsense:1", "a:b:c:d"],
)
def test_a_fault_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="--fault"):
        faults.read(text)


def test_the_same_seed_gives_the_same_day() -> None:
    menu = faults.menu(["create:429:0.3"], seed=7)
    one, other = faults.Dice(menu), faults.Dice(menu)

    days = [[dice.fault("create") is not None for _ in range(200)] for dice in (one, other)]
    assert days[0] == days[1]
    assert 30 < sum(days[0]) < 90


def test_a_bucket_lets_its_rate_through_and_no_more() -> None:
    bucket = faults.Bucket(10)

    let = sum(bucket.takes(1 + call / 100) for call in range(200))
    assert let in range(28, 31)


@pytest.mark.parametrize(
    ("option", "path", "expected"),
    [
        ("create:429:1", "/v2/videos", (429, {"message": "Too many requests"})),
        ("create:402:1", "/v2/videos", (402, {"message": "The user is out of video generation credits"})),
        (
            "create:concurrent:1",
            "/v2/videos",
            (400, {"message": "User has reached maximum concurrent videos"}),
        ),
        ("create:503:1", "/v2/videos", (503, {"message": "Internal server error"})),
        ("create:empty:1", "/v2/videos", (200, b"")),
    ],
)
def test_a_faulty_create_is_answered_as_asked(
    tmp_path: Path, option: str, path: str, expected: tuple[int, object]
) -> None:
    with sandboxkit.running(tmp_path, "--fault", option) as api:
        answer = api.call("POST", path, {"replica_id": "rlocal0maya", "script": "Hello."})

    assert (answer.status, answer.body) == expected


def test_an_html_answer_comes_from_a_gateway(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--fault", "list:html:1") as api:
        answer = api.call("GET", "/v2/videos")

    assert (answer.status, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("option", "made"), [("lost-answer", 1), ("half", 1), ("500-made", 1), ("lost-request", 0)]
)
def test_a_lost_create_may_have_made_a_video(tmp_path: Path, option: str, made: int) -> None:
    with sandboxkit.running(tmp_path, "--fault", f"create:{option}:1") as api:
        outcome = "answered"
        try:
            answer = api.call("POST", "/v2/videos", {"replica_id": "rlocal0maya", "script": "Hello."})
            outcome = str(answer.status)
        except (OSError, http.client.HTTPException) as error:
            outcome = type(error).__name__
        total = api.call("GET", "/v2/videos").body["total_count"]

    assert total == made
    expected = {
        "lost-answer": {"ConnectionResetError", "RemoteDisconnected"},
        "lost-request": {"ConnectionResetError", "RemoteDisconnected"},
        "half": {"ConnectionResetError", "IncompleteRead"},
        "500-made": {"500"},
    }
    assert outcome in expected[option]


def test_credits_end_after_as_many_videos(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--credits", "2") as api:
        statuses = [
            api.call("POST", "/v2/videos", {"replica_id": "rlocal0maya", "script": "Hi."}).status
            for _ in range(3)
        ]

    assert statuses == [200, 200, 402]


def test_the_rate_limit_answers_with_its_retry_after(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--rate-limit", "1", "--retry-after", "7") as api:
        answers = [
            api.call("POST", "/v2/videos", {"replica_id": "rlocal0maya", "script": "Hi."}) for _ in range(3)
        ]

    assert [answer.status for answer in answers] == [200, 429, 429]
    assert answers[1].headers["retry-after"] == "7"


def test_a_share_of_videos_ends_in_error_with_the_documented_words(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--fail-rate", "1") as api:
        video = api.finished(api.create())

    assert video["status"] == "error"
    assert video["status_details"].startswith("An error occurred while generating this request.")
    assert (video["download_url"], video["generation_progress"]) == (None, "0/100")


def test_latency_is_waited_out(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--latency", "0.2-0.3") as api:
        began = time.monotonic()
        api.call("GET", "/v2/videos")

        assert time.monotonic() - began >= 0.2
