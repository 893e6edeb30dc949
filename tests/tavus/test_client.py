"""The client against a real loopback API, and against answers that no API should give."""

import logging
import traceback

import faketavus
import httpx
import pytest

from batchgen import errors, tavus
from batchgen.tavus.wire import call

KEY = "0123456789abcdef0123456789abcdef"
BODY = {"replica_id": "r90bbd427f71", "script": "Hello Zoë.", "video_name": "bg-7k2m9q4xw1ab Zoë"}


def answering(status: int = 200, **parts: object) -> tavus.Client:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, **parts)  # type: ignore[arg-type]

    return tavus.Client(KEY, "http://127.0.0.1:1", transport=httpx.MockTransport(handle))


def test_the_way_of_a_video_through_all_calls() -> None:
    with faketavus.FakeTavus(key=KEY) as api, tavus.Client(KEY, api.url) as client:
        made = client.create_video(BODY)
        read = client.get_video(made.video_id)
        page = client.list_videos(0)
        client.rename_video(made.video_id, "Other")
        renamed = client.get_video(made.video_id)
        client.delete_video(made.video_id)
        deleted = client.get_video(made.video_id)

    assert made.status == "ready"
    assert (read.video_name, read.script, read.replica_id) == (
        BODY["video_name"],
        "Hello Zoë.",
        "r90bbd427f71",
    )
    assert read.thumbnail_url.endswith(".jpg")
    assert read.raw["generation_progress"] == "100/100"
    assert page == tavus.VideoPage((read,), total=1)
    assert renamed.video_name == "Other"
    assert deleted.status == "deleted"
    assert api.posts[0].body == BODY


def test_replicas_are_listed_and_read() -> None:
    with faketavus.FakeTavus(bad_replicas=("r0",)) as api, tavus.Client(KEY, api.url) as client:
        page = client.list_replicas(0)
        replica = client.get_replica("r79e1c033f")
        with pytest.raises(errors.RefusedError) as refused:
            client.get_replica("r0")

    assert [replica.replica_id for replica in page.replicas] == ["r90bbd427f71", "r79e1c033f"]
    assert (replica.status, replica.kind, replica.created_at is not None) == ("completed", "user", True)
    assert (refused.value.status, refused.value.words) == (400, "Invalid replica_id")


def test_an_id_cannot_leave_its_place_in_the_path() -> None:
    seen = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path)
        return httpx.Response(200, json={"video_id": "x"})

    with tavus.Client(KEY, "http://127.0.0.1:1", transport=httpx.MockTransport(handle)) as client:
        client.get_video("../replicas?x=/", verbose=False)

    assert seen == [b"/v2/videos/..%2Freplicas%3Fx%3D%2F"]


@pytest.mark.parametrize(
    "url",
    [
        "http://tavusapi.com",
        "http://192.168.1.5:80",
        "ftp://x",
        "tavusapi.com",
        "https://u:p@x",
        "https://",
        "",
    ],
)
def test_a_url_that_would_show_the_key_or_is_none_is_refused(url: str) -> None:
    with pytest.raises(errors.SettingsError):
        tavus.Client(KEY, url)


@pytest.mark.parametrize(
    "url", ["http://localhost:1", "http://127.0.0.1:1/", "http://[::1]:1/v2", "https://tavusapi.com/v2/"]
)
def test_this_machine_and_https_are_fine(url: str) -> None:
    with tavus.Client(KEY, url) as client:
        assert not client.base_url.endswith(("/", "/v2"))


@pytest.mark.parametrize("key", ["", "  ", "a b", "kéy", "a\nb", "a\x00b"])
def test_a_key_that_cannot_be_one_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(errors.SettingsError) as refused:
        tavus.Client(key, "http://127.0.0.1:1")

    assert not key.strip() or key not in str(refused.value)


def test_loopback_ignores_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with faketavus.FakeTavus() as api, tavus.Client(KEY, api.url) as client:
        page = client.list_videos(0)

    assert page.videos == ()


def test_the_key_shows_in_no_repr_message_traceback_or_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shown = []
    with (
        faketavus.FakeTavus() as api,
        tavus.Client(KEY, api.url, read_seconds=0.3, create_seconds=0.3) as client,
    ):
        shown.append(repr(client))
        for fault in (
            "close_after_body",
            "truncated",
            "html",
            "hang",
            f"refuse:401:No such key {KEY}",
            "deep",
        ):
            api.faults.append(fault)
            with pytest.raises(errors.ServiceError) as raised:
                client.create_video(BODY)
            shown.append("".join(traceback.format_exception(raised.value)) + repr(raised.value))
        video = client.create_video(BODY)
        api.videos[video.video_id].body["script"] = f"Echo {KEY}"
        shown.append(repr(client.get_video(video.video_id).raw))

    assert api.keys == {KEY}
    assert "No such key ***" in "".join(shown)
    assert KEY not in "".join(shown) + caplog.text


def test_nobody_listening_means_not_sent() -> None:
    with faketavus.FakeTavus() as api:
        api.refuse()
        with tavus.Client(KEY, api.url) as client, pytest.raises(errors.NotSentError):
            client.create_video(BODY)


def test_a_server_that_only_hangs_is_given_up() -> None:
    with (
        faketavus.FakeTavus(every_fault="hang_after_headers") as api,
        tavus.Client(KEY, api.url, create_seconds=0.2) as client,
        pytest.raises(errors.NoAnswerError),
    ):
        client.create_video(BODY)


def test_a_body_that_drips_for_ever_is_given_up() -> None:
    def drip() -> object:
        while True:
            yield b" "

    with answering(content=drip()) as client:
        client._read_seconds = 0.05
        with pytest.raises(errors.NoAnswerError):
            client.list_videos(0)


