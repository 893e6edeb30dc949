"""Identity by cells: the same digest whether a row is full or has gaps."""

import pytest

from batchgen import models
from batchgen.engine import identity

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
