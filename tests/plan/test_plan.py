"""Plan: the digest that stands for what goes out, and when a plan may not be carried out."""

import contextlib
import dataclasses
import hashlib

import enginekit
import pytest

from batchgen import errors, sheets
from batchgen.plan import plan as plans
from batchgen.plan import scratch

SERVICE = "https://tavusapi.com"
ROWS = ((2, "r1", "hash2", 0.5), (3, "r1", "hash3", 0.25), (5, "r2", "hash5", 1.0))


@pytest.fixture
def plan(desk: enginekit.Desk):
    """The plan of a list, with a roster of three rows to send and one that is left out."""
    made = scratch.Roster()
    for number, replica, request_hash, minutes in ROWS:
        made.add(scratch.RosterRow(number, "", "", "", request_hash, replica, "", minutes, "", 0, ""))
    made.add(scratch.RosterRow(4, "", "", "", "hash4", "r1", "", 9.0, "hidden", 0, ""))
    made.flush()
    made.decide(lambda case: case.left_out or "send")
    with contextlib.closing(made):
        yield dataclasses.replace(desk.plan(), roster=made, to_send=3, fits=2)


def digest_of(*rows: tuple[int, str], service: str = SERVICE) -> str:
    lines = "".join(f"\n{row} {request_hash} 0" for row, request_hash in rows)
    return hashlib.sha256((service + lines).encode()).hexdigest()[:16]


def test_the_digest_is_made_of_the_service_and_each_row_that_goes_out(plan) -> None:
    signed = plans.signed(plan, SERVICE)

    # What somebody confirmed yesterday holds after an update, too: the digest is made in one way for good.
    assert signed.digest == digest_of((2, "hash2"), (3, "hash3"), (5, "hash5"))
    assert plans.signed(plan, "http://127.0.0.1").digest != signed.digest


def test_the_first_video_and_the_rows_that_fit_have_digests_and_minutes_of_their_own(plan) -> None:
    signed = plans.signed(plan, SERVICE)

    assert signed.first == plans.First(digest_of((2, "hash2")), 1, 0.5)
    assert signed.fitting == plans.First(digest_of((2, "hash2"), (3, "hash3")), 2, 0.75)


def test_where_nothing_goes_out_there_is_no_first_video(plan) -> None:
    signed = plans.signed(dataclasses.replace(plan, to_send=0, fits=0), SERVICE)

    assert (signed.first, signed.fitting) == (None, None)


def test_the_first_video_alone_is_what_a_limit_of_one_sends(desk: enginekit.Desk) -> None:
    whole, one, two = desk.plan(), desk.plan(limit=1), desk.plan(limit=2)

    assert whole.first is not None
    assert (whole.first.digest, whole.first.rows) == (one.digest, 1)
    assert whole.first.minutes == one.minutes
    assert len({whole.digest, one.digest, two.digest}) == 3
    # No cap refuses it, so there is nothing to say about the rows that fit one.
    assert (whole.fits, whole.fitting) == (0, None)


@pytest.mark.parametrize("typed", ["{}", "  {}\n", ""])
def test_a_digest_may_be_typed_with_capitals_and_spaces(plan, typed: str) -> None:
    signed = plans.signed(plan, SERVICE)

    plans.confirmed(signed, typed.format(signed.digest.upper()))


@pytest.mark.parametrize("typed", ["0" * 16, "f" * 16, "0", " "])
def test_any_other_digest_is_another_plan(plan, typed: str) -> None:
    signed = plans.signed(plan, SERVICE)

    with pytest.raises(errors.PlanError, match=signed.digest) as refused:
        plans.confirmed(signed, typed)

    assert refused.value.kind == "other-plan"


def test_a_plan_is_not_carried_out_over_a_sheet_that_was_changed_since(desk: enginekit.Desk) -> None:
    plan = desk.plan()
    plans.check(plan, sheets.open_sheet(desk.sheet), skip_invalid=False)
    desk.write(desk.rows()[:-1])

    with pytest.raises(errors.PlanError) as refused:
        plans.check(plan, sheets.open_sheet(desk.sheet), skip_invalid=False)

    assert refused.value.kind == "other-plan"


def test_what_is_refused_or_in_doubt_is_never_carried_out(desk: enginekit.Desk) -> None:
    plan, sheet = desk.plan(), sheets.open_sheet(desk.sheet)

    with pytest.raises(errors.PlanError, match="Too many videos") as refused:
        plans.check(plan.refused("Too many videos.", fits=1), sheet, skip_invalid=True)
    with pytest.raises(errors.ServiceError) as doubted:
        plans.check(dataclasses.replace(plan, doubt="it lacks a page"), sheet, skip_invalid=True)

    assert (refused.value.kind, doubted.value.kind) == ("plan-refused", "not-searched")
    assert plan.refused("First.").refused("Second.", fits=3) == plan.refused("First.")
