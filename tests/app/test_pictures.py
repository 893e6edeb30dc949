"""The pictures of docs/browser.md: made here, and found stale as soon as a page says something else.

    BATCHGEN_PICTURES=1 pytest tests/app/test_pictures.py

makes them again. What is compared is the words of each page, for pixels differ from one Chromium to the next.
"""

import functools
import io
import json
import os
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import appkit
import appruns
import faketavus
import pytest
import resvg_py
from PIL import Image

from batchgen import new_campaign
from batchgen.campaign import presenters

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not appkit.CHROMIUM, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("default"),
]
DOCS = Path(__file__).parents[2] / "docs"
PICTURES = DOCS / "pictures"
WORDS = PICTURES / "words.json"
MAKE = bool(os.environ.get("BATCHGEN_PICTURES"))
WAIT = 60_000
"""Milliseconds, on a slow and busy machine too."""
PAGES = {
    "campaigns": ("/", "heading=Campaigns"),
    "sheet": ("/c/autumn/sheet", "heading=20 people"),
    "script": ("/c/autumn/script?row=4", "text=Hi Chloë"),
    "look": ("/c/autumn/look", "text=2 presenters"),
    "check": ("/c/autumn/check", "heading=Fix 1 row, or send the other 19"),
    "send": ("/c/autumn/send", "heading=Send 19 videos to Tavus?"),
    "results": ("/c/spring/results", "heading=11 of 12 videos are ready"),
    "share": ("/c/spring/share", "heading=Hand over"),
}
"""Each picture's page, and what it shows once it is there."""
VARIES = re.compile(r"127\.0\.0\.1:\d+|\d\d:\d\d|\d{1,2} [A-Z][a-z]+ 20\d\d|today|/tmp/\S+")
"""What differs from day to day: addresses, times, folders."""
SCRIPT = """\
Hello {{ first_name }}, it was good to meet you at the spring fair. We spoke about {{ company }}, and I kept
my promise: here is a short film about what we would plant first, and when. Have a look, and tell me if you
would like to see it in your own garden. I am at the nursery every day until six.
"""
SHARED = """
[page]
base_url = "https://watch.example.com/spring"
title = "{{ first_name }}, a short film for you"
"""
PEOPLE = ["Ana", "Ben", "Cleo", "Dana", "Emil", "Fay", "Gus", "Hana", "Ivo", "June", "Kai", "Lena"]


class Stills(dict[str, Any]):
    """The files of the service, where each video's still shows a presenter."""

    def __getitem__(self, path: str) -> Any:
        return (
            faketavus.Served(still(), kind="image/jpeg")
            if path.endswith(".jpg")
            else super().__getitem__(path)
        )


@functools.cache
def still() -> bytes:
    """Return a drawn presenter as JPEG."""
    drawn = resvg_py.svg_to_bytes(svg_string=presenters.portrait("rlocal0maya"), skip_system_fonts=True)
    out = io.BytesIO()
    Image.open(io.BytesIO(bytes(drawn))).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An app with the sample, one of its cells broken, and a campaign that was sent."""
    folder = tmp_path_factory.mktemp("workspace")
    with faketavus.FakeTavus(key=appruns.KEY, film=b"a film") as api:
        still()  # drawn once, before eleven ask for it and none of them waits long
        api.files = Stills()
        new_campaign.write(folder / "autumn", new_campaign.sample_files())
        sheet = folder / "autumn" / "prospects.csv"
        sheet.write_text(sheet.read_text("utf-8").replace("Northwind Foods", "#N/A", 1), "utf-8")
        toml = folder / "autumn" / "campaign.toml"
        toml.write_text(f'price_per_minute = 1.5\napi_url = "{api.url}"\n' + toml.read_text("utf-8"), "utf-8")
        (folder / "autumn" / ".env").write_text(f"TAVUS_API_KEY={appruns.KEY}\n", "utf-8")
        spring = appruns.campaign(folder / "spring", api.url, rows=1, name="Spring fair")
        with (spring / "campaign.toml").open("a", encoding="utf-8") as out:
            out.write(SHARED)
        lines = [f"{name.lower()}@firm.test,{name},{name}'s Garden" for name in PEOPLE]
        (spring / "people.csv").write_text("\n".join(["Email,First Name,Company", *lines, ""]), "utf-8")
        (spring / "script.txt.j2").write_text(SCRIPT, "utf-8")
        refusal = "refuse:400:The script violates community guidelines."
        api.fault_of = lambda post: refusal if "Cleo" in str(post.body["script"]) else ""
        with appkit.started(folder) as running:
            known = running.cookie()
            appruns.send(running, known, "spring")
            appruns.waited(lambda: len(api.posts) >= len(PEOPLE), "all videos")
            appruns.waited(lambda: not appruns.is_running(running, known), "the end of the run")
            running.known = known
            yield running


@pytest.fixture(scope="module")
def shown(app: Any) -> dict[str, str]:
    """The words of each page; its picture too when they are made."""
    found = {}
    with appkit.chromium() as browser:
        name, _, value = app.known["Cookie"].partition("=")
        context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
        context.add_cookies([{"name": name, "value": value, "url": app.url}])
        context.route("https://**", lambda route: route.abort())
        page = context.new_page()
        page.set_default_timeout(WAIT)
        for name, (path, sign) in PAGES.items():
            page.goto(app.url + path)
            kind, _, words = sign.partition("=")
            sought = page.get_by_role("heading", name=words) if kind == "heading" else page.get_by_text(words)
            sought.first.wait_for()
            appkit.settled(page)
            sought.first.wait_for()
            found[name] = VARIES.sub("…", page.locator("body").inner_text())
            if MAKE:
                page.wait_for_load_state("networkidle")
                page.screenshot(path=PICTURES / f"{name}.png")
    return found


def test_the_pictures_show_what_the_pages_say(shown: dict[str, str]) -> None:
    if MAKE:
        WORDS.write_text(json.dumps(shown, indent=1, ensure_ascii=False) + "\n", "utf-8")

    before = json.loads(WORDS.read_text("utf-8"))

    stale = [name for name in PAGES if before.get(name) != shown[name]]
    assert stale == [], "make them again: BATCHGEN_PICTURES=1 pytest tests/app/test_pictures.py"


def test_the_page_of_the_docs_has_every_picture_and_no_other() -> None:
    text = (DOCS / "browser.md").read_text("utf-8")

    named = re.findall(r"!\[[^\]]{10,}\]\(pictures/([a-z]+)\.png\)", text)
    assert sorted(named) == sorted(PAGES)
    for name in named:
        head = (PICTURES / f"{name}.png").read_bytes()[:24]
        assert struct.unpack(">II", head[16:]) == (1280, 800)
