"""The sheet's page: how it was read, the ways to change that, and the file watched while it is open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import appkit
import openpyxl
import pytest

CAMPAIGN = 'sheet = "leads.xlsx" # from sales\nscript = "Hi {{ name }}."\nreplica_id = "r90bbd427f71"\n'
WAIT = 60_000
"""Milliseconds, on a slow and busy machine too."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]


def save(folder: Path, *lines: list[str], hidden: int = 0) -> None:
    """Save lines as the campaign's workbook, with a second worksheet."""
    book = openpyxl.Workbook()
    book.active.title = "Leads"
    for line in lines:
        book.active.append(line)
    if hidden:
        book.active.row_dimensions[hidden].hidden = True
    book.create_sheet("Old")["A1"] = "Name"
    book["Old"]["A2"] = "Cleo"
    book.save(folder / "leads.xlsx")


LINES = (["Name", "Email"], ["Ana", "a@b.test"], ["Ben", "b@b.test"], ["Ana", "c@b.test"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "spring"
    made.mkdir()
    (made / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    save(made, *LINES, hidden=3)
    return made


@pytest.fixture
def page(browser: Any, folder: Path) -> Iterator[Any]:
    """The page of the sheet, listening to its buttons."""
    with appkit.started(folder.parent) as app:
        made = appkit.let_in(browser, app)
        made.set_default_timeout(WAIT)
        made.goto(f"{app.url}/c/spring/sheet")
        yield made
        made.context.close()


def heading(page: Any, text: str) -> None:
    """Wait until the page has a heading, and listens to its buttons."""
    page.get_by_role("heading", name=text, exact=True).wait_for()
    page.wait_for_load_state()


def test_hidden_rows_are_used_and_left_out_again(page, folder):
    heading(page, "2 people")
    assert page.locator("tr.out").all_inner_texts() == ["3\nhidden\n\tBen\tb@b.test"]
    assert appkit.violations(page) == []

    page.get_by_role("button", name="use it").click()
    heading(page, "3 people")
    assert page.locator("tr.out").count() == 0
    assert "include_hidden = true" in (folder / "campaign.toml").read_text("utf-8")
    page.get_by_role("button", name="leave it out").click()

    heading(page, "2 people")
    assert (folder / "campaign.toml").read_text("utf-8") == CAMPAIGN


def test_another_worksheet_is_read(page, folder):
    page.get_by_role("button", name="use Old").click()

    heading(page, "1 person")
    assert page.get_by_text("Worksheet Old; there is also Leads.").count() == 1
    assert 'worksheet = "Old"' in (folder / "campaign.toml").read_text("utf-8")


def test_another_row_holds_the_headers(page, folder):
    page.get_by_text("This is not the header row").click()
    assert appkit.violations(page) == []
    page.get_by_role("button", name="3 Ben | b@b.test").click()

    heading(page, "1 person")
    assert "header_row = 3" in (folder / "campaign.toml").read_text("utf-8")
    assert page.locator("tr.heads b").all_inner_texts() == ["Ben", "b@b.test"]


def test_the_key_is_chosen_with_its_warning(page, folder):
    page.get_by_role("button", name="use it").click()
    heading(page, "3 people")
    assert page.get_by_text("We recognise people by Email, so you never pay twice for one person.").count()

    page.get_by_label("Name: tells people apart").check()
    page.get_by_text("We recognise people by Name and Email").wait_for()
    page.wait_for_load_state()
    page.get_by_label("Email: tells people apart").uncheck()
    page.get_by_text("Two rows have the same Name (2, 4). They would share one video.").wait_for()
    assert 'key = ["Name"]' in (folder / "campaign.toml").read_text("utf-8")


def test_a_sheet_that_is_saved_is_read_again(page, folder):
    heading(page, "2 people")
    save(folder, *LINES[:3], ["Dora", "d@b.test"], ["Emil", "e@b.test"], hidden=3)

    page.get_by_text("We read it again: 2 cells changed, 1 row is new.").wait_for()
    heading(page, "3 people")
    assert appkit.violations(page) == []


def test_a_guess_of_accented_letters_is_settled(page, folder):
    sheet = "Name,Email\nJosé Núñez,j@b.test\nMüller,m@b.test\n"
    (folder / "leads.csv").write_bytes(sheet.encode("cp1252"))
    (folder / "campaign.toml").write_text(CAMPAIGN.replace("xlsx", "csv"), "utf-8")
    page.reload()
    assert page.get_by_text("Is “José Núñez” right?").count() == 1
    assert appkit.violations(page) == []
    page.get_by_role("button", name="yes", exact=True).click()

    page.get_by_text("Is “José Núñez” right?").wait_for(state="detached")
    assert 'encoding = "cp1252"' in (folder / "campaign.toml").read_text("utf-8")


@pytest.mark.parametrize("size", list(appkit.SIZES))
def test_a_very_wide_sheet_stays_a_small_page(page, folder, size):
    headers = [f"Column {number}" for number in range(201)]
    save(folder, ["Name", "Email", *headers], *(["Ana", f"a{n}@b.test", *"x" * 201] for n in range(90)))
    width, height = appkit.SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.reload()

    heading(page, "90 people")
    assert page.locator("tr.heads td").count() == 203
    assert page.get_by_text("Page 1 of 4").count() == 1
    assert len(page.content()) < 300_000
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("query", ["page=x", "page=-3", "page=9999999999999", "saved=%3Cb%3E", "page=²"])
def test_rubbish_in_the_address_gives_a_plain_page(page, query):
    page.goto(f"{page.url}?{query}")

    heading(page, "2 people")
