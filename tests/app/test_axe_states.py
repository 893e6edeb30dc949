"""Every state of every screen: axe objects to nothing in any size and colour, and no page scrolls aside."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import appkit
import appoffice
import faketavus
import hostile
import pytest

from batchgen import paths, state, workspace

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]
WAIT = 60_000
"""Milliseconds, on a slow and busy machine too."""
PEOPLE = (
    "First Name,Company,Email,Website\n"
    "Ana,Acme,ana@acme.test,https://acme.test\n"
    "Ben,PIXELPARK AG,ben@pixel.test,\n"
    "Cleo,#N/A,cleo@blue.test,\n"
    "Dora,#N/A,dora@blue.test,\n"
)
TOML = 'name = "Fair"\nsheet = "leads.csv"\ntemplate = "script.txt.j2"\n'
SCRIPT = "Hi {{ first_name }}, greetings to everybody at {{ company }} in this town.\n"
Show = Callable[[Any], object]


def fair(folder: Path, *, more: str = "", script: str = SCRIPT) -> None:
    """A campaign without a key that has rows to fix."""
    folder.mkdir()
    (folder / "leads.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "script.txt.j2").write_text(script, encoding="utf-8")
    (folder / "campaign.toml").write_text(TOML + more, encoding="utf-8")


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, appkit.App]]:
    """One app with a campaign for each state, and one browser that was let in."""
    folder = tmp_path_factory.mktemp("workspace")
    with contextlib.ExitStack() as stack:
        api = stack.enter_context(faketavus.FakeTavus(key=appkit.KEY))
        office = stack.enter_context(appoffice.opened(folder))
        office.edit("Ben Ruiz", "Benjamin Ruiz")
        for name in ("fair", "one", "other"):
            fair(folder / name, more='replica_id = "r90bbd427f71"\n')
        fair(folder / "unread", more='replica_id = "r90bbd427f71"\n', script="Hi {{ first_name }\n")
        fair(folder / "broken", more="templte = 1\n")
        appkit.paying(folder / "clean", api.url, more="confirm_above = 2\nmax_cost = 20\n")
        appkit.paying(folder / "limited", api.url, more="max_videos = 2\n")
        refused = appkit.paying(folder / "refused", api.url)
        (refused / ".env").write_text(f"TAVUS_API_KEY={'f' * 32}\n", encoding="utf-8")
        busy = workspace.Place("busy", appkit.paying(folder / "busy", api.url))
        for sandbox in (False, True):
            path = paths.state(busy.settings(sandbox=sandbox))
            path.parent.mkdir(exist_ok=True)
            stack.callback(state.open_state(path, service="sandbox" if sandbox else api.url).close)
        browser = stack.enter_context(appkit.chromium())
        page = appkit.let_in(browser, office.app, known=office.known)
        page.context.set_default_timeout(WAIT)
        yield page.context, office.app


def seen(words: str) -> Show:
    return lambda page: page.get_by_text(words).first.wait_for()


def there(selector: str) -> Show:
    return lambda page: page.locator(selector).first.wait_for()


def pressed(name: str, then: str) -> Show:
    def show(page: Any) -> None:
        page.get_by_role("button", name=name).first.click()
        page.locator(then).first.wait_for()

    return show


def dropped(name: str, content: bytes, then: str) -> Show:
    def show(page: Any) -> None:
        given = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        page.locator("#file").set_input_files(given)
        page.locator(then).wait_for()

    return show


def refused_by_tavus(page: Any) -> None:
    page.get_by_role("button", name="Try it").click()
    page.locator("#said", has_text="key").wait_for()


def film(page: Any) -> None:
    page.locator("h1").wait_for()
    page.evaluate("() => { document.getElementById('film-title').textContent = 'Ana'; }")
    page.evaluate("() => document.getElementById('film').showModal()")


class State(NamedTuple):
    """A state: where it is, and how it comes to be shown; `waits` keeps the look at every row busy."""

    path: str
    show: Show
    waits: bool = False


STATES: Mapping[str, State] = {
    "campaigns of all kinds": State("/", seen("there is no setting")),
    "a page that is not here": State("/c/nothing/sheet", seen("This page is not here")),
    "a campaign that cannot be read": State("/c/broken/sheet", seen("This does not work yet")),
    "new": State("/new", seen("Drop your sheet here")),
    "a password": State("/new", dropped("a.xlsx", hostile.ole(encrypted=True), "#wrong")),
    "a new sheet": State("/new", dropped("b.csv", b"Name,Town\nAna,Rome\n", "#make")),
    "a known sheet": State("/new", dropped("leads.csv", PEOPLE.encode(), "#known")),
    "repeat": State("/new?like=fair", seen("gets the settings and the script")),
    "sheet": State("/c/fair/sheet", seen("4 people")),
    "another row of headers": State(
        "/c/fair/sheet", lambda page: page.get_by_text("This is not the header row").click()
    ),
    "script": State("/c/fair/script", seen("Hi Ana, greetings")),
    "a way to say a column": State("/c/fair/script", pressed("Company", "dialog[open]")),
    "a condition": State("/c/fair/script", pressed("Only if", "dialog[open]")),
    "a script that cannot be read": State("/c/unread/script", there("#wrong p")),
    "look without a key": State("/c/fair/look", seen("Add your Tavus key")),
    "look for each row": State("/c/fair/look?by=B", there("#values select")),
    "look with a refused key": State("/c/refused/look", there("#trouble")),
    "look with presenters": State("/c/clean/look", there("#tiles li")),
    "look while a run goes on": State("/c/busy/look", seen("A run is going on.")),
    "share without pages": State("/c/fair/share", seen("campaign.toml has no [page]")),
    "share with a tool's file": State("/c/spring/share?tool=generic", seen("Download the file")),
    "check, waiting": State("/c/one/check", seen("Checking every row."), waits=True),
    "check with rows to fix": State("/c/fair/check", there("#check .group")),
    "check of a broken script": State("/c/unread/check", there("#check, .note.wrong")),
    "check, in order": State("/c/clean/check", seen("All 6 rows are ready")),
    "check with a refused key": State("/c/refused/check", there(".note.wrong")),
    "rehearse": State("/c/fair/rehearse", seen("Make films")),
    "rehearsal that goes on": State("/c/busy/rehearse?going=on", seen("A run is going on already.")),
    "send, waiting": State("/c/other/send", seen("Checking every row."), waits=True),
    "send without a key": State("/c/fair/send", seen("There is no Tavus key yet.")),
    "send with the number to type": State("/c/clean/send", seen("To confirm, type the number")),
    "send above the limit": State("/c/limited/send", there(".plan .note.wrong")),
    "send with a refused key": State("/c/refused/send", there(".plan h1")),
    "a run that goes on": State("/c/busy/send?going=on", seen("Starting to send")),
    "a run that ended": State("/c/spring/send", seen("3 of 6 videos are ready")),
    "no results": State("/c/fair/results", seen("No videos yet")),
    "no films": State("/c/spring/results?of=rehearsal", seen("No films yet")),
    "results that failed and changed": State("/c/spring/results", seen("the sheet now says something else")),
    "nothing matches": State("/c/spring/results?words=nobody", seen("Nothing matches.")),
    "export": State("/c/spring/results", pressed("Export a table", "dialog[open]")),
    "a film": State("/c/spring/results", film),
    "old and new": State("/c/spring/compare", seen("in the video")),
    "nothing has changed": State("/c/clean/compare", seen("Nothing has changed")),
    "settings without a key": State("/c/fair/settings", seen("There is no key yet.")),
    "settings with a refused key": State("/c/refused/settings", refused_by_tavus),
    "activity": State("/c/spring/activity", seen("Activity")),
    "no activity": State("/c/fair/activity", seen("Nothing was done yet")),
    "spending": State("/spending", there("h1")),
}


@pytest.mark.parametrize("name", STATES)
def test_axe_objects_to_nothing(context: Any, name: str) -> None:
    allowed, app = context
    path, show, waits = STATES[name]
    page = allowed.new_page()
    if waits:
        page.route("**/api/look*", lambda route: route.fulfill(json={"ready": False}))
    page.goto(app.url + path)
    show(page)
    found = objections(page)
    page.close()

    assert found == []


def test_a_folder_without_campaigns(context: Any, tmp_path: Path) -> None:
    allowed, _ = context
    with appkit.started(tmp_path) as empty:
        page = appkit.let_in(allowed.browser, empty)
        page.get_by_text("No campaigns yet").wait_for()
        found = objections(page)
        page.context.close()

    assert found == []


def objections(page: Any) -> list[str]:
    """Return what is wrong with the page as it stands; what is dark differs by its colours alone."""
    found = []
    for width, height in appkit.SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="light")
        found += appkit.violations(page)
        if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
            found.append(f"the page scrolls aside at {width} px")
        page.emulate_media(color_scheme="dark")
        found += appkit.violations(page, only="color-contrast")
    return found
