"""The suppression list: addresses are compared loosely, and found whatever their columns are called."""

from pathlib import Path

import mergekit
import pytest

from batchgen import errors, models
from batchgen.checks.people import suppression

PEOPLE = ("ana@corp.test", "Bo@Corp.test", "cy@acme.test", "")


def listed(
    folder: Path, text: str, cells: tuple[str, ...] = PEOPLE, *, header: str = "Email", on: str = ""
) -> tuple[list[str], list[str]]:
    """The cells of a one-column sheet that a list leaves out, and the notes."""
    path = folder / "stop.csv"
    path.write_text(text, encoding="utf-8")
    columns = mergekit.columns(header)
    rows = [mergekit.row(cell, number=n) for n, cell in enumerate(cells, start=2)]
    found = suppression.read(path, columns, rows=lambda: rows, on=on)
    return [row.cells[0] for row in rows if found.holds(row)], list(found.notes())


@pytest.mark.parametrize(
    "entry",
    [
        "ana@corp.test",
        " ANA@Corp.TEST ",
        "\u200bana@corp.test",
        "ana@corp\u00ad.test\ufeff",
        "\u00a0ana@corp.test",
        "mailto:ana@corp.test",
        "mailto:ana@corp.test?subject=Hi",
        "Ana Ruiz <ana@corp.test>",
        '"""Ruiz, Ana"" <ana@corp.test>"',
        "x@y.test; ana@corp.test",
        '"x@y.test, ana@corp.test"',
        "<ana@corp.test>",
        "ana@corp.test.",
        "ana\uff20corp.test",
    ],
)
def test_an_address_is_found_however_it_is_written(tmp_path: Path, entry: str) -> None:
    assert listed(tmp_path, f"Email,Name\n{entry},x\n")[0] == ["ana@corp.test"]
    cell = entry.strip('"').replace('""', '"')
    assert listed(tmp_path, "Email\nana@corp.test\n", (cell,))[0] == [cell]


@pytest.mark.parametrize("entry", ["@corp.test", "*@corp.test", "@CORP.test "])
def test_a_whole_domain_is_left_out(tmp_path: Path, entry: str) -> None:
    found, notes = listed(tmp_path, f"Email\n{entry}\nz@z.test\n")

    assert found == ["ana@corp.test", "Bo@Corp.test"]
    assert "stop.csv has 2 entries, and 1 of them matched nobody" in notes[0]


def test_a_domain_is_not_the_end_of_another(tmp_path: Path) -> None:
    assert listed(tmp_path, "Email\n@corp.test\n", ("ana@mycorp.test", "a@eu.corp.test"))[0] == []


def test_a_list_of_domains_without_signs_is_one(tmp_path: Path) -> None:
    assert listed(tmp_path, "Domain\ncorp.test\n")[0] == ["ana@corp.test", "Bo@Corp.test"]


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ("Email Address", "E-Mail"),
        ("Courriel", "Work Email"),
        ("Correo electrónico", "E-Mail-Adresse"),
        ("Indirizzo e-mail", "Mail"),
        ("Contact", "Person"),
        ("x", "Kontakt"),
    ],
)
def test_the_columns_are_found_whatever_they_are_called(tmp_path: Path, theirs: str, mine: str) -> None:
    assert listed(tmp_path, f"{theirs},Status\nana@corp.test,out\n", header=mine)[0] == ["ana@corp.test"]


@pytest.mark.parametrize(
    "entry", ["https://corp.test/", "http://www.corp.test/contact", "www.corp.test", "*.corp.test"]
)
def test_a_list_of_websites_under_a_domain_header_is_one_of_domains(tmp_path: Path, entry: str) -> None:
    assert listed(tmp_path, f"Domain\n{entry}\n")[0] == ["ana@corp.test", "Bo@Corp.test"]


@pytest.mark.parametrize(
    ("entry", "cell"), [("a@xn--mller-kva.test", "a@Müller.test"), ("@müller.test", "a@xn--mller-kva.test")]
)
def test_a_domain_beyond_ascii_is_one_however_it_is_written(tmp_path: Path, entry: str, cell: str) -> None:
    assert listed(tmp_path, f"Email\n{entry}\n", (cell,))[0] == [cell]


def test_one_address_alone_is_a_list(tmp_path: Path) -> None:
    found, notes = listed(tmp_path, "ana@corp.test\n")

    assert found == ["ana@corp.test"]
    assert notes[0].startswith("stop.csv has 1 entry, which matched somebody in the sheet.")


def test_a_list_of_nobody_yet_leaves_nobody_out(tmp_path: Path) -> None:
    found, notes = listed(tmp_path, "Email,Reason\n")

    assert found == []
    assert notes[0].startswith(
        'stop.csv has no entries, so it leaves nobody out. batchgen compared "Email" of the list'
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Email\nana@corp.test\nbo@corp.test\n", "2 entries, and each of them matched somebody in the sheet"),
        ("Email\nx@corp.test\ny@corp.test\n", "2 entries, and 2 of them matched nobody in the sheet"),
        ("Email\nx@corp.test\n", "1 entry, which matched nobody in the sheet"),
        (
            "Email,Other Mail\nx@corp.test,ana@corp.test\n",
            'batchgen compared "Email" and "Other Mail" of the list with "',
        ),
    ],
)
def test_the_plan_says_how_many_entries_matched_nobody(tmp_path: Path, text: str, words: str) -> None:
    assert words in listed(tmp_path, text)[1][0]


def test_a_list_without_headers_loses_nobody(tmp_path: Path) -> None:
    assert listed(tmp_path, "ana@corp.test\nbo@corp.test\n")[0] == ["ana@corp.test", "Bo@Corp.test"]


def test_the_owner_is_not_the_person(tmp_path: Path) -> None:
    path = tmp_path / "stop.csv"
    path.write_text("Email\nowner@corp.test\n")
    columns = mergekit.columns("Email", "Owner Email")
    row = models.Row(2, ("ana@corp.test", "owner@corp.test"))

    assert not suppression.read(path, columns, rows=lambda: [row]).holds(row)


def test_two_columns_can_be_paired_by_name(tmp_path: Path) -> None:
    found = listed(tmp_path, "Who,Why\nANA ,x\n", ("Ana", "Bo"), header="First Name", on="who=first name")[0]

    assert found == ["Ana"]


@pytest.mark.parametrize("on", ["Who=Nobody", "Nobody=First Name", "Who="])
def test_a_pair_that_is_not_there_is_an_error(tmp_path: Path, on: str) -> None:
    with pytest.raises(errors.UsageError, match="--exclude-on"):
        listed(tmp_path, "Who\nAna\n", ("Ana",), header="First Name", on=on)


def test_entries_without_an_address_are_told(tmp_path: Path) -> None:
    found, notes = listed(tmp_path, "Email,Name\nana@corp.test,Ana\n,Bo\n")

    assert found == ["ana@corp.test"]
    assert "row 3: there is no address" in notes[1]
