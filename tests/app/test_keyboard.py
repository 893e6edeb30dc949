"""Mia's story without a mouse: by keys alone, the focus seen at each, and nothing that speaks on and on."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import appkit
import faketavus
import keyboard
import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]
WAIT = 60_000
"""Milliseconds, on a slow and busy machine too."""
SHEET = (
    "First Name,Company,Email\n"
    "Ana,Acme,ana@acme.test\n"
    "Ben,PIXELPARK AG,ben@pixel.test\n"
    "Cleo,#N/A,cleo@blue.test\n"
    "Dora,Blue Harbor,dora@blue.test\n"
)


def test_the_whole_story_is_done_without_a_mouse(browser: Any, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    with faketavus.FakeTavus(key=appkit.KEY) as api, appkit.started(workspace) as app:
        page = appkit.let_in(browser, app)
        page.set_default_timeout(WAIT)
        mia = Mia(page, workspace, api)
        mia.drops_the_sheet()
        mia.writes_the_script()
        mia.saves_the_key_and_the_price()
        mia.chooses_a_presenter()
        mia.answers_the_check()
        mia.sends()
        mia.exports()
        page.context.close()

        assert len(api.posts) == 4
        assert api.paid_twice() == {}


class Mia:
    """What Mia does, screen by screen."""

    def __init__(self, page: Any, workspace: Path, api: faketavus.FakeTavus) -> None:
        self.page, self.workspace, self.api = page, workspace, api
        self.keys = keyboard.Keyboard(page)

    @property
    def folder(self) -> Path:
        return next(path.parent for path in self.workspace.glob("*/campaign.toml"))

    def goes_to(self, step: str) -> None:
        self.keys.press(self.page.get_by_role("navigation").get_by_role("link", name=step))
        self.page.wait_for_url(f"**/{ {'Presenter and look': 'look'}.get(step, step.lower()) }")

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name)

    def drops_the_sheet(self) -> None:
        self.keys.press(self.page.get_by_role("link", name="New campaign"))
        self.page.wait_for_url("**/new")
        self.keys.to(self.page.locator("#file"))
        given = {"name": "leads.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
        self.page.locator("#file").set_input_files(given)
        name = self.page.get_by_label("Name of the new campaign")
        name.wait_for()
        assert self.keys.is_on(name)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("heading", name="4 people", exact=True).wait_for()
        # Her account is this stand-in.
        (self.folder / ".env").write_text(f"TAVUS_API_URL={self.api.url}\n", encoding="utf-8")
        self.keys.press(self.page.get_by_role("link", name="Next: the script"))
        self.page.wait_for_url("**/script")

    def writes_the_script(self) -> None:
        text, heard = self.page.locator("#text"), self.page.locator("#heard")
        self.keys.write(text, "Hi ")
        self.inserts("First Name")
        self.page.keyboard.type(", greetings to everybody at {{ company }}.")
        heard.get_by_text("Hi Ana, greetings to everybody at Acme").wait_for()
        self.page.locator("#saved", has_text="Saved").wait_for()
        self.keys.press(self.page.get_by_role("button", name="The next person"))
        heard.get_by_text("Hi Ben, greetings").wait_for()
        self.page.keyboard.press("Enter")
        heard.get_by_text("Hi Cleo, greetings").wait_for()
        self.keys.press(self.page.get_by_role("button", name="The person before"), "Space")
        heard.get_by_text("Hi Ben, greetings").wait_for()

    def inserts(self, column: str) -> None:
        self.keys.press(self.page.locator(".chips").get_by_role("button", name=column, exact=True))
        dialog = self.page.get_by_role("dialog", name=f"Insert {column}")
        self.keys.press(dialog.get_by_role("button", name="Insert"))
        dialog.wait_for(state="hidden")
        assert self.keys.is_on(self.page.locator("#text"))

    def chooses_a_presenter(self) -> None:
        self.goes_to("Presenter and look")
        tile = self.page.locator("#tiles button").nth(1)
        self.keys.press(tile)
        self.page.get_by_text("Saved.").wait_for()
        tile.and_(self.page.locator("[aria-pressed=true]")).wait_for()
        assert self.keys.is_on(tile)
        self.keys.step()
        self.keys.step("Shift+Tab")

    def answers_the_check(self) -> None:
        self.goes_to("Check")
        self.keys.press(self.button("Say it as a company name"))
        self.page.get_by_role("heading", name="PIXELPARK AG").wait_for(state="detached")
        # The page was loaded again: she goes on where she was, and not at its top.
        focused = self.page.locator(".group:focus")
        focused.wait_for()
        cell = self.page.get_by_label("Company, row 4")
        self.keys.write(cell, "Blue Harbor")
        self.page.keyboard.press("Enter")
        self.page.get_by_role("heading", name="All 4 rows are ready").wait_for()
        assert "cleo" in (self.folder / "leads.csv").read_text("utf-8").split("Blue Harbor,")[1]

    def saves_the_key_and_the_price(self) -> None:
        self.goes_to("Settings")
        self.keys.write(self.page.get_by_label("Your key"), appkit.KEY)
        self.page.keyboard.press("Enter")
        self.page.get_by_text("Saved in .env, only you can read it.").wait_for()
        self.keys.write(self.page.get_by_label("Price of a minute"), "1.5")
        self.keys.write(self.page.get_by_label("Ask me to type the number when I send more than"), "2")
        self.page.keyboard.press("Enter")
        self.page.get_by_text("10 minutes cost 15.00").wait_for()

    def sends(self) -> None:
        self.goes_to("Send")
        self.keys.press(self.button("Send 1 video first"))
        self.page.get_by_role("heading", name="Send 3 videos to Tavus?").wait_for()
        assert len(self.api.posts) == 1
        self.keys.write(self.page.get_by_label("To confirm, type the number of videos"), "3")
        self.keys.press(self.button("Send 3 videos and pay"))
        self.page.get_by_role("heading", name="4 of 4 videos are ready").wait_for()

    def exports(self) -> None:
        self.goes_to("Results")
        opener, dialog = self.button("Export a table"), self.page.get_by_role("dialog")
        self.keys.press(opener)
        self.keys.to(dialog.get_by_role("checkbox").first)
        self.keys.to(dialog.get_by_role("button", name="Download the table"))
        with self.page.expect_download() as found:
            self.page.keyboard.press("Enter")
        assert "Cleo" in Path(found.value.path()).read_text("utf-8-sig")
        self.page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        assert self.keys.is_on(opener)


SPOKEN = """() => {
  window.spoken = [];
  const live = "[aria-live]:not([aria-live=off]), [role=status], [role=alert]";
  new MutationObserver(changes => changes.forEach(({ target }) => {
    const region = (target.nodeType === 1 ? target : target.parentElement)?.closest(live);
    if (region?.textContent) window.spoken.push([Date.now(), region.textContent]);
  })).observe(document, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture
def spring(tmp_path: Path) -> Iterator[tuple[faketavus.FakeTavus, appkit.App]]:
    with faketavus.FakeTavus(key=appkit.KEY) as api:
        folder = appkit.paying(tmp_path / "workspace" / "spring", api.url)
        with appkit.started(folder.parent) as app:
            yield api, app


def test_no_page_is_a_trap_and_every_control_is_reached(browser: Any, spring: Any) -> None:
    _, app = spring
    page = appkit.let_in(browser, app)
    page.set_default_timeout(WAIT)
    for name in ("sheet", "script", "look", "rehearse", "settings", "activity", "results"):
        page.goto(f"{app.url}/c/spring/{name}")
        page.wait_for_load_state("networkidle" if name == "look" else "load")
        keys = keyboard.Keyboard(page)
        there, back = keys.round(), keys.round("Shift+Tab")

        assert there == back, name
        assert len(there) >= page.locator("a[href]:visible").count() - 1, name
    page.context.close()


def test_a_page_that_changes_by_itself_speaks_every_five_seconds(browser: Any, spring: Any) -> None:
    _, app = spring
    page = appkit.let_in(browser, app)
    page.set_default_timeout(WAIT)
    now = {"running": True, "making": 2, "failed": 0, "waiting": 98, "cards": [], "left": 60}
    events = "".join(f"data: {json.dumps({**now, 'ready': n})}\n\n" for n in range(100))
    page.clock.install()
    page.add_init_script(f"({SPOKEN})()")
    page.route("**/live/rehearse", lambda route: route.fulfill(content_type="text/event-stream", body=events))
    page.goto(f"{app.url}/c/spring/rehearse")
    page.get_by_role("heading", name="Making film 100 of 199").wait_for()
    for _ in range(30):
        page.clock.run_for(1000)
    moments = [at for at, words in page.evaluate("() => window.spoken") if words.startswith("Making")]

    assert moments
    assert all(later - earlier >= 5000 for earlier, later in itertools.pairwise(moments))
    page.context.close()
