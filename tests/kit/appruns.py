"""Paid runs of the app against the fake service: a campaign of made-up rows, and what a page would post."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import appkit

KEY = "c0ffee00c0ffee00c0ffee00c0ffee00"
PLAN = re.compile(r'data-count="(\d+)">\s*<input type="hidden" name="digest" value="([^"]+)"')
SECONDS = 240
"""How long a test waits for what must come, on a busy machine too."""


def campaign(folder: Path, url: str, *, rows: int, **settings: object) -> Path:
    """Write a campaign of so many people whose videos are made at `url`; return its folder."""
    folder.mkdir(parents=True)
    lines = [f"p{n}@firm{n}.test,Ana {n},Firm {n}" for n in range(1, rows + 1)]
    (folder / "people.csv").write_text("\n".join(["Email,First Name,Company", *lines, ""]), "utf-8")
    script = "Hello {{ first_name }}, this is for you at {{ company }}.\n"
    (folder / "script.txt.j2").write_text(script, "utf-8")
    given = {"sheet": "people.csv", "template": "script.txt.j2", "replica_id": "r90bbd427f71", "api_url": url}
    toml = "".join(f"{name} = {json.dumps(value)}\n" for name, value in {**given, **settings}.items())
    (folder / "campaign.toml").write_text(toml, "utf-8")
    (folder / ".env").write_text(f"TAVUS_API_KEY={KEY}\n", "utf-8")
    (folder / ".env").chmod(0o600)
    return folder


def post(app: appkit.App, known: Mapping[str, str], path: str, **given: object) -> Any:
    """Call the app as its script does."""
    headers = {**known, "Content-Type": "application/json"}
    return app.ask("POST", path, headers, json.dumps(given).encode())


def waited(what: Callable[[], Any], why: str) -> Any:
    """Return what `what` gives once it gives something. Raises AssertionError after `SECONDS`."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError(f"never came: {why}")


def plan(app: appkit.App, known: Mapping[str, str], slug: str) -> tuple[str, str]:
    """Wait for the plan on the page of sending; return its number of videos and its digest."""

    def look() -> re.Match[str] | None:
        return PLAN.search(app.ask("GET", f"/c/{slug}/send", known).text)

    count, digest = waited(look, "a plan on the page of sending").groups()
    return count, digest


def send(app: appkit.App, known: Mapping[str, str], slug: str) -> None:
    """Wait for the plan on the page of sending, and press its button."""
    count, digest = plan(app, known, slug)
    answer = post(app, known, f"/c/{slug}/api/send/start", digest=digest, number=count)
    assert answer.status == 200, answer.text


def is_running(app: appkit.App, known: Mapping[str, str]) -> bool:
    """Return whether the list of campaigns shows a run."""
    return "A run is going on" in app.ask("GET", "/", known).text
