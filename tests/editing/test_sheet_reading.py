"""How a sheet was read: what is said of it, the ways to change it, and what changed since."""

from pathlib import Path

import draftkit
import openpyxl
import pytest

from batchgen import editing, errors, models, settings, sheets

PLAIN = settings.Settings()


def opened(path: Path, **how: object) -> tuple[sheets.Sheet, tuple[models.Row, ...]]:
    sheet = sheets.open_sheet(path, **how)  # type: ignore[arg-type]
    return sheet, tuple(sheet.rows())


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    made.active.title = "Leads"
    for cells in (["Spring fair"], ["Name", "Email"], ["Ana", "a@b.test"], ["Ben", "b@b.test"]):
        made.active.append(cells)
    made.active.row_dimensions[4].hidden = True
    made.create_sheet("Old")["A1"] = "Name"
    made["Old"]["A2"] = "Cleo"
    made.save(tmp_path / "leads.xlsx")
    return tmp_path / "leads.xlsx"


def test_what_was_decided_is_said_with_the_ways_to_change_it(book):
    sheet, rows = opened(book)

    assert editing.remarks(sheet, rows, PLAIN) == [
        ("1 row is hidden in Excel and left out.", (("use it", {"include_hidden": True}),)),
        ("Worksheet Leads; there is also Old.", (("use Old", {"worksheet": "Old"}),)),
    ]
    assert editing.top_lines(sheet)[:2] == [(1, "Spring fair"), (2, "Name | Email")]


def test_rows_that_are_used_all_the_same_can_be_left_out_again(book):
    sheet, rows = opened(book)

    found = editing.remarks(sheet, rows, settings.Settings(include_hidden=True))

    words = "1 row is hidden in Excel, and used anyway."
    assert found[0] == (words, (("leave it out", {"include_hidden": None}),))


def test_rows_that_are_not_people_are_named(book):
    sheet, rows = opened(book)
    odd = [row._replace(odd="a total") for row in rows]

    found = editing.remarks(sheet, odd, PLAIN)

    assert found[1] == (
        "Rows 3, 4: a total, so left out.",
        (("use them", {"include_odd_rows": True}),),
    )


def test_a_guess_of_accented_letters_is_asked(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_bytes("Name,Email\nJosé Núñez,j@b.test\nMüller,m@b.test\n".encode("cp1252"))
    sheet, rows = opened(path)

    (found,) = editing.remarks(sheet, rows, PLAIN)

    assert found.words == ("We had to guess how this file stores accented letters. Is “José Núñez” right?")
    assert found.ways[0] == ("yes", {"encoding": "cp1252"})
    assert found.ways[1] == ("no, it is “José Núńez”", {"encoding": "cp1250"})
    assert editing.remarks(sheet, rows, settings.Settings(encoding="cp1252")) == []


@pytest.mark.parametrize(
    ("key", "names", "words"),
    [
        ((), ("email",), []),
        (("none",), (), []),
        (("Email",), ("email",), []),
        (
            ("Topic",),
            ("topic",),
            ["Two rows have the same Topic (2, 5). They would share one video.", "1 row has no Topic:"],
        ),
    ],
)
def test_the_key_is_said_with_what_is_wrong_with_it(tmp_path, key, names, words):
    path = tmp_path / "leads.csv"
    path.write_text("Email,Topic\na@b.test,food\nb@b.test,tea\nc@b.test,\nd@b.test,Food\n", "utf-8")
    sheet, rows = opened(path)

    found, said = editing.key_of(sheet, rows, settings.Settings(key=key))

    assert found == names
    assert [one.startswith(other) for one, other in zip(said, words, strict=True)] == [True] * len(words)


def test_a_way_is_written_into_the_campaign_file(book):
    text = 'sheet = "leads.xlsx" # from sales\nheader_row = 2\n'
    campaign = draftkit.Campaign(book.parent, campaign=text)

    editing.change(campaign.file, campaign.settings(), {"worksheet": "Old"})
    editing.change(campaign.file, campaign.settings(), {"key": ["Name"], "include_hidden": True})

    assert campaign.file.read_text("utf-8") == (
        'sheet = "leads.xlsx" # from sales\nworksheet = "Old"\nkey = ["Name"]\ninclude_hidden = true\n'
    )
    editing.change(campaign.file, campaign.settings(), {"key": [], "include_hidden": None})
    assert "key" not in campaign.file.read_text("utf-8")


@pytest.mark.parametrize(
    "wanted", [{"worksheet": "New"}, {"header_row": 900}, {"template": "x"}, {}, {"key": ["No such"]}]
)
def test_a_way_that_cannot_be_read_writes_nothing(book, wanted):
    campaign = draftkit.Campaign(book.parent, campaign='sheet = "leads.xlsx"\n')

    with pytest.raises(errors.BatchgenError):
        editing.change(campaign.file, campaign.settings(), wanted)

    assert campaign.file.read_text("utf-8") == 'sheet = "leads.xlsx"\n'


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ([(2, "a", "b")], "no cell changed"),
        ([(2, "a", "x")], "1 cell changed"),
        ([(2, "x", "x"), (3, "c", "d")], "2 cells changed, 1 row is new"),
        ([(3, "a", "b"), (4, "a", "b")], "2 rows are new, 1 row is gone"),
    ],
)
def test_what_changed_is_counted(after, words):
    before = [models.Row(2, ("a", "b"))]

    assert editing.differences(before, [models.Row(number, cells) for number, *cells in after]) == words
