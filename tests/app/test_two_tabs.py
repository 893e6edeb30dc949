"""A campaign in two tabs, and in another program: nothing is written over, and each says what happened."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import appkit
import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]
WAIT = 60_000
"""Milliseconds, on a slow and busy machine too."""
SCRIPT = "Hi {{ first_name }}, greetings to everybody at {{ company }} in this town.\n"
SHEET = "First Name,Company,Email\nAna,Acme,ana@acme.test\nCleo,#N/A,cleo@blue.test\n"
SAVED = re.compile("^Saved$")
TOML = 'sheet = "leads.csv"\ntemplate = "script.txt.j2"\nreplica_id = "r90bbd427f71"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workspace" / "spring"
    made.mkdir(parents=True)
    for name, text in {"leads.csv": SHEET, "script.txt.j2": SCRIPT, "campaign.toml": TOML}.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def app(folder: Path) -> Iterator[appkit.App]:
    with appkit.started(folder.parent) as running:
        yield running


@pytest.fixture
def tabs(app: appkit.App) -> Iterator[tuple[Any, Any]]:
    with appkit.chromium() as browser:
        one = appkit.let_in(browser, app)
        one.context.set_default_timeout(WAIT)
        yield one, one.context.new_page()


def _script(page: Any, app: appkit.App) -> None:
    page.goto(f"{app.url}/c/spring/script")
    page.locator("#heard", has_text="Hi Ana").wait_for()


def test_a_script_that_is_edited_in_both_is_never_written_over_unseen(app, folder, tabs):
    one, other = tabs
    file = folder / "script.txt.j2"
    for tab in tabs:
        _script(tab, app)
    one.locator("#text").fill("Hi {{ first_name }}, this is the text of the first.")
    one.locator("#saved", has_text=SAVED).wait_for()
    other.locator("#text").fill("Hi {{ first_name }}, this is the text of the other.")
    other.locator("#theirs").wait_for()
    assert "Somebody else changed script.txt.j2." in other.locator("#wrong").inner_text()
    assert file.read_text("utf-8").startswith("Hi {{ first_name }}, this is the text of the first.")

    other.get_by_role("button", name="See theirs").click()
    other.locator("#heard", has_text="the text of the first").wait_for()
    other.get_by_role("button", name="Back to mine").click()
    other.locator("#heard", has_text="the text of the other").wait_for()
    other.get_by_role("button", name="Keep mine").click()
    other.locator("#saved", has_text=SAVED).wait_for()

    assert file.read_text("utf-8").startswith("Hi {{ first_name }}, this is the text of the other.")


def test_the_text_of_another_program_comes_into_the_page(app, folder, tabs):
    page, _ = tabs
    _script(page, app)
    (folder / "script.txt.j2").write_text("Hello {{ first_name }}, written elsewhere.\n", encoding="utf-8")

    page.locator("#heard", has_text="Hello Ana, written elsewhere.").wait_for()
    assert page.locator("#text").input_value() == "Hello {{ first_name }}, written elsewhere.\n"


def test_a_cell_that_is_corrected_in_both_is_written_once(app, folder, tabs):
    one, other = tabs
    for tab in tabs:
        tab.goto(f"{app.url}/c/spring/check")
        tab.get_by_label("Company, row 3").wait_for()
    # The other tab does not look whether the file was saved: both are pressed at one moment.
    other.route("**/api/files", lambda route: route.fulfill(json={}))
    other.get_by_label("Company, row 3").fill("Red Harbor")
    one.get_by_label("Company, row 3").fill("Blue Harbor")
    one.get_by_label("Company, row 3").press("Enter")
    one.get_by_role("heading", name="All 2 rows are ready").wait_for()
    other.get_by_label("Company, row 3").press("Enter")

    other.locator("#said", has_text="Blue Harbor").wait_for()
    assert (folder / "leads.csv").read_text("utf-8") == SHEET.replace("#N/A", "Blue Harbor")
    assert other.get_by_label("Company, row 3").input_value() == "Red Harbor"


def test_an_app_that_was_closed_is_said_and_the_text_stays(app, folder, tabs):
    page, live = tabs
    _script(page, app)
    live.goto(f"{app.url}/c/spring/rehearse")
    live.get_by_text("Make films").wait_for()
    app.process.terminate()
    app.process.wait(20)
    page.locator("#text").fill("Hi {{ first_name }}, this stays here.")

    page.get_by_text("The app was closed. Your text stays here. Start it again: batchgen app").wait_for()
    live.get_by_text("The app was closed. Start it again: batchgen app. Runs go on without it.").wait_for()
    assert page.locator("#text").input_value() == "Hi {{ first_name }}, this stays here."
    assert (folder / "script.txt.j2").read_text("utf-8") == SCRIPT
