"""The stop file: seen, obeyed once, removed; an old one is not for this run."""

import threading
from pathlib import Path

from batchgen.campaign import stop_file

SOON = 0.005
LONG = 60.0


class Asked:
    """Counts who asked for a stop, and can be waited for."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._more = threading.Semaphore(0)

    def __call__(self, why: str) -> None:
        self.words.append(why)
        self._more.release()

    def wait(self) -> bool:
        return self._more.acquire(timeout=LONG)


def test_a_file_asks_once_and_is_removed_and_a_second_one_asks_again(tmp_path: Path) -> None:
    state, asked = tmp_path / "list.batchgen.db", Asked()
    path = tmp_path / "list.batchgen.db.stop"

    with stop_file.watched(state, asked, every=SOON):
        for _ in range(2):
            path.touch()
            assert asked.wait()
            assert not path.exists()

    assert asked.words == [f"{path} asks for it"] * 2


def test_a_file_of_before_the_run_is_removed_and_stops_nothing(tmp_path: Path) -> None:
    state, asked = tmp_path / "list.batchgen.db", Asked()
    stop_file.place(state).touch()

    with stop_file.watched(state, asked, every=SOON):
        assert not stop_file.place(state).exists()

    assert asked.words == []


def test_what_cannot_be_removed_is_ignored_if_old_and_obeyed_once_if_new(tmp_path: Path) -> None:
    old, new, asked = tmp_path / "old.db", tmp_path / "new.db", Asked()
    stop_file.place(old).mkdir()

    with stop_file.watched(old, asked, every=SOON), stop_file.watched(new, asked, every=SOON):
        stop_file.place(new).mkdir()
        assert asked.wait()

    assert asked.words == [f"{stop_file.place(new)} asks for it"]


def test_nothing_watches_when_the_run_is_over(tmp_path: Path) -> None:
    state, asked = tmp_path / "list.batchgen.db", Asked()

    with stop_file.watched(state, asked, every=SOON):
        pass
    stop_file.place(state).touch()

    assert stop_file.place(state).exists()
    assert asked.words == []
