"""The gallery and the pages of videos in a real browser, over http and opened from the folder."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sandboxkit

from batchgen import sandbox

CHROMIUM = os.environ.get("BATCHGEN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SMALL = ("--height", "360", "--workers", "1", "--browser", "none")
PEOPLE = ("Ana Ruiz, Acme", "Kenji Mori, <Sakura> & Co")
PLAY = """async () => {
  const video = document.querySelector('video');
  video.muted = true;
  await video.play();
  video.currentTime = 2;
  await new Promise(done => { video.onseeked = done; });
  await new Promise(done => setTimeout(done, 300));
  const track = video.textTracks[0];
  return {ready: video.readyState, time: video.currentTime, width: video.videoWidth,
          cues: track.cues.length, showing: track.mode, active: track.activeCues.length};
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]


class Shown(NamedTuple):
    """A sandbox with a run under way, and how its pages are opened."""

    api: sandboxkit.Api
    gallery: str
    page: Any


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


@pytest.fixture(params=["http", "file"])
def shown(request: pytest.FixtureRequest, browser: Any, tmp_path: Path) -> Iterator[Shown]:
    over_http = request.param == "http"
    folder = tmp_path / "prospects.sandbox"
    base = "" if over_http else folder.as_uri()
    with sandbox.Child.start(folder, link_base=base, options=SMALL) as child:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        strangers: list[str] = []
        page.on("request", lambda asked: strangers.append(asked.url))
        gallery = child.url + "/" if over_http else (folder / "index.html").as_uri()
        yield Shown(sandboxkit.Api(child.url, folder), gallery, page)
        page.close()
    inside = (child.url, folder.as_uri(), "data:")
    assert [url for url in strangers if not url.startswith(inside)] == []


def test_a_run_is_seen_from_its_first_video_to_a_playing_page(shown: Shown) -> None:
    api, page = shown.api, shown.page
    sandboxkit.eventually((api.folder / "index.html").exists)
    page.goto(shown.gallery)
    page.get_by_text("They appear here as soon as a run begins").wait_for()
    # the page looks once a second: the first film takes longer than that, whatever the machine
    long = " ".join(f"Good morning number {count}." for count in range(60))
    words = (long, f"Hello {PEOPLE[1]}. {'Good morning. ' * 4}")
    made = [
        api.create(replica_id="rlocal0voice", script=script, video_name=name)
        for name, script in zip(PEOPLE, words, strict=True)
    ]

    page.locator("#run").get_by_text("of 2 done").wait_for()
    page.locator(".pill.ready").nth(1).wait_for(timeout=60_000)
    titles = page.locator("li h2").all_inner_texts()
    page.wait_for_function("[...document.images].every(img => img.complete && img.naturalWidth)")
    page.locator("#search").fill("sakura")
    found = page.locator("li h2").all_inner_texts()
    page.locator("li a").click()
    played = page.evaluate(PLAY)

    assert titles == list(PEOPLE)
    assert found == [PEOPLE[1]]
    assert made[1] in page.url
    assert page.locator(".sandbox").is_visible()
    assert (played["ready"] >= 2, played["width"], played["showing"]) == (True, 640, "showing")
    assert played["time"] >= 2
    assert played["cues"] >= 2
    assert played["active"] == 1


def test_a_video_that_failed_shows_why_and_can_be_filtered(shown: Shown) -> None:
    api, page = shown.api, shown.page
    spoken = {"replica_id": "rlocal0voice", "audio_url": "https://127.0.0.1:1/a.wav"}
    api.create(replica_id="rlocal0voice", script="Hello there.")
    failed = api.call("POST", "/v2/videos", spoken).body["video_id"]
    sandboxkit.eventually((api.folder / "index.html").exists)
    page.goto(shown.gallery)

    page.get_by_role("button", name="error 1").click(timeout=60_000)
    page.locator("li").first.wait_for()
    assert page.locator("li").count() == 1
    assert "unable to download your audio file" in page.locator("li p.bad").inner_text()
    page.locator("li a").click()
    assert failed in page.url
    assert page.get_by_text("There is no video").is_visible()
