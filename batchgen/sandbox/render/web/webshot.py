"""A website as one tall picture, or a drawn card with its address where there is no browser or no page."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import hashlib
import io
import time
import urllib.parse
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from batchgen import net
from batchgen.sandbox import words
from batchgen.sandbox.render import lettering
from batchgen.sandbox.render.web import browser, proxy
from batchgen.sandbox.studio import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from batchgen.sandbox.render import cache, film_orders

VIEW = (1280, 720)
_TALLEST = 6000
_FRESH_SECONDS = 3600
_LOAD_SECONDS = 8.0

_HIDE = """(() => { for (const e of document.querySelectorAll('*')) {
  const s = getComputedStyle(e), r = e.getBoundingClientRect();
  if (s.position === 'fixed' && (r.bottom > innerHeight - 4 && r.height < innerHeight * .6
      || r.height > innerHeight * .8 || /cookie|consent|gdpr/i.test(e.id + e.className))) {
    e.style.display = 'none'; }
} })()"""
_HEADER = """(() => { let h = 0; for (const e of document.querySelectorAll('*')) {
  const s = getComputedStyle(e); if (s.position !== 'fixed' && s.position !== 'sticky') continue;
  const r = e.getBoundingClientRect();
  if (r.top <= 1 && r.height < innerHeight * .3 && r.width > innerWidth * .5) h = Math.max(h, r.bottom);
} return Math.round(h); })()"""
_ERROR_PAGE = "chrome-error:"
_TALL = "document.documentElement.scrollHeight"


@dataclasses.dataclass(frozen=True)
class Page:
    """A page from top to bottom, its header that stays when it scrolls, and in words what is not real."""

    image: Image.Image
    header: Image.Image | None = None
    note: str = ""


def picture(url: str, options: film_orders.RenderOptions, policy: fetch.Policy, shelf: cache.Shelf) -> Page:
    """Return a website's picture; never fail: without one, a card with the address and a note why."""
    program = browser.find(options.browser)
    if not program:
        return card(url, words.NO_BROWSER)
    kept = _kept(url, shelf)
    if kept:
        return kept
    try:
        fetch.resolve(url, policy)
        page = _photograph(program, url, policy, options.website_seconds)
    except (browser.BrowserError, fetch.FetchError) as error:
        return card(url, str(error).rstrip("."))
    _keep(url, page, shelf)
    return page


def first_screen(url: str, program: str, policy: fetch.Policy, *, seconds: float) -> bytes:
    """Return what a website shows first, as JPEG. Raise FetchError or BrowserError, which say why not."""
    fetch.resolve(url, policy)
    with _loaded(program, url, policy, seconds) as tab:
        tab.run("scrollTo(0, 0)")
        file = io.BytesIO()
        _shot(tab, 0, VIEW[1]).save(file, format="JPEG", quality=80)
        return file.getvalue()


def _photograph(program: str, url: str, policy: fetch.Policy, seconds: float) -> Page:
    with _loaded(program, url, policy, seconds) as tab:
        tall = min(_TALLEST, max(VIEW[1], int(str(tab.run(_TALL) or 0))))
        header = _header(tab, tall)
        tab.run("scrollTo(0, 0)")
        note = words.site_answered(_host(url), tab.status) if tab.status >= 400 else ""
        return Page(_shot(tab, 0, tall, beyond=True), header, note)


@contextlib.contextmanager
def _loaded(program: str, url: str, policy: fetch.Policy, seconds: float) -> Iterator[browser.Browser]:
    """Open a website in a browser of its own, whose one way out goes by the policy."""
    deadline = time.monotonic() + seconds
    with proxy.Proxy(policy) as way, browser.Browser(program, deadline, way.url) as tab:
        metrics = {"width": VIEW[0], "height": VIEW[1], "deviceScaleFactor": 1, "mobile": False}
        tab.call("Emulation.setDeviceMetricsOverride", **metrics)
        if failed := tab.call("Page.navigate", url=url).get("errorText"):
            # a page without a text is shown by the browser as an error of its own
            answered = words.answered(tab.status) if tab.status >= 400 else ""
            why = way.refusal.rstrip(".") or answered or failed
            raise browser.BrowserError(words.not_loaded(why))
        _settle(tab, min(deadline, time.monotonic() + _LOAD_SECONDS))
        if tab.run("location.protocol") == _ERROR_PAGE:
            raise browser.BrowserError(words.LED_ELSEWHERE)
        yield tab


