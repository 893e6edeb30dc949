"""The check page: problems with their rows, answers that are written, cells that are changed in the sheet."""

import contextlib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import appkit
import openpyxl
import pytest

SCRIPT = "Hi {{ first_name }} of {{ company }}, thank you for your interest in {{ topic }}.\n"
CAMPAIGN = '# Spring\nsheet = "leads.csv"\ntemplate = "script.txt.j2"\nreplica_id = "r90bbd427f71"\n'
HOSTILE = "<script>window.ran = 1</script>"
SHEET = (
    "First Name,Company,Email,Topic\n"
    "Ana,Acme,ana@acme.test,food\n"
    "Ben,PIXELPARK AG,ben@acme.test,\n"
    f"Cleo,{HOSTILE},cleo@acme.test,{{{{ 7 * 7 }}}}\n"
    + "".join(f"Dora,Blue Harbor,dora{n}@acme.test,\n" for n in range(7))
)
WAIT = 60_000
"""Milliseconds, on a slow and busy machine too."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]
Opened = Callable[..., Any]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[appkit.App]:
    with appkit.started(tmp_path_factory.mktemp("workspace")) as running:
        yield running


@pytest.fixture
def folder(app: appkit.App, request: pytest.FixtureRequest) -> Path:
    """A campaign of this test's own, in the workspace of the app."""
    made = Path(app.process.args[4]) / f"c{abs(hash(request.node.name))}"  # type: ignore[index]
    made.mkdir()
    for name, text in {"campaign.toml": CAMPAIGN, "script.txt.j2": SCRIPT, "leads.csv": SHEET}.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def opened(app: appkit.App, browser: Any, state: Any, folder: Path) -> Iterator[Opened]:
    """Open the check page of the campaign; the page is there when its problems are."""
    with contextlib.ExitStack() as stack:

        def opening(query: str = "", *, size: str = "wide") -> Any:
            width, height = appkit.SIZES[size]
            viewport = {"width": width, "height": height}
            context = browser.new_context(viewport=viewport, storage_state=state)
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(WAIT)
            page.goto(f"{app.url}/c/{folder.name}/check{query}")
            ready(page.locator("#check"))
            return page

        yield opening


def use_xlsx(folder: Path, **cells: str) -> Path:
    """Make an XLSX file the campaign's sheet; `cells` are put into it last."""
    book = openpyxl.Workbook()
    for line in SHEET.splitlines():
        book.active.append(line.split(","))
    book.create_sheet("Read me")["A1"] = "=1+1"
    for cell, value in cells.items():
        book.active[cell] = value
    book.save(folder / "leads.xlsx")
    (folder / "campaign.toml").write_text(CAMPAIGN.replace("leads.csv", "leads.xlsx"), encoding="utf-8")
    return folder / "leads.xlsx"


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def ready(locator: Any) -> None:
    """Wait until the page that shows something listens to its buttons."""
    locator.wait_for()
    locator.page.wait_for_load_state()


def write(page: Any, label: str, text: str) -> None:
    """Type a text into a cell, and press Enter."""
    page.get_by_label(label, exact=True).fill(text)
    page.get_by_label(label, exact=True).press("Enter")


@pytest.mark.parametrize("size", list(appkit.SIZES))
def test_problems_are_shown_and_cells_stay_text(opened, size):
    page = opened(size=size)

    assert page.locator("h1").inner_text() == "Fix 9 rows, or send the other 1"
    assert page.get_by_role("heading", name="Topic is empty").count() == 1
    assert page.evaluate("window.ran") is None
    page.get_by_text("Use a fallback in the script").click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert appkit.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= appkit.SIZES[size][0]


def test_a_company_is_said_through_the_filter_and_the_page_checks_again(opened, folder):
    (folder / "leads.csv").write_text(SHEET.replace("AG,ben@acme.test,", "AG,ben@acme.test,tea"), "utf-8")
    page = opened()
    assert page.get_by_text("Change how Company is said in all 10 rows.").count() == 1
    assert page.get_by_text("1 of the 2 is worth a look. They will be sent.").count() == 1

    page.get_by_role("button", name="Say it as a company name: Pixelpark").click()

    page.get_by_text("1 of the 2 is worth a look.").wait_for(state="detached")
    assert "{{ company | company }}" in (folder / "script.txt.j2").read_text("utf-8")


def test_a_fallback_is_written_into_the_script(opened, folder):
    page = opened()
    page.get_by_text("Use a fallback in the script").click()
    page.get_by_label("If Topic is empty, say").fill("our offer")
    page.get_by_role("button", name="Save").first.click()

    page.get_by_role("heading", name="Topic is empty").wait_for(state="detached")
    assert '{{ topic or "our offer" }}' in (folder / "script.txt.j2").read_text("utf-8")


def test_what_is_fine_is_not_shown_again(opened, folder):
    (folder / "leads.csv").write_text(SHEET.replace("AG,ben@acme.test,", "AG,ben@acme.test,tea"), "utf-8")
    page = opened()

    page.get_by_role("button", name="This is fine").first.click()

    page.get_by_role("heading", name="PIXELPARK").wait_for(state="detached")
    assert 'allow = ["PIXELPARK AG"]' in (folder / "campaign.toml").read_text("utf-8")


