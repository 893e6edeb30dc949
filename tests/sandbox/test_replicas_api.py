"""The replica and voice endpoints: stock ones, the account's own, and their training."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sandboxkit

FOOTAGE = {"train_video_url": "https://example.com/me.mp4", "replica_name": "Me"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandboxkit.Api]:
    with sandboxkit.running(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


def train(api: sandboxkit.Api, **fields: object) -> str:
    answer = api.call("POST", "/v2/replicas", {**FOOTAGE, **fields})
    assert answer.status == 200, answer
    return str(answer.body["replica_id"])


def read(api: sandboxkit.Api, replica_id: str) -> dict[str, object]:
    return dict(api.call("GET", f"/v2/replicas/{replica_id}").body)


def test_at_least_four_stock_presenters_are_listed(api: sandboxkit.Api) -> None:
    answer = api.call("GET", "/v2/replicas?replica_type=system&limit=100&verbose=true").body

    assert answer["total_count"] == len(answer["data"]) >= 4
    assert {item["replica_type"] for item in answer["data"]} == {"system"}
    assert {item["status"] for item in answer["data"]} == {"completed"}


def test_a_training_is_started_and_then_completed(api: sandboxkit.Api) -> None:
    replica_id = train(api)
    first = read(api, replica_id)
    last = sandboxkit.eventually(lambda: read(api, replica_id), lambda it: it["status"] != "started")

    assert (first["status"], first["replica_name"]) == ("started", "Me")
    assert (last["status"], last["training_progress"], last["error_message"]) == (
        "completed",
        "100/100",
        None,
    )


def test_a_video_of_a_replica_in_training_waits_for_it(api: sandboxkit.Api) -> None:
    replica_id = train(api)
    video_id = api.create(replica_id=replica_id)

    assert "training process" in api.video(video_id)["status_details"]
    assert api.finished(video_id)["status"] == "ready"
    assert read(api, replica_id)["status"] == "completed"


def test_own_replicas_are_renamed_and_deleted_and_listed_by_id(api: sandboxkit.Api) -> None:
    one, other = train(api), train(api)
    renamed = api.call("PATCH", f"/v2/replicas/{one}/name", {"replica_name": "Zoë"})
    listed = api.call("GET", f"/v2/replicas?replica_ids={one},{other}&page=1").body
    deleted = api.call("DELETE", f"/v2/replicas/{other}")

    assert [renamed.status, deleted.status] == [200, 200]
    assert {item["replica_id"] for item in listed["data"]} == {one, other}
    assert read(api, one)["replica_name"] == "Zoë"
    assert api.call("POST", "/v2/videos", {"replica_id": "nobody", "script": "x"}).status == 400


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Either train_video_url or train_image_url must be provided."),
        ({"train_image_url": "https://example.com/a.jpg"}, "voice_name is required with train_image_url"),
        ({"train_video_url": "me.mp4"}, "train_video_url must be a valid URL"),
        (
            {"train_video_url": "https://example.com/a.mp4", "train_image_url": "https://example.com/a.jpg"},
            "Only one of train_video_url and train_image_url may be provided.",
        ),
    ],
)
def test_a_bad_training_is_refused_in_words(api: sandboxkit.Api, body: object, words: str) -> None:
    answer = api.call("POST", "/v2/replicas", body)

    assert (answer.status, answer.body) == (400, {"error": words})


@pytest.mark.parametrize("voice", ["anna", "Maya", "somebody"])
def test_any_voice_will_do_unless_replicas_are_strict(
    api: sandboxkit.Api, tmp_path: Path, voice: str
) -> None:
    photo = {"train_image_url": "https://example.com/a.jpg", "voice_name": voice}
    with sandboxkit.running(tmp_path, "--strict-replicas") as strict:
        answers = [it.call("POST", "/v2/replicas", photo) for it in (api, strict)]

    assert [answer.status for answer in answers] == [200, 200 if voice == "Maya" else 400]
    assert voice == "Maya" or answers[1].body == {"error": "Invalid voice_name"}


def test_stock_replicas_stay_as_they_are(api: sandboxkit.Api) -> None:
    answers = [
        api.call("DELETE", "/v2/replicas/rlocal0maya"),
        api.call("PATCH", "/v2/replicas/rlocal0maya/name", {"replica_name": "x"}),
    ]

    assert [answer.status for answer in answers] == [400, 400]


def test_an_unknown_replica_that_does_not_look_real_is_unknown(api: sandboxkit.Api) -> None:
    answer = api.call("GET", "/v2/replicas/nobody")

    assert (answer.status, answer.body) == (400, {"error": "Invalid replica_id"})


def test_voices_can_be_searched_and_are_paged_from_one(api: sandboxkit.Api) -> None:
    answer = api.call("GET", "/v2/voices?search=MAY&limit=5").body

    names = []
    for page in (1, 2, 3, 4):
        part = api.call("GET", f"/v2/voices?limit=2&page={page}").body
        names.append([voice["voice_name"] for voice in part["data"]])

    assert [voice["voice_name"] for voice in answer["data"]] == ["maya"]
    assert (answer["total_count"], answer["page"], answer["limit"]) == (1, 1, 5)
    assert names == [["amara", "ingrid"], ["kenji", "maya"], ["omar", "voice-and-captions"], []]
    assert (part["total_count"], part["page"], part["limit"]) == (6, 4, 2)
