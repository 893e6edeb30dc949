"""Budgets: what a run reserves and books, and what it may not send any more."""

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import enginekit
import faketavus
import pytest

from batchgen import errors, settings, spending, state
from batchgen.plan.account_search import lookups

ACCOUNT = {"unit": "videos", "amount": 12}
MONEY = {"unit": "cost", "amount": 5}
NEW_KEY = "f" * 32
FULL = "CREATE TRIGGER full BEFORE INSERT ON {} BEGIN SELECT raise(FAIL, 'database or disk is full'); END"


def place(home: Path) -> Path:
    return home / "batchgen" / "spending.db"


def rows_of(home: Path, sql: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(place(home))) as db, db:
        return db.execute(sql).fetchall()


def left(desk: enginekit.Desk, **options: object) -> float:
    return desk.plan(**options).allowances[0].left


@pytest.fixture
def other(api: faketavus.FakeTavus, tmp_path_factory: pytest.TempPathFactory) -> enginekit.Desk:
    """Another campaign of the same account."""
    return enginekit.desk(tmp_path_factory.mktemp("other"), api, enginekit.people(10, first=101))


def test_a_run_books_each_attempt_by_its_token(desk: enginekit.Desk, home_of_its_own: Path) -> None:
    done = desk.run(limit=3, price_per_minute=10.0)

    with state.read_state(desk.folder / "list.batchgen.db") as store:
        sent = {each.token: each.minutes for each in store.sent_since(0)}
    booked = rows_of(home_of_its_own, "SELECT token, minutes, cost, outcome FROM bookings")
    assert done.code == 0
    assert {token: minutes for token, minutes, *_ in booked} == sent
    assert [(cost, outcome) for _, minutes, cost, outcome in booked] == [
        (pytest.approx(2.33 / 3), "made")
        for _ in booked  # 14 seconds
    ]
    assert rows_of(home_of_its_own, "SELECT status, videos FROM runs") == [("settled", 3)]
    assert rows_of(home_of_its_own, "SELECT account FROM runs") == [(lookups.mark_of_key(enginekit.KEY),)]


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_only_its_owner_reads_what_was_spent_and_no_key_stands_in_it(
    desk: enginekit.Desk, home_of_its_own: Path
) -> None:
    desk.run(limit=1)

    assert stat.S_IMODE(place(home_of_its_own).stat().st_mode) == 0o600
    assert enginekit.KEY.encode() not in place(home_of_its_own).read_bytes()
    assert list((place(home_of_its_own).parent / "spending").iterdir()) == []


SIX, SEVEN = (f"To send the first {n}, add --limit {n}." for n in (6, 7))


@pytest.mark.parametrize(
    ("budget", "price", "plan", "left", "fits"),
    [
        ({"unit": "videos", "amount": 7, "per": "week"}, None, "10 videos would be sent", "7 videos", SEVEN),
        (
            {"unit": "cost", "amount": 5, "per": "month"},
            10.0,
            "The videos to send cost about 8.17 USD",
            "5.00 USD",
            SIX,
        ),
        (
            {"unit": "minutes", "amount": 0.5, "per": "day"},
            None,
            "The videos to send take about 0.8 minutes",
            "0.5 minutes",
            SIX,
        ),
    ],
)
def test_a_plan_over_its_budget_is_refused_before_anything_is_sent(
    desk: enginekit.Desk, budget: dict[str, object], price: float | None, plan: str, left: str, fits: str
) -> None:
    with pytest.raises(errors.PlanError) as refused:
        desk.run(account_budget=budget, price_per_minute=price)

    whole = f"{left} of the account's budget of {left} a {budget['per']} are left"
    assert refused.value.message == f"{plan}, but {whole}. {fits}"
    assert refused.value.exit_code == 2
    assert desk.api.posts == []


def test_a_budget_of_nothing_and_one_in_money_without_a_price_are_refused(desk: enginekit.Desk) -> None:
    nothing = desk.plan(account_budget={"unit": "videos", "amount": 0}).refusal
    unpriced = desk.plan(account_budget=MONEY).refusal

    assert nothing.endswith(
        "but nothing of the account's budget of 0 videos in all is left. Not even the first row fits."
    )
    assert unpriced.startswith("The account's budget of 5.00 USD in all needs a price.")


