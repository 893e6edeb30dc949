"""Edited rows are the same people: which new row is whose, what waits, and the three ways out."""

import random
import re
import sqlite3

import enginekit
import faketavus
import growth
import pytest
import statejobs

from batchgen import campaign, errors

FIRST = ("Ana", "Bo", "Chi", "Dev", "Eve", "Nan", "Zoë")


def crowd(count: int, *columns: str) -> list[dict[str, str]]:
    """People with common first names; everything else is theirs alone."""
    dice = random.Random(7)
    rows = []
    for n in range(1, count + 1):
        row = {
            "first_name": dice.choice(FIRST),
            "last_name": f"Last{n}",
            "company": f"Firm {n}",
            "email": f"p{n}@example.com",
            "phone": f"555 {n:04}",
            "city": "Leeds",
        }
        rows.append({name: row[name] for name in columns or row})
    return rows


def edit(rows: list[dict[str, str]], at: int, **cells: str) -> None:
    rows[at] = rows[at] | cells


def pay(batch: campaign.Batch) -> None:
    """Take a plan over as if all of its videos were made, in no time."""
    plan = batch.plan()
    batch._open_for_run().carry_out(plan.roster.changes(), batch._orders(plan))

    def make(db: sqlite3.Connection) -> None:
        db.execute(
            "INSERT INTO attempts (id, job_id, token, request_json, request_hash, start_seq, started_at,"
            " outcome, stage) SELECT id, id, '', request_json, request_hash, id, '', 'made', 'ready'"
            " FROM jobs WHERE attempt IS NULL"
        )
        db.execute("UPDATE jobs SET stage = 'ready', attempt = id WHERE attempt IS NULL")

    statejobs.change(batch.store, make)


@pytest.fixture
def plain(api: faketavus.FakeTavus, desk: enginekit.Desk) -> enginekit.Desk:
    """Fifty people known by all their cells, first name and company; their videos are made."""
    desk.write(crowd(50, "first_name", "company"))
    desk.run()
    return desk


