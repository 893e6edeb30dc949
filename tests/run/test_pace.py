"""The pace in virtual time: close to a limit that nobody told, and almost never refused."""

from __future__ import annotations

import heapq
import itertools

import pytest

from batchgen.run import pace


class Limit:
    """A hidden limit on creates a second: a token bucket that holds `burst` seconds of it."""

    def __init__(self, plan: list[tuple[float, float]], burst: float) -> None:
        self.plan, self.burst = plan, burst
        self.level, self.at = 1.0, 0.0

    def rate(self, now: float) -> float:
        return [rate for since, rate in self.plan if now >= since][-1]

    def takes(self, now: float) -> bool:
        rate = self.rate(now)
        self.level = min(max(1.0, rate * self.burst), self.level + (now - self.at) * rate)
        self.at = now
        if self.level < 1:
            return False
        self.level -= 1
        return True

    def ideal(self, rows: int) -> float:
        done = now = 0.0
        while done < rows:
            done += self.rate(now) * 0.01
            now += 0.01
        return now


class Run:
    """`rows` sent by `workers` that share one Pace; every answer takes `latency`."""

    def __init__(
        self,
        plan: list[tuple[float, float]],
        *,
        rows: int = 1200,
        workers: int = 20,
        latency: float = 0.3,
        burst: float = 1.0,
        retry_after: float | None = 1.0,
        top: float | None = None,
    ) -> None:
        self.pace = pace.Pace(0.0, top=top)
        self.limit = Limit(plan, burst)
        self.rows, self.latency, self.retry_after = rows, latency, retry_after
        self.number = itertools.count()
        self.due: list[tuple[float, int, str]] = []
        self.left, self.out, self.refused = rows, 0, 0
        self.sent: list[float] = []
        self.seconds = 0.0
        for _ in range(workers):
            self.at(0.0, "ask")
        self.go()

    def at(self, when: float, what: str) -> None:
        heapq.heappush(self.due, (when, next(self.number), what))

    def go(self) -> None:
        while self.due:
            now, _, what = heapq.heappop(self.due)
            if what == "ask":
                self.ask(now)
                continue
            self.out -= 1
            self.seconds = now
            if what == "taken":
                self.pace.succeeded()
            else:
                self.refused += 1
                self.left += 1
                self.pace.refused(now, self.retry_after)
            self.at(now, "ask")

    def ask(self, now: float) -> None:
        if self.left <= 0:
            if self.out:
                self.at(now + 0.05, "ask")
            return
        alone = self.pace.cooldowns > 1 and self.out
        wait = 0.05 if alone else self.pace.ask(now)
        if wait > 0:
            self.at(now + min(wait, 1.0) + 1e-4, "ask")
            return
        self.left -= 1
        self.out += 1
        self.sent.append(now)
        taken = self.limit.takes(now + self.latency / 2)
        self.at(now + self.latency, "taken" if taken else "refused")

    @property
    def times_ideal(self) -> float:
        return self.seconds / self.limit.ideal(self.rows)

    @property
    def refused_share(self) -> float:
        return self.refused / self.rows


STEADY, FALLING, RISING = [(0.0, 20.0)], [(0.0, 20.0), (30.0, 8.0)], [(0.0, 8.0), (30.0, 20.0)]


@pytest.mark.parametrize("workers", [8, 20])
@pytest.mark.parametrize("latency", [0.05, 0.3])
@pytest.mark.parametrize("retry_after", [1.0, None])
@pytest.mark.parametrize("plan", [STEADY, FALLING, RISING], ids=["steady", "falling", "rising"])
def test_a_hidden_limit_costs_a_fifth_of_the_time_and_three_refusals_in_a_hundred_at_most(
    plan: list[tuple[float, float]], retry_after: float | None, latency: float, workers: int
) -> None:
    run = Run(plan, retry_after=retry_after, latency=latency, workers=workers)

    assert run.times_ideal <= 1.2
    assert run.refused_share <= 0.03


