"""What was done with a campaign: noted a line each, beside what the state file says was sent."""

import datetime as dt
import json
from pathlib import Path

import afterkit

from batchgen.campaign import activity


def test_what_was_done_is_read_back_with_who_and_when(tmp_path: Path) -> None:
    activity.note(tmp_path, "cell", who="you", row=4, column="Company", old="ACME", new="Acme")
    activity.note(tmp_path, "key", who="you")

    found = activity.read(tmp_path, None)

    assert {deed.words for deed in found} == {
        "Changed Company in row 4 from “ACME” to “Acme”.",
        "Saved the Tavus key.",
    }
    assert {deed.who for deed in found} == {"you"}
    assert all(dt.datetime.now().astimezone() - deed.at < dt.timedelta(minutes=1) for deed in found)


def test_a_line_is_one_line_whatever_a_cell_holds(tmp_path: Path) -> None:
    activity.note(tmp_path, "cell", who="you", row=4, column="A", old="a\nb\u2028\ud800", new="x" * 1000)

    lines = (tmp_path / activity.FILE).read_text("utf-8").split("\n")

    assert len(lines) == 2
    assert len(json.loads(lines[0])["new"]) == 200
    assert (tmp_path / activity.FILE).stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    activity.note(tmp_path, "key", who="you")
    with (tmp_path / activity.FILE).open("a", encoding="utf-8") as out:
        out.write('half a line\n{"at": "x"}\n[]\n{"what": "rubbish", "at": "2026-01-01", "who": ""}\n')

    assert [deed.words for deed in activity.read(tmp_path, None)] == ["Saved the Tavus key."]


def test_what_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / ".batchgen").write_text("a file is in the way")

    activity.note(tmp_path, "key", who="you")

    assert activity.read(tmp_path, None) == []


def test_videos_that_were_sent_are_joined_in(tmp_path: Path) -> None:
    with afterkit.campaign_state(tmp_path / "a.db") as store:
        found = activity.read(tmp_path, store)

    assert [(deed.who, deed.words) for deed in found] == [
        ("", "4 videos were sent to Tavus. Tavus refused 2 of them.")
    ]
