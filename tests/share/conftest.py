"""What the tests of sharing have in common: an S3 server of this computer, which publishing uses."""

from collections.abc import Iterator

import pytest
import webspace


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[webspace.S3]:
    with webspace.S3() as made:
        made.use(monkeypatch)
        yield made
