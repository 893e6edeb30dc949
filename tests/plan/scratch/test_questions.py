"""Kinds: rows counted by what was decided about them."""

import contextlib

import pytest

from batchgen.plan import scratch, summary


def roster(*rows):
    made = scratch.Roster()
    for number, (left_out, replica, minutes) in enumerate(rows, 2):
        made.add(scratch.RosterRow(number, "", "", "", "h", replica, "", minutes, left_out, 0, ""))
    made.flush()
    made.decide(lambda case: case.left_out or "send")
    return made


ROWS = (("", "r1", 0.5), ("hidden", "r1", 0.25), ("", "r2", 1.0), ("", "r1", 0.25), ("where", "", 0.0))


@pytest.mark.parametrize("few", [0, 100])
def test_few_and_many_kinds_are_counted_alike(few):
    with contextlib.closing(roster(*ROWS)) as made:
        found = made.kinds(few=few)

    assert sorted(found) == [
        ("", "send", "r1", True, 2, 0.75, 0),
        ("", "send", "r2", True, 1, 1.0, 0),
        ("hidden", "hidden", "r1", True, 1, 0.25, 0),
        ("where", "where", "", True, 1, 0.0, 0),
    ]


def test_an_empty_roster_has_no_kind():
    with contextlib.closing(roster()) as made:
        assert made.kinds() == []


def test_a_tally_adds_up_by_name():
    found = summary._tally([("b", 1), ("a", 2), ("b", 3)])

    assert list(found.items()) == [("a", 2), ("b", 4)]
