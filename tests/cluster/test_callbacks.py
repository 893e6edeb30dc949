"""Callbacks by any number of listeners reach whoever follows the video."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import clusterkit
import faketavus
import httpx
import pgkit

from batchgen import state
from batchgen.run.joint import joint_hints
from batchgen.settings import database_url
from batchgen.state.postgres import server_connection


def kept(url: database_url.DatabaseUrl) -> set[str]:
    with contextlib.closing(server_connection.connect(url)) as db:
        return {str(row[0]) for row in db.execute("SELECT video_id FROM hints")}


@contextlib.contextmanager
def listener(url: database_url.DatabaseUrl):  # type: ignore[no-untyped-def]
    environ = {**os.environ, "TAVUS_API_KEY": clusterkit.KEY, "BATCHGEN_STATE": f"{url}"}
    process = subprocess.Popen(
        [sys.executable, "-m", "batchgen", "listen", "--listen-port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
    )
    try:
        assert process.stderr is not None
        line = next(line for line in process.stderr if line.startswith("Use this as callback_url: "))
        yield line.split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_two_listeners_pass_callbacks_to_the_database() -> None:
    url = pgkit.url()
    with listener(url) as one, listener(url) as other:
        for address, video in ((one, "v1"), (other, "v2"), (other, "v1")):
            body = {"video_id": video, "status": "ready"}
            assert httpx.post(address, json=body, timeout=30).status_code == 204
        end = time.monotonic() + 60
        while kept(url) != {"v1", "v2"} and time.monotonic() < end:
            time.sleep(0.05)

    # The secret is the key's alone, so that a balancer may stand before them.
    assert one.rpartition("/")[2] == other.rpartition("/")[2]
    assert kept(url) == {"v1", "v2"}


def test_a_follower_takes_what_was_heard_of_its_own_videos(tmp_path: Path) -> None:
    url = pgkit.url()
    with faketavus.FakeTavus() as api:
        campaign = clusterkit.Campaign(tmp_path, url, api, 1)
        with contextlib.closing(campaign.address.open(service=api.url)) as store:
            [job] = store.jobs()
            attempt = store.begin(job.id, token="bg-aaaaaaaaaaa1", request_json="{}")
            store.finish_made(attempt.id, state.VideoFacts("ours", job.stage.QUEUED))
            assert store.joint is not None
            hints = joint_hints.JointHints(store.joint)
            before = hints.waiting
            with state.callbacks_of(url) as box:
                box.put(["ours", "another's"])
            hints.give("own")
            found = (hints.waiting, hints.take(), hints.waiting)

    assert not before
    assert found == (True, ["own", "ours"], False)
    assert kept(url) == {"another's"}
