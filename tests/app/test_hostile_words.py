"""Words that are out to hurt, in headers, cells, names and answers of the service: on no page do they run."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import appkit
import appruns
import faketavus
import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]
PAGES = ("sheet", "script", "look", "check", "rehearse", "send", "results", "compare", "activity", "settings")
BAD = "<img src=/x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>"
PICTURES = "https://image.example/"
"""Where the service says that its stills are: a page may show them."""
CELLS = (
    BAD,
    '"><iframe src="javascript:alert(4)"></iframe>',
    "javascript:alert(5)",
    "{{ 7*7 }}{% for x in [1] %}",
    "\u202egnirts\u202c",
    "bell \x07 and tab\tand line\nbreak",
    "</script><script>alert(6)</script>",
    "https://evil.invalid/?q=<script>",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


@pytest.fixture(scope="module")
def app(folder: Path) -> Iterator[appkit.App]:
    """An app whose campaign was sent to a service that answers in hostile words."""
    with faketavus.FakeTavus(key=appruns.KEY) as api:
        made = appruns.campaign(folder / "spring", api.url, rows=1, name=BAD.replace("/", "."))
        with (made / "people.csv").open("w", encoding="utf-8", newline="") as stream:
            out = csv.writer(stream)
            out.writerow(["Email", "First Name", "Company", BAD, "javascript:alert(7)", "__proto__"])
            for number in range(12):
                bad = CELLS[number % len(CELLS)]
                plain = number >= len(CELLS)
                person, firm = ("Ana", f"Firm {number}") if plain else (bad, bad)
                out.writerow([f"p{number}@firm.test", person, firm, bad, bad, bad])
        api.faults.extend([f"refuse:400:{BAD}", "", f"refuse:400:{BAD}"])
        with appkit.started(folder) as running:
            known = running.cookie()
            appruns.send(running, known, "spring")
            appruns.waited(lambda: api.posts, "a first video")
            appruns.waited(lambda: not appruns.is_running(running, known), "the end of the run")
            running.known = known
            yield running


def test_nothing_runs_on_any_page(app: appkit.App) -> None:
    dialogs: list[str] = []
    requests: list[str] = []
    with appkit.chromium() as browser:
        name, _, value = app.known["Cookie"].partition("=")
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": value, "url": app.url}])
        page = context.new_page()
        page.route(f"{PICTURES}**", lambda route: route.abort())
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: requests.append(request.url))
        found: dict[str, Any] = {}
        for path in ("/", "/new", *(f"/c/spring/{name}" for name in PAGES)):
            page.goto(app.url + path)
            appkit.settled(page)
            page.get_by_role("heading", level=1).first.wait_for(state="attached")
            found[path] = page.evaluate(
                """() => [...document.querySelectorAll("main script, main iframe, img[src='/x'], svg[onload],"
                    + "[href^='javascript:'], [src^='javascript:']")].map(one => one.outerHTML)"""
            )

    assert {path: elements for path, elements in found.items() if elements} == {}
    assert dialogs == []
    assert [url for url in requests if not url.startswith((app.url, "data:", PICTURES))] == []


def test_the_words_of_the_service_are_shown_as_text(app: appkit.App) -> None:
    shown = app.ask("GET", "/c/spring/results", app.known).text

    assert "&lt;img src=/x onerror=alert(1)&gt;" in shown
    assert BAD not in shown
    assert "{{ 7*7 }}{% for x in [1] %}" in app.ask("GET", "/c/spring/sheet", app.known).text
