"""The report in a real browser: search, filter, sort with 20,000 rows; phone; print."""

import dataclasses
import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import afterkit
import pytest

from batchgen import models, report
from batchgen.report import figures

CHROMIUM = os.environ.get("BATCHGEN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SHOTS = os.environ.get("BATCHGEN_SHOTS", "")
START = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
RED_DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4"
    "//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg=="
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]


def entries(count: int) -> list[report.Entry]:
    """Rows as a large run leaves them: most ready, some failed, a few open."""
    stages = [models.Stage.READY] * 17 + [models.Stage.ERROR, models.Stage.GENERATING, models.Stage.NEW]
    blank = afterkit.job()
    made = []
    for n in range(count):
        stage = stages[n % len(stages)]
        sent = START + dt.timedelta(seconds=n * 0.4)
        job = dataclasses.replace(
            blank,
            id=n + 1,
            row=n + 2,
            key=f"person{n}@example.com",
            label=f"Person {n} O’Neill, Company {n % 97}",
            stage=stage,
            attempt=n + 1 if stage is not models.Stage.NEW else None,
            video_id=f"v{n}",
            hosted_url=f"https://tavus.example/v{n}",
            minutes=0.8,
            error="The script violates community guidelines." if stage is models.Stage.ERROR else "",
            changed_at=(sent + dt.timedelta(seconds=90 + n % 60)).isoformat(),
            request_json='{"script": "Hello there, how are you?", "replica_id": "r90bbd427f71"}',
        )
        made.append(figures._entry(job, {n + 1: sent.isoformat()}, brief=False))
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright import sync_api

    with sync_api.sync_playwright() as play:
        running = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = entries(20_000)
    pictures = {entry.video_id: RED_DOT for entry in found[:300]}
    path = tmp_path_factory.mktemp("report") / "large.html"
    path.write_text("".join(report.render(found, report.Heading("Autumn campaign"), pictures)), "utf-8")
    return path


def opened(browser: object, path: Path, **more: object) -> tuple[object, list[str]]:
    page = browser.new_page(**more)  # type: ignore[attr-defined]
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(path.as_uri())
    return page, faults


def shoot(page: object, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=False)  # type: ignore[attr-defined]


def test_20000_rows_are_drawn_a_hundred_at_a_time(browser: object, large: Path) -> None:
    page, faults = opened(browser, large, viewport={"width": 1280, "height": 900})
    page.wait_for_selector("#rows tr:nth-child(100)")
    shoot(page, "desktop")
    page.locator("#tools").evaluate("node => node.scrollIntoView()")
    shoot(page, "desktop-table")

    page.select_option("#sort", "name")

    assert faults == []
    assert page.locator("#rows tr").count() == 100


def test_search_filter_and_sort_work_together(browser: object, large: Path) -> None:
    page, faults = opened(browser, large)

    page.fill("#find", "company 13 o’neill")
    page.select_option("#status", "error")
    page.wait_for_function("document.getElementById('count').textContent.includes(' of ')")
    page.click("th.row button")
    numbers = [int(text) for text in page.locator("#rows td.row:not(.minutes)").all_text_contents()]
    page.click("th.row button")
    page.wait_for_timeout(50)
    again = [int(text) for text in page.locator("#rows td.row:not(.minutes)").all_text_contents()]

    assert faults == []
    assert len(numbers) > 5
    assert sorted(numbers) in (numbers, again)
    assert numbers == again[::-1]
    assert set(page.locator("#rows .tagged").all_text_contents()) == {"error"}


def test_more_rows_are_shown_by_the_button(browser: object, large: Path) -> None:
    page, _ = opened(browser, large)

    page.click("#more")

    assert page.locator("#rows tr").count() == 200


def test_a_phone_shows_it_without_sideways_scrolling(browser: object, large: Path) -> None:
    page, faults = opened(browser, large, viewport={"width": 375, "height": 800})
    page.wait_for_selector("#rows tr")
    shoot(page, "phone")
    page.locator("#tools").scroll_into_view_if_needed()
    shoot(page, "phone-table")

    width = page.evaluate("document.documentElement.scrollWidth")

    assert faults == []
    assert width <= 375


def test_it_prints_with_every_row_that_was_found(browser: object, tmp_path: Path) -> None:
    path = tmp_path / "small.html"
    path.write_text("".join(report.render(entries(250), report.Heading("Autumn"), {})), "utf-8")
    page, _ = opened(browser, path)

    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")

    assert page.locator("#rows tr").count() == 250
    assert not page.locator("#tools").is_visible()


def test_it_shows_whose_campaign_it_is(tmp_path: Path) -> None:
    heading = report.Heading("Autumn", brand="Reply & Yard", colour="#c01020")

    text = "".join(report.render([], heading, {}))

    assert '<p class="made"><b>Reply &amp; Yard</b></p>' in text
    assert "body{border-top:6px solid #c01020}" in text
    assert "border-top:6px" not in "".join(report.render([], report.Heading("Autumn"), {}))


def test_a_cell_that_is_markup_is_text(browser: object, tmp_path: Path) -> None:
    evil = "<img src=x onerror=document.title='gone'></script><script>document.title='gone'</script>"
    job = afterkit.job(label=evil, key=evil, error=evil, stage=models.Stage.ERROR)
    path = tmp_path / "evil.html"
    found = [figures._entry(job, {}, brief=False)]
    path.write_text("".join(report.render(found, report.Heading(evil), {})), "utf-8")
    page, faults = opened(browser, path)

    assert page.title() != "gone"
    assert evil in page.locator("#rows td.name").first.text_content()
    assert faults == []
