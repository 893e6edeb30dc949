"""The conversation endpoints, and the page that a conversation opens."""

import urllib.request
from collections.abc import Iterator

import pytest
import sandboxkit


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandboxkit.Api]:
    with sandboxkit.running(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


def open_one(api: sandboxkit.Api, **fields: object) -> dict[str, str]:
    answer = api.call("POST", "/v2/conversations", {"replica_id": "rlocal0maya"} | fields)
    assert answer.status == 200, answer
    return dict(answer.body)


def test_a_conversation_opens_a_page_that_says_what_it_stands_for(api: sandboxkit.Api) -> None:
    made = open_one(api, conversation_name="<Ana>", custom_greeting="Hi, Ana!")
    page = urllib.request.urlopen(made["conversation_url"]).read().decode()

    assert made["status"] == "active"
    assert "Sandbox preview" in page
    assert "opens a video call: Maya waits in a room" in page
    assert "Hi, Ana!" in page
    assert "&lt;Ana&gt;" in page
    assert (api.folder / "conversations" / made["conversation_id"] / "index.html").read_text() == page


def test_a_conversation_is_ended_and_its_events_say_so(api: sandboxkit.Api) -> None:
    made = open_one(api)
    ended = api.call("POST", f"/v2/conversations/{made['conversation_id']}/end")
    read = api.call("GET", f"/v2/conversations/{made['conversation_id']}?verbose=true").body

    assert ended.status == 200
    assert read["status"] == "ended"
    assert [event["event_type"] for event in read["events"]] == ["system.shutdown"]


def test_a_conversation_that_nobody_joins_ends_by_itself(api: sandboxkit.Api) -> None:
    made = open_one(api, properties={"participant_absent_timeout": 1})
    path = f"/v2/conversations/{made['conversation_id']}"

    assert api.call("GET", path).body["status"] == "active"
    sandboxkit.eventually(lambda: api.call("GET", path).body["status"] == "ended")


def test_a_test_conversation_is_ended_from_the_start(api: sandboxkit.Api) -> None:
    assert open_one(api, test_mode=True)["status"] == "ended"


def test_a_private_room_has_a_token(api: sandboxkit.Api) -> None:
    assert open_one(api, require_auth=True)["meeting_token"]


def test_conversations_are_listed_by_status_from_page_one(api: sandboxkit.Api) -> None:
    one = open_one(api, face_id="r79e1c033f", replica_id="")
    listed = api.call("GET", "/v2/conversations?status=active&page=1&limit=100").body

    (found,) = [item for item in listed["data"] if item["conversation_id"] == one["conversation_id"]]
    assert found["replica_id"] == "r79e1c033f"
    assert {item["status"] for item in listed["data"]} == {"active"}


def test_a_deleted_conversation_is_unknown(api: sandboxkit.Api) -> None:
    made = open_one(api)
    path = f"/v2/conversations/{made['conversation_id']}"

    assert api.call("DELETE", path).status == 204
    assert api.call("GET", path).body == {"error": "Invalid conversation_id"}
    assert not (api.folder / "conversations" / made["conversation_id"]).exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Either replica_id or persona_id must be provided."),
        ({"replica_id": "nobody"}, "Invalid replica_id"),
        (
            {"persona_id": "p1", "max_participants": 1},
            "max_participants must be a whole number of at least 2",
        ),
        ({"persona_id": "p1", "document_ids": "a"}, "document_ids must be a list of strings"),
    ],
)
def test_a_bad_conversation_is_refused_in_words(api: sandboxkit.Api, body: object, words: str) -> None:
    answer = api.call("POST", "/v2/conversations", body)

    assert (answer.status, answer.body) == (400, {"error": words})
