"""Faces and PALs: the later names of replicas and personas, and the small store of personas."""

from collections.abc import Iterator
from typing import Any

import pytest
import sandboxkit

FOOTAGE = {"train_video_url": "https://example.com/me.mp4", "face_name": "Me"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandboxkit.Api]:
    with sandboxkit.running(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


def body(api: sandboxkit.Api, method: str, path: str, sent: object = None) -> Any:
    answer = api.call(method, path, sent)
    assert answer.status in {200, 204}, answer
    return answer.body


def refused(api: sandboxkit.Api, method: str, path: str, sent: object = None) -> Any:
    answer = api.call(method, path, sent)
    assert answer.status == 400, answer
    return answer.body["error"]


def test_a_face_is_a_replica_in_other_words(api: sandboxkit.Api) -> None:
    made = body(api, "POST", "/v2/faces", FOOTAGE)
    face_id = made["face_id"]
    renamed = body(api, "PATCH", f"/v2/faces/{face_id}/name", {"face_name": "Zoë"})
    changed = body(api, "PATCH", f"/v2/faces/{face_id}", {"default_voice_id": "v1"})
    sandboxkit.eventually(lambda: body(api, "GET", f"/v2/faces/{face_id}")["status"] == "completed")
    face = body(api, "GET", f"/v2/faces/{face_id}?verbose=true")
    replica = body(api, "GET", f"/v2/replicas/{face_id}?verbose=true")

    assert set(made) == {"face_id", "status"}
    assert renamed == changed == {"face_id": face_id, "face_name": "Zoë"}
    assert (face["face_id"], face["face_name"], face["face_type"]) == (face_id, "Zoë", "user")
    assert [name for name in face if "replica" in name] == []
    assert {name.replace("replica", "face"): value for name, value in replica.items()} == face
    assert body(api, "DELETE", f"/v2/faces/{face_id}") == {"face_id": face_id, "status": "deleted"}
    assert refused(api, "GET", f"/v2/replicas/{face_id}x") == "Invalid replica_id"


def test_faces_are_listed_by_their_own_words(api: sandboxkit.Api) -> None:
    stock = body(api, "GET", "/v2/faces?face_type=system&limit=100&verbose=true")
    chosen = body(api, "GET", "/v2/faces?face_ids=rlocal0maya,rlocal0omar&page=1")

    assert {item["face_type"] for item in stock["data"]} == {"system"}
    assert {item["face_id"] for item in chosen["data"]} == {"rlocal0maya", "rlocal0omar"}


def test_errors_of_faces_name_faces(api: sandboxkit.Api) -> None:
    words = [
        refused(api, "GET", "/v2/faces/nobody"),
        refused(api, "GET", "/v2/faces?face_type=other"),
        refused(api, "DELETE", "/v2/faces/rlocal0maya"),
        refused(api, "PATCH", "/v2/faces/rlocal0maya", {}),
        refused(api, "POST", "/v2/faces", {}),
    ]

    assert words == [
        "Invalid face_id",
        "face_type must be user or system",
        "Stock faces cannot be changed",
        "Either face_name or default_voice_id must be provided.",
        "Either train_video_url or train_image_url must be provided.",
    ]


@pytest.mark.parametrize("sent", [b"{", b"[1]", b'"a"', b"", b"[" * 100_000])
def test_a_body_of_faces_that_is_no_object_is_refused_in_words(api: sandboxkit.Api, sent: bytes) -> None:
    refusals = [api.raw("POST", f"/v2/{name}", sent) for name in ("faces", "replicas", "pals")]

    assert [answer.status for answer in refusals] == [400, 400, 400]
    assert refusals[0].body == refusals[1].body == refusals[2].body


PAL = {"pal_name": "Coach", "system_prompt": "Be kind.", "default_face_id": "rlocal0maya"}


def test_pals_are_made_listed_read_changed_and_deleted(api: sandboxkit.Api) -> None:
    made = body(api, "POST", "/v2/pals", {**PAL, "layers": {"llm": {"model": "a"}}})
    pal_id = made["pal_id"]
    steps = [
        {"op": "replace", "path": "/pal_name", "value": "Guide"},
        {"op": "add", "path": "/layers/llm/tools", "value": ["a"]},
        {"op": "add", "path": "/layers/llm/tools/-", "value": "b"},
        {"op": "remove", "path": "/layers/llm/model"},
        {"op": "replace", "path": "/default_face_id", "value": "rlocal0omar"},
    ]
    patched = body(api, "PATCH", f"/v2/pals/{pal_id}", steps)
    listed = body(api, "GET", "/v2/pals?limit=1&page=0&pal_type=user")
    persona = body(api, "GET", f"/v2/personas/{pal_id}?verbose=true")

    assert set(made) == {"pal_id", "pal_name", "created_at"}
    assert patched["pal_name"] == "Guide"
    assert (listed["data"], listed["total_count"]) == ([patched], 1)
    assert (persona["persona_name"], persona["default_replica_id"]) == ("Guide", "rlocal0omar")
    assert persona["layers"] == {"llm": {"tools": ["a", "b"]}}
    assert body(api, "GET", "/v2/personas?persona_type=system")["data"] == []
    assert api.call("DELETE", f"/v2/pals/{pal_id}").status == 204
    assert refused(api, "GET", f"/v2/pals/{pal_id}") == "Invalid pal_id"
    assert refused(api, "PATCH", f"/v2/personas/{pal_id}", steps) == "Invalid persona_id"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"pal_name": "x"}, "system_prompt is required"),
        ({"system_prompt": 1}, "system_prompt must be a string"),
        ({"pipeline_mode": "none"}, "pipeline_mode must be one of full, echo, speech-to-speech"),
    ],
)
def test_a_pal_that_cannot_be_is_refused(api: sandboxkit.Api, sent: object, words: str) -> None:
    assert refused(api, "POST", "/v2/pals", sent) == words


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ({"pal_name": "x"}, "The request body must be a JSON Patch: a list of operations"),
        ([{"op": "move", "path": "/a", "from": "/b"}], "The sandbox takes these operations: add, replace"),
        ([{"op": "replace", "path": "/nothing", "value": 1}], "Invalid path /nothing"),
        ([{"op": "add", "path": "pal_name", "value": 1}], "Invalid path pal_name"),
        ([{"op": "add", "path": "", "value": 1}], "Invalid path "),
        ([{"op": "add", "path": "/memories/²", "value": 1}], "Invalid path /memories/²"),
        ([{"op": "remove", "path": "/memories/7"}], "Invalid path /memories/7"),
        ([{"op": "remove", "path": "/memories/" + "9" * 5000}], "Invalid path /memories/9"),
        ([{"op": "remove", "path": "/system_prompt"}], "system_prompt is required"),
    ],
)
def test_a_patch_that_does_not_fit_changes_nothing(api: sandboxkit.Api, steps: object, words: str) -> None:
    pal_id = body(api, "POST", "/v2/pals", {**PAL, "memories": ["a"]})["pal_id"]
    before = body(api, "GET", f"/v2/pals/{pal_id}")

    assert refused(api, "PATCH", f"/v2/pals/{pal_id}", steps).startswith(words)
    assert body(api, "GET", f"/v2/pals/{pal_id}") == before


