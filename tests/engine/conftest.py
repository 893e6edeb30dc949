"""What tests of the engine share."""

from collections.abc import Iterator
from pathlib import Path

import enginekit
import faketavus
import pytest


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as fake:
        yield fake


@pytest.fixture
def desk(api: faketavus.FakeTavus, tmp_path: Path) -> enginekit.Desk:
    """A folder with a sheet of ten people."""
    return enginekit.desk(tmp_path, api, enginekit.people(10))
