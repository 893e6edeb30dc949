"""A sheet of 20,000 rows: pages stay small, and answer while a child checks it."""

from collections.abc import Iterator
from pathlib import Path

import appkit
import appruns
import faketavus
import pytest

ROWS = 20_000
MOST_BYTES = 300_000
MOST_MEMORY = 200 * 1024 * 1024
UGLY = ("ACME AG", "Smith & Sons Inc.", "#N/A", "", "JosÃ© GmbH", "Pixelpark 24", "<b>Bold</b> Ltd")


@pytest.fixture(scope="module")
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus(key=appruns.KEY) as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, api: faketavus.FakeTavus) -> Path:
    """A workspace of one campaign whose companies are as people type them."""
    workspace = tmp_path_factory.mktemp("workspace")
    made = appruns.campaign(workspace / "spring", api.url, rows=1, price_per_minute=1.5)
    lines = (
        f"p{n}@firm{n}.test,Ana {n % 900},{UGLY[n % len(UGLY)]} {n % 50},Austin,+1 555 {n:06}"
        for n in range(ROWS)
    )
    head = "Email,First Name,Company,City,Phone"
    (made / "people.csv").write_text("\n".join([head, *lines, ""]), "utf-8")
    return workspace


def test_pages_are_small_and_answer_while_it_is_checked(folder: Path, api: faketavus.FakeTavus):
    with appkit.started(folder) as app:
        known = app.cookie()
        assert '"ready":false' in app.ask("GET", "/c/spring/api/look", known).text
        sizes = {
            path: len(app.ask("GET", path, known).text.encode())
            for path in (
                "/",
                *(f"/c/spring/{name}" for name in ("sheet", "script", "look", "rehearse", "results")),
            )
        }
        heard = appruns.post(
            app, known, "/c/spring/api/script/preview", text="Hello {{ first_name }}.", row="17"
        )
        appruns.waited(
            lambda: '"ready":true' in app.ask("GET", "/c/spring/api/look", known).text, "the check"
        )
        for path in ("/c/spring/check", "/c/spring/send"):
            sizes[path] = len(app.ask("GET", path, known).text.encode())
        memory = _peak(app.process.pid)

    assert '"name":"Ana 15, ' in heard.text
    assert {path: size for path, size in sizes.items() if size >= MOST_BYTES} == {}
    assert memory < MOST_MEMORY


@pytest.mark.long
def test_results_of_20_000_videos_are_small(folder: Path, api: faketavus.FakeTavus):
    with appkit.started(folder) as app:
        known = app.cookie()
        appruns.send(app, known, "spring")
        appruns.waited(lambda: len(api.posts) > ROWS // 3, "many videos")
        sizes = {path: len(app.ask("GET", path, known).text.encode()) for path in ("/", "/c/spring/send")}
        appruns.waited(lambda: not appruns.is_running(app, known), "the end of the run")
        for query in ("", "?page=300", "?words=Smith", "?only=ready"):
            sizes[query] = len(app.ask("GET", f"/c/spring/results{query}", known).text.encode())
        memory = _peak(app.process.pid)

    assert {path: size for path, size in sizes.items() if size >= MOST_BYTES} == {}
    assert memory < MOST_MEMORY
    assert api.paid_twice("video_name") == {}


def _peak(pid: int) -> int:
    """Return the most memory that a process had, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
