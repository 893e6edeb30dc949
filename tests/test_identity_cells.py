"""Identity by cells: the same digest whether a row is full or has gaps."""

import mergekit
import pytest

from batchgen import identity, models

COLUMNS = tuple(
    models.Column(index, letter, header, header, ours)
    for index, (letter, header, ours) in enumerate(
        [
            ("A", "name", False),
            ("B", "", False),
            ("C", "city", False),
            ("D", "100%s", False),
            ("E", "status", True),
        ]
    )
)


def spelled_out(row):
    texts = {name: row.cells[i] for i, name in ((3, "100%s"), (2, "city"), (0, "name")) if i < len(row.cells)}
    formulas = {COLUMNS[i].name for i in row.formulas}
    kept = [f"{name}\x1e{text}" for name, text in texts.items() if text.strip() and name not in formulas]
    return identity.digest("\x1f".join(kept))


@pytest.mark.parametrize(
    "row",
    [
        models.Row(2, ("Ana", "x", "Bonn", "%d", "ready")),
        models.Row(2, (" Ana ", "", "Bonn", "1", "")),
        models.Row(2, ("Ana", "", " ", "1", "")),
        models.Row(2, ("Ana", "", "Bonn")),
        models.Row(2, ("Ana", "", "Bonn", "1"), formulas=frozenset({2})),
        models.Row(2, ("", "", "", "", "")),
    ],
)
def test_cells_are_the_filled_inputs_by_name(row):
    found = identity.Identity(COLUMNS).cells_hash(row)

    assert found == spelled_out(row)


def test_one_column_is_known_by_its_cell():
    found = identity.Identity(COLUMNS[:1]).cells_hash(models.Row(2, ("Ana",)))

    assert found == identity.digest("name\x1eAna")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (models.Row(2, ("Ana", "Acme", "a@x.org")), "29df9f4a4d696baba2309841b0efb96c"),
        (models.Row(2, (" Ana ", "", "a@x.org")), "f35c22c0aff84479109a0227ad2e764b"),
        (models.Row(2, ("Ana\tB", 'Ac"me\\', "ä\n")), "33cafecbb9b0a887cfa3496819204e4d"),
        (
            models.Row(2, ("Ana", "=A1", "x"), formulas=frozenset({1})),
            "5aa5abd35a039562c9f3d7468c6725fc",
        ),
        (models.Row(2, ("", "", "")), "cae66941d9efbd404e4d88758ea67670"),
    ],
)
def test_the_identity_of_cells_never_changes_with_a_version(row, expected):
    found = identity.Identity(mergekit.columns("First Name", "Company", "Email"))

    assert found.cells_hash(row) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (("a@x.org",), "d5d7bc772704980b95eb93eab467787a"),
        ((" A@X.org ",), "d5d7bc772704980b95eb93eab467787a"),
        (("ÄB", "\uff11\uff12"), "e6d6791a4515b5dc73cf4fb897a8125f"),
        (("a", ""), ""),
    ],
)
def test_the_identity_of_keys_never_changes_with_a_version(key, expected):
    assert identity.key_hash(key) == expected
