"""A column of people who opted out is named if nothing uses it."""

import mergekit
import pytest

from batchgen import checks


def found(header: str, *cells: str, used: frozenset[str] = frozenset()) -> str:
    rows = [mergekit.row("Ana", cell) for cell in cells]
    return "\n".join(checks.opt_outs(mergekit.columns("First Name", header), rows, used))


@pytest.mark.parametrize(
    "header",
    [
        "Unsubscribed",
        "Opted out",
        "Email Opt Out",
        "Unsubscribed from all email",
        "Do Not Contact",
        "DNC",
        "Abgemeldet",
        "Newsletter abbestellt",
        "Werbewiderspruch",
        "Désabonné",
        "Désinscrit",
        "Ne pas contacter",
        "Baja",
        "No contactar",
        "Disiscritto",
        "Non contattare",
        "Uitgeschreven",
    ],
)
def test_a_header_that_says_so_is_named(header: str) -> None:
    assert f'The column "{header}" (B) seems' in found(header, "no")
    assert "--where 'not " in found(header, "no")


@pytest.mark.parametrize(
    "cell", ["Unsubscribed", "opted out", "abgemeldet", "désabonné", "Baja", "disiscritto"]
)
def test_cells_that_say_so_are_named(cell: str) -> None:
    assert f"--where 'status != \"{cell}\"'" in found("Status", "active", cell)


@pytest.mark.parametrize("header", ["Company", "Subscribed", "Status", "Notes", "Output", "Block", "Option"])
def test_other_columns_are_not_named(header: str) -> None:
    assert found(header, "active", "x") == ""


def test_a_column_that_is_used_is_not_named() -> None:
    assert found("Unsubscribed", "yes", used=frozenset({"unsubscribed"})) == ""
