"""Videos that are deleted after their campaign: `videos delete`, `wait --all`, `status --check`."""

import dataclasses
import json
import os
from pathlib import Path

import enginekit
import pytest

from batchgen import cli, state


@dataclasses.dataclass
class Shell:
    """A campaign of ten ready videos, and commands typed in its folder."""

    desk: enginekit.Desk
    capsys: pytest.CaptureFixture[str]
    out: str = ""
    err: str = ""

    def batchgen(self, *args: object) -> int:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(arg) for arg in args])
        self.out, self.err = self.capsys.readouterr()
        return int(ended.value.code or 0)

    def statuses(self) -> list[str]:
        self.batchgen("status", self.desk.sheet, "--json")
        return [row["status"] for row in json.loads(self.out)["rows"]]

    @property
    def ids(self) -> list[str]:
        return [row["video_id"] for row in self.desk.results()]


@pytest.fixture
def shell(desk: enginekit.Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    assert desk.run().code == 0
    monkeypatch.setenv("TAVUS_API_KEY", enginekit.KEY)
    monkeypatch.setenv("TAVUS_API_URL", desk.api.url)
    monkeypatch.chdir(desk.folder)
    return Shell(desk, capsys)


@pytest.mark.parametrize("hard", [(), ("--hard",)])
def test_deleting_a_video_updates_the_state_file_beside_it(shell: Shell, hard: tuple[str, ...]) -> None:
    first, second, *_ = shell.ids

    assert shell.batchgen("videos", "delete", first, second, "--yes", *hard) == 0

    assert "list.batchgen.db was updated (row 2, row 3)." in shell.err
    assert "To write it into the results: batchgen wait list.csv" in shell.err
    assert shell.statuses() == ["deleted", "deleted", *["ready"] * 8]
    assert shell.batchgen("wait", shell.desk.sheet) == 1
    row = shell.desk.results()[0]
    assert (row["status"], row["video_id"], row["hosted_url"]) == ("deleted", first, "")


def test_a_state_file_in_a_folder_below_is_found_by_any_name(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shell.ids[0]
    below = shell.desk.folder / "below"
    below.mkdir()
    (shell.desk.folder / "list.batchgen.db").rename(below / "q4")
    monkeypatch.chdir(shell.desk.folder)

    assert shell.batchgen("videos", "delete", first, "--yes") == 0

    assert f"{Path('below', 'q4')} was updated (row 2)" in shell.err


def test_a_state_file_elsewhere_is_named(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = shell.desk.folder / "list.batchgen.db"
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    assert shell.batchgen("videos", "delete", shell.ids[0], "--state", path, "--yes") == 0

    assert f"{path} was updated (row 2)" in shell.err


def test_other_files_and_campaigns_are_left_alone(shell: Shell) -> None:
    folder = shell.desk.folder
    other = folder / "other.batchgen.db"
    with state.open_state(other, service="https://api.other.example"):
        pass
    (folder / "notes.db").write_bytes(b"SQLite format 3\x00" + bytes(100))
    os.mkfifo(folder / "pipe.batchgen.db")
    stranger = shell.desk.api.make_stranger().video_id

    assert shell.batchgen("videos", "delete", stranger, "--yes") == 0

    assert shell.err.strip() == f"{stranger} was deleted."


def test_a_state_file_that_a_run_holds_is_not_changed_and_that_is_said(shell: Shell) -> None:
    path = shell.desk.folder / "list.batchgen.db"
    held = state.RunLock(path)
    try:
        code = shell.batchgen("videos", "delete", shell.ids[0], "--yes")
    finally:
        held.release()

    assert code == 0
    assert "list.batchgen.db was not updated: Another run is using" in shell.err
    assert "To update it later: batchgen wait list.csv --all" in shell.err
    assert shell.statuses() == ["ready"] * 10


def test_what_was_deleted_before_a_refusal_is_noted(shell: Shell) -> None:
    assert shell.batchgen("videos", "delete", shell.ids[0], "vffffffff", "--yes") == 2

    assert "This account has no video vffffffff" in shell.err
    assert shell.statuses() == ["deleted", *["ready"] * 9]


def test_wait_all_writes_what_was_deleted_in_the_portal(shell: Shell) -> None:
    shell.desk.api.forget(shell.ids[0])

    assert shell.batchgen("wait", shell.desk.sheet, "--all", "--settle", "0") == 1

    assert f"1 video was deleted in Tavus: {shell.ids[0]}." in shell.err
    assert [row["status"] for row in shell.desk.results()] == ["deleted", *["ready"] * 9]


def test_status_check_notes_it_and_names_the_next_command(shell: Shell) -> None:
    shell.desk.api.forget(shell.ids[0])

    assert shell.batchgen("status", shell.desk.sheet, "--check", "--settle", "0") == 0

    assert f"1 video was deleted in Tavus: {shell.ids[0]}." in shell.err
    assert "To write this into the results: batchgen wait list.csv" in shell.err
    assert "9 ready, 1 deleted" in shell.out or "1 deleted, 9 ready" in shell.out


def test_status_check_beside_a_run_changes_nothing_and_says_so(shell: Shell) -> None:
    shell.desk.api.forget(shell.ids[0])
    held = state.RunLock(shell.desk.folder / "list.batchgen.db")
    try:
        code = shell.batchgen("status", shell.desk.sheet, "--check", "--settle", "0")
    finally:
        held.release()

    assert code == 1
    assert "batchgen did not look for deleted videos, and changed nothing. Another run is using" in shell.err
    assert "10 ready" in shell.out


def test_status_check_of_half_a_list_changes_nothing_and_says_so(shell: Shell) -> None:
    shell.desk.api.forget(shell.ids[0])
    shell.desk.api.set(no_total=True)

    assert shell.batchgen("status", shell.desk.sheet, "--check", "--settle", "0") == 1

    assert (
        "batchgen could not check for deleted videos: the list does not say how many videos there are"
        in shell.err
    )
    assert "10 ready" in shell.out


@pytest.mark.parametrize(
    "extra",
    [
        [{"audio_url": ""}, {"audio_url": "https://files.example.com/b.wav"}],
        [{"face_id": "r79e1c033f"}, {"face_id": ""}],
        [{"script": "Notes of somebody."}, {"script": "Other notes."}],
    ],
    ids=["audio_url", "face_id", "script"],
)
def test_wait_without_the_options_of_the_run_finds_no_row_edited(
    shell: Shell, extra: list[dict[str, str]]
) -> None:
    desk = shell.desk
    rows = enginekit.people(2, first=50)
    desk.sheet = desk.folder / "other.csv"
    desk.write([row | more | {"replica": ""} for row, more in zip(rows, extra, strict=True)])
    assert shell.batchgen("run", desk.sheet, "-t", "t.j2", "-r", "r90bbd427f71", "--yes") == 0

    assert shell.batchgen("wait", desk.sheet) == 0

    assert [row["status"] for row in desk.results()] == ["ready", "ready"]


def test_a_row_that_was_edited_and_whose_video_was_deleted_is_deleted(shell: Shell) -> None:
    rows = shell.desk.rows()
    rows[0]["first_name"] = "Somebody"
    shell.desk.write(rows)
    shell.desk.api.forget(shell.ids[0])

    assert shell.batchgen("wait", shell.desk.sheet, "--all", "--settle", "0") == 1
    assert shell.desk.run(limit=1).code == 1

    assert shell.desk.results()[0]["status"] == "deleted"