@pytest.mark.parametrize("plan", [STEADY, FALLING, RISING], ids=["steady", "falling", "rising"])
def test_a_limit_that_allows_no_burst_is_found_too(plan: list[tuple[float, float]]) -> None:
    run = Run(plan, burst=0.1, rows=4000)

    assert run.times_ideal <= 1.2
    assert run.refused_share <= 0.03


def test_without_a_limit_it_starts_at_five_and_grows_by_half_each_second() -> None:
    run = Run([(0.0, 1e9)], rows=100, latency=0.01)

    per_second = [sum(n <= at < n + 1 for at in run.sent) for n in range(5)]
    assert per_second == pytest.approx([5, 7, 11, 16, 25], abs=2)
    assert run.refused == 0


@pytest.mark.parametrize("top", [1, 2, 10, 50, 200, 1000])
def test_the_users_rate_is_reached_at_once_and_never_passed_in_any_second(top: float) -> None:
    run = Run([(0.0, 1e9)], rows=int(top * 5), latency=0.005, top=top)

    most = max(sum(at <= other < at + 1 for other in run.sent) for at in run.sent[:: max(1, int(top / 20))])
    assert most <= top
    assert run.seconds <= 5 * 1.1 + 1


def test_the_users_rate_gives_way_to_a_lower_limit_and_comes_back_to_it() -> None:
    run = Run([(0.0, 5.0), (20.0, 1e9)], rows=1500, top=20)

    last_seconds = sum(run.seconds - 10 <= at for at in run.sent)
    assert 150 <= last_seconds <= 200


def test_a_refusal_cuts_the_rate_once_a_second_and_cools_all_threads_down() -> None:
    paced = pace.Pace(0.0)
    before = paced.rate

    first = paced.refused(10.0, 7.0)
    second = paced.refused(10.1, 3.0)

    assert paced.rate == pytest.approx(before * 0.7)
    assert (first, second) == (7.0, 0.0)
    assert paced.ask(10.2) == pytest.approx(6.8)
    assert paced.ask(17.0) == 0.0


def test_a_lone_refusal_under_the_users_rate_cools_down_and_cuts_nothing() -> None:
    paced = pace.Pace(0.0, top=20.0)
    before = paced.rate

    first = paced.refused(30.0, 1.0)
    paced.refused(30.2, 1.0)
    after_one = paced.rate
    paced.refused(33.0, 1.0)
    after_another = paced.rate
    paced.refused(60.0, 1.0)

    assert first == 1.0
    assert after_one == before
    assert after_another == paced.rate == pytest.approx(before * 0.7)


def test_a_longer_retry_after_in_the_same_moment_prolongs_the_cool_down() -> None:
    paced = pace.Pace(0.0)

    paced.refused(10.0, 2.0)
    paced.refused(10.1, 9.0)

    assert paced.ask(12.0) == pytest.approx(7.1)


def test_cool_downs_without_a_hint_grow_to_a_minute_until_something_is_taken() -> None:
    paced = pace.Pace(0.0)
    now, waits = 0.0, []
    for _ in range(8):
        waits.append(paced.refused(now))
        now = paced.cool_until
    paced.succeeded()
    waits.append(paced.refused(now + 1))

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 1]


def test_an_absurd_retry_after_is_cut_to_a_minute() -> None:
    assert pace.Pace(0.0).refused(0.0, 1e9) == pace.LONGEST_COOLDOWN


def test_time_without_use_is_no_reason_to_grow() -> None:
    paced = pace.Pace(0.0)

    for second in range(100):
        paced.ask(float(second) * 10)

    assert paced.rate == pace.FIRST_RATE


def test_a_learned_rate_is_where_the_next_run_begins() -> None:
    paced = pace.Pace(0.0, learned=42.0)

    assert paced.rate == 42.0
    assert paced.learned
