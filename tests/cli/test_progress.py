"""Events as lines, as JSON, and as bars."""

import contextlib
import fcntl
import io
import json
import os
import pty
import struct
import sys
import termios

import pytest

from batchgen import models, settings
from batchgen.cli.console import progress


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def at(submitted: int, ready: int) -> models.Progress:
    return models.Progress(total=20, submitted=submitted, ready=ready, failed=1, seconds_left=40)


def test_lines_come_every_few_seconds_and_once_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    lines = progress.Lines(clock)
    for second in range(12):
        clock.now = float(second)
        lines.progress(at(second, 0))
    lines.close()

    shown = capsys.readouterr().err.splitlines()
    assert [line.split(" of ")[0] for line in shown] == ["0", "5", "10", "11"]
    assert shown[-1] == "11 of 20 sent, 0 ready, 1 failed, about 40 s left"


def test_no_bars_and_no_colour_when_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    watcher = progress.Watcher(settings.Settings())

    code = watcher.watch(iter([at(20, 19), models.Finished(exit_code=1, counts={"ready": 19, "error": 1})]))

    shown = capsys.readouterr()
    assert code == 1
    assert shown.out == ""
    assert "\x1b" not in shown.err
    assert "\r" not in shown.err


def test_json_is_one_event_a_line_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    watcher = progress.Watcher(settings.Settings(json_output=True))
    events = [
        models.JobChanged(row=2, key="a\x1b[2J", stage=models.Stage.READY, hosted_url="https://x"),
        models.Finished(exit_code=0, counts={"ready": 1}),
    ]

    watcher.watch(iter(events))

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["job_changed", "finished"]
    assert lines[0]["stage"] == "ready"
    assert lines[1]["counts"] == {"ready": 1}


def test_failures_are_told_by_row_and_only_the_first_ones(capsys: pytest.CaptureFixture[str]) -> None:
    watcher = progress.Watcher(settings.Settings())
    stage = models.Stage.REJECTED

    watcher.watch(
        iter(models.JobChanged(row=n, key="", stage=stage, error="bad\x1b]0;x") for n in range(2, 40))
    )

    shown = capsys.readouterr().err.splitlines()
    assert shown[0] == "Row 2: Tavus refused the request: bad]0;x"
    assert len(shown) == 21
    assert "batchgen status --failed" in shown[-1]


def drained(handle: int) -> str:
    """All that was written to a terminal."""
    pieces = []
    with contextlib.suppress(OSError):
        while piece := os.read(handle, 65536):
            pieces.append(piece)
    os.close(handle)
    return b"".join(pieces).decode("utf-8", "replace")


def test_bars_show_sent_ready_failed_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        watcher = progress.Watcher(settings.Settings())
        watcher.watch(iter([at(12, 3), models.Notice("a cool-down"), at(20, 19)]))
    shown = drained(ours)

    assert isinstance(watcher.display, progress.Bars)
    assert "sent " in shown
    assert "19/20" in shown
    assert "1 failed, 40 s left" in shown
    assert "a cool-down" in shown


def test_a_terminal_that_is_gone_stops_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stderr", Gone())
    watcher = progress.Watcher(settings.Settings())

    finished = models.Finished(exit_code=130, counts={})
    assert watcher.watch(iter([at(1, 0), models.Notice("told to nobody"), finished])) == 130


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "0 s"), (89, "89 s"), (600, "10 min"), (7260, "2 h 1 min")]
)
def test_durations_are_told_in_words(seconds: float, words: str) -> None:
    assert progress.duration(seconds) == words


def test_a_deleted_video_is_counted_and_reported_as_failed(capsys: pytest.CaptureFixture[str]) -> None:
    watcher = progress.Watcher(settings.Settings())

    watcher.watch(
        iter([models.JobChanged(4, "ana@acme.example", models.Stage.DELETED, error="It was deleted.")])
    )

    assert "Row 4: the video was deleted at Tavus: It was deleted." in capsys.readouterr().err
