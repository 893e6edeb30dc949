"""A new campaign: a sheet that is dropped, what can be wrong with it, and a sheet dropped again."""

import contextlib
import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import appkit
import hostile
import openpyxl
import pytest

browser_only = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]


def workbook(path: Path, *people: str) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["First Name", "Email", "Company"])
    for name in people:
        sheet.append([name, f"{name.lower()}@acme.example", "Acme Inc."])
    book.save(path)
    return path


class Caller:
    """Calls of the app's own page, without a browser."""

    def __init__(self, app: appkit.App) -> None:
        self.app, self.headers = app, app.cookie()

    def upload(self, name: str, content: bytes) -> Any:
        where = f"/api/upload?name={urllib.parse.quote(name, safe='%')}"
        answer = self.app.ask("PUT", where, self.headers, content)
        return json.loads(answer.text)

    def call(self, address: str, given: dict[str, str]) -> Any:
        headers = self.headers | {"Content-Type": "application/json"}
        return json.loads(self.app.ask("POST", address, headers, json.dumps(given).encode()).text)


@contextlib.contextmanager
def caller(folder: Path) -> Iterator[Caller]:
    with appkit.started(folder) as app:
        yield Caller(app)


def test_an_upload_becomes_a_campaign_only_when_it_is_asked_for(tmp_path):
    content = workbook(tmp_path / "leads.xlsx", "Ana", "Kenji").read_bytes()
    home = tmp_path / "home"
    home.mkdir()
    with caller(home) as app:
        found = app.upload("leads.xlsx", content)
        assert (found["file"], found["people"], found["columns"], found["known"]) == ("leads.xlsx", 2, 3, [])
        assert [path.name for path in home.iterdir()] == [".batchgen"]

        answer = app.call("/api/new/make", {"id": found["id"], "name": 'Spring fair: "a/b"'})

    folder = home / "spring-fair-a-b"
    assert answer == {"go": "/c/spring-fair-a-b/sheet"}
    assert (folder / "leads.xlsx").read_bytes() == content
    assert {path.name for path in folder.iterdir()} == {"leads.xlsx", "campaign.toml", "script.txt.j2"}
    assert 'name = "Spring fair a b"' in (folder / "campaign.toml").read_text("utf-8")
    assert "first_name" in (folder / "script.txt.j2").read_text("utf-8")
    assert list((home / ".batchgen" / "uploads").iterdir()) == []


def test_the_sheet_of_a_campaign_dropped_again_is_offered_as_its_update(tmp_path):
    with caller(tmp_path) as app:
        old = workbook(tmp_path / "old.xlsx", "Ana").read_bytes()
        first = app.upload("leads.xlsx", old)
        app.call("/api/new/make", {"id": first["id"], "name": "Autumn outreach"})
        new = workbook(tmp_path / "new.xlsx", "Ana", "Kenji").read_bytes()

        again = app.upload("leads (2).xlsx", new)

        assert again["known"] == [{"slug": "autumn-outreach", "name": "Autumn outreach"}]
        kept = tmp_path / "autumn-outreach" / "leads.xlsx"
        assert kept.read_bytes() == old
        answer = app.call("/api/new/update", {"id": again["id"], "slug": "autumn-outreach"})
        assert answer == {"go": "/c/autumn-outreach/sheet"}
        assert kept.read_bytes() == new
        assert kept.with_name("leads.xlsx.bak").read_bytes() == old
        assert [path.name for path in tmp_path.glob("*/campaign.toml")] == ["campaign.toml"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", hostile.ole(encrypted=True), "This file is protected by a password. Save it without"),
        (
            "a.xlsx",
            hostile.ole(encrypted=False),
            "Excel file with the wrong ending. Rename it to .xls.",
        ),
        ("..%2F.hidden.csv", b"a\n1\n", "This file name cannot be used."),
        ("a.csv", b"", "a.csv is empty."),
        ("a.csv", b"a,Original row,Failure reason\n1,2,x\n", ""),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_words(tmp_path, name, content, words):
    with caller(tmp_path) as app:
        found = app.upload(name, content)

    assert words in f"{found.get('error', '')} {found.get('hint', '')}"
    assert [path.name for path in tmp_path.iterdir()] == [".batchgen"]


def test_an_upload_is_named_by_its_id_alone(tmp_path):
    with caller(tmp_path) as app:
        for name in ("", "..", "../open", "0" * 32):
            assert app.call("/api/new/make", {"id": name, "name": "x"})["error"].startswith(
                "This sheet is not"
            )
        found = app.call("/api/new/update", {"id": "x", "slug": "../etc"})
        assert found["error"].startswith("This campaign")


class TestInABrowser:
    pytestmark = browser_only

    @pytest.mark.parametrize("dark", [False, True])
    @pytest.mark.parametrize("size", ["wide", "phone"])
    def test_a_dropped_sheet_is_shown_and_made(self, browser, tmp_path, size, dark):
        leads = workbook(tmp_path / "spring_fair.xlsx", "Ana", "Kenji")
        home = tmp_path / "home"
        home.mkdir()
        with appkit.started(home) as app:
            page = appkit.let_in(browser, app, size=size, dark=dark)
            page.goto(f"{app.url}/new")
            assert appkit.violations(page) == []

            page.set_input_files("#file", leads)
            page.get_by_role("heading", name="spring_fair.xlsx: 2 people, 3 columns").wait_for()
            assert page.get_by_label("Name of the new campaign").input_value() == "Spring fair"
            assert appkit.violations(page) == []
            page.get_by_role("button", name="Make the campaign").click()

            page.wait_for_url("**/c/spring-fair/sheet")
            page.context.close()

    def test_a_wrong_file_and_a_known_sheet_say_what_to_do(self, browser, tmp_path):
        home = tmp_path / "home"
        home.mkdir()
        leads = workbook(tmp_path / "leads.xlsx", "Ana")
        (tmp_path / "locked.xlsx").write_bytes(hostile.ole(encrypted=True))
        with appkit.started(home) as app:
            page = appkit.let_in(browser, app)
            page.goto(f"{app.url}/new")
            page.set_input_files("#file", tmp_path / "locked.xlsx")
            page.get_by_text("This file is protected by a password.").wait_for()
            assert appkit.violations(page) == []
            page.set_input_files("#file", leads)
            page.get_by_role("button", name="Make the campaign").click()
            page.wait_for_url("**/c/leads/sheet")

            page.goto(f"{app.url}/new")
            page.set_input_files("#file", leads)
            page.get_by_role("button", name="Update the sheet of Leads").wait_for()
            assert appkit.violations(page) == []
            page.get_by_role("button", name="Update the sheet of Leads").click()

            page.wait_for_url("**/c/leads/sheet")
            assert (home / "leads" / "leads.xlsx.bak").is_file()
            page.context.close()

    def test_the_sample_needs_one_click(self, browser, tmp_path):
        with appkit.started(tmp_path) as app:
            page = appkit.let_in(browser, app)
            page.goto(f"{app.url}/new")
            page.get_by_role("button", name="Use the sample").click()
            page.wait_for_url("**/c/sample/sheet")
            page.get_by_role("heading", name="20 people").wait_for()
            page.context.close()
