"""The rest of batchgen asks a `Store`, and a state file is one."""

import inspect
from pathlib import Path

import pytest

from batchgen import state
from batchgen.state import store

PACKAGE = Path(state.__file__).parent.parent
METHODS = [
    name
    for group in (store.Reader, store.Life, store.Planning, store.Pages, store.Meta)
    for name in vars(group)
    if not name.startswith("_") and callable(getattr(group, name))
]


@pytest.mark.parametrize("name", METHODS)
def test_a_state_file_has_every_method_with_the_same_parameters(name: str) -> None:
    asked = inspect.signature(getattr(store.Store, name)).parameters

    assert list(inspect.signature(getattr(state.StateFile, name)).parameters) == list(asked)


def test_no_other_room_asks_for_a_file() -> None:
    rooms = (path for path in PACKAGE.rglob("*.py") if "state" not in path.relative_to(PACKAGE).parts)

    assert [path.name for path in rooms if "StateFile" in path.read_text(encoding="utf-8")] == []
