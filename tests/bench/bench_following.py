"""Requests that `batchgen run` asks to follow the videos of a run, from the first create until all are ready.

    python tests/bench/bench_following.py [rows] [seconds a video takes]      (1000 and 60 by default)

The API of the tests makes videos in so many seconds. Its lists have pages of 100. Aim: 0.1 requests a video.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

import bench_pacing
import faketavus


def main(rows: float = 1000.0, seconds: float = 60.0) -> None:
    """Run once and print the line."""
    count = int(rows)
    with faketavus.FakeTavus(make_seconds=seconds) as api, tempfile.TemporaryDirectory() as folder:
        people = "".join(f"p{number}@firm.test,Ana {number}\n" for number in range(count))
        Path(folder, "people.csv").write_text(f"Email,Name\n{people}", encoding="utf-8")
        options = ["--set", bench_pacing.SCRIPT, "-r", "r90bbd427f71", "--api-url", api.url, "--yes"]
        options += ["--ignore-account", "--max-videos", str(count)]
        command = [sys.executable, "-m", "batchgen", "run", "people.csv", *options]
        environment = {**os.environ, "TAVUS_API_KEY": "k" * 32}
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        made, asked = len(api.made_ids()), api.count("GET")
    assert made == count, made
    print(f"{count:,} videos of {seconds:g} s: {asked} requests, {asked / count:.3f} a video")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
