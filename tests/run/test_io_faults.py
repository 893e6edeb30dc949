"""Every n-th write, commit, send and answer fails or ends the program: n = 1, 2, … until untouched."""

import sqlite3
import sys
from pathlib import Path

import enginekit
import faketavus
import killing
import pytest

from batchgen import campaign, errors, models, state

ROWS = 2
forks = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")


class Ended(BaseException):
    """The program ends here: nothing of it runs any more."""


class Fault:
    """Strikes at the n-th call of some names."""

    def __init__(self, number: int, names: set[str], error: BaseException) -> None:
        self.left, self.names, self.error = number, names, error
        self.struck = False

    def __call__(self, name: str) -> None:
        if name in self.names and not self.struck:
            self.left -= 1
            if self.left == 0:
                self.struck = True
                raise self.error


def run(desk: enginekit.Desk, fault: Fault | None, *, at: str) -> bool:
    """Run once; say whether the fault struck."""
    options = {"hook": fault} if at == "hook" else {"probe": fault}
    try:
        with campaign.Batch.open(
            desk.settings(connections=1, no_wait=True),
            api_key=enginekit.KEY,
            clock=desk.clock,
            sleep=desk.clock.sleep,
            **(options if fault is not None else {}),  # type: ignore[arg-type]
        ) as batch:
            list(batch.run(batch.plan()))
    except (errors.BatchgenError, sqlite3.Error, Ended):
        pass
    return fault is not None and fault.struck


def settle(desk: enginekit.Desk) -> None:
    """Open the state file as the next run does, and check it."""
    path = desk.folder / "list.batchgen.db"
    if path.exists():
        with state.open_state(path, service=desk.api.url):
            pass
        check(desk)


def check(desk: enginekit.Desk) -> None:
    """Nothing paid twice, no id lost."""
    assert desk.api.paid_twice() == {}
    with state.read_state(desk.folder / "list.batchgen.db") as store:
        looked_for = {attempt.token for attempt in store.unknown_attempts()}
        known = store.known_ids()
    made = [post for post in desk.api.posts if post.made]
    assert [post for post in made if post.made not in known and post.token not in looked_for] == []


def strike_until_untouched(folder: Path, names: set[str], error: BaseException, *, at: str) -> int:
    for number in range(1, 60):
        place = folder / str(number)
        place.mkdir()
        with faketavus.FakeTavus() as api:
            desk = enginekit.desk(place, api, enginekit.people(ROWS))
            struck = run(desk, Fault(number, names, error), at=at)
            settle(desk)
            done = desk.run(redo="unknown")
            assert done.code == 0
            assert desk.made == ROWS
            assert api.paid_twice() == {}
        if not struck:
            return number
    pytest.fail("the fault never stopped striking")


def test_every_commit_may_fail(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")

    assert strike_until_untouched(tmp_path, {"commit"}, error, at="probe") > 5


def test_every_write_may_fail(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("database or disk is full")

    assert strike_until_untouched(tmp_path, {"write"}, error, at="probe") > 5


@pytest.mark.parametrize("point", ["after_intent", "after_send", "after_answer", "after_commit"])
def test_every_step_of_a_request_may_be_the_last(tmp_path: Path, point: str) -> None:
    assert strike_until_untouched(tmp_path, {point}, Ended(), at="hook") == ROWS + 1


def test_writing_the_results_may_be_the_last(tmp_path: Path) -> None:
    assert strike_until_untouched(tmp_path, {"during_sheet"}, Ended(), at="hook") >= 2


NETWORK = ("sendall", "recv")


@forks
@pytest.mark.parametrize("how", ["error", "exit"])
def test_every_send_and_receive_of_a_process_may_fail_or_be_its_last(tmp_path: Path, how: str) -> None:
    struck = strike_processes(tmp_path, NETWORK, how, rows=1)

    # At least one of each for the replica and one for the video.
    assert min(struck.values()) >= 2


@forks
@pytest.mark.long
@pytest.mark.parametrize("how", ["error", "exit"])
def test_every_system_call_of_a_process_may_fail_or_be_its_last(tmp_path: Path, how: str) -> None:
    struck = strike_processes(tmp_path, (*NETWORK, "fsync", "replace", "write"), how, rows=4)

    assert min(struck.values()) >= 1


def strike_processes(folder: Path, calls: tuple[str, ...], how: str, *, rows: int) -> dict[str, int]:
    """Let the n-th call fail, or be the last of a process: n = 1, 2, … until untouched. Count the strikes."""
    struck = dict.fromkeys(calls, 0)
    with killing.Zygote() as zygote:
        for call in calls:
            place = folder / f"{call}1"
            while strike_a_process(zygote, place, call=call, number=struck[call] + 1, how=how, rows=rows):
                struck[call] += 1
                place = folder / f"{call}{struck[call] + 1}"
                assert struck[call] < 60
    return struck


def strike_a_process(
    zygote: killing.Zygote, place: Path, *, call: str, number: int, how: str, rows: int
) -> bool:
    """Let a process run with a fault, look at what it left and go on; say whether the fault struck."""
    place.mkdir()
    with faketavus.FakeTavus() as api:
        desk = enginekit.desk(place, api, enginekit.people(rows))
        order = {
            "sheet": str(desk.sheet),
            "template": str(place / "t.j2"),
            "fields": {"replica_id": "r90bbd427f71"},
            "api_url": api.url,
            "settle": 0.0,
            "rate": 20.0,
            "connections": 1,
            "no_wait": True,
            "ignore_account": True,
        }
        strike = {"call": call, "number": number, "how": how, "marker": str(place / "struck")}
        zygote.live(settings=order, strike=strike)
        settle(desk)
        done = desk.run(redo="unknown", no_wait=True)

        assert (done.code, desk.made) == (0, rows)
        assert api.paid_twice() == {}
    return (place / "struck").exists()


def test_the_events_end_with_what_came_of_the_run(tmp_path: Path) -> None:
    with faketavus.FakeTavus() as api:
        desk = enginekit.desk(tmp_path, api, enginekit.people(ROWS))

        done = desk.run()

    assert isinstance(done.events[-1], models.Finished)
    assert done.finished.counts == {"ready": ROWS}
