"""The list of campaigns, what was done with one, and one like another for a new sheet."""

import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import appkit
import appoffice
import pytest


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[appoffice.Office]:
    with appoffice.opened(tmp_path_factory.mktemp("workspace")) as made:
        broken = made.folder.with_name("broken")
        broken.mkdir()
        (broken / "campaign.toml").write_text('sheet = "a.csv"\ntemplte = "x"\n')
        yield made


def _home(office: appoffice.Office) -> str:
    return str(office.app.ask("GET", "/", office.known).text)


def test_a_card_shows_what_is_ready_what_failed_and_pictures(office):
    text = _home(office)

    assert "3 of 6 ready" in text
    assert "3 failed" in text
    assert text.count('<img src="/c/spring/films/sent/') == 3


def test_a_campaign_file_that_cannot_be_read_stays_with_its_sentence(office):
    text = _home(office)

    assert "line 2: there is no setting &#39;templte&#39;" in text
    assert "template" in text.partition("templte")[2]
    assert 'data-post="/c/broken/api/folder"' in text


def test_a_run_that_goes_on_has_its_bar(office):
    office.api.set(make_seconds=3600.0)
    office.post("again", way="retry", rows="5,7", count=2)
    office.app.until(office.known, "/", lambda text: "A run is going on" in text and "<progress" in text)
    office.api.set(make_seconds=0.0)
    office.app.until(office.known, "/", lambda text: "5 of 6 ready" in text and "going on" not in text)


def test_a_campaign_is_repeated_with_a_new_sheet_and_nothing_that_was_paid(office):
    body = b"Name,Company,Email\nGus Ruiz,Gus Foods,gus@gus.test\n"
    name = urllib.parse.quote("winter.csv")
    upload = json.loads(office.app.ask("PUT", f"/api/upload?name={name}", office.known, body).text)
    assert (
        "Repeat Spring fair with a new sheet" in office.app.ask("GET", "/new?like=spring", office.known).text
    )

    made = office.app.post(office.known, "/api/new/make", id=upload["id"], name="Winter", like="spring")

    folder = office.folder.with_name("winter")
    assert made.data["go"] == "/c/winter/sheet"
    assert sorted(path.name for path in folder.iterdir()) == [".env", "campaign.toml", "winter.csv"]
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600
    assert "Hi {{ name }}, how are you doing" in (folder / "campaign.toml").read_text("utf-8")
    office.app.until(office.known, "/c/winter/send", lambda text: "Send 1 video to Tavus?" in text)


def test_a_list_of_failed_rows_that_is_dropped_belongs_to_its_campaign(office):
    body = office.page("results/failures").encode()
    upload = json.loads(office.app.ask("PUT", "/api/upload?name=again.csv", office.known, body).text)

    assert upload == {"failures": {"slug": "spring", "name": "Spring fair"}}


def test_what_was_done_is_listed_and_holds_no_key(office):
    office.page("results/sheet")
    office.app.post(office.known, "/c/spring/api/settings/key", key=appkit.KEY)

    text = office.page("activity")

    assert "Exported list.results.csv." in text
    assert "Saved the Tavus key." in text
    assert "videos were sent to Tavus. Tavus refused 1 of them." in text
    log = (office.folder / ".batchgen" / "activity.jsonl").read_text("utf-8")
    assert appkit.KEY not in text + log


@pytest.mark.browser
@pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here")
@pytest.mark.filterwarnings("default")
def test_axe_objects_to_nothing(office: appoffice.Office, tmp_path: Path) -> None:
    found: list[str] = []
    with appkit.chromium() as browser:
        page: Any = appkit.let_in(browser, office.app, known=office.known)
        for path in ("/", "/c/spring/activity", "/new?like=spring"):
            page.goto(office.app.url + path)
            for width, height in appkit.SIZES.values():
                page.set_viewport_size({"width": width, "height": height})
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    found += appkit.violations(page)

    assert found == []
