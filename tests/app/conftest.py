"""What the tests of several pages share: one browser a module, and a visitor that its app has let in."""

from collections.abc import Iterator
from typing import Any

import appkit
import pytest


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with appkit.chromium() as started:
        yield started


@pytest.fixture(scope="module")
def state(app: appkit.App, browser: Any) -> Any:
    """The cookie of the one visitor that the address of the module's app lets in."""
    page = appkit.let_in(browser, app)
    found = page.context.storage_state()
    page.context.close()
    return found