def _settle(tab: browser.Browser, deadline: float) -> None:
    """Wait for the page, wake what loads only when seen, and put away banners."""
    while time.monotonic() < deadline and tab.run("document.readyState") != "complete":
        tab.wait(0.05)
    tall = min(_TALLEST, int(str(tab.run(_TALL) or 0)))
    for top in range(0, tall, VIEW[1]):
        tab.run(f"scrollTo(0, {top})")
        tab.wait(0.04)
    tab.wait(0.2)
    tab.run(_HIDE)


def _header(tab: browser.Browser, tall: int) -> Image.Image | None:
    if tall <= VIEW[1] * 1.5:
        return None
    tab.run(f"scrollTo(0, {min(tall - VIEW[1], VIEW[1])})")
    height = int(str(tab.run(_HEADER) or 0))
    return _shot(tab, int(float(str(tab.run("scrollY") or 0))), height) if height > 1 else None


def _shot(tab: browser.Browser, top: int, height: int, *, beyond: bool = False) -> Image.Image:
    clip = {"x": 0, "y": top, "width": VIEW[0], "height": height, "scale": 1}
    answer = tab.call("Page.captureScreenshot", format="png", captureBeyondViewport=beyond, clip=clip)
    return Image.open(io.BytesIO(base64.b64decode(str(answer["data"])))).convert("RGB")


def _names(url: str) -> tuple[str, str, str]:
    name = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return f"page-{name}.png", f"page-{name}.head.png", f"page-{name}.txt"


def _kept(url: str, shelf: cache.Shelf) -> Page | None:
    """Return a picture taken within the last hour, so that rows with one address need one."""
    *names, note = _names(url)
    try:
        if time.time() - shelf.path(names[0]).stat().st_mtime > _FRESH_SECONDS:
            return None
        images = [Image.open(io.BytesIO(d)).convert("RGB") for n in names if (d := shelf.read(n))]
    except OSError:
        return None
    note_text = (shelf.read(note) or b"").decode("utf-8")
    return Page(images[0], images[1] if len(images) > 1 else None, note_text)


def _keep(url: str, page: Page, shelf: cache.Shelf) -> None:
    whole, head, note = _names(url)
    shelf.keep(note, page.note.encode("utf-8"))
    # the whole page last: whoever finds it finds the rest
    for name, image in ((head, page.header), (whole, page.image)):
        if image is not None:
            file = io.BytesIO()
            image.save(file, format="PNG", compress_level=1)
            shelf.keep(name, file.getvalue())


def _host(url: str) -> str:
    shown = net.shown(url)
    return urllib.parse.urlsplit(shown).hostname or shown


def card(url: str, why: str) -> Page:
    """Return a drawn page that shows the address."""
    width, _height = VIEW
    image = Image.new("RGB", VIEW, "#eef1f5")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, 64), fill="#d9dee6")
    for index, colour in enumerate(("#e8695f", "#e9bb4e", "#67c15e")):
        draw.ellipse((26 + index * 28, 24, 42 + index * 28, 40), fill=colour)
    draw.rounded_rectangle((130, 14, width - 40, 50), 18, fill="#ffffff")
    shown, host = net.shown(url), _host(url)
    lettering.write(image, shown[:110], (150, 14, width - 60, 50), 20, "#4a5565")
    lettering.write(image, host, (120, 170, width - 120, 330), 64, "#22304a")
    lettering.write(image, words.SCROLLS_HERE, (120, 330, width - 120, 390), 28, "#6b7890")
    for row in range(4):
        top = 440 + row * 56
        draw.rounded_rectangle((560, top, width - 120 - 90 * (row % 3), top + 22), 11, fill="#d7dde6")
    return Page(image, None, words.as_card(host, why))
