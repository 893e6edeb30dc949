"""The script's page: what is heard as it is typed, what one click inserts or puts right, and two who edit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import appkit
import pytest

SCRIPT = "Hi {{ first_name }}, thank you for your interest in {{ topic }}.\n"
CAMPAIGN = 'sheet = "leads.csv"\ntemplate = "script.txt.j2"\nreplica_id = "r1"\nprice_per_minute = 3\n'
SHEET = (
    "First Name,Company,Email,Topic,Until\n"
    "Ana,BLUE HARBOR INC.,ana@acme.test,food,2027-03-04\n"
    "Ben,Acme,ben@acme.test,,2027-03-05\n"
    "Cleo,Acme,cleo@acme.test,tea,2027-03-06\n"
)
WAIT = 60_000
"""Milliseconds, on a slow and busy machine too."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "spring"
    made.mkdir()
    for name, text in {"campaign.toml": CAMPAIGN, "script.txt.j2": SCRIPT, "leads.csv": SHEET}.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def page(browser: Any, folder: Path) -> Iterator[Any]:
    """The page of the script, as it is when the first person's words are there."""
    with appkit.started(folder.parent) as app:
        made = appkit.let_in(browser, app)
        made.set_default_timeout(WAIT)
        made.goto(f"{app.url}/c/spring/script")
        made.locator("#heard mark").first.wait_for()
        yield made
        made.context.close()


def saved(page: Any) -> None:
    """Wait until the script is saved; it says so at once when it is not any more."""
    expect(page.locator("#saved")).to_have_text("Saved", timeout=WAIT)


def expect(locator: Any) -> Any:
    return pytest.importorskip("playwright.sync_api").expect(locator)


def test_words_of_the_sheet_are_tinted_and_a_blank_is_a_red_nothing(page):
    assert page.locator("#heard mark").all_inner_texts() == ["Ana", "food"]
    assert page.locator("#who").inner_text() == "Ana, BLUE HARBOR INC."
    face = page.locator("#speaker")
    assert face.evaluate("image => [image.clientWidth, image.clientHeight]") == [44, 44]
    assert page.get_by_role("heading", name="What Ana, BLUE HARBOR INC. hears").count() == 1

    page.get_by_role("button", name="The next person").click()

    page.locator("#heard i", has_text="nothing").wait_for()
    assert page.locator("#heard").inner_text() == "Hi Ben, thank you for your interest in nothing."
    assert page.locator("#row").input_value() == "3"
    page.locator("#row").press("Control+ArrowRight")
    page.locator("#heard", has_text="Hi Cleo").wait_for()
    assert appkit.violations(page) == []


@pytest.mark.parametrize("size", list(appkit.SIZES))
def test_a_column_is_inserted_as_it_is_to_be_said(page, folder, size):
    width, height = appkit.SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.locator("#text").fill("At ")
    page.get_by_role("button", name="Company").click()
    page.get_by_role("heading", name="Insert Company").wait_for()
    assert page.get_by_label("company without Inc.: Blue Harbor").is_checked()
    assert page.get_by_label("If the cell is empty, say").input_value() == "your company"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert appkit.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("If the cell is empty, say").fill('the "big" one')
    page.get_by_role("button", name="Insert").click()

    expect(page.locator("#text")).to_have_value('At {{ (company | company) or "the \\"big\\" one" }}')
    page.locator("#heard", has_text="At Blue Harbor").wait_for()
    saved(page)


def test_each_kind_is_offered_with_the_sheets_own_example(page):
    page.get_by_role("button", name="Until").click()
    page.get_by_role("heading", name="Insert Until").wait_for()
    ways = page.locator("#ways-of label").all_inner_texts()

    assert ways[0].strip() == "as it is in the cell: 2027-03-04"
    assert "date: March 4, 2027" in [way.strip() for way in ways]
    page.get_by_role("button", name="Cancel").click()
    assert page.locator("#text").input_value() == SCRIPT


def test_only_if_wraps_what_is_chosen(page):
    page.locator("#text").fill("Hi. About tea.")
    page.locator("#text").evaluate("field => field.setSelectionRange(4, 14)")
    page.get_by_role("button", name="Only if").click()
    page.get_by_label("Column").select_option(label="Topic")
    assert appkit.violations(page) == []
    page.get_by_role("button", name="Insert").click()

    expect(page.locator("#text")).to_have_value("Hi. {% if topic %}About tea.{% endif %}")


