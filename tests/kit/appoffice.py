"""A campaign of six people that was sent: three ready, two failed, one refused; and the app on it."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import afterkit
import appkit
import faketavus

NAMES = ("Ana", "Ben", "Cleo", "Dev", "Eve", "Finn")
BAD = ("Dev", "Finn")


class Office(NamedTuple):
    """A campaign of six of whom two failed and one was refused, and the app on it."""

    api: faketavus.FakeTavus
    folder: Path
    app: appkit.App
    known: dict[str, str]

    def page(self, path: str) -> str:
        return str(self.app.ask("GET", f"/c/spring/{path}", self.known).text)

    def until(self, path: str, words: str) -> str:
        return self.app.until(self.known, f"/c/spring/{path}", lambda text: words in text)

    def post(self, path: str, **given: object) -> Any:
        return self.app.post(self.known, f"/c/spring/api/results/{path}", **given)

    def edit(self, old: str, new: str) -> None:
        sheet = self.folder / "list.csv"
        sheet.write_text(sheet.read_text("utf-8").replace(old, new), "utf-8")

    def made(self) -> list[str]:
        return sorted(str(post.body["video_name"]).split()[1] for post in self.api.posts)


@contextlib.contextmanager
def opened(workspace: Path) -> Iterator[Office]:
    with faketavus.FakeTavus(film=afterkit.mp4(20_000)) as api:
        api.status_of = lambda video: "error" if _is_bad(video.body) else "ready"
        api.fault_of = lambda post: (
            "refuse:400:background_url is not a valid address" * _is_refused(post.body)
        )
        folder = appkit.paying(workspace / "spring", api.url, people=NAMES)
        assert batchgen(folder, "run", "--yes") == 1
        api.posts.clear()
        api.status_of = api.fault_of = None
        with appkit.started(workspace) as app:
            yield Office(api, folder, app, app.cookie())


def _is_bad(body: dict[str, object]) -> bool:
    return any(name in str(body["video_name"]) for name in BAD)


def _is_refused(body: dict[str, object]) -> bool:
    return "Eve" in str(body["video_name"])


def batchgen(folder: Path, command: str, *options: str) -> int:
    line = [sys.executable, "-m", "batchgen", command, "-c", str(folder / "campaign.toml"), *options]
    return subprocess.run(line, cwd=folder, capture_output=True, check=False).returncode
