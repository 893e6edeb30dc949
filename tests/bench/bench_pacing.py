"""How close `batchgen run` comes to a limit that nobody told it, and how often it is refused.

    python tests/bench/bench_pacing.py [limit] [rows] [latency]

The API of the tests hides a limit of so many creates a second (a token bucket of one second). Printed are the
seconds from the first create to the last as a part of the ideal time, and the share of refusals.
Aims: 1.10 and 1 %.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

import faketavus

SCRIPT = "script=Hello {{ name }}, it was good to see you at the fair, and thank you for the talk."


def main(limit: float = 20.0, rows: float = 1200.0, latency: float = 0.0) -> None:
    """Run once and print the line."""
    count = int(rows)
    with faketavus.FakeTavus(rate=limit, latency=latency) as api, tempfile.TemporaryDirectory() as folder:
        people = "".join(f"p{number}@firm.test,Ana {number}\n" for number in range(count))
        Path(folder, "people.csv").write_text(f"Email,Name\n{people}", encoding="utf-8")
        options = ["--set", SCRIPT, "-r", "r90bbd427f71", "--api-url", api.url, "--yes", "--no-wait"]
        command = [sys.executable, "-m", "batchgen", "run", "people.csv", *options]
        environment = {**os.environ, "TAVUS_API_KEY": "k" * 32}
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert len(api.made_ids()) == count
        times = [post.at for post in api.posts if post.made]
        ideal = (times[-1] - times[0]) * limit / count
        refused = 100 * api.refusals / count
    print(f"limit {limit:g}/s, {count:,} rows: {ideal:.3f} of the ideal time, {refused:.1f} % refusals")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
