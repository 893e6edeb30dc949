"""Streams closed or full, a folder that is gone, a system with no more to give: words, never exit 3."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import faketavus
import pytest

from batchgen import errors, models, settings
from batchgen.cli import error_boundary
from batchgen.cli.console import progress

KEY = "0123456789abcdef0123456789abcdef"
ROWS = 3

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.j2").write_text("Hi {{ first_name }}, this is about your company and how we help.")
    (tmp_path / "list.csv").write_text("First Name\n" + "".join(f"Name{n}\n" for n in range(ROWS)))
    return tmp_path


def shell(line: str, folder: Path, api: faketavus.FakeTavus, *order: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", line, "sh", sys.executable, "-m", "batchgen", *order],
        cwd=folder,
        env={**os.environ, "TAVUS_API_KEY": KEY, "TAVUS_API_URL": api.url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


RUN = ("run", "list.csv", "-t", "t.j2", "-r", "r90bbd427f71", "--yes", "--settle", "0")


@pytest.mark.parametrize(
    "line", ['"$@" >&-', '"$@" 2>&-', '"$@" <&-', '"$@" <&- >&- 2>&-', '"$@" 2>/dev/full', '"$@" >/dev/full']
)
def test_a_run_does_its_work_whatever_its_streams_are(
    line: str, folder: Path, api: faketavus.FakeTavus
) -> None:
    done = shell(line, folder, api, *RUN)

    assert done.returncode == 0
    assert len(api.posts) == ROWS
    assert (folder / "list.results.csv").read_text(encoding="utf-8-sig").count("ready") == ROWS


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("order", [("columns", "list.csv"), (*RUN, "--json"), ("--help",)])
def test_an_output_that_is_full_is_told_before_anything_is_sent(
    order: tuple[str, ...], folder: Path, api: faketavus.FakeTavus
) -> None:
    done = shell('"$@" >/dev/full', folder, api, *order)

    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "bug" not in done.stderr
    assert api.posts == []


def test_a_sheet_from_a_closed_input_is_empty(folder: Path, api: faketavus.FakeTavus) -> None:
    done = shell('"$@" <&-', folder, api, "columns", "-")

    assert done.returncode == 2
    assert "bug" not in done.stderr


def test_a_folder_that_is_gone_is_told(folder: Path, api: faketavus.FakeTavus) -> None:
    gone = folder / "gone"
    gone.mkdir()
    done = shell('cd gone && rmdir ../gone && "$@"', folder, api, "columns", str(folder / "list.csv"))

    assert done.returncode == 2
    assert "The folder where you started this command does not exist any more." in done.stderr


def test_a_run_goes_on_without_an_output_that_fills_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, words: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def flush(self) -> None:
            pass

    monkeypatch.setattr(sys, "stdout", Full())
    watcher = progress.Watcher(settings.Settings(json_output=True))

    code = watcher.watch(iter([models.Notice("one"), models.Notice("two")]))

    assert code == 0


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory"),
        (RuntimeError("can't start new thread"), "cannot start another thread"),
        (ImportError("x.so: failed to map segment from shared object"), "not enough memory"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "not enough memory"),
        (OSError(errno.EMFILE, "Too many open files", "/a/list.csv"), "/a/list.csv: Too many open files."),
    ],
)
def test_what_the_system_refuses_is_no_bug(error: Exception, words: str) -> None:
    told = error_boundary.system_refusal(error)

    assert told is not None
    assert words in told.message
    assert told.exit_code == errors.UsageError.exit_code


@pytest.mark.parametrize("error", [ValueError("x"), RuntimeError("x"), ImportError("No module named x")])
def test_what_is_ours_stays_a_bug(error: Exception) -> None:
    assert error_boundary.system_refusal(error) is None


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="needs a limit on memory")
def test_a_machine_without_memory_sends_nothing(folder: Path, api: faketavus.FakeTavus) -> None:
    done = shell('ulimit -v 250000; "$@"', folder, api, *RUN)

    assert done.returncode in {0, 2}
    assert len(api.posts) in {0, ROWS}
    assert "bug" not in done.stderr
