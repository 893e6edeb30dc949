"""Who holds the run lock, asked without taking it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import holding
import pytest

from batchgen import errors, state

posix = pytest.mark.skipif(sys.platform == "win32", reason="record locks name their holder")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.batchgen.db"


@pytest.fixture
def other(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that holds the lock until its stdin ends."""
    with holding.holding("state.RunLock(path)", path) as process:
        yield process


def lock_of(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def is_refused(path: Path) -> bool:
    """Whether a program of its own is refused the lock."""
    code = "import sys; from pathlib import Path; from batchgen import state"
    code += "; state.RunLock(Path(sys.argv[1])).release()"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    return done.returncode != 0 and "StateInUseError" in done.stderr


def test_nobody_holds_what_was_never_locked_and_asking_makes_no_file(path: Path) -> None:
    assert state.holder(path) is None
    assert not lock_of(path).exists()


@posix
def test_the_holder_is_named_by_the_system_and_keeps_its_lock(
    path: Path, other: subprocess.Popen[str]
) -> None:
    holders = {state.holder(path) for _ in range(3)}

    assert [(found.pid, found.host, found.here) for found in holders if found] == [
        (other.pid, socket.gethostname(), True)
    ]
    assert is_refused(path)


def test_asking_in_the_process_that_holds_it_ends_no_lock(path: Path) -> None:
    lock = state.RunLock(path)

    found = state.holder(path)

    assert found is not None
    assert (found.pid, found.here) == (os.getpid(), True)
    assert is_refused(path)
    lock.release()
    assert state.holder(path) is None


@posix
def test_the_text_of_a_run_that_was_killed_names_nobody(path: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()

    assert lock_of(path).exists()
    assert state.holder(path) is None


@posix
def test_a_process_of_another_computer_is_never_taken_for_one_of_this(
    path: Path, other: subprocess.Popen[str]
) -> None:
    lock_of(path).write_text('{"pid": 1, "host": "elsewhere", "since": "2026-11-02T09:30:00+00:00"}')

    assert state.holder(path) == state.Holder(1, "elsewhere", "2026-11-02T09:30:00+00:00", here=False)


@posix
@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"pid": "x"}'])
def test_a_holder_that_says_nothing_is_not_to_be_signalled(
    path: Path, other: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("batchgen.state.runlock._MOMENT", 0.05)
    lock_of(path).write_text(text)

    assert state.holder(path) == state.Holder(other.pid, "", "", here=False)
    with pytest.raises(errors.StateInUseError, match="another process"):
        state.RunLock(path)


@posix
def test_a_lock_file_that_cannot_be_opened_names_nobody(path: Path) -> None:
    lock_of(path).symlink_to(path.with_name("elsewhere"))

    assert state.holder(path) is None
