"""More workers beside a run, on one computer: they end with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import enginekit
import faketavus
import pgkit

from batchgen import state
from batchgen.settings import database_url


def test_a_run_has_workers_beside_it_which_end_with_it(tmp_path: Path) -> None:
    url = pgkit.url()
    with faketavus.FakeTavus() as api:
        desk = enginekit.desk(tmp_path, api, enginekit.people(30))
        command = [
            *(sys.executable, "-m", "batchgen", "run", desk.sheet, "-t", tmp_path / "t.j2"),
            *("-r", "r90bbd427f71", "--api-url", api.url, "--settle", "0", "--rate", "20", "--yes"),
            *("--state", url, "--workers", "3", "--quiet"),
        ]
        environment = {**os.environ, "TAVUS_API_KEY": enginekit.KEY}
        done = subprocess.run(
            list(map(str, command)), env=environment, capture_output=True, text=True, check=False
        )

        assert done.returncode == 0, done.stderr
        assert len(api.made_ids()) == 30
        assert api.paid_twice() == {}
        assert {row["status"] for row in desk.results()} == {"ready"}
        assert state.workers_of(url) == []


def test_the_address_for_a_child_has_its_schema_its_lease_and_its_password() -> None:
    url = database_url.parsed("postgresql://ana:se cret@db/x?schema=acme&lease=60", secret=True)

    assert database_url.parsed(url.whole(), secret=True) == url
    assert url.whole() == "postgresql://ana@db/x?schema=acme&lease=60&password=se%20cret"
