"""Results: what failed and what changed is decided there; files leave as the command line writes them."""

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
    """A campaign that was sent, for tests that pay nothing."""
    with appoffice.opened(tmp_path_factory.mktemp("workspace")) as made:
        yield made


@pytest.fixture
def paying(tmp_path: Path) -> Iterator[appoffice.Office]:
    """The same, for a test of its own."""
    with appoffice.opened(tmp_path / "workspace") as made:
        yield made


def test_trying_again_pays_only_the_failed(paying):
    shown = paying.page("results")
    assert "2 videos failed: rows 5, 7" in shown
    assert "Tavus does not say whether failed videos are charged." in shown
    assert "Try 2 again, about $0.3" in shown
    assert "The same input fails again: change the background in this row first." in shown

    answer = paying.post("again", way="retry", rows="5,7", count=2)
    page = paying.until("results", "5 of 6 videos are ready")

    assert answer.data["go"] == "/c/spring/send"
    assert paying.made() == ["Dev", "Finn"]
    assert "videos failed" not in page


def test_another_number_than_the_page_said_is_not_sent(office):
    for given in (
        {"way": "retry", "rows": "5,7", "count": 3},
        {"way": "retry", "rows": "5,6,7", "count": 3},
        {"way": "retry", "rows": "5,7; --force", "count": 2},
        {"way": "run", "rows": "5,7", "count": 2},
        {"way": "retry"},
    ):
        assert office.post("again", **given).status == 409
    assert office.api.posts == []


def test_changed_people_are_compared_and_keep_their_videos(paying):
    paying.edit("Ben Ruiz", "Benjamin Ruiz")
    paying.edit("Cleo Foods", "Cleo & Sons")
    text = paying.until("results", "the sheet now says something else")
    assert "2 people: the sheet now says something else." in text
    assert "Make new ones, about $0.3" in text
    old = paying.page("compare")
    assert "<del>Ben </del>Ruiz, how are you" in old
    assert "<ins>&amp; Sons </ins>today?" in old

    paying.post("again", way="accept", rows="3-4", count=0)
    paying.until("compare", "Nothing has changed")

    assert paying.api.posts == []


def test_new_ones_are_made_of_the_changed_people_alone(paying):
    paying.edit("Ben Ruiz", "Benjamin Ruiz")
    paying.edit("Cleo Foods", "Cleo & Sons")

    assert paying.post("again", way="redo", rows="3-4", count=2).status == 200
    paying.until("compare", "Nothing has changed")

    assert paying.made() == ["Benjamin", "Cleo"]


def test_people_who_may_have_a_video_are_shown_as_pairs(paying):
    paying.edit("Ana Foods,ana@ana.test", "Ana Food,ana.ruiz@ana.test")

    page = paying.until("results", "may already have a video")

    assert "1 person may already have a video." in page
    assert "looks like ana@ana.test" in paying.page("compare")


def test_the_table_is_that_of_the_command_line_to_the_byte(office, tmp_path):
    target = tmp_path / "cli.csv"
    columns = "Email,Name=First Name,hosted_url=Video Link"
    appoffice.batchgen(office.folder, "export", "--only", "ready", "--columns", columns, "-o", str(target))
    names = [part.partition('"')[0] for part in office.page("results").split('aria-label="Header of ')[1:]]
    query = [("header", {"Name": "First Name", "hosted_url": "Video Link"}.get(n, n)) for n in names]
    query += [("column", str(names.index(name))) for name in ("Email", "Name", "hosted_url")]

    answer = office.page(f"results/table?{urllib.parse.urlencode(query)}")

    assert answer.encode() == target.read_bytes()
    words = json.loads(office.page("api/results/left-out"))["words"]
    assert words == "3 rows are left out: failed (5-7)."


def test_the_sheet_and_the_failures_are_those_of_the_command_line(office, tmp_path):
    every, bad = tmp_path / "all.csv", tmp_path / "bad.csv"
    appoffice.batchgen(office.folder, "export", "-o", str(every), "--failures", str(bad))

    assert office.page("results/sheet").encode() == every.read_bytes()
    assert office.page("results/failures").encode() == bad.read_bytes()
    assert "<html" in office.page("results/report")


def test_videos_found_in_the_account_are_not_paid_for_again(paying):
    assert "found in your account" not in paying.page("results")
    for file in paying.folder.glob("*.batchgen.db*"):
        file.unlink()
    (paying.folder / "list.csv").write_text(
        "Name,Company,Email\n"
        + "".join(f"{n} Ruiz,{n} Foods,{n.lower()}@{n.lower()}.test\n" for n in ("Ana", "Ben", "Cleo")),
        encoding="utf-8",
    )
    appoffice.batchgen(paying.folder, "run", "--yes")

    shown = paying.page("results")

    assert "3 videos were found in your account, and not paid for again." in shown
    assert paying.api.posts == []


def test_a_small_copy_of_each_picture_outlives_its_link(paying):
    address = paying.page("results").partition('<img src="')[2].partition('"')[0]
    first = paying.app.ask("GET", address, paying.known)
    paying.api.files.clear()

    again = paying.app.ask("GET", address, paying.known)

    assert address.startswith("/c/spring/films/sent/")
    assert (first.status, again.status) == (200, 200)
    assert again.getheader("content-type") == "image/jpeg"


def test_the_films_are_downloaded_beside_the_sheet(office):
    assert office.post("films").status == 200

    now = json.loads(office.until("api/results/films", '"running":false'))

    assert (now["done"], now["failed"], now["total"]) == (3, 0, 3)
    assert len(list((office.folder / now["folder"]).glob("*.mp4"))) == 3


def test_search_and_filters_go_through_all_pages(office):
    for query, shown in (
        ("words=cleo", "Cleo Ruiz"),
        ("only=failed", "Dev Ruiz"),
        ("only=ready&words=foods", "Ana Ruiz"),
    ):
        text = office.page(f"results?{query}").partition("<tbody>")[2]
        assert shown in text
        assert "Ben Ruiz" not in text or "ready" in query
    assert "Nothing matches." in office.page("results?words=nobody")


@pytest.mark.browser
@pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here")
@pytest.mark.filterwarnings("default")
def test_axe_objects_to_nothing_that_is_to_be_decided(paying):
    paying.edit("Ben Ruiz", "Benjamin Ruiz")
    found = []
    with appkit.chromium() as browser:
        page = appkit.let_in(browser, paying.app, known=paying.known)
        page.set_default_timeout(60_000)
        for path, words in (("results", "the sheet now says something else"), ("compare", "in the video")):
            page.goto(f"{paying.app.url}/c/spring/{path}")
            page.get_by_text(words).first.wait_for()
            found += _objections(page)
        page.goto(f"{paying.app.url}/c/spring/results")
        page.get_by_role("button", name="Export a table").click()
        page.get_by_text("3 rows are left out: failed (5-7).").wait_for()
        found += _objections(page)
        with page.expect_download() as started:
            page.get_by_role("button", name="Download the table").click()
        table = Path(started.value.path()).read_text("utf-8-sig")

    assert found == []
    assert table.splitlines()[0] == "Name,Company,Email,hosted_url"


def _objections(page: Any) -> list[str]:
    found = []
    for width, height in appkit.SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += appkit.violations(page)
    return found
