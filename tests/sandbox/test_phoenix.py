"""Phoenix models: the two stages of Phoenix-4.5, its watermarks, and what each model is trained from."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import sandboxkit

from batchgen import sandbox
from batchgen.sandbox.files import places, sandbox_store
from batchgen.sandbox.studio import cast

FOOTAGE = {"train_video_url": "https://example.com/me.mp4", "model_name": "phoenix-4.5"}
FOREVER = "100000"


def train(api: sandboxkit.Api, **fields: object) -> str:
    answer = api.call("POST", "/v2/replicas", {**FOOTAGE, **fields})
    assert answer.status == 200, answer
    return str(answer.body["replica_id"])


def read(api: sandboxkit.Api, replica_id: str) -> Any:
    return api.call("GET", f"/v2/replicas/{replica_id}?verbose=true").body


def until(api: sandboxkit.Api, replica_id: str, **wanted: object) -> Any:
    return sandboxkit.eventually(
        lambda: read(api, replica_id), lambda it: wanted.items() <= it.items(), seconds=30
    )


def test_completed_is_a_first_look_until_tuning_is_completed_too(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--train-seconds", FOREVER) as api:
        replica_id = train(api)
        first = read(api, replica_id)
    with sandboxkit.running(tmp_path, "--tune-seconds", FOREVER) as api:
        look = until(api, replica_id, status="completed")
    with sandboxkit.running(tmp_path, "--tune-seconds", "0.1") as api:
        tuned = until(api, replica_id, finetune_status="completed")
        (listed,) = api.call("GET", "/v2/replicas?model_name=phoenix-4.5&verbose=true").body["data"]

    assert (first["status"], first["finetune_status"]) == ("started", None)
    assert (look["training_progress"], look["finetune_status"]) == ("100/100", None)
    assert (tuned["status"], tuned["replica_id"]) == ("completed", replica_id)
    assert listed == tuned


def test_tuning_can_fail_and_the_first_look_stays(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path, "--tune-seconds", "0", "--tuning-fails") as api:
        replica_id = train(api)
        failed = until(api, replica_id, finetune_status="errored")
        video = api.finished(api.create(replica_id=replica_id))

    assert (failed["status"], failed["error_message"]) == ("completed", None)
    assert video["status"] == "ready"


@pytest.mark.parametrize("model", ["phoenix-3", "phoenix-4"])
def test_other_models_have_one_stage(tmp_path: Path, model: str) -> None:
    with sandboxkit.running(tmp_path) as api:
        done = until(api, train(api, model_name=model), status="completed")

    assert "finetune_status" not in done


@pytest.mark.parametrize(
    ("options", "stamp"),
    [
        (("--tune-seconds", FOREVER), "preview"),
        (("--tune-seconds", "0", "--tuning-fails"), "tuning failed"),
        (("--tune-seconds", "0"), ""),
    ],
)
def test_who_plays_an_untuned_replica_has_its_watermark(
    tmp_path: Path, options: tuple[str, ...], stamp: str
) -> None:
    ended = {"preview": None, "tuning failed": "errored", "": "completed"}[stamp]
    with sandboxkit.running(tmp_path, *options) as api:
        replica_id = train(api)
        until(api, replica_id, status="completed", finetune_status=ended)
    place = places.Places(tmp_path, "")
    with contextlib.closing(sandbox_store.Store(place.database)) as store:
        part = cast.Cast(store, place, strict=False).part(replica_id)

    assert part is not None
    assert part.look["stamp"] == stamp
    assert (stamp in part.said) if stamp else (part.said == "")


def test_a_folder_of_an_older_sandbox_is_brought_up_to_date(tmp_path: Path) -> None:
    with sandboxkit.running(tmp_path) as api:
        replica_id = train(api, model_name="phoenix-4")
        until(api, replica_id, status="completed")
    with contextlib.closing(sqlite3.connect(tmp_path / places.DATABASE)) as file:
        file.execute("alter table replicas drop column finetune_status")
    with sandboxkit.running(tmp_path) as api:
        kept = read(api, replica_id)

    assert kept["status"] == "completed"


def test_phoenix_3_is_not_trained_from_a_photo(tmp_path: Path) -> None:
    photo = {"train_image_url": "https://example.com/me.jpg", "voice_name": "maya"}
    with sandboxkit.running(tmp_path) as api:
        answers = {
            model: api.call("POST", "/v2/replicas", {**photo, "model_name": model})
            for model in ("phoenix-3", "phoenix-4", "phoenix-4.5")
        }

    assert {model: answer.status for model, answer in answers.items()} == {
        "phoenix-3": 400,
        "phoenix-4": 200,
        "phoenix-4.5": 200,
    }
    assert answers["phoenix-3"].body == {"error": "train_image_url is not supported by model phoenix-3"}


def test_training_takes_the_fields_of_today(tmp_path: Path) -> None:
    fields = {"properties": {"background_green_screen": True}}
    photo = {"train_image_url": "https://example.com/me.jpg", "voice_name": "maya"}
    with sandboxkit.running(tmp_path) as api:
        statuses = [
            api.call("POST", "/v2/replicas", body).status
            for body in (
                {**FOOTAGE, **fields},
                {**photo, "auto_fix_training_image": True},
                {**photo, "auto_fix_training_image": "yes"},
                {**FOOTAGE, "properties": {"background_green_screen": "yes"}},
            )
        ]

    assert statuses == [200, 200, 400, 400]


def still_film(path: Path, seconds: int) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 90, np.uint8), format="rgb24")
        for number in range(25 * seconds):
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_each_model_asks_for_its_own_length_of_footage(tmp_path: Path) -> None:
    link = still_film(tmp_path / "me.mp4", 61).as_uri()
    options = ("--allow-files", "--workers", "1", "--browser", "none")
    with sandbox.Child.start(tmp_path / "kept", options=options) as child:
        api = sandboxkit.Api(child.url, tmp_path)
        made = {
            model: train(api, model_name=model, train_video_url=link)
            for model in ("phoenix-3", "phoenix-4", "phoenix-4.5")
        }
        words = {
            model: str(until(api, replica_id, status="error")["error_message"])
            for model, replica_id in made.items()
        }

    assert words["phoenix-3"] == "video_duration: The training video is 61 seconds long; it needs 120."
    assert ["video_duration" in words[model] for model in ("phoenix-4", "phoenix-4.5")] == [False, False]