@pytest.mark.parametrize(
    ("columns", "count", "edits"),
    [
        (("first_name", "company"), 50, 5),
        (("first_name", "company"), 200, 20),
        (("first_name", "company", "email"), 50, 5),
        (("first_name", "company", "email"), 200, 20),
    ],
)
def test_edited_rows_are_not_paid_again(
    desk: enginekit.Desk, columns: tuple[str, ...], count: int, edits: int
) -> None:
    rows = crowd(count, *columns)
    desk.write(rows)
    desk.run()
    for at in range(0, count, count // edits):
        edit(
            rows, at, company=f"Firma {at}", **({"email": f"q{at}@example.com"} if "email" in columns else {})
        )
    desk.write(rows)

    done = desk.run()

    assert (done.code, desk.made) == (1, count)
    assert done.plan is not None
    assert (len(done.plan.pairs), done.plan.new, done.plan.gone, done.plan.to_send) == (edits, 0, 0, 0)
    assert [row["status"] for row in desk.results()].count("outdated") == edits


def test_a_pair_waits_and_the_others_are_sent(plain: enginekit.Desk) -> None:
    rows = crowd(52, "first_name", "company")
    edit(rows, 9, company="Firm Ten")
    plain.write(rows)

    done = plain.run()

    assert done.plan is not None
    assert [(p.row, p.was_row, p.was) for p in done.plan.pairs] == [
        (11, 11, f"{rows[9]['first_name']}, Firm 10")
    ]
    assert (done.code, plain.made, done.plan.new) == (1, 52, 2)
    result = plain.results()[9]
    assert (result["status"], result["hosted_url"]) == ("outdated", "")
    assert result["video_id"]
    assert "This may be" in result["error"]
    assert "video says “Firm 10" in result["error"]
    words = " ".join(done.plan.notes)
    assert "Row 11 (" in words
    assert "--accept-new 1" in words


def test_one_number_lets_in_all_who_seem_to_be_edited(desk: enginekit.Desk) -> None:
    rows = crowd(30)
    desk.write(rows)
    desk.run(key=("email",))
    edit(rows, 3, email="other3@example.com")
    edit(rows, 9, email="other9@example.com", company="Firm Ten")
    desk.write(rows)

    plan = desk.plan(key=("email",))
    numbers = {re.search(r"--accept-new (\d+)", note) for note in plan.notes if "--accept-new" in note}
    let_in = desk.plan(key=("email",), accept_new=2)

    assert {found[1] for found in numbers if found} == {"2"}
    assert len(numbers) == 2
    assert (plan.to_send, let_in.to_send) == (0, 2)


def test_a_pair_still_waits_when_the_sheet_is_sorted_and_run_again(plain: enginekit.Desk) -> None:
    rows = crowd(50, "first_name", "company")
    edit(rows, 9, company="Firm Ten")
    plain.write(rows)
    plain.run()
    plain.write(sorted(rows, key=lambda row: row["company"], reverse=True))

    done = plain.run()
    again = plain.run()

    assert (done.code, again.code, plain.made) == (1, 1, 50)
    assert done.plan is not None
    assert len(done.plan.pairs) == 1


def test_a_pair_still_waits_when_rows_are_put_above_it_and_it_is_edited_once_more(
    plain: enginekit.Desk,
) -> None:
    rows = crowd(50, "first_name", "company")
    edit(rows, 9, company="Firm Ten")
    plain.write([{"first_name": "New", "company": "At the top"}, *rows])
    plain.run()
    edit(rows, 9, company="Firm No. Ten")
    plain.write([{"first_name": "New", "company": "At the top"}, *rows])

    done = plain.run()

    assert (done.code, plain.made) == (1, 51)


def test_an_edit_that_is_taken_back_is_done_again(plain: enginekit.Desk) -> None:
    rows = crowd(50, "first_name", "company")
    edit(rows, 9, company="Firm Ten")
    plain.write(rows)
    plain.run()
    plain.write(crowd(50, "first_name", "company"))

    done = plain.run()

    assert (done.code, plain.made) == (0, 50)
    assert {row["status"] for row in plain.results()} == {"ready"}


def test_a_row_of_a_pair_that_is_removed_leaves_the_video_ready(plain: enginekit.Desk) -> None:
    rows = crowd(50, "first_name", "company")
    edit(rows, 9, company="Firm Ten")
    plain.write(rows)
    plain.run()
    plain.write([*rows[:9], *rows[10:]])

    done = plain.run()

    [gone] = plain.results(plain.folder / "list.unmatched.csv")
    assert (done.code, plain.made) == (0, 50)
    assert gone["status"] == "ready"
    assert gone["hosted_url"]


def test_redo_changed_makes_the_video_of_a_pair_again(plain: enginekit.Desk) -> None:
    rows = crowd(50, "first_name", "company")
    edit(rows, 9, company="Firm Ten")
    plain.write(rows)
    plain.run()

    done = plain.run(redo="changed")
    again = plain.run()

    assert done.plan is not None
    assert (done.plan.to_send, done.plan.paying_again) == (1, 1)
    assert (done.code, again.code, plain.made) == (0, 0, 51)
    assert "Firm Ten" in str(plain.api.videos[plain.results()[9]["video_id"]].body["script"])


def test_accept_changed_keeps_the_video_of_a_pair(plain: enginekit.Desk) -> None:
    rows = crowd(50, "first_name", "company")
    edit(rows, 9, company="Firm Ten")
    plain.write(rows)
    before = plain.results()[9]["video_id"]

    done = plain.run(accept="changed")
    again = plain.run()

    assert (done.code, again.code, plain.made) == (0, 0, 50)
    assert (plain.results()[9]["video_id"], plain.results()[9]["status"]) == (before, "ready")


def test_accept_new_gives_each_row_in_a_pair_a_video_of_its_own(plain: enginekit.Desk) -> None:
    rows = crowd(55, "first_name", "company")
    edit(rows, 9, company="Firm Ten")
    edit(rows, 19, company="Firm Twenty")
    plain.write(rows)

    few = plain.run(accept_new=1)
    done = plain.run(accept_new=2)
    again = plain.run()

    assert few.plan is not None
    assert (few.plan.new, len(few.plan.pairs)) == (5, 2)
    assert (few.code, done.code, again.code, plain.made) == (1, 0, 0, 57)
    assert done.plan is not None
    assert (done.plan.pairs, done.plan.gone) == ((), 2)
    gone = plain.results(plain.folder / "list.unmatched.csv")
    assert [row["status"] for row in gone] == ["ready", "ready"]


def test_the_guard_stays_and_then_accept_new_counts_all_new_rows(plain: enginekit.Desk) -> None:
    rows = crowd(53, "first_name", "company")
    for at in range(10):
        edit(rows, at, company=f"Firma {at}")
    plain.write(rows)

    with pytest.raises(errors.PlanError, match="this may be another sheet") as stop:
        plain.run(accept_new=10)
    assert "--accept-new 13" in str(stop.value)
    assert "10 of them look like the same people" in str(stop.value)
    kept = plain.run(accept="changed")

    assert (kept.code, plain.made) == (0, 53)


def test_the_guard_lets_all_new_rows_in_with_their_number(plain: enginekit.Desk) -> None:
    rows = crowd(50, "first_name", "company")
    for at in range(10):
        edit(rows, at, company=f"Firma {at}")
    plain.write(rows)

    done = plain.run(accept_new=10)

    assert (done.code, plain.made) == (0, 60)


@pytest.mark.parametrize(("accepted", "sent"), [(9, 0), (10, 10)])
def test_the_guard_counts_no_new_row_that_the_run_leaves_out(
    plain: enginekit.Desk, accepted: int, sent: int
) -> None:
    rows = crowd(50, "first_name", "company")
    for at in range(10):
        edit(rows, at, company=f"Firma {at}")
    plain.write([*rows, *({"first_name": "Zed", "company": "Left out"} for _ in range(3))])

    plan = plain.plan(where='company != "Left out"', accept_new=accepted)

    assert plan.to_send == sent


def test_an_edited_row_is_told_from_one_of_the_same_name_put_beside_it(plain: enginekit.Desk) -> None:
    rows = crowd(50, "first_name", "company")
    name = rows[9]["first_name"]
    edit(rows, 9, company="Firm Ten")
    plain.write([*rows[:9], {"first_name": name, "company": "Elsewhere"}, *rows[9:]])

    done = plain.run()

    assert plain.made == 51
    assert done.plan is not None
    assert len(done.plan.pairs) == 1


@pytest.mark.parametrize(
    ("now", "pairs"),
    [
        # Nothing tells them apart: each is the one who stood where it stands.
        ([("New 1", "Rome"), ("New 2", "Oslo"), ("New 3", "Bern")], [(3, 3), (4, 4), (5, 5)]),
        ([("New 1", "Rome"), ("New 2", "Oslo")], [(3, 3), (4, 4)]),
        # A city tells them apart, wherever they stand now.
        ([("New 1", "York"), ("New 2", "Leeds"), ("New 3", "Hull")], [(3, 4), (4, 3), (5, 5)]),
        # The last one is known by the city; of the two others, the nearest.
        ([("New 1", "Hull"), ("New 2", "Oslo")], [(3, 5), (4, 4)]),
        ([("New 1", "Oslo"), ("New 2", "Leeds"), ("New 3", "Rome")], [(3, 4), (4, 3), (5, 5)]),
    ],
)
def test_namesakes_side_by_side_are_paired_by_likeness_and_else_in_their_order(
    desk: enginekit.Desk, now: list[tuple[str, str]], pairs: list[tuple[int, int]]
) -> None:
    def write(anas: list[tuple[str, str]]) -> None:
        people = [("Bo", "Firm 1", "Leeds"), *(("Ana", *ana) for ana in anas), ("Cy", "Firm 5", "York")]
        desk.write([dict(zip(("first_name", "company", "city"), cells, strict=True)) for cells in people])

    write([("Firm 2", "Leeds"), ("Firm 3", "York"), ("Firm 4", "Hull")])
    desk.run()
    write(now)

    plan = desk.plan()

    assert [(pair.row, pair.was_row) for pair in plan.pairs] == pairs
    assert plan.to_send == 0


def test_another_name_in_the_place_of_a_row_that_is_gone_is_somebody_new(plain: enginekit.Desk) -> None:
    rows = crowd(50, "first_name", "company")
    edit(rows, 9, first_name="Somebody", company="Firm Ten")
    plain.write(rows)

    assert (plain.run().code, plain.made) == (0, 51)


@pytest.mark.parametrize(
    ("changes", "pairs"),
    [
        # Three of four cells of their own are equal: last name, company, phone.
        ({"email": "q10@example.com"}, 1),
        ({"email": "q10@example.com", "company": "Firm Ten"}, 0),
        ({"first_name": "Anna-Maria", "company": "Firm Ten"}, 1),
        ({"city": "York", "company": "Firm Ten"}, 1),
        ({"last_name": "Other", "company": "Firm Ten", "phone": "1"}, 0),
    ],
)
def test_most_cells_of_their_own_make_a_pair_wherever_the_row_stands(
    desk: enginekit.Desk, changes: dict[str, str], pairs: int
) -> None:
    rows = crowd(50)
    desk.write(rows)
    desk.run(key=("none",))
    edit(rows, 9, **changes)
    desk.write([*rows[:9], *rows[10:], rows[9]])

    plan = desk.plan()

    # What nobody is told by makes no other request: such a row keeps its video.
    changed = "company" in changes or "first_name" in changes
    assert (len(plan.pairs), plan.to_send) == ((pairs, 1 - pairs) if changed else (0, 0))


@pytest.mark.parametrize(
    ("changes", "pairs"),
    [
        ({"email": "q@example.com", "company": "Firm Ten"}, 0),
        ({"email": "q@example.com", "city": "York", "first_name": "Other"}, 0),
        ({"email": "q@example.com", "phone": "", "company": "Firm Ten"}, 0),
    ],
)
def test_with_a_key_half_of_the_cells_or_another_name_is_not_enough(
    desk: enginekit.Desk, changes: dict[str, str], pairs: int
) -> None:
    rows = crowd(50)
    desk.write(rows)
    desk.run()
    edit(rows, 9, **changes)
    desk.write([*rows[:9], *rows[10:], rows[9]])

    plan = desk.plan()

    assert (len(plan.pairs), plan.to_send) == (pairs, 1 - pairs)


def test_with_a_key_most_cells_and_an_equal_name_make_a_pair(desk: enginekit.Desk) -> None:
    rows = [{**row, "street": f"Road {n}", "post_code": f"LS{n}"} for n, row in enumerate(crowd(50))]
    desk.write(rows)
    desk.run()
    edit(rows, 9, email="q@example.com", company="Firm Ten")
    desk.write([*rows[:9], *rows[10:], rows[9]])

    assert (len(desk.plan().pairs), desk.plan().to_send) == (1, 0)


def test_hidden_and_excluded_rows_keep_their_pair(plain: enginekit.Desk) -> None:
    rows = crowd(50, "first_name", "company")
    edit(rows, 9, company="Firm Ten")
    plain.write(rows)
    plain.run(rows="2-5")

    done = plain.run()

    assert (done.code, plain.made) == (1, 50)


def test_wait_finds_pairs_too_and_the_next_run_still_knows_them(plain: enginekit.Desk) -> None:
    rows = crowd(50, "first_name", "company")
    edit(rows, 9, company="Firm Ten")
    plain.write(rows)
    plain.wait()
    assert plain.results()[9]["status"] == "outdated"
    plain.write([*reversed(rows)])

    assert (plain.run().code, plain.made) == (1, 50)


def test_retry_leaves_pairs_alone(plain: enginekit.Desk) -> None:
    rows = crowd(50, "first_name", "company")
    edit(rows, 9, company="Firm Ten")
    plain.write(rows)

    plain.run(retry=True, accept_new=1)
    plain.run()

    assert plain.made == 50


def week(dice: random.Random, *, key: bool) -> list[dict[str, str]]:
    """Full names at the same few companies, as a new list of every week has them."""
    people = {
        (f"F{dice.randrange(2000)}", f"L{dice.randrange(2000)}"): f"Firm {dice.randrange(6)}"
        for _ in range(dice.randint(2, 12))
    }
    rows = [{"first_name": a, "last_name": b, "company": firm} for (a, b), firm in people.items()]
    mails = [{"email": f"{row['first_name']}.{row['last_name']}@firm.example"} for row in rows]
    return [{**row, **mail} for row, mail in zip(rows, mails, strict=True)] if key else rows


@pytest.mark.parametrize("key", [True, False])
def test_weekly_lists_of_full_names_at_the_same_companies_make_no_pair(
    desk: enginekit.Desk, key: bool
) -> None:
    dice = random.Random(20)
    desk.write(week(dice, key=key))
    desk.run()
    found = 0
    for number in range(250):
        desk.write(week(dice, key=key))
        plan = desk.plan(ignore_account=True)
        found += len(plan.pairs)
        if number % 25 == 0:
            with desk.open(ignore_account=True) as batch:
                pay(batch)

    assert found == 0


def test_many_rows_and_many_edits_cost_linear_work(desk: enginekit.Desk) -> None:
    work = []
    for count in (1_000, 4_000):
        rows = crowd(count, "first_name", "company", "phone")
        desk.write(rows)
        (desk.folder / "list.batchgen.db").unlink(missing_ok=True)
        with desk.open(ignore_account=True) as batch:
            pay(batch)
        for at in range(0, count, 2):
            edit(rows, at, company=f"Firma {at}")
        desk.write(rows)
        with growth.calls() as made:
            plan = desk.plan(ignore_account=True, accept="changed")
        work.append(made.total())

        assert (plan.done, plan.to_send) == (count, 0)

    assert work[1] < 6 * work[0]