@pytest.mark.parametrize(
    "budget", [MONEY, {"unit": "minutes", "amount": 0.5}, {"unit": "videos", "amount": 3}]
)
def test_the_limit_that_a_refusal_names_fits_and_one_more_does_not(
    desk: enginekit.Desk, budget: dict[str, object]
) -> None:
    options = {"account_budget": budget, "price_per_minute": 10.0}
    fits = int(desk.plan(**options).refusal.split("--limit ")[1].rstrip("."))

    over = desk.plan(limit=fits + 1, **options)
    done = desk.run(limit=fits, **options)

    assert over.refusal
    assert (done.finished.counts["ready"], desk.made) == (fits, fits)


def test_the_plan_says_what_is_left_and_where_the_send_stops(desk: enginekit.Desk) -> None:
    from batchgen.plan import caps

    options = {"account_budget": MONEY, "price_per_minute": 10.0}
    desk.run(limit=2, **options)
    plan = desk.plan(limit=2, **options)

    sentence = plan.allowances[0].sentence(caps.need(plan, desk.settings(**options)))
    assert sentence == (
        "3.33 USD of the account's budget of 5.00 USD in all are left. This send stops at 1.67 USD."
    )


def test_one_account_has_one_budget_for_all_its_campaigns(
    desk: enginekit.Desk, other: enginekit.Desk
) -> None:
    desk.run(account_budget=ACCOUNT)

    with pytest.raises(errors.PlanError, match=r"2 videos of the account's budget .* add --limit 2"):
        other.run(account_budget=ACCOUNT)
    assert other.run(account_budget=ACCOUNT, limit=2).finished.counts["ready"] == 2
    assert desk.made == 12


def test_another_account_has_its_own(desk: enginekit.Desk, other: enginekit.Desk) -> None:
    desk.run(account_budget=ACCOUNT)
    with other.open(account_budget=ACCOUNT, api_key=NEW_KEY, lock=False) as batch:
        plan = batch.plan()

    assert (plan.refusal, plan.allowances[0].left) == ("", 12)


def test_a_key_that_was_renewed_in_the_account_does_not_begin_anew(
    desk: enginekit.Desk, other: enginekit.Desk
) -> None:
    desk.run(account_budget=ACCOUNT, limit=4)
    with desk.open(account_budget=ACCOUNT, api_key=NEW_KEY, lock=False) as batch:
        looked = batch.plan().allowances[0].left
    desk.run(account_budget=ACCOUNT, limit=1, api_key=NEW_KEY)
    other.run(account_budget=ACCOUNT, limit=2)  # still by the old one

    with other.open(account_budget=ACCOUNT, api_key=NEW_KEY, lock=False) as batch:
        by_new = batch.plan().allowances[0].left

    assert (looked, by_new, left(other, account_budget=ACCOUNT)) == (8, 5, 5)


def test_a_campaigns_budget_is_its_own_and_that_of_all_its_sheets(
    desk: enginekit.Desk, other: enginekit.Desk
) -> None:
    budget = {"unit": "videos", "amount": 11}
    campaign = desk.folder / "campaign.toml"
    second = desk.folder / "second.csv"
    desk.write(enginekit.people(10, first=201), second)
    desk.run(budget=budget, campaign=campaign)

    assert (
        "1 video of the campaign's budget of 11 videos in all is left"
        in desk.plan(budget=budget, campaign=campaign, sheet=second).refusal
    )
    assert other.plan(budget=budget).refusal == ""


def test_of_two_budgets_the_tightest_is_named(desk: enginekit.Desk) -> None:
    plan = desk.plan(account_budget={"unit": "videos", "amount": 8}, budget={"unit": "videos", "amount": 5})

    assert (
        "the campaign's budget of 5 videos in all are left. To send the first 5, add --limit 5."
        in plan.refusal
    )


