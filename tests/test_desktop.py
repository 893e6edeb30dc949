"""A folder opened on the screen, by the system's own program."""

import sys
import time
from pathlib import Path

import pytest

from batchgen import desktop, errors

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows opens it by a call")


def test_the_system_s_program_gets_the_folder_as_one_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    for name in ("xdg-open", "open"):
        (tmp_path / name).write_text(
            f'#!/bin/sh\nprintf "%s|" "$@" > "{seen}.new"\nmv "{seen}.new" "{seen}"\n'
        )
        (tmp_path / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    desktop.open_folder(tmp_path / "a b; c")

    for _ in range(600):
        if seen.exists():
            break
        time.sleep(0.05)
    assert seen.read_text() == f"{tmp_path / 'a b; c'}|"


def test_without_such_a_program_it_is_said_where_the_folder_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(errors.UsageError) as raised:
        desktop.open_folder(tmp_path)

    assert str(tmp_path) in raised.value.hint
