"""Websites photographed by a real browser, over its pipe and over a WebSocket."""

import contextlib
import http.server
import io
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from batchgen.sandbox.render import cache, film_orders
from batchgen.sandbox.render.web import browser, proxy, webshot
from batchgen.sandbox.studio import fetch

PAGE = """<!doctype html><style>body{margin:0} img{position:absolute; top: 0}
header{position:sticky;top:0;height:60px;background:#f00} section{height:700px}
.cookie{position:fixed;bottom:0;height:200px;width:100%;background:#0f0}</style>
<header></header><section style="background:#00f"></section><section style="background:#fff"></section>
<section style="background:#000"></section><div class=cookie>We use cookies</div>
<img src="http://10.255.255.1/secret.png"><script>fetch('http://10.255.255.1/x').catch(() => {})</script>"""

AWAY = {"/away": "http://10.255.255.1/", "/moved": "/gone"}
STATUSES = {"/away": 302, "/moved": 302, "/gone": 404, "/empty": 404, "/broken": 500}

needs_browser = pytest.mark.skipif(not browser.find(), reason="no Chromium, Chrome or Edge is installed")


@pytest.fixture
def site() -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(STATUSES.get(self.path, 200))
            if self.path in AWAY:
                self.send_header("location", AWAY[self.path])
            self.send_header("content-type", "text/html")
            self.end_headers()
            if self.path != "/empty":
                self.wfile.write(PAGE.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


LOCAL = fetch.Policy(allow_loopback=True)


@needs_browser
def test_the_first_screen_is_a_picture_of_the_view(site: str) -> None:
    data = webshot.first_screen(site, browser.find(), LOCAL, seconds=60)

    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("JPEG", webshot.VIEW)
        red, green, blue = image.convert("RGB").getpixel((640, 30))
    assert (red > 200, green < 60, blue < 60) == (True, True, True)


def test_a_first_screen_of_this_machine_is_refused(site: str) -> None:
    with pytest.raises(fetch.ForbiddenError):
        webshot.first_screen(site, "no-browser-is-started", fetch.Policy(), seconds=60)


def children() -> list[str]:
    """Names of programs that this one has started and that still run, workers aside; Linux only."""
    if not sys.platform.startswith("linux"):
        return []
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = stat.read_text().rpartition(")")
            if rest.split()[1] == str(os.getpid()) and rest.split()[0] != "Z":
                found.append(name.partition("(")[2])
    return [name for name in found if not name.startswith("python")]


@pytest.mark.browser
@needs_browser
def test_a_page_is_photographed_whole_with_its_header_apart_and_without_banners(
    site: str, tmp_path: Path
) -> None:
    page = webshot.picture(site, film_orders.RenderOptions(), LOCAL, cache.Shelf(tmp_path))
    colours = np.asarray(page.image)
    assert page.header is not None
    header = np.asarray(page.header)

    assert page.note == ""
    assert colours.shape[:2] == (2160, 1280)
    assert tuple(colours[300, 600]) == (0, 0, 255)
    assert tuple(colours[1000, 600]) == (255, 255, 255)
    assert header.shape[0] == 60
    assert tuple(header[30, 600]) == (255, 0, 0)
    assert not ((colours[..., 1] > 200) & (colours[..., 0] < 50)).any()
    assert children() == []


@pytest.mark.browser
@needs_browser
def test_a_page_is_photographed_once_an_hour(site: str, tmp_path: Path) -> None:
    shelf = cache.Shelf(tmp_path)
    first = webshot.picture(site, film_orders.RenderOptions(), LOCAL, shelf)
    second = webshot.picture(site, film_orders.RenderOptions(browser="/no/such/program"), LOCAL, shelf)

    assert np.array_equal(np.asarray(first.image), np.asarray(second.image))
    assert second.header is not None


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize(("path", "status"), [("gone", 404), ("moved", 404), ("broken", 500)])
def test_a_page_that_is_an_error_is_shown_and_said(site: str, tmp_path: Path, path: str, status: int) -> None:
    shelf = cache.Shelf(tmp_path)
    notes = [webshot.picture(site + path, film_orders.RenderOptions(), LOCAL, shelf).note for _ in range(2)]

    assert notes == [f"The website 127.0.0.1 answered {status}."] * 2


@pytest.mark.browser
@needs_browser
def test_an_error_without_a_page_is_a_card_that_says_so(site: str, tmp_path: Path) -> None:
    page = webshot.picture(site + "empty", film_orders.RenderOptions(), LOCAL, cache.Shelf(tmp_path))

    assert page.note == (
        "The website 127.0.0.1 is shown as a card: the page could not be loaded (it answered 404)."
    )


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("pipe", [True, False])
def test_a_browser_answers_over_pipe_and_websocket_and_uses_the_proxy(site: str, *, pipe: bool) -> None:
    with (
        proxy.Proxy(LOCAL) as way,
        browser.Browser(browser.find(), time.monotonic() + 20, way.url, pipe=pipe) as tab,
    ):
        tab.call("Page.navigate", url=site)
        tab.wait(0.3)
        long = tab.run("'ü'.repeat(200000)")
        with pytest.raises(browser.BrowserError):
            tab.call("No.such")

    assert long == "ü" * 200000
    assert "10.255.255.1" in way.refusal
    assert children() == []


@pytest.mark.browser
@needs_browser
def test_a_page_that_leads_into_the_local_network_is_a_card(site: str, tmp_path: Path) -> None:
    page = webshot.picture(site + "away", film_orders.RenderOptions(), LOCAL, cache.Shelf(tmp_path))

    assert (
        "is shown as a card: the page could not be loaded (10.255.255.1 points to 10.255.255.1" in page.note
    )
    assert page.image.size == (1280, 720)


@pytest.mark.parametrize(
    ("url", "program", "word"),
    [
        ("http://127.0.0.1:1/", "none", "no Chromium, Chrome or Edge"),
        ("http://127.0.0.1:1/", "/no/such/browser", "127.0.0.1"),
        ("javascript:alert(1)", "/no/such/browser", "http"),
    ],
)
def test_without_browser_or_page_there_is_a_card_and_the_reason(
    tmp_path: Path, url: str, program: str, word: str
) -> None:
    page = webshot.picture(
        url, film_orders.RenderOptions(browser=program), fetch.Policy(), cache.Shelf(tmp_path)
    )

    assert word in page.note
    assert page.image.size == (1280, 720)


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for a browser")
def test_a_browser_that_does_not_start_or_answer_is_a_card(tmp_path: Path, site: str) -> None:
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexec sleep 60\n")
    silent.chmod(0o755)
    notes = []
    for program in (str(silent), str(tmp_path / "none")):
        options = film_orders.RenderOptions(browser=program, website_seconds=0.5)
        notes.append(webshot.picture(site, options, LOCAL, cache.Shelf(tmp_path / "shelf")).note)

    assert all("did not start" in note for note in notes)
    assert children() == []
