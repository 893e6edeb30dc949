"""The quick lane gives what the long way gives."""

import mergekit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batchgen import checks, models

COLUMNS = mergekit.columns("First Name", "Company", "Email")
PLAIN = (
    "  Hi {{ first_name }}, 100% welcome.\n\n\n\nHow is \n{{ company }} \ndoing today? {{ first_name }}!\n"
)
SHORT = "Hi {{ first_name }}, how is everybody at {{ company }}?"
ODD = (
    "Ana",
    " Ana ",
    "",
    "  ",
    "null",
    "NaN",
    "ACME",
    "a\nb",
    "x - y",
    "4 2",
    "é",
    "…",
    '"q"',
    "\\",
    "a.B",
    "\x85",
)
CELLS = st.one_of(st.sampled_from(ODD), st.text(max_size=12))


def both(template, rows, **options):
    quick = checks.Examiner(mergekit.given(template, **options), COLUMNS)
    slow = checks.Examiner(mergekit.given(template, **options), COLUMNS)
    slow._quick = None
    return quick, [quick.examine(row) for row in rows], [slow.examine(row) for row in rows]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=4), st.sampled_from([PLAIN, SHORT]))
def test_both_ways_come_to_the_same(cells, template):
    rows = [models.Row(n, row) for n, row in enumerate(cells, 2)]

    _, quick, slow = both(template, rows, words_per_minute=90.0)

    assert quick == slow
    assert [x.request_hash for x in quick] == [x.request.hash() if x.request else "" for x in quick]


ESCAPED = [
    *map(chr, range(0x20)),
    *'"\\/',
    *map(chr, range(0x7F, 0xA1)),
    *"\u2028\u2029\ufeff\ufffd",
    *map(chr, (0xD800, 0xDFFF, 0x10FFFF)),
]


@pytest.mark.parametrize("template", [PLAIN, SHORT, SHORT.replace("how is", "how\tis")], ids="bst")
@pytest.mark.parametrize("character", ESCAPED, ids=lambda c: f"U+{ord(c):04X}")
def test_every_character_that_json_escapes_has_the_hash_of_its_request(character, template):
    cells = [f"A{character}a", f"{character}Ana", f"Ana{character}", f"A{character * 2}a b{character}c"]
    rows = [models.Row(n, (cell, "Acme", "")) for n, cell in enumerate(cells, 2)]

    _, quick, slow = both(template, rows)

    for found in (*quick, *slow):
        assert found.request_hash == (found.request.hash() if found.request else "")


@pytest.mark.parametrize(
    "cells",
    [("Ana", "Acme"), ("Ana", "Acme", "a@x.org"), ("Zoë", "Müller & Söhne", ""), ("Ana", "Route 66", "")],
)
def test_ordinary_rows_take_the_quick_lane(cells):
    examiner, quick, slow = both(PLAIN, [models.Row(2, cells)])

    assert quick == slow
    assert examiner._quick is not None
    assert examiner._quick.examine(models.Row(2, cells)) is not None


@pytest.mark.parametrize(
    ("plain", "odd"),
    [("see.acme", "www.acme"), ("a$ £", "a - "), ("x(& ", "x() "), ("a&&/b", "a://b"), ("Ana 12", "Ana\n12")],
)
def test_a_cell_that_looks_like_a_good_one_is_not_taken_for_it(plain, odd):
    rows = [models.Row(n, (cell, "Acme", "")) for n, cell in enumerate((plain, odd, plain), 2)]

    _, quick, slow = both(SHORT, rows)

    assert quick == slow


@pytest.mark.parametrize(
    "options",
    [
        {"pronounce": {"Ana": "Anna"}},
        {"fields": {"background_url": "https://{{ company }}.org"}},
        {"fields": {"fast": "true", "background_url": "https://a.org"}},
        {"verbose": True},
    ],
)
def test_campaigns_that_vary_in_more_go_the_long_way(options):
    assert checks.Examiner(mergekit.given(PLAIN, **options), COLUMNS)._quick is None


@pytest.mark.parametrize("name", ["Template", "Locale", "Replica ID", "Script"])
def test_columns_that_change_the_request_close_the_quick_lane(name):
    columns = mergekit.columns("First Name", "Company", name)

    given = mergekit.given(PLAIN, template_column=True)

    assert checks.Examiner(given, columns)._quick is None


def test_real_durations_count_in_the_quick_lane_too():
    examiner = checks.Examiner(mergekit.given(PLAIN), COLUMNS, known={"r79e1c033f": 2.0})
    plain = checks.Examiner(mergekit.given(PLAIN), COLUMNS)
    row = mergekit.row("Ana", "Acme", "")

    assert examiner.examine(row).minutes == plain.examine(row).minutes * 2
