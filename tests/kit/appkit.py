"""The app as people use it: a process of its own on a free port, and a browser that was let in."""

import contextlib
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("BATCHGEN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ADDRESS = re.compile(r"The app is at (http://127\.0\.0\.1:(\d+)/open\?t=(\S+))")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
SECONDS = 120
"""The longest wait, on a slow and busy machine too."""
KEY = "0123456789abcdef0123456789abcdef"
SIZES = {"wide": (1280, 900), "phone": (390, 844)}


PEOPLE = ("Ana", "Ben", "Cleo", "Dev", "Eve", "Finn")


def paying(folder: Path, api_url: str, *, people: Sequence[str] = PEOPLE, more: str = "") -> Path:
    """Write a campaign that is sent to a stand-in of the service; return its folder."""
    folder.mkdir(parents=True)
    rows = (f"{name} Ruiz,{name} Foods,{name.lower()}@{name.lower()}.test\n" for name in people)
    (folder / "list.csv").write_text("Name,Company,Email\n" + "".join(rows), encoding="utf-8")
    (folder / "campaign.toml").write_text(
        f'name = "Spring fair"\nsheet = "list.csv"\nreplica_id = "r90bbd427f71"\nsettle = 0\n'
        f'price_per_minute = 1.5\ncurrency = "USD"\napi_url = "{api_url}"\n{more}'
        'script = "Hi {{ name }}, how are you doing at {{ company }} today? We would like to see you."\n',
        encoding="utf-8",
    )
    (folder / ".env").write_text(f"TAVUS_API_KEY={KEY}\n", encoding="utf-8")
    return folder


class App:
    """A running app; `address` lets its first visitor in."""

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        self.process = process
        self.address = address
        self.url = address.partition("/open")[0]
        self.port = urllib.parse.urlsplit(address).port or 0

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Any:
        """Return the answer to one plain request, its body read as `.text`."""
        given = {"Host": f"127.0.0.1:{self.port}"} | (headers or {})
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            line.request(method, path, body or None, given)
            answer: Any = line.getresponse()
            answer.text = answer.read().decode("utf-8", "replace")
            return answer

    def post(self, known: dict[str, str], path: str, **given: object) -> Any:
        """Return the answer to a call, its JSON read as `.data`."""
        headers = known | {"Content-Type": "application/json"}
        answer = self.ask("POST", path, headers, json.dumps(given).encode())
        answer.data = json.loads(answer.text)
        return answer

    def until(self, known: dict[str, str], path: str, seen: Callable[[str], bool]) -> str:
        """Ask for a page until it shows something, and return it."""
        last = time.monotonic() + SECONDS
        while True:
            answer = self.ask("GET", path, known)
            assert answer.status != 500, answer.text
            if seen(answer.text):
                return str(answer.text)
            assert time.monotonic() < last, answer.text
            time.sleep(0.05)

    def cookie(self) -> dict[str, str]:
        """Exchange the address for the cookie, and return the headers of a known visitor."""
        answer = self.ask("GET", self.address.removeprefix(self.url))
        value = answer.getheader("set-cookie").partition(";")[0]
        return {"Cookie": value, "Origin": self.url}


@contextlib.contextmanager
def started(folder: Path, *options: str) -> Iterator[App]:
    """Start the app on a folder; end it by its own id."""
    environment = {k: v for k, v in os.environ.items() if k not in {"TAVUS_API_KEY", "TAVUS_API_URL"}}
    command = [sys.executable, "-m", "batchgen", "app", str(folder), "--no-browser", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    assert process.stdout is not None
    found = ADDRESS.search(process.stdout.readline())
    assert found, "the app did not start"
    try:
        yield App(process, found[1])
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Start one browser for many pages."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def let_in(
    browser: Any,
    app: App,
    *,
    size: str = "wide",
    dark: bool = False,
    known: dict[str, str] | None = None,
    **options: Any,
) -> Any:
    """Return a page of a new context that holds the cookie, or that of a visitor who was let in before."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", **options
    )
    page = context.new_page()
    if known is None:
        page.goto(app.address)
    else:
        name, _, value = known["Cookie"].partition("=")
        context.add_cookies([{"name": name, "value": value, "url": app.url}])
    return page


def settled(page: Any) -> None:
    """Wait until a page looks nothing up any more: it says so, or loads itself again once it knows."""
    page.locator("[data-wait]").first.wait_for(state="hidden")
    page.wait_for_load_state()


def violations(page: Any, *, only: str = "") -> list[str]:
    """Return what axe objects to on the page as it stands (WCAG 2.2, A and AA), or one rule of it."""
    axe = pytest.importorskip("axe_playwright_python.base")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe.AXE_PATH.read_text(encoding="utf-8") if hasattr(axe, "AXE_PATH") else _axe())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    wanted = {"type": "rule", "values": [only]} if only else {"type": "tag", "values": tags}
    found = page.evaluate("async runOnly => (await axe.run(document, {runOnly})).violations", wanted)
    return [f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in found]


def _axe() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