def test_what_is_rejected_is_given_back(desk: enginekit.Desk) -> None:
    desk.api.faults.extend(["status:400:Script is required"] * 3)
    desk.run(account_budget=ACCOUNT)

    assert left(desk, account_budget=ACCOUNT) == 12 - desk.made == 5


def test_other_money_than_the_budgets_is_refused(desk: enginekit.Desk) -> None:
    with pytest.raises(errors.SettingsError, match=r"price of this campaign is in EUR"):
        desk.plan(account_budget=MONEY, price_per_minute=1.0, currency="EUR")


def test_what_was_sent_without_a_price_counts_at_the_price_of_now(desk: enginekit.Desk) -> None:
    desk.run(limit=2)

    assert left(desk, account_budget=MONEY, price_per_minute=10.0) == 3.4


def test_a_rehearsal_does_not_touch_the_file(desk: enginekit.Desk, home_of_its_own: Path) -> None:

    found = settings.load(desk.sheet, {"sandbox": True, "budget": MONEY})
    (desk.folder / "list.sandbox").mkdir()
    with desk.open(sandbox=True, budget=MONEY) as batch:
        list(batch.run(batch.plan()))

    assert (found.budget, found.account_budget) == (None, None)
    assert desk.made == 10
    assert not place(home_of_its_own).exists()


# the file cannot be written


@pytest.mark.parametrize("how", ["a folder", "no database", "full", "no journal", "no home"])
@pytest.mark.parametrize("scope", ["account_budget", "budget"])
def test_a_budget_that_cannot_be_kept_sends_nothing(
    desk: enginekit.Desk, home_of_its_own: Path, how: str, scope: str
) -> None:
    spoil(desk, place(home_of_its_own), how)
    whose = "account" if scope == "account_budget" else "campaign"

    with pytest.raises(errors.BatchgenError) as refused:
        desk.run(**{scope: ACCOUNT})

    assert refused.value.exit_code == 2
    assert f"So batchgen could not watch the {whose}'s budget of 12 videos in all, and sent nothing." in str(
        refused.value
    )
    where = settings.user_file() if scope == "account_budget" else "the settings"
    assert str(refused.value).endswith(f"If you do not need this limit, remove it from {where}.")
    assert desk.api.posts == []


@pytest.mark.parametrize("how", ["a folder", "no database", "full", "no journal"])
def test_without_a_budget_the_run_goes_on_and_says_that_it_is_not_in_the_ledger(
    desk: enginekit.Desk, home_of_its_own: Path, how: str
) -> None:
    spoil(desk, place(home_of_its_own), how)

    done = desk.run()

    assert (done.code, desk.made) == (0, 10)
    assert "The ledger will not show this run. batchgen cannot write down the spending in" in done.words


def spoil(desk: enginekit.Desk, path: Path, how: str) -> None:
    path.parent.mkdir(parents=True)
    if how == "a folder":
        path.mkdir()
    elif how == "no journal":
        # Where SQLite's journal goes nothing can be written, as in a folder that can only be read.
        path.with_name(f"{path.name}-journal").mkdir()
    elif how == "no database":
        path.write_text("this is no database" * 100)
    elif how == "no home":
        path.parent.rmdir()
        path.parent.write_text("no folder")
    else:
        path.parent.rmdir()
        with spending.opened(make=True):
            pass
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.execute(FULL.format("runs"))


def test_a_disk_that_fills_up_meanwhile_loses_nothing(desk: enginekit.Desk, home_of_its_own: Path) -> None:
    with desk.open(account_budget=ACCOUNT) as batch:
        events = batch.run(batch.plan())
        next(events)
        rows_of(home_of_its_own, FULL.format("bookings"))
        done = enginekit.Done(None, list(events))
    held = left(desk, account_budget=ACCOUNT)
    rows_of(home_of_its_own, "DROP TRIGGER full")

    assert done.code == 0
    assert "The next run, or batchgen ledger, adds it to the ledger." in done.words
    assert held == 2
    assert (left(desk, account_budget=ACCOUNT), rows_of(home_of_its_own, "SELECT status FROM runs")) == (
        2,
        [("settled",)],
    )