def test_an_answer_that_cannot_be_unpacked_is_a_bad_answer() -> None:
    client = answering(content=iter([b"not gzip"]), headers={"content-encoding": "gzip"})

    with client, pytest.raises(errors.BadAnswerError) as raised:
        client.create_video(BODY)

    assert raised.value.status == 200


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": "Invalid  video_id\n"}, "Invalid video_id"),
        ({"message": "No"}, "No"),
        ({"error": "first", "message": "second"}, "first"),
        ({"error": {"message": "nested", "code": 1}}, "nested"),
        ({"error": ["a", "b"]}, "['a', 'b']"),
        ({"error": None, "message": "second"}, "second"),
    ],
)
def test_both_error_keys_are_read_in_every_shape(body: dict[str, object], words: str) -> None:
    with answering(400, json=body) as client, pytest.raises(errors.RefusedError) as raised:
        client.get_video("x")

    assert raised.value.words == words


@pytest.mark.parametrize("body", [{"data": {}}, {"data": None}, {}, [], "x", None])
def test_a_list_that_is_no_list_is_a_bad_answer(body: object) -> None:
    with answering(json=body) as client, pytest.raises(errors.BadAnswerError):
        client.list_videos(0)


def test_list_items_without_an_id_are_counted_and_left_out() -> None:
    items = [{"video_id": "a"}, {"video_id": [7]}, "x", None, {"status": "queued"}]
    with answering(json={"data": items, "total_count": "5"}) as client:
        page = client.list_videos(0)

    assert [video.video_id for video in page.videos] == ["a"]
    assert (page.odd, page.total) == (4, None)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("7", "7"),
        ("7.0", "7"),
        ("0", "0"),
        ("12345678901234567890123", "12345678901234567890123"),
        ('" a "', "a"),
    ],
)
def test_ids_that_come_as_numbers_are_texts(given: str, expected: str) -> None:
    item = f'{{"video_id": {given}, "replica_id": {given}}}'
    with answering(content=item.encode()) as client:
        video = client.get_video("a")
    with answering(content=f'{{"data": [{item}], "total_count": 1}}'.encode()) as client:
        page = client.list_videos(0)

    assert (video.video_id, video.replica_id) == (expected, expected)
    assert [video.video_id for video in page.videos] == [expected]
    assert page.odd == 0


@pytest.mark.parametrize("given", ["true", "7.5", "null", "[7]", '{"id": 7}', '""', "1e400"])
def test_what_is_not_a_text_or_a_whole_number_is_not_an_id(given: str) -> None:
    with answering(content=f'{{"data": [{{"video_id": {given}}}]}}'.encode()) as client:
        page = client.list_videos(0)

    assert (page.videos, page.odd) == ((), 1)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('"next_cursor": "abc"', True),
        ('"nextCursor": "abc"', True),
        ('"has_more": true', True),
        ('"pagination": {"next": "abc"}', True),
        ('"next_cursor": null', False),
        ('"has_more": false, "page": 1', False),
    ],
)
def test_a_page_that_names_further_ones_says_so(more: str, *, expected: bool) -> None:
    with answering(content=f'{{"data": [], "total_count": 0, {more}}}'.encode()) as client:
        assert client.list_videos(0).more is expected


def test_a_lone_surrogate_in_a_text_can_be_stored() -> None:
    with answering(content=b'{"video_id": "a", "status_details": "x\\ud800y"}') as client:
        video = client.get_video("a")

    assert video.status_details.encode() == b"x?y"


def test_a_retry_after_date_is_measured_by_the_servers_clock() -> None:
    headers = {"date": "Fri, 02 Jan 2026 03:04:05 GMT", "retry-after": "Fri, 02 Jan 2026 03:04:12 GMT"}
    with answering(429, headers=headers) as client, pytest.raises(errors.RefusedError) as raised:
        client.list_videos(0)

    assert raised.value.retry_after == 7.0


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ({"https_proxy": "proxy.example:3128"}, "http://proxy.example:3128"),
        ({"ALL_PROXY": "http://proxy.example:1"}, "http://proxy.example:1"),
        ({"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "tavusapi.com"}, None),
        ({"HTTP_PROXY": "http://proxy.example:3128"}, None),
    ],
)
def test_the_systems_proxy_is_used_for_the_real_service(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str | None
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert call._proxy("tavusapi.com") == expected


def test_a_proxy_that_is_not_there_means_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with faketavus.FakeTavus() as api:
        api.refuse()
        monkeypatch.setenv("HTTPS_PROXY", api.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with tavus.Client(KEY, "https://tavusapi.com") as client, pytest.raises(errors.NotSentError):
            client.create_video(BODY)


@pytest.mark.parametrize("proxy", ["socks5://user:secret@proxy.example:1", "gopher://x"])
def test_a_proxy_of_no_use_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)

    with pytest.raises(errors.SettingsError, match="proxy") as refused:
        tavus.Client(KEY, "https://tavusapi.com")

    assert "secret" not in str(refused.value)


def test_a_request_that_holds_the_key_is_not_sent() -> None:
    key = "canary-key-0123456789"
    with faketavus.FakeTavus() as api, tavus.Client(key, api.url) as client:
        for send in (
            lambda: client.create_video({"replica_id": "r1", "script": f"Hi {key}"}),
            lambda: client.rename_video("v1", key.upper()),
            lambda: client.create_conversation({"replica_id": "r1", "conversation_name": " ".join(key)}),
        ):
            with pytest.raises(errors.SettingsError) as refused:
                send()
            assert key not in str(refused.value)

        assert api.posts == []
