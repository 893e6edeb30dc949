"""Many links asked at a time: how many at once, each once, and not for ever."""

import collections
import threading

from batchgen import net

AT_ONCE = {"at_once": 6, "per_host": 2, "seconds": 60.0}


class Counting:
    """Counts who is asked at a time, in all and of each host; an answer takes as long as others come in."""

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.busy: collections.Counter[str] = collections.Counter()
        self.most: collections.Counter[str] = collections.Counter()
        self.asked: list[str] = []

    def __call__(self, url: str) -> str:
        host = url.split("/")[2]
        with self.guard:
            self.asked.append(url)
            for name in (host, "all"):
                self.busy[name] += 1
                self.most[name] = max(self.most[name], self.busy[name])
        threading.Event().wait(0.002)
        with self.guard:
            self.busy -= collections.Counter([host, "all"])
        return url.upper()


def test_each_link_is_asked_once_and_answered_for_itself():
    urls = [f"http://a.org/{number}" for number in (1, 2, 2, 1, 3)]
    ask = Counting()

    found = net.ask_all(urls, ask, **AT_ONCE)

    assert found == {f"http://a.org/{number}": f"HTTP://A.ORG/{number}" for number in (1, 2, 3)}
    assert sorted(ask.asked) == sorted(set(urls))


def test_no_more_are_asked_at_a_time_than_was_said():
    urls = [f"http://{host}.org/{number}" for host in "abcde" for number in range(12)]
    ask = Counting()

    net.ask_all(urls, ask, **AT_ONCE)

    assert ask.most["all"] <= 6
    assert max(ask.most[f"{host}.org"] for host in "abcde") <= 2


def test_one_server_does_not_hold_the_others_up():
    slow = threading.Event()

    def ask(url: str) -> str:
        if "slow" in url:
            assert slow.wait(60)
        elif url.endswith("/9"):
            slow.set()
        return "done"

    urls = [f"http://slow.org/{number}" for number in range(10)] + [
        f"http://a.org/{number}" for number in range(10)
    ]

    assert set(net.ask_all(urls, ask, **AT_ONCE).values()) == {"done"}


def test_a_server_that_is_silent_three_times_in_a_row_is_not_asked_again():
    asked = []

    def ask(url: str) -> str:
        asked.append(url)
        raise net.NotReachedError("There is no address for a.org.", why="its name has no address")

    found = net.ask_all([f"http://a.org/{n}" for n in range(50)], ask, at_once=1, per_host=1, seconds=60)

    assert len(asked) == 3
    assert [error.why for error in found.values()] == ["its name has no address"] * 3 + [
        "its server does not answer"
    ] * 47


def test_other_troubles_do_not_give_a_server_up():
    def ask(url: str) -> str:
        raise net.ForbiddenLinkError("It must begin with http.")

    found = net.ask_all([f"http://a.org/{n}" for n in range(50)], ask, **AT_ONCE)

    assert {error.why for error in found.values()} == {"It must begin with http."}


def test_what_is_not_done_in_time_is_told_as_that():
    never = threading.Event()

    def ask(url: str) -> str:
        never.wait(60)
        return url

    found = net.ask_all(["http://a.org/1", "http://b.org/1"], ask, at_once=1, per_host=1, seconds=0.01)
    never.set()

    assert {error.why for error in found.values()} == {"there was no time left for this link"}


def test_nothing_is_asked_where_there_are_no_links():
    assert net.ask_all([], Counting(), **AT_ONCE) == {}
