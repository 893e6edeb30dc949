"""Where a state may be: what holds of a file holds of a database, too."""

from pathlib import Path

import pgkit
import pytest

from batchgen import state


@pytest.fixture(params=["file", "database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> state.Address:
    path = tmp_path / "s.batchgen.db"
    return state.Address(path, pgkit.url(), "s") if request.param == "database" else state.Address(path)
