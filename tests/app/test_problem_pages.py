"""Pages of what stands in the way: a drive, another batchgen, an app that was closed, and a bug of ours."""

import asyncio
import errno
import html
import json
import os
import sqlite3
from pathlib import Path

import appkit
import pytest
from starlette.requests import Request

from batchgen import paths, state, workspace
from batchgen.app import rendering

KINDS = [
    (errno.EROFS, "files are on a drive that cannot be written. Copy its folder to a drive of your own."),
    (errno.EACCES, "files are on a drive that cannot be written. Copy its folder to a drive of your own."),
    (errno.ENOSPC, "The disk is full. Free some space and try again."),
]


def _request(path: str, method: str = "GET") -> Request:
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [],
        "query_string": b"",
        "path_params": {"slug": "spring"},
        "server": ("127.0.0.1", 1),
        "scheme": "http",
    }
    return Request(scope)


@pytest.mark.parametrize(("code", "words"), KINDS)
def test_a_disk_that_takes_nothing_is_said_on_pages_and_by_calls(code: int, words: str) -> None:
    def fails(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    page = asyncio.run(rendering.as_page(fails)(_request("/c/spring/sheet")))  # type: ignore[arg-type]
    call = asyncio.run(rendering.as_call(fails)(_request("/c/spring/api/files")))
    said = json.loads(bytes(call.body))

    assert (page.status_code, call.status_code) == (409, 409)
    assert all(part in html.unescape(bytes(page.body).decode()) for part in words.split(". "))
    assert f"{said['error']} {said['hint']}".endswith(words)


def test_an_error_of_another_kind_is_a_bug() -> None:
    def fails(*_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "no such file")

    with pytest.raises(FileNotFoundError):
        asyncio.run(rendering.as_call(fails)(_request("/c/spring/api/files")))


def test_a_bug_has_a_page_without_a_traceback_and_a_report_to_copy() -> None:
    broken = rendering.HANDLERS[Exception]
    error = ZeroDivisionError("<b>rows</b>")

    page = asyncio.run(broken(_request("/c/spring/sheet"), error))
    call = asyncio.run(broken(_request("/c/spring/api/files"), error))
    text = bytes(page.body).decode()
    seen, _, report = text.partition('data-copy="')

    assert page.status_code == call.status_code == 500
    assert "Something went wrong in batchgen" in seen
    assert "Nothing was lost." in seen
    assert "ZeroDivisionError: &lt;b&gt;rows" in report.partition('"')[0]
    assert "ZeroDivisionError" not in seen + report.partition('"')[2]
    assert "Copy the report" in report
    assert json.loads(bytes(call.body)) == {
        "error": "Something went wrong in batchgen. Nothing was lost.",
        "hint": "Load the page again.",
    }


def test_the_state_file_of_a_newer_batchgen_is_said_on_every_page(tmp_path: Path) -> None:
    folder = appkit.paying(tmp_path / "workspace" / "spring", "http://127.0.0.1:1")
    path = paths.state(workspace.Place("spring", folder).settings())
    state.open_state(path, service="http://127.0.0.1:1").close()
    with sqlite3.connect(path) as file:
        (version,) = file.execute("PRAGMA user_version").fetchone()
        file.execute(f"PRAGMA user_version = {version + 1}")
    file.close()
    before = path.read_bytes()
    with appkit.started(folder.parent) as app:
        known = app.cookie()
        for name in ("", *(f"c/spring/{step}" for step, _ in rendering.STEPS), "c/spring/activity"):
            text = app.ask("GET", f"/{name}", known).text

            assert "newer batchgen" in text, name
            assert "Update batchgen" in text, name
            assert "Something went wrong" not in text, name

    assert path.read_bytes() == before
