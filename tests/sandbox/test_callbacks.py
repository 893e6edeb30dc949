"""Callbacks: what is posted, how often it is tried, and where it may go."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sandboxkit


class Receiver:
    """Keeps what is posted to it; answers with the given statuses, then 200."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        self.url = ""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(kept.statuses.pop(0) if kept.statuses else 200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}/hook?secret=1"
    yield kept
    server.shutdown()
    server.server_close()


def test_a_ready_video_is_posted_once(tmp_path: Path, receiver: Receiver) -> None:
    with sandboxkit.running(tmp_path) as api:
        video_id = api.create(callback_url=receiver.url, video_name="Ana")
        (body,) = sandboxkit.eventually(lambda: receiver.got)

    assert set(body) == {
        "created_at", "data", "download_url", "generation_progress", "hosted_url", "replica_id", "status",
        "status_details", "stream_url", "updated_at", "video_id", "video_name",
    }  # fmt: skip
    assert (body["video_id"], body["status"]) == (video_id, "ready")
    assert len(body["created_at"]) == len("2024-08-28 15:27:40.824457")


def test_a_failed_video_is_posted_with_its_reason(tmp_path: Path, receiver: Receiver) -> None:
    with sandboxkit.running(tmp_path, "--fail-rate", "1") as api:
        api.create(callback_url=receiver.url)
        (body,) = sandboxkit.eventually(lambda: receiver.got)

    assert (body["status"], body["error_details"], body["download_url"]) == ("error", None, None)
    assert body["status_details"].startswith("An error occurred")


def test_a_callback_is_tried_three_times(tmp_path: Path, receiver: Receiver) -> None:
    receiver.statuses = [500, 503, 500, 500]
    with sandboxkit.running(tmp_path) as api:
        api.create(callback_url=receiver.url)
        sandboxkit.eventually(lambda: len(receiver.got) == 3)

    assert len(receiver.got) == 3


def test_a_callback_that_was_due_goes_out_after_a_restart(tmp_path: Path, receiver: Receiver) -> None:
    receiver.statuses = [500]
    with sandboxkit.running(tmp_path) as api:
        video_id = api.create(callback_url=receiver.url)
        sandboxkit.eventually(lambda: receiver.got)
    with sandboxkit.running(tmp_path):
        sandboxkit.eventually(lambda: len(receiver.got) == 2)

    assert receiver.got[1]["video_id"] == video_id


def test_an_empty_callback_url_is_taken_as_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with sandboxkit.running(tmp_path) as api:
        assert api.finished(api.create(callback_url=""))["status"] == "ready"

    assert caplog.records == []


def test_a_rehearsal_calls_back_to_this_computer_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with sandboxkit.running(tmp_path) as api:
        api.create(callback_url="http://192.0.2.1/hook?secret=1")
        (record,) = sandboxkit.eventually(lambda: caplog.records)

    assert "http://192.0.2.1/hook was not called" in record.getMessage()


def test_a_replica_of_two_stages_calls_back_at_each(tmp_path: Path, receiver: Receiver) -> None:
    training = {
        "train_video_url": "https://example.com/me.mp4",
        "model_name": "phoenix-4.5",
        "callback_url": receiver.url,
    }
    with sandboxkit.running(tmp_path, "--tune-seconds", "1000") as api:
        replica_id = api.call("POST", "/v2/replicas", training).body["replica_id"]
        sandboxkit.eventually(lambda: len(receiver.got) == 1)
    with sandboxkit.running(tmp_path, "--tune-seconds", "0"):
        sandboxkit.eventually(lambda: len(receiver.got) == 2)

    assert receiver.got == [
        {"replica_id": replica_id, "status": "ready", "finetune_status": None},
        {"replica_id": replica_id, "status": "ready", "finetune_status": "completed"},
    ]
