"""Every point on which the documents disagree can be set."""

import re
from pathlib import Path

import pytest
import sandboxkit


def listed(api: sandboxkit.Api, query: str) -> list[str]:
    return [video["video_name"] for video in api.call("GET", f"/v2/videos?{query}").body["data"]]


@pytest.mark.parametrize(
    ("base", "pages"),
    [
        ("0", {"0": ["2", "1"], "1": ["0"], "": ["2", "1"]}),
        ("1", {"0": [], "1": ["2", "1"], "2": ["0"], "": ["2", "1"]}),
        ("0-like-1", {"0": ["2", "1"], "1": ["2", "1"], "2": ["0"], "": ["2", "1"]}),
    ],
)
def test_the_first_page_has_the_number_that_is_set(
    tmp_path: Path, base: str, pages: dict[str, list[str]]
) -> None:
    with sandboxkit.running(tmp_path, "--page-base", base) as api:
        for number in range(3):
            api.create(video_name=str(number))
        found = {page: listed(api, f"limit=2&page={page}" if page else "limit=2") for page in pages}

    assert found == pages


def test_a_strict_list_refuses_page_zero(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--page-base", "1-strict") as api:
        assert api.call("GET", "/v2/videos?page=0").status == 400


def test_lists_have_the_cap_and_the_order_that_are_set(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--list-cap", "2", "--list-order", "oldest") as api:
        for number in range(3):
            api.create(video_name=str(number))

        assert listed(api, "limit=100") == ["0", "1"]


def test_changes_are_answered_without_a_body_if_set(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--delete-status", "204", "--rename-status", "204") as api:
        video_id = api.create()
        renamed = api.call("PATCH", f"/v2/videos/{video_id}/name", {"video_name": "x"})
        deleted = api.call("DELETE", f"/v2/videos/{video_id}")

    assert [(renamed.status, renamed.body), (deleted.status, deleted.body)] == [(204, b""), (204, b"")]


@pytest.mark.parametrize("key", ["error", "message"])
def test_errors_have_the_key_that_is_set(tmp_path: Path, key: str) -> None:
    with sandboxkit.running(tmp_path, "--error-key", key) as api:
        bodies = [api.call("GET", "/v2/videos/x").body, api.call("GET", "/v2/videos", key=None).body]

    assert bodies == [{key: "Invalid video_id"}, {key: "Invalid access token"}]


@pytest.mark.parametrize(
    ("dates", "pattern"),
    [("rfc", r"GMT$"), ("iso", r"^\d{4}-\d\d-\d\dT.*Z$"), ("callback", r"^\d{4}-\d\d-\d\d \S+\.\d{6}$")],
)
def test_dates_have_the_format_that_is_set(tmp_path: Path, dates: str, pattern: str) -> None:
    with sandboxkit.running(tmp_path, "--dates", dates) as api:
        created = api.video(api.create())["created_at"]

    assert re.search(pattern, created)


def test_a_sparse_service_leaves_out_what_only_samples_show(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--fields", "documented") as api:
        api.create()
        (item,) = api.call("GET", "/v2/videos").body["data"]

    assert {"replica_id", "generation_progress", "created_at"}.isdisjoint(item)


def test_deleted_videos_may_be_listed(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--list-deleted", "yes") as api:
        api.call("DELETE", f"/v2/videos/{api.create()}")
        answer = api.call("GET", "/v2/videos").body

    assert [(video["status"]) for video in answer["data"]] == ["deleted"]
    assert answer["total_count"] == 1


def test_strict_replicas_refuses_foreign_ones(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--strict-replicas") as api:
        answer = api.call("POST", "/v2/videos", {"replica_id": "r79e1c033f", "script": "Hi."})

    assert (answer.status, answer.body) == (400, {"error": "Invalid replica_id"})


def test_the_rest_of_the_variants(tmp_path: Path) -> None:
    options = ["--unknown-id", "404", "--both-inputs", "script", "--unknown-fields", "refuse"]
    with sandboxkit.running(tmp_path, *options, "--training-status", "training") as api:
        both = {"replica_id": "rlocal0maya", "script": "Hi.", "audio_url": "https://example.com/a.wav"}
        statuses = [
            api.call("GET", "/v2/videos/x").status,
            api.call("POST", "/v2/videos", both).status,
            api.call("POST", "/v2/videos", both | {"metadata": 1}).status,
        ]
        trained = api.call("POST", "/v2/replicas", {"train_video_url": "https://example.com/a.mp4"})

    assert statuses == [404, 200, 400]
    assert trained.body["status"] == "training"


@pytest.mark.parametrize("nothing", ["", None])
def test_empty_optional_fields_are_taken_as_left_out_or_refused(tmp_path: Path, nothing: object) -> None:
    names = ("audio_url", "background_url", "background_source_url", "watermark_image_url", "properties")
    video = {
        "replica_id": "rlocal0maya",
        "script": "Hi.",
        "callback_url": "",
        **dict.fromkeys(names, nothing),
    }
    inner = {"replica_id": "rlocal0maya", "script": "Hi.", "properties": {"background_scroll_type": nothing}}
    replica = {"train_video_url": "https://example.com/a.mp4", "consent_video_url": nothing}
    conversation = {"replica_id": "rlocal0maya", "document_ids": nothing, "max_participants": nothing}
    sent = [("videos", video), ("videos", inner), ("replicas", replica), ("conversations", conversation)]
    statuses = {}
    for variant in ("accept", "refuse"):
        with sandboxkit.running(tmp_path / variant, "--empty-fields", variant) as api:
            statuses[variant] = [api.call("POST", f"/v2/{where}", body).status for where, body in sent]

    assert statuses == {"accept": [200] * 4, "refuse": [400] * 4}


@pytest.mark.parametrize("nothing", ["", None])
def test_what_is_needed_may_not_be_empty(tmp_path: Path, nothing: object) -> None:
    with sandboxkit.running(tmp_path) as api:
        words = [
            api.call("POST", "/v2/videos", body).body["error"]
            for body in (
                {"replica_id": nothing, "script": "Hi."},
                {"replica_id": "rlocal0maya", "script": nothing, "audio_url": nothing},
            )
        ]

    assert words == ["replica_id is required", "Either script or audio_url must be provided."]


def test_without_films_a_link_base_leads_to_the_gallery_and_one_film(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--link-base", tmp_path.as_uri()) as api:
        video = api.finished(api.create())
        page = sandboxkit.eventually((tmp_path / "index.html").exists)

    assert page
    assert video["hosted_url"] == f"{(tmp_path / 'index.html').as_uri()}#{video['video_id']}"
    assert video["download_url"] == (tmp_path / "placeholder.mp4").as_uri()
    assert (tmp_path / "placeholder.mp4").read_bytes()[4:8] == b"ftyp"
