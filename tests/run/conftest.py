"""What holds of a run whose state is a file holds of one in a database, too."""

from collections.abc import Iterator

import pytest
import rig


@pytest.fixture(params=["file", "database"])
def either_store(request: pytest.FixtureRequest) -> Iterator[None]:
    token = rig.IN_DATABASE.set(request.param == "database")
    yield
    rig.IN_DATABASE.reset(token)
