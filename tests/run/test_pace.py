"""The pace in virtual time: close to a limit that nobody told, and almost never refused."""

from __future__ import annotations

import collections
import heapq
import itertools
import json

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


class Strict(Limit):
    """A hidden limit that holds for the creates of any second."""

    def __init__(self, plan: list[tuple[float, float]]) -> None:
        super().__init__(plan, burst=1.0)
        self.taken: collections.deque[float] = collections.deque()

    def takes(self, now: float) -> bool:
        while self.taken and self.taken[0] <= now - 1:
            self.taken.popleft()
        if len(self.taken) >= self.rate(now):
            return False
        self.taken.append(now)
        return True


class Lone(Limit):
    """Refuses one create, far below the limit."""

    def __init__(self, plan: list[tuple[float, float]], at: float) -> None:
        super().__init__(plan, burst=1.0)
        self.lone = [at]

    def takes(self, now: float) -> bool:
        if self.lone and now >= self.lone[0]:
            self.lone.clear()
            return False
        return super().takes(now)


class Run:
    """`rows` sent by `workers` that share one Pace; every answer takes `latency`."""

    def __init__(
        self,
        limit: Limit | list[tuple[float, float]],
        *,
        rows: int = 1200,
        workers: int = 20,
        latency: float = 0.3,
        burst: float = 1.0,
        retry_after: float | None = 1.0,
        top: float | None = None,
        learned: float | None = None,
    ) -> None:
        self.pace = pace.Pace(0.0, top=top, learned=learned)
        self.limit = limit if isinstance(limit, Limit) else Limit(limit, burst)
        self.rows, self.latency, self.retry_after = rows, latency, retry_after
        self.number = itertools.count()
        self.due: list[tuple[float, int, str]] = []
        self.left, self.out, self.refused = rows, 0, 0
        self.sent: list[float] = []
        self.seconds = 0.0
        self.begin(workers)
        self.go()

    def begin(self, workers: int) -> None:
        for _ in range(workers):
            self.at(0.0, "ask")

    def at(self, when: float, what: str) -> None:
        heapq.heappush(self.due, (when, next(self.number), what))

    def wait(self, now: float) -> float:
        alone = self.pace.cooldowns > 1 and self.out
        return 0.05 if alone else self.pace.ask(now)

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
        wait = self.wait(now)
        if wait > 0:
            self.at(now + min(wait, 1.0) + 1e-4, "ask")
            return
        self.left -= 1
        self.out += 1
        self.sent.append(now)
        taken = self.limit.takes(now + self.latency / 2)
        self.at(now + self.latency, "taken" if taken else "refused")

    def sent_between(self, since: float, until: float) -> float:
        return sum(since <= at < until for at in self.sent) / (until - since)

    @property
    def of_the_limit(self) -> float:
        return self.limit.ideal(self.rows) / self.seconds

    @property
    def times_ideal(self) -> float:
        return self.seconds / self.limit.ideal(self.rows)

    @property
    def refused_share(self) -> float:
        return self.refused / self.rows


class JointRun(Run):
    """The same by workers that take their places from one Pace, which a database keeps as text."""

    def begin(self, workers: int) -> None:
        self.places: collections.deque[float] = collections.deque()
        self.ask_at = 0.0
        super().begin(workers)

    def wait(self, now: float) -> float:
        while self.places and self.places[0] < now - 0.25:
            self.places.popleft()
        if not self.places and now >= self.ask_at:
            self.pace = pace.Pace.restored(self.pace.text(), now, top=None)
            places, wait = self.pace.take(now, 13)
            self.places, self.ask_at = collections.deque(places), now + wait
        if not self.places:
            return max(self.ask_at - now, 0.001)
        wait = self.places[0] - now
        if wait <= 0:
            self.places.popleft()
        return wait


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


BIG = [(0.0, 200.0)]


def big_run(kind: type[Run], limit: Limit, learned: float | None = None, rows: int = 5000) -> Run:
    return kind(limit, rows=rows, latency=0.08, retry_after=None, learned=learned)


@pytest.mark.parametrize("learned", [190.0, 194.0, 196.0, 198.0, 199.0, 202.0])
@pytest.mark.parametrize("kind", [Run, JointRun])
def test_from_a_learned_rate_five_thousand_rows_go_out_at_95_hundredths_of_the_limit(
    kind: type[Run], learned: float
) -> None:
    run = big_run(kind, Limit(BIG, burst=1.0), learned)

    assert run.of_the_limit >= 0.95
    assert run.refused_share <= 0.001


@pytest.mark.parametrize("rows", [1600, 2500, 4000, 7000])
@pytest.mark.parametrize("limit", [Limit, Strict])
def test_what_one_run_leaves_behind_is_enough_for_the_next(limit: type[Limit], rows: int) -> None:
    def fresh() -> Limit:
        return Strict(BIG) if limit is Strict else Limit(BIG, burst=1.0)

    one = big_run(Run, fresh(), rows=rows)
    next_one = big_run(Run, fresh(), learned=one.pace.worth_keeping)

    assert one.pace.learned
    assert next_one.of_the_limit >= 0.945
    assert next_one.refused_share <= 0.005


@pytest.mark.parametrize("kind", [Run, JointRun])
def test_from_nothing_a_limit_is_found_with_few_refusals(kind: type[Run]) -> None:
    run = big_run(kind, Limit(BIG, burst=1.0), rows=20_000)

    assert run.of_the_limit >= 0.91
    assert run.refused_share <= 0.005