# the calendar


def test_last_months_videos_do_not_count_and_those_of_a_run_that_goes_on_do(
    desk: enginekit.Desk, other: enginekit.Desk, home_of_its_own: Path
) -> None:
    monthly = {**ACCOUNT, "per": "month"}
    with desk.open(account_budget=monthly, limit=4) as batch:
        events = batch.run(batch.plan())
        next(events)
        # It began before midnight of the last day of a month.
        rows_of(home_of_its_own, "UPDATE runs SET started_at = '2020-01-31T23:59:59.000+00:00'")
        during = left(other, account_budget=monthly)
        list(events)
    # One was sent before midnight, the others after it, whenever this test runs.
    rows_of(home_of_its_own, "UPDATE bookings SET at = '2999-01-01T00:00:00.000+00:00'")
    first = "WHERE token = (SELECT min(token) FROM bookings)"
    rows_of(home_of_its_own, f"UPDATE bookings SET at = '2020-01-31T23:59:59.000+00:00' {first}")

    assert (during, left(other, account_budget=monthly)) == (8, 9)
    assert left(other, account_budget=ACCOUNT) == 8


# two runs at once


def test_of_many_that_reserve_at_once_only_so_many_get_it(home_of_its_own: Path, tmp_path: Path) -> None:
    payer = spending.Payer("mark", "https://example.test", "", "")
    gate, said = threading.Barrier(8), []

    def reserve(number: int) -> None:
        path = tmp_path / f"{number}.batchgen.db"
        with state.open_state(path, service="https://example.test") as store:
            purchase = spending.Purchase(
                spending.new_id(), payer, "q4", path, 0, "2026-01-01", "mia", 4, 1.0, None, None, "USD"
            )

            def check(file: spending.SpendingFile) -> None:
                used = file.used("account", payer, "videos", since="", price=None, currency="USD")
                if used.booked + used.held + 4 > 12:
                    raise errors.PlanError("too much")

            gate.wait(30)
            try:
                held = spending.reserve(purchase, store, check=check)
            except errors.PlanError:
                said.append("refused")
            else:
                said.append("held")
                gate.wait(30)
                held.end(store)
                return
            gate.wait(30)

    threads = [threading.Thread(target=reserve, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["held"] * 3 + ["refused"] * 5


def start(desk: enginekit.Desk, api: faketavus.FakeTavus) -> subprocess.Popen[str]:
    order = ["run", str(desk.sheet), "-t", str(desk.folder / "t.j2"), "-r", "r90bbd427f71", "--yes"]
    return subprocess.Popen(
        [sys.executable, "-m", "batchgen", *order, "--settle", "0"],
        env={**os.environ, "TAVUS_API_KEY": enginekit.KEY, "TAVUS_API_URL": api.url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def first_to_end(programs: list[subprocess.Popen[str]]) -> Iterator[subprocess.Popen[str]]:
    """The first one that ends, then the other: that one follows videos which are not finished yet."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for program in programs:
            if program.poll() is not None:
                yield program
                yield next(each for each in programs if each is not program)
                return
        time.sleep(0.02)
    pytest.fail("both runs go on")


def test_two_campaigns_at_once_do_not_pass_the_accounts_budget_together(
    desk: enginekit.Desk, other: enginekit.Desk, api: faketavus.FakeTavus, home_of_its_own: Path
) -> None:
    settings_file = home_of_its_own / "batchgen" / "settings.toml"
    settings_file.parent.mkdir(parents=True)
    settings_file.write_text('budget = { unit = "videos", amount = 15 }\n')
    api.make_seconds = 1e9
    programs = [start(desk, api), start(other, api)]
    ends = first_to_end(programs)
    loser = next(ends)
    _, said = loser.communicate(timeout=60)
    api.make_seconds = 0.0
    winner = next(ends)
    until = time.monotonic() + 60
    while len(api.posts) < 10 and time.monotonic() < until:
        time.sleep(0.02)
    api.finish()
    winner.communicate(timeout=60)

    assert (loser.returncode, winner.returncode) == (2, 0), said
    assert "5 videos of the account's budget of 15 videos in all are left" in said
    assert "another run has reserved 10 videos" in said
    assert "To send the first 5, add --limit 5." in said
    assert len(api.posts) == 10


def test_the_reservation_of_a_run_that_lives_is_never_taken_away(
    desk: enginekit.Desk, other: enginekit.Desk
) -> None:
    with desk.open(account_budget=ACCOUNT) as batch:
        events = batch.run(batch.plan())
        next(events)
        for _ in range(3):
            with spending.opened(make=True) as file:
                assert file is not None
                spending.settle(file, doubtful=True)
        held = other.plan(account_budget=ACCOUNT).allowances[0].held
        list(events)

    assert held == 10
    assert other.plan(account_budget=ACCOUNT).allowances[0].held == 0


# lost answers


def test_a_row_that_was_proved_missing_and_sent_again_counts_once(
    desk: enginekit.Desk, home_of_its_own: Path
) -> None:
    desk.api.faults.extend(["dropped", "close_after_body"])

    done = desk.run(account_budget=ACCOUNT)

    assert (done.code, desk.made, len(desk.api.posts)) == (0, 10, 11)
    assert left(desk, account_budget=ACCOUNT) == 2
    assert rows_of(home_of_its_own, "SELECT count(*), count(DISTINCT token) FROM bookings") == [(10, 10)]


def test_an_unknown_attempt_keeps_its_share_also_when_its_row_is_sent_again(
    desk: enginekit.Desk, home_of_its_own: Path
) -> None:
    desk.api.name_filter = "drop"  # then nothing is ever proved missing
    desk.api.faults.append("dropped")
    first = desk.run(account_budget=ACCOUNT, connections=1)
    after_first = left(desk, account_budget=ACCOUNT)

    desk.run(account_budget=ACCOUNT, redo="unknown")

    assert (first.finished.counts["unknown"], after_first) == (1, 2)
    assert (desk.made, left(desk, account_budget=ACCOUNT)) == (10, 1)
    outcomes = "SELECT outcome, count(*) FROM bookings GROUP BY outcome"
    assert rows_of(home_of_its_own, outcomes) == [("made", 10), ("unknown", 1)]


@pytest.mark.parametrize("made", [True, False])
def test_an_unknown_attempt_is_booked_as_what_a_later_run_finds(
    desk: enginekit.Desk, home_of_its_own: Path, made: bool
) -> None:
    desk.api.list_lag = 1e9  # its list does not show what was just made
    desk.api.faults.append("close_after_body" if made else "dropped")
    desk.run(account_budget=ACCOUNT, connections=1, no_wait=True)
    unknown = rows_of(home_of_its_own, "SELECT count(*) FROM bookings WHERE outcome = 'unknown'")
    desk.api.list_lag = 0.0

    desk.wait(account_budget=ACCOUNT)

    assert unknown == [(1,)]
    assert left(desk, account_budget=ACCOUNT) == 12 - desk.made == (2 if made else 3)
    assert rows_of(home_of_its_own, "SELECT DISTINCT outcome FROM bookings") == [("made",)]


def test_videos_that_were_found_in_the_account_are_not_paid_twice_in_the_books(
    desk: enginekit.Desk, home_of_its_own: Path
) -> None:
    desk.run(limit=3, account_budget=ACCOUNT)
    (desk.folder / "list.batchgen.db").unlink()

    done = desk.run(account_budget=ACCOUNT)

    assert (done.code, desk.made) == (0, 10)
    assert left(desk, account_budget=ACCOUNT) == 2


def test_a_file_of_an_earlier_version_gets_what_it_lacks(desk: enginekit.Desk, home_of_its_own: Path) -> None:
    desk.run(limit=2, account_budget=ACCOUNT)
    rows_of(home_of_its_own, "DROP TABLE keys")
    rows_of(home_of_its_own, "PRAGMA user_version = 1")

    assert left(desk, account_budget=ACCOUNT) == 10