def test_rows_are_left_out_and_said_to_be(opened, folder):
    page = opened("?")
    page.get_by_role("button", name="Leave these rows out").first.click()

    page.get_by_text("Left out: 8 rows by the condition in campaign.toml (where).").wait_for()
    assert page.get_by_role("heading", name="Topic is empty").count() == 0


def test_every_row_is_reached_and_all_are_filled_at_once(opened, folder):
    page = opened()
    assert page.get_by_label("Topic, row 11", exact=True).count() == 0
    page.get_by_role("link", name="Show all 8 rows").click()
    ready(page.get_by_label("Topic, row 11", exact=True))
    assert appkit.violations(page) == []
    page.get_by_label("In all 8 rows write, Topic is empty").fill("coffee")
    page.get_by_role("button", name="Write").click()

    page.get_by_role("heading", name="Topic is empty").wait_for(state="detached")
    assert (folder / "leads.csv").read_text("utf-8") == SHEET.replace("test,\n", "test,coffee\n")
    assert (folder / "leads.csv.bak").read_text("utf-8") == SHEET


def test_enter_changes_one_cell_of_a_workbook_and_nothing_else(opened, folder):
    path = use_xlsx(folder)
    original, before = path.read_bytes(), parts_of(path)
    page = opened()
    page.get_by_label("Topic, row 5", exact=True).fill("typed, not written")

    write(page, "Topic, row 3", "tea")
    page.get_by_label("Topic, row 3", exact=True).wait_for(state="detached")

    after = parts_of(path)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    assert openpyxl.load_workbook(path)["Sheet"]["D3"].value == "tea"
    sync_api = pytest.importorskip("playwright.sync_api")
    field = page.get_by_label("Topic, row 5", exact=True)
    sync_api.expect(field).to_have_value("typed, not written", timeout=WAIT)
    write(page, "Topic, row 5", "nuts")
    page.get_by_label("Topic, row 5", exact=True).wait_for(state="detached")
    assert path.with_name("leads.xlsx.bak").read_bytes() == original


def test_a_formula_is_shown_with_why_it_cannot_be_changed(opened, folder):
    use_xlsx(folder, B3='="PIXEL"&"PARK"')
    page = opened()

    assert "a formula: change it in Excel" in page.locator("main").inner_text()


def test_a_sheet_that_is_open_in_excel_is_not_written(opened, folder):
    (folder / "~$leads.csv").touch()
    page = opened()

    write(page, "Topic, row 3", "tea")

    page.get_by_text("Excel has this sheet open. Save and close it there").wait_for()
    assert page.get_by_label("Topic, row 3", exact=True).get_attribute("aria-invalid") == "true"
    assert (folder / "leads.csv").read_text("utf-8") == SHEET


def test_a_cell_that_somebody_else_changed_is_not_written_over(opened, folder):
    page = opened()
    page.evaluate("document.getElementById('check').dataset.stamp = ''")  # as if it was saved this moment
    theirs = SHEET.replace("AG,ben@acme.test,", "AG,ben@acme.test,theirs")
    (folder / "leads.csv").write_text(theirs, "utf-8")

    write(page, "Topic, row 3", "mine")

    page.get_by_text('Cell D3 is now "theirs", not empty.').wait_for()
    assert (folder / "leads.csv").read_text("utf-8") == theirs


def test_a_sheet_that_is_saved_elsewhere_is_checked_again(opened, folder):
    page = opened()

    (folder / "leads.csv").write_text(SHEET.replace("test,\n", "test,tea\n"), "utf-8")

    page.get_by_role("heading", name="Topic is empty").wait_for(state="detached")


def test_what_is_wrong_with_the_whole_sheet_stands_alone(opened, folder):
    (folder / "script.txt.j2").write_text(SCRIPT.replace("topic", "tropic"), "utf-8")
    page = opened()

    assert page.locator("h1").inner_text() == "Fix this first"
    assert page.locator(".group h2").all_inner_texts() == ["A column is missing"]
    assert appkit.violations(page) == []


def test_every_address_is_asked_once(opened):
    page = opened()
    page.get_by_role("button", name="Check the links").click()

    page.get_by_text("Every address was asked once.").wait_for()


def test_without_problems_the_page_says_so(opened, folder):
    (folder / "leads.csv").write_text("".join(SHEET.splitlines(keepends=True)[:2]), "utf-8")
    page = opened()

    assert page.locator("h1").inner_text() == "1 row is ready"
    assert page.get_by_role("heading", name="No problems in 1 rows").count() == 1
    assert appkit.violations(page) == []


@pytest.mark.parametrize(
    "query", ["?page=x", "?page=-1", "?page=99999999999", "?group=zz&page=7", "?page=%00"]
)
def test_rubbish_in_the_address_gives_a_plain_page(opened, query):
    assert opened(query).locator("h1").inner_text() == "Fix 9 rows, or send the other 1"