@pytest.mark.parametrize(
    ("typed", "words", "button", "after"),
    [
        ("{{ topik }}", "There is no column “topik”.", "Change it to “topic”", "{{ topic }}"),
        ("{{ First Name }}", "Line 1: write {{ first_name }}", "Change it", "{{ first_name }}"),
        (
            "Hi {{ topic or “it” }}",
            "Line 1: replace the curly quotes",
            "Change it",
            'Hi {{ topic or "it" }}',
        ),
        (
            "«First_Name» %%topic%%",
            "placeholders of another tool",
            "Change them",
            '{{ (first_name | first_name) or "there" }} {{ topic }}',
        ),
    ],
)
def test_one_click_puts_the_script_right(page, folder, typed, words, button, after):
    page.locator("#text").fill(typed)
    page.locator("#wrong", has_text=words).wait_for()
    assert appkit.violations(page) == []
    page.get_by_role("button", name=button, exact=True).click()

    expect(page.locator("#text")).to_have_value(after)
    expect(page.locator("#wrong button")).to_have_count(0)
    saved(page)
    assert (folder / "script.txt.j2").read_text("utf-8") == after


def test_a_script_that_cannot_be_read_opens_and_is_put_right(page, folder):
    (folder / "script.txt.j2").write_text("Hi {{ First Name }}", encoding="utf-8")
    page.reload()
    page.locator("#t-wrong", has_text="Fix the script first: no row can be sent").wait_for()
    page.get_by_role("button", name="Change it", exact=True).click()

    page.locator("#heard", has_text="Hi Ana").wait_for()


def test_all_rows_come_to_their_totals(page):
    page.locator("#t-wrong", has_text="1 row has a problem").wait_for()

    assert page.locator("#t-rows").inner_text() == "3"
    assert page.get_by_text("at 3.00 USD a minute").count() == 1
    page.locator("#t-long").click()
    page.locator("#heard", has_text="Hi ").wait_for()


def test_what_another_program_saves_is_shown(page, folder):
    (folder / "script.txt.j2").write_text("Hello {{ first_name }}.", encoding="utf-8")

    expect(page.locator("#text")).to_have_value("Hello {{ first_name }}.", timeout=WAIT)
    page.locator("#heard", has_text="Hello Ana.").wait_for()


def test_two_who_edit_see_each_other_and_nobodys_text_is_lost(page, folder):
    page.evaluate("document.getElementById('editor').dataset.stamp = ''")  # as if it was saved this moment
    (folder / "script.txt.j2").write_text("Theirs {{ first_name }}.", encoding="utf-8")
    page.locator("#text").fill("Mine {{ first_name }}.")
    page.get_by_text("Somebody else changed script.txt.j2.").wait_for()
    assert (folder / "script.txt.j2").read_text("utf-8") == "Theirs {{ first_name }}."
    assert appkit.violations(page) == []

    page.get_by_role("button", name="See theirs").click()
    expect(page.locator("#text")).to_have_value("Theirs {{ first_name }}.")
    page.get_by_role("button", name="Back to mine").click()
    expect(page.locator("#text")).to_have_value("Mine {{ first_name }}.")
    page.get_by_role("button", name="Keep mine").click()

    saved(page)
    assert (folder / "script.txt.j2").read_text("utf-8") == "Mine {{ first_name }}."


@pytest.mark.parametrize("query", ["row=x", "row=-1", "row=99", "row=999999999999999", "page=x", "row=²"])
def test_rubbish_in_the_address_gives_a_plain_page(page, query):
    page.goto(f"{page.url}?{query}")

    page.locator("#heard", has_text="Hi Ana").wait_for()


def test_a_cell_that_is_used_is_corrected_beside_what_is_heard(page, folder):
    page.goto(f"{page.url}?row=3&cells=1")
    field = page.locator("#cells").get_by_role("textbox", name="Topic", exact=True)
    field.fill("coffee")
    field.press("Tab")

    page.locator("#heard", has_text="Hi Ben, thank you for your interest in coffee.").wait_for()
    assert (folder / "leads.csv").read_text("utf-8") == SHEET.replace("test,,", "test,coffee,")
    assert appkit.violations(page) == []