@pytest.mark.parametrize(("limit", "rows"), [(20.0, 1200), (50.0, 3000)])
def test_from_nothing_a_minute_of_sending_comes_close_to_a_low_limit(limit: float, rows: int) -> None:
    run = Run([(0.0, limit)], rows=rows, latency=0.08)

    assert run.of_the_limit >= 0.93
    assert run.refused_share <= 0.01


@pytest.mark.parametrize("limit", [2.0, 5.0])
def test_a_limit_of_a_few_a_second_is_found_too(limit: float) -> None:
    run = Run([(0.0, limit)], rows=600, latency=0.08)

    assert run.of_the_limit >= 0.9
    assert run.refused_share <= 0.04


@pytest.mark.parametrize("kind", [Run, JointRun])
def test_a_limit_that_falls_to_half_is_followed_within_seconds(kind: type[Run]) -> None:
    run = big_run(kind, Strict([(0.0, 200.0), (20.0, 100.0)]), learned=196.0, rows=8000)

    assert run.sent_between(25, 35) <= 105
    assert run.sent_between(40, 50) >= 85
    assert run.refused_share <= 0.01


@pytest.mark.parametrize("kind", [Run, JointRun])
def test_a_limit_that_rises_is_found_within_a_minute(kind: type[Run]) -> None:
    run = big_run(kind, Strict([(0.0, 100.0), (40.0, 200.0)]), learned=98.0, rows=20_000)

    assert run.sent_between(100, 110) >= 160
    assert run.refused_share <= 0.005


@pytest.mark.parametrize("kind", [Run, JointRun])
def test_under_a_steady_limit_the_rate_stays_close_below_it(kind: type[Run]) -> None:
    run = big_run(kind, Strict(BIG), learned=194.0, rows=20_000)

    assert run.of_the_limit >= 0.95
    assert run.refused_share <= 0.001
    assert run.pace.good < 200


def test_a_refusal_by_chance_is_got_over() -> None:
    run = big_run(Run, Lone(BIG, at=2.5))

    assert run.sent_between(60, 65) >= 160


def test_a_refusal_by_chance_of_a_rate_that_was_found_takes_two_hundredths() -> None:
    paced = pace.Pace(0.0, learned=200.0)

    paced.refused(10.0)
    once = paced.rate
    paced.refused(12.0)

    assert once == pytest.approx(200 / 1.02)
    assert paced.rate == pytest.approx(once * 0.7)


def test_a_limit_of_a_minute_is_kept_to() -> None:
    run = Run(Limit([(0.0, 1.0)], burst=60.0), rows=300, latency=0.08, retry_after=None)

    assert run.of_the_limit >= 0.9
    assert run.refused_share <= 0.1


def test_the_search_halves_the_way_to_the_rate_that_was_refused() -> None:
    paced = pace.Pace(0.0, learned=100.0)
    paced.bad = 200.0
    rates = []
    for second in range(26):
        paced.ask(float(second))
        rates.append(paced.rate)
        for _ in range(200):
            paced.succeeded()

    assert rates[4::5] == pytest.approx([100, 150, 175, 187.5, 193.75])

    paced.refused(26.0)

    assert (paced.good, paced.bad) == (193.75, 196.875)
    assert paced.rate == paced.good


def test_what_the_connections_cannot_reach_is_no_rate_that_went_well() -> None:
    run = Run([(0.0, 1e9)], rows=2000, latency=0.5, workers=10)

    assert run.pace.rate <= 20 / pace.USED * (1 + pace.RAMP)


def test_a_cool_down_is_not_caught_up_with() -> None:
    paced = pace.Pace(0.0, learned=200.0)

    paced.refused(10.0)

    assert paced.ask(11.5) == 0.0
    assert paced.ask(11.5) == 0.0


def test_a_rate_that_was_refused_twice_is_not_kept_for_the_next_run() -> None:
    paced = pace.Pace(0.0, learned=200.0)

    paced.refused(10.0)
    after_one = paced.worth_keeping
    paced.refused(12.0)

    assert after_one == 200.0
    assert paced.worth_keeping == paced.rate == pytest.approx(200 / 1.02 * 0.7)


def test_all_of_it_goes_to_text_and_back() -> None:
    run = big_run(Run, Strict(BIG), rows=3000)

    again = pace.Pace.restored(run.pace.text(), run.seconds, top=None)

    assert vars(again) == vars(run.pace)


@pytest.mark.parametrize("learned", [True, False])
def test_what_another_version_wrote_is_read_as_far_as_it_is_known(*, learned: bool) -> None:
    text = json.dumps({"rate": 120.0, "cool_until": 30.0, "learned": learned, "_ceiling": 1.0, "_age": 2.0})

    paced = pace.Pace.restored(text, 10.0, top=None)
    waited = paced.ask(10.0)
    paced.refused(40.0)
    paced.refused(42.0)

    assert waited == pytest.approx(20.0)
    assert 50 <= paced.rate <= 120 * 0.7


def test_a_kept_pace_does_not_pass_the_rate_of_a_later_run() -> None:
    paced = pace.Pace.restored(big_run(Run, Limit(BIG, burst=1.0), rows=3000).pace.text(), 100.0, top=50.0)

    assert paced.rate <= 50


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
