"""Money in the app: budgets are set, shown and kept, and what was spent is there as a page and as CSV."""

import csv
import io
import tomllib
from collections.abc import Iterator
from pathlib import Path

import appkit
import faketavus
import pytest

from batchgen import settings


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path, api: faketavus.FakeTavus) -> Path:
    return appkit.paying(
        tmp_path / "workspace" / "spring", api.url, more='budget = { unit = "videos", amount = 4 }\n'
    )


@pytest.fixture
def app(folder: Path) -> Iterator[appkit.App]:
    with appkit.started(folder.parent) as running:
        yield running


@pytest.fixture
def known(app: appkit.App) -> dict[str, str]:
    return app.cookie()


def page_of_plan(app: appkit.App, known: dict[str, str]) -> str:
    return app.until(
        known, "/c/spring/send", lambda text: 'name="digest"' in text or "nothing to send" in text
    )


def digest(text: str) -> str:
    return text.partition('name="digest" value="')[2].partition('"')[0]


def test_a_send_over_its_budget_sends_the_first_that_fit_and_the_page_shows_them(app, known, api):
    text = page_of_plan(app, known)
    answer = app.post(known, "/c/spring/api/send/start", digest=digest(text))
    app.until(known, "/spending", lambda text: "<b>4</b><span>videos</span>" in text)
    table = list(csv.DictReader(io.StringIO(app.ask("GET", "/spending.csv?by=company", known).text[1:])))

    assert "4 videos of the campaign&#39;s budget of 4 videos in all are left." in text
    assert "Send the first 4 videos and pay" in text
    assert "--limit" not in text
    assert answer.status == 200
    assert len(api.posts) == 4
    assert sum(int(row["videos"]) for row in table) == 4
    assert {row["owner"] for row in table} == {"Ana Foods", "Ben Foods", "Cleo Foods", "Dev Foods"}
    assert {row["currency"] for row in table} == {"USD"}


def test_a_page_without_anything_sent_says_so(app, known):
    text = app.ask("GET", "/spending", known).text

    assert "Nothing was sent yet" in text
    assert app.ask("GET", "/spending?by=nothing", known).status == 200
    assert app.ask("GET", "/spending.csv", known).text.startswith("\ufeffdate,campaign,owner,videos")


def test_budgets_are_written_into_their_files_and_taken_out_again(app, known, folder):
    given = {"campaign_amount": "99.5", "campaign_unit": "cost", "campaign_per": "week"}
    given |= {"account_amount": "500", "account_unit": "minutes", "account_per": "month"}
    set_ = app.post(known, "/c/spring/api/settings/budgets", **given)
    both = settings.load(folder / "list.csv")
    shown = app.ask("GET", "/c/spring/settings", known).text
    wrong = app.post(known, "/c/spring/api/settings/budgets", **{**given, "account_amount": "much"})
    out = app.post(
        known, "/c/spring/api/settings/budgets", **{**given, "campaign_amount": "", "account_amount": ""}
    )

    assert (set_.status, wrong.status, out.status) == (200, 409, 200)
    assert both.budget == settings.Budget(unit="cost", amount=99.5, per="week")
    assert both.account_budget == settings.Budget(unit="minutes", amount=500, per="month")
    assert 'value="99.5"' in shown
    assert 'value="500"' in shown
    assert wrong.data["error"].startswith("Budget: “much” is not an amount.")
    assert "budget" not in tomllib.loads((folder / "campaign.toml").read_text("utf-8"))
    assert settings.load(folder / "list.csv").account_budget is None


@pytest.mark.browser
@pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here")
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(("size", "dark"), [("wide", False), ("phone", True)])
def test_the_pages_of_money_are_for_everybody(app, known, api, browser, size, dark):
    plan = page_of_plan(app, known)
    app.post(known, "/c/spring/api/send/start", digest=digest(plan))
    app.until(known, "/spending", lambda text: "<b>4</b><span>videos</span>" in text)
    page = appkit.let_in(browser, app, size=size, dark=dark, known=known)

    for path in ("/spending?by=company", "/c/spring/settings"):
        page.goto(app.url + path)
        page.get_by_role("heading", level=1).wait_for()
        assert appkit.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
