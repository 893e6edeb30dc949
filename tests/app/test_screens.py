"""The screens in a real browser: what they show, and nothing that axe objects to in any size or colour."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import appkit
import pytest

from batchgen import new_campaign

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]
WAIT = 60_000
"""Milliseconds, on a slow and busy machine too."""
SCREENS = (
    "/",
    "/new",
    *(f"/c/autumn/{name}" for name in ("sheet", "script", "look", "rehearse", "results", "settings")),
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[appkit.App]:
    folder = tmp_path_factory.mktemp("workspace")
    new_campaign.write(folder / "autumn", new_campaign.sample_files())
    with appkit.started(folder) as running:
        yield running


@pytest.fixture
def page(browser: Any, state: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, storage_state=state)
    made = context.new_page()
    made.set_default_timeout(WAIT)
    yield made
    context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", appkit.SIZES)
def test_axe_objects_to_nothing(
    app: appkit.App,
    browser: Any,
    state: Any,
    size: str,
    dark: bool,
) -> None:
    width, height = appkit.SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        storage_state=state,
    )
    page = context.new_page()
    found = {}
    for path in SCREENS:
        page.goto(app.url + path)
        found[path] = appkit.violations(page)
    context.close()

    assert [one for path in SCREENS for one in found[path]] == []


def test_the_sheet_says_what_tells_people_apart(app, page):
    page.goto(app.url + "/c/autumn/sheet")

    assert page.locator("h1").inner_text() == "20 people"
    assert "We recognise people by Email" in page.locator("main").inner_text()


def test_the_script_is_heard_as_it_is_typed_and_saved(app, page):
    page.goto(app.url + "/c/autumn/script")
    page.locator("#text").fill("Hi {{ (first_name | first_name) or 'there' }}, see you in {{ city }}.")

    page.locator("#heard", has_text="Hi Ana, see you in Boston.").wait_for()
    page.locator("#saved", has_text="Saved").wait_for()
    page.locator("#text").fill("Hi {{ first_nam }}.")
    page.locator("#wrong", has_text="There is no column “first_nam”.").wait_for()


def test_the_check_says_that_all_rows_are_ready(app, page):
    page.goto(app.url + "/c/autumn/script")
    page.locator("#text").fill(
        "Hi {{ (first_name | first_name) or 'there' }}, see you in {{ city }} next week."
    )
    page.locator("#saved", has_text="Saved").wait_for()
    page.goto(app.url + "/c/autumn/check")

    page.get_by_role("heading", name="All 20 rows are ready").wait_for()

    assert appkit.violations(page) == []


def test_without_a_key_nothing_can_be_sent(app, page):
    page.goto(app.url + "/c/autumn/send")
    page.get_by_text("There is no Tavus key yet.").wait_for()

    assert page.locator("#send").count() == 0
    assert appkit.violations(page) == []


def test_a_price_is_written_into_the_campaign_file(app, page):
    page.goto(app.url + "/c/autumn/settings")
    page.locator("[name=price_per_minute]").fill("1.50")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_text("10 minutes cost 15.00 USD").wait_for()


def test_a_sheet_is_dropped_and_dropped_again(app, page, tmp_path):
    sheet = tmp_path / "spring fair.csv"
    sheet.write_text("Email,First Name,Company\nana@acme.example,Ana,Acme\n", encoding="utf-8")
    page.goto(app.url + "/new")
    page.locator("#file").set_input_files(sheet)
    page.get_by_role("button", name="Make the campaign").click()
    page.wait_for_url("**/c/*/sheet")
    page.get_by_role("heading", name="1 person").wait_for()
    made = page.url

    sheet.write_text("Email,First Name,Company\nana@acme.example,Ana,Acme\nbo@b.example,Bo,B\n", "utf-8")
    page.goto(app.url + "/new")
    page.locator("#file").set_input_files(sheet)
    page.get_by_role("button", name="Update the sheet of Spring fair").click()

    page.wait_for_url("**/c/*/sheet")
    page.get_by_role("heading", name="2 people").wait_for()
    assert page.url == made


def test_what_stands_in_cells_never_runs(app, page, tmp_path):
    sheet = tmp_path / "hostile.csv"
    bad = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}"
    sheet.write_text(f"Email,{bad},City\na@b.example,{bad},javascript:alert(3)\n", encoding="utf-8")
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.goto(app.url + "/new")
    page.locator("#file").set_input_files(sheet)
    page.get_by_role("button", name="Make the campaign").click()
    page.wait_for_url("**/c/*/sheet")
    page.get_by_role("heading", name="1 person").wait_for()
    slug = page.url.split("/c/")[1].split("/")[0]

    for name in ("sheet", "script", "look", "results", "settings"):
        page.goto(f"{app.url}/c/{slug}/{name}")
        assert page.locator("main img[src=x]").count() == 0
        assert page.locator("main script").count() == 0
    assert seen == []


def test_a_campaign_file_that_cannot_be_read_stays_in_the_list(app, page, tmp_path):
    folder = Path(tmp_path)
    new_campaign.write(folder / "broken", new_campaign.sample_files())
    (folder / "broken" / "campaign.toml").write_text('templte = "x"\n', encoding="utf-8")
    with appkit.started(folder) as other:
        known = other.cookie()
        answer = other.ask("GET", "/", known)

    assert "templte" in answer.text
    assert "Did you mean" in answer.text or "template" in answer.text


def test_columns_are_shown_with_their_kind(app, page):
    page.goto(app.url + "/c/autumn/sheet")
    heads = page.locator("tr.heads td").all_inner_texts()

    kinds = {head.split("\n")[0]: head.split("\n")[1].partition(",")[0] for head in heads}
    assert (kinds["Trial Ends"], kinds["Last Name"], kinds["Company"]) == ("date", "name", "company")
