"""Sending: the plan that was read and no other, once, whoever presses how often."""

import json
import threading
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import appkit
import faketavus
import pytest

BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path, api: faketavus.FakeTavus) -> Path:
    return appkit.paying(tmp_path / "workspace" / "spring", api.url)


@pytest.fixture
def app(folder: Path) -> Iterator[appkit.App]:
    with appkit.started(folder.parent) as running:
        yield running


@pytest.fixture
def known(app: appkit.App) -> dict[str, str]:
    return app.cookie()


def _plan(app: appkit.App, known: dict[str, str]) -> dict[str, str]:
    """Return the digests that the page of the plan holds."""
    text = app.until(
        known, "/c/spring/send", lambda text: 'name="digest"' in text or "nothing to send" in text
    )
    first = text.partition("data-given='")[2].partition("'")[0]
    return {
        "digest": text.partition('name="digest" value="')[2].partition('"')[0],
        "first": json.loads(first)["digest"] if first else "",
    }


def test_many_presses_at_one_moment_send_once(app, known, api):
    plan = _plan(app, known)
    answers: list[Any] = []

    def press() -> None:
        answers.append(app.post(known, "/c/spring/api/send/start", digest=plan["digest"]))

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    app.until(known, "/c/spring/send", lambda text: "nothing to send" in text)

    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409, 409, 409]
    refused = [answer.data for answer in answers if answer.status == 409]
    assert {answer["go"] for answer in refused} == {"/c/spring/send?going=on"}
    assert all(answer["error"].startswith("A run is going on already.") for answer in refused)
    assert len(api.posts) == len(appkit.PEOPLE)


def test_one_video_first_is_the_one_that_was_shown(app, known, api, folder):
    plan = _plan(app, known)
    assert app.post(known, "/c/spring/api/send/first", digest=plan["digest"]).status == 409
    assert app.post(known, "/c/spring/api/send/first").status == 409

    answer = app.post(known, "/c/spring/api/send/first", digest=plan["first"])
    app.until(known, "/c/spring/send", lambda text: "Send 5 videos to Tavus?" in text)

    assert answer.status == 200
    assert [post.body["video_name"].split()[1] for post in api.posts] == ["Ana"]


def test_a_sheet_that_was_changed_meanwhile_is_not_sent(app, known, api, folder):
    plan = _plan(app, known)
    sheet = folder / "list.csv"
    sheet.write_text(sheet.read_text("utf-8").replace("Ana Ruiz", "Anna Ruiz"), "utf-8")

    for way, digest in (("start", plan["digest"]), ("first", plan["first"])):
        answer = app.post(known, f"/c/spring/api/send/{way}", digest=digest)

        assert answer.status == 409
        assert "has changed since you looked at the plan. Look at it again." in answer.data["error"]
    assert api.posts == []


def test_a_presenter_of_rehearsals_leads_to_those_of_the_account(app, known, folder):
    file = folder / "campaign.toml"
    file.write_text(file.read_text("utf-8").replace("r90bbd427f71", "rlocal0omar"), "utf-8")

    text = app.until(known, "/c/spring/check", lambda text: "data-wait" not in text)

    assert "Presenters for rehearsals work only in rehearsals." in text
    assert '<a class="button small blue" href="look">Choose another presenter</a>' in text


def test_to_stop_names_which_run(app, known):
    assert app.post(known, "/c/spring/api/run/stop").status == 404
    assert app.post(known, "/c/spring/api/run/stop", kind="send").data["error"] == "No run is going on."


def test_rubbish_in_an_address_shows_a_plain_page(app, known):
    for text in ("-1", "abc", "1e3", "9" * 30, "\N{SUPERSCRIPT TWO}", "", "%00"):
        given = urllib.parse.quote(text, safe="%")
        for step in ("sheet", "results"):
            answer = app.ask("GET", f"/c/spring/{step}?page={given}&only={given}&words=%00%27%22", known)

            assert answer.status == 200
            assert "went wrong" not in answer.text
    for path in ("live/rubbish", "films/rubbish/1", "live/", "rubbish"):
        answer = app.ask("GET", f"/c/spring/{path}", known)

        assert answer.status == 404
        assert "went wrong" not in answer.text


@pytest.mark.browser
@pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here")
@pytest.mark.filterwarnings("default")
def test_the_second_of_two_tabs_is_shown_the_run_of_the_first(app, api, folder):
    with appkit.chromium() as browser:
        one = appkit.let_in(browser, app)
        other = one.context.new_page()
        for tab in (one, other):
            tab.goto(f"{app.url}/c/spring/send")
            tab.get_by_role("button", name="Send 6 videos and pay").wait_for()
        api.set(make_seconds=3600.0)
        one.get_by_role("button", name="Send 6 videos and pay").click()
        one.get_by_role("button", name="Pause").wait_for()
        other.get_by_role("button", name="Send 6 videos and pay").click()

        other.get_by_text("A run is going on already. Here it is.").wait_for()
        assert appkit.violations(other) == []
        api.set(make_seconds=0.0)
        other.get_by_role("heading", name="6 of 6 videos are ready").wait_for()
        assert len(api.posts) == 6
