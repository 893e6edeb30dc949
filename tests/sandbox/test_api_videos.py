"""The video endpoints, as a client sees them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sandboxkit


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandboxkit.Api]:
    with sandboxkit.running(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


def test_a_create_is_answered_with_five_fields(api: sandboxkit.Api) -> None:
    answer = api.call(
        "POST", "/v2/videos", {"replica_id": "rlocal0maya", "script": "Hello.", "video_name": "Ana"}
    )

    assert set(answer.body) == {"video_id", "video_name", "status", "hosted_url", "created_at"}
    assert re.fullmatch(r"[0-9a-f]{10}", answer.body["video_id"])
    assert answer.body["status"] == "queued"
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", answer.body["created_at"])


def test_the_same_request_again_makes_another_video(api: sandboxkit.Api) -> None:
    assert api.create(video_name="twin") != api.create(video_name="twin")


def test_a_video_without_a_name_is_named_as_tavus_does(api: sandboxkit.Api) -> None:
    video_id = api.create()

    pattern = rf"replica_id: rlocal0maya - \w+ \d{{1,2}}, \d{{4}} - video: {video_id}"
    assert re.fullmatch(pattern, api.video(video_id)["video_name"])


def test_a_video_goes_from_queued_to_ready_and_then_has_its_links(api: sandboxkit.Api) -> None:
    video_id = api.create(script="Good morning.")
    first = api.video(video_id)
    last = api.finished(video_id)

    assert (first["status"], first["download_url"]) == ("queued", None)
    assert first["hosted_url"] == last["hosted_url"]
    assert last["status"] == "ready"
    assert last["status_details"].startswith("Your request has processed successfully!")
    assert last["data"] == {"script": "Good morning.", "start_with_wave": True}
    assert last["generation_progress"] == "100/100"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"script": "Hi"}, "replica_id is required"),
        ({"replica_id": "nobody", "script": "Hi"}, "Invalid replica_id"),
        ({"replica_id": "rlocal0maya"}, "Either script or audio_url must be provided."),
        ({"replica_id": "rlocal0maya", "script": " "}, "Either script or audio_url must be provided."),
        (
            {"replica_id": "rlocal0maya", "script": "Hi", "audio_url": "https://example.com/a.wav"},
            "Only one of script and audio_url may be provided.",
        ),
        ({"replica_id": "rlocal0maya", "script": 7}, "script must be a string"),
        ({"replica_id": "rlocal0maya", "script": None}, "Either script or audio_url must be provided."),
        ({"replica_id": "rlocal0maya", "audio_url": "a.wav"}, "audio_url must be a valid URL"),
        ({"replica_id": "rlocal0maya", "script": "Hi", "fast": "yes"}, "fast must be a boolean"),
        (
            {"replica_id": "rlocal0maya", "script": "Hi", "transparent_background": True},
            "transparent_background requires fast to be true",
        ),
        (
            {
                "replica_id": "rlocal0maya",
                "script": "Hi",
                "properties": {"background_scroll_type": "wild"},
            },
            "properties.background_scroll_type must be one of human, smooth",
        ),
        ([1], "The request body must be a JSON object"),
    ],
)
def test_a_bad_request_is_refused_in_words(api: sandboxkit.Api, body: object, words: str) -> None:
    answer = api.call("POST", "/v2/videos", body)

    assert (answer.status, answer.body) == (400, {"error": words})


def test_the_list_shows_every_video_once_from_page_zero(api: sandboxkit.Api) -> None:
    made = [api.create(video_name=f"page {number}") for number in range(12)]
    found: list[str] = []
    for page in range(100):
        answer = api.call("GET", f"/v2/videos?page={page}&limit=5").body
        found += [video["video_id"] for video in answer["data"]]
        if len(found) >= answer["total_count"]:
            break

    assert len(found) == len(set(found))
    assert set(made) <= set(found)
    assert found[:12] == made[::-1]


def test_a_rename_is_seen_by_the_next_read(api: sandboxkit.Api) -> None:
    video_id = api.create()
    answer = api.call("PATCH", f"/v2/videos/{video_id}/name", {"video_name": "Béa"})

    assert (answer.status, api.video(video_id)["video_name"]) == (200, "Béa")


def test_a_deleted_video_is_read_as_deleted_and_not_listed(api: sandboxkit.Api) -> None:
    video_id = api.create()
    answer = api.call("DELETE", f"/v2/videos/{video_id}")

    listed = [video["video_id"] for video in api.call("GET", "/v2/videos?limit=100").body["data"]]
    assert answer.status == 200
    assert api.video(video_id)["status"] == "deleted"
    assert video_id not in listed


def test_a_hard_deleted_video_is_unknown(api: sandboxkit.Api) -> None:
    video_id = api.create()
    api.call("DELETE", f"/v2/videos/{video_id}?hard=true")

    answer = api.call("GET", f"/v2/videos/{video_id}")
    assert (answer.status, answer.body) == (400, {"error": "Invalid video_id"})


def test_no_byte_of_a_hard_deleted_video_stays_in_the_store(api: sandboxkit.Api) -> None:
    video_id = api.create(script="Hello Ottoline of Quimby Ltd.", video_name="Ottoline Quimby")
    kept = api.create(script="Hello Bo of Quimby Ltd.")
    api.call("PATCH", f"/v2/videos/{video_id}/name", {"video_name": "Ottoline Q."})
    api.call("DELETE", f"/v2/videos/{video_id}?hard=true")

    store = b"".join(path.read_bytes() for path in api.folder.glob("sandbox.db*"))
    assert [word for word in (b"Ottoline", video_id.encode()) if word in store] == []
    assert kept.encode() in store


def test_no_key_is_refused_and_any_word_is_taken(api: sandboxkit.Api) -> None:
    answer = api.call("GET", "/v2/videos", key=None)

    assert (answer.status, answer.body) == (401, {"message": "Invalid access token"})
    assert api.call("GET", "/v2/videos", key="sandbox").status == 200


def test_a_key_that_looks_real_is_refused_with_a_word(api: sandboxkit.Api) -> None:
    answer = api.call("POST", "/v2/videos", {}, key="0123456789abcdef0123456789ABCDEF")

    assert answer.status == 401
    assert "looks like a real Tavus key" in answer.body["message"]


def test_a_foreign_replica_is_played_by_the_same_stand_in_every_time(tmp_path: Path) -> None:
    names = set()
    for folder in ("a", "b"):
        with sandboxkit.running(tmp_path / folder) as api:
            api.create(replica_id="r79e1c033f")
            names.add(api.call("GET", "/v2/replicas/r79e1c033f").body["replica_name"])

    assert len(names) == 1
    assert "stand-in for r79e1c033f" in names.pop()
