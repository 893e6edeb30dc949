"""Lists that are not Unicode at the command line: asked about once, and read the same ever after."""
# ruff: noqa: RUF001 - other alphabets are what this is about

import contextlib
import dataclasses
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import faketavus
import pytest

from batchgen import cli
from batchgen.campaign import library

RUSSIAN = "first_name,email,city\nСветлана,p0@example.com,Omsk\nДмитрий,p1@example.com,Tver\n"
CAMPAIGN = 'template = "t.j2"\nreplica_id = "r90bbd427f71"\nsettle = 0\n'


@dataclasses.dataclass
class Desk:
    folder: Path
    capsys: pytest.CaptureFixture[str]
    api: faketavus.FakeTavus
    shown: str = ""

    def batchgen(self, *args: str) -> int:
        with pytest.raises(SystemExit) as ended:
            cli.main(list(args))
        out, err = self.capsys.readouterr()
        self.shown = out + err
        return int(ended.value.code or 0)

    def write(self, text: str, encoding: str, name: str = "list.csv") -> None:
        (self.folder / name).write_bytes(text.encode(encoding))

    def scripts(self) -> list[str]:
        return sorted(str(post.body["script"]) for post in self.api.posts)


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    with faketavus.FakeTavus() as api:
        monkeypatch.setenv("TAVUS_API_URL", api.url)
        monkeypatch.setenv("TAVUS_API_KEY", "0123456789abcdef0123456789abcdef")
        monkeypatch.chdir(tmp_path)
        (tmp_path / "t.j2").write_text("Hi {{ first_name }}, this is about you and about us.")
        (tmp_path / "campaign.toml").write_text(CAMPAIGN)
        yield Desk(tmp_path, capsys, api)


def forget_the_encoding(state: Path) -> None:
    """Make a state file as versions wrote it that kept no encoding."""
    with contextlib.closing(sqlite3.connect(state)) as db, db:
        db.execute("DELETE FROM meta WHERE name = 'list'")


@pytest.mark.parametrize("command", ["run", "check", "preview", "columns"])
def test_every_command_stops_and_shows_readings(desk: Desk, command: str) -> None:
    desk.write(RUSSIAN, "cp1251")

    assert desk.batchgen(command, "list.csv", *(["--yes"] if command == "run" else [])) == 2

    assert "--encoding cp1251: Светлана, Дмитрий\n" in desk.shown
    assert desk.api.posts == []


def test_an_answer_holds_for_every_later_command_in_place(desk: Desk) -> None:
    desk.write(RUSSIAN, "cp1251")
    assert desk.batchgen("run", "list.csv", "--yes", "--in-place", "--encoding", "cp1251") == 0

    codes = [desk.batchgen("run", "list.csv", "--yes", "--in-place")]
    codes += [desk.batchgen(command, "list.csv") for command in ("check", "preview", "columns", "export")]

    assert codes == [0] * 5
    assert desk.scripts() == [
        f"Hi {name}, this is about you and about us." for name in ("Дмитрий", "Светлана")
    ]
    assert (desk.folder / "list.csv").read_bytes().decode("cp1251").count("Светлана") == 1


def test_an_answer_holds_for_a_list_that_grows(desk: Desk) -> None:
    desk.write(RUSSIAN, "cp1251")
    desk.batchgen("run", "list.csv", "--yes", "--encoding", "cp1251")
    desk.write(RUSSIAN + "Ольга,p2@example.com,Omsk\n", "cp1251")

    assert desk.batchgen("run", "list.csv", "--yes") == 0

    assert len(desk.api.posts) == 3


def test_an_answer_does_not_hold_for_a_list_in_another_encoding(desk: Desk) -> None:
    desk.write(RUSSIAN, "cp1251")
    desk.batchgen("run", "list.csv", "--yes", "--encoding", "cp1251")
    desk.write(RUSSIAN, "koi8_r")

    assert desk.batchgen("run", "list.csv", "--yes") == 2

    assert "--encoding koi8_r: Светлана, Дмитрий\n" in desk.shown
    assert len(desk.api.posts) == 2


def test_unicode_wins_over_what_was_kept(desk: Desk) -> None:
    desk.write(RUSSIAN, "cp1251")
    desk.batchgen("run", "list.csv", "--yes", "--encoding", "cp1251")
    desk.write(RUSSIAN, "utf-8")

    assert desk.batchgen("run", "list.csv", "--yes") == 0

    assert len(desk.api.posts) == 2


@pytest.mark.parametrize("forget", [False, True])
def test_a_campaign_under_way_goes_on_as_it_was_read_before(desk: Desk, forget: bool) -> None:
    desk.write("first_name,email\nFañch,p0@example.com\nÆosiæ,p1@example.com\n", "cp1252")
    assert desk.batchgen("run", "list.csv", "--yes") == 2
    desk.batchgen("run", "list.csv", "--yes", "--encoding", "cp1252")
    if forget:
        forget_the_encoding(desk.folder / "list.batchgen.db")

    codes = [desk.batchgen("run", "list.csv", "--yes"), desk.batchgen("columns", "list.csv")]

    assert codes == [0, 0]
    assert len(desk.api.posts) == 2


def test_another_list_under_the_same_name_is_asked_about(desk: Desk) -> None:
    desk.write("first_name,email\nJosé,p0@example.com\n", "cp1252")
    assert desk.batchgen("run", "list.csv", "--yes") == 0
    desk.write("first_name,email\nJosé,p0@example.com\nJiří,p1@example.com\n", "cp1250")

    assert desk.batchgen("run", "list.csv", "--yes", "--accept-new", "9") == 2

    assert "--encoding cp1250: Jiří, José\n" in desk.shown


@pytest.mark.parametrize("table", ["exclude", "lookup", "pronounce"])
def test_suppression_lists_and_lookup_tables_follow_the_same_rule(desk: Desk, table: str) -> None:
    desk.write("first_name,email\nAna,p0@example.com\n", "utf-8")
    desk.write("email,name\nx@example.com,Светлана\ny@example.com,Дмитрий\n", "cp1251", "other.csv")
    setting = {"exclude": 'exclude = "other.csv"\n', "pronounce": 'pronounce = "other.csv"\n'}
    lookup = '[lookup]\nteam = "other.csv"\n'
    (desk.folder / "campaign.toml").write_text(CAMPAIGN + setting.get(table, lookup))

    assert desk.batchgen("check", "list.csv") == 2
    assert "--encoding cp1251: Светлана, Дмитрий\n" in desk.shown

    desk.write("first_name,email\nAna,p0@example.com\n", "ascii")
    assert desk.batchgen("check", "list.csv", "--encoding", "cp1251") == 0


def test_the_frame_of_a_run_is_read_as_the_list_was(desk: Desk) -> None:
    desk.write(RUSSIAN, "cp1251")

    results = library.Campaign(sheet="list.csv", encoding="cp1251").run()

    assert results.to_frame()["first_name"].tolist() == ["Светлана", "Дмитрий"]