@pytest.mark.parametrize("path", ["/v2/speech", "/v2/documents", "/v2/pals/x/tools/", "/v2/lipsync/1"])
def test_what_is_not_in_the_sandbox_says_so(api: sandboxkit.Api, path: str) -> None:
    answer = api.call("POST", path, {})

    assert answer.status == 404
    assert answer.body["error"].startswith(f"POST {path} is not in the sandbox, which has videos, ")


@pytest.mark.parametrize("path", ["/videos", "/v2", "/v1/videos", "/faces"])
def test_a_path_without_v2_says_what_is_missing(api: sandboxkit.Api, path: str) -> None:
    answer = api.call("POST", path, {})

    assert answer.status == 404
    assert answer.body["error"].startswith(f"POST {path} is not in the sandbox")
    assert answer.body["error"].endswith("Paths of the API begin with /v2/.")


def test_the_calls_of_tavus_own_command_line_are_answered(api: sandboxkit.Api) -> None:
    """What tavus-cli 0.11.0 sends for doctor, pal create, face list, pal list and conversations."""
    layers = {"llm": {"model": "tavus-gemma-4", "speculative_inference": True}}
    pal = {"pal_name": "Coach", "pipeline_mode": "full", "system_prompt": "Be kind.", "layers": layers}
    pal_id = body(api, "POST", "/v2/pals", pal)["pal_id"]
    opened = body(api, "POST", "/v2/conversations", {"persona_id": pal_id, "conversation_name": "Talk"})
    answers = [
        body(api, "GET", "/v2/pals?limit=1"),
        body(api, "GET", "/v2/faces?limit=1"),
        body(api, "GET", "/v2/faces?limit=25&face_type=system"),
        body(api, "GET", "/v2/pals?limit=25&page=0"),
        body(api, "GET", f"/v2/pals/{pal_id}?include_settings=false"),
    ]

    assert [len(answer["data"]) for answer in answers[:3]] == [1, 1, 6]
    assert answers[3]["data"][0] == answers[4]
    assert answers[4].items() >= pal.items()
    assert body(api, "POST", f"/v2/conversations/{opened['conversation_id']}/end")["status"] == "ended"
