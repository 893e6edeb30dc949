"""forget: afterwards a person is found nowhere but in the receipt and the user's own sheet, byte by byte."""

import csv
import dataclasses
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import afterkit
import faketavus
import openpyxl
import pgkit
import pytest

from batchgen import cli, state
from batchgen.campaign import activity
from batchgen.share import forget_places

KEY = "0123456789abcdef0123456789abcdef"
HEADERS = ("First Name", "Last Name", "Email", "Company")
PEOPLE = [
    ("Ottoline", "Quimby", "ottoline@quimby.test", "Quimby Gears"),
    ("Bo", "Ek", "bo@beta.test", "Beta Mills"),
    ("Cyra", "Day", "cyra@beta.test", "Beta Mills"),
]
SCRIPT = "script=Hi {{ first_name }} {{ last_name }} of {{ company }}."
OTTOLINE = ("ottoline@quimby.test", "Ottoline", "Quimby", "Hi Ottoline Quimby of Quimby Gears.")


@dataclasses.dataclass
class Desk:
    folder: Path
    account: faketavus.FakeTavus
    capsys: pytest.CaptureFixture[str]
    err: str = ""
    out: str = ""

    @property
    def sheet(self) -> Path:
        return self.folder / "list.csv"

    def call(self, *args: object) -> int:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(arg) for arg in args])
        shown = self.capsys.readouterr()
        self.err, self.out = shown.err, shown.out
        return int(ended.value.code or 0)

    def run(self, sheet: Path, *args: object) -> int:
        return self.call("run", sheet, "--set", SCRIPT, "-r", "r90bbd427f71", "-y", *args)

    def forget(self, *args: object) -> int:
        return self.call("forget", "--folder", self.folder, "-y", *args)

    def receipt(self) -> dict[str, list[dict[str, str]]]:
        found: dict[str, list[dict[str, str]]] = json.loads(
            max(self.folder.glob("forget-*.json")).read_text("utf-8")
        )
        return found

    def times(self) -> dict[Path, int]:
        """When each file was written, state files aside: opening one notes that it is open."""
        return {p: p.stat().st_mtime_ns for p in self.folder.rglob("*") if p.suffix != ".db" and p.is_file()}

    def json_run(self) -> str:
        """The events of a run, as the app keeps them."""
        self.run(self.sheet, "--json")
        return self.out

    def where(self, *words: str) -> dict[str, list[str]]:
        """The files that hold one of some words, receipts aside, with those that they hold."""
        found = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.name.startswith("forget-"):
                data = bytes_of(path)
                here = [word for word in words if word.encode() in data or word in path.name]
                if here:
                    found[path.relative_to(self.folder).as_posix()] = here
        return found


def bytes_of(path: Path) -> bytes:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as zipped:
            return b"".join(zipped.read(name) for name in zipped.namelist())
    return path.read_bytes()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def write(path: Path, people: list[tuple[str, ...]]) -> Path:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADERS, *people])
    return path


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    write(tmp_path / "list.csv", PEOPLE)
    with faketavus.FakeTavus(any_replica=False, key=KEY, film=afterkit.mp4(20_000)) as account:
        account.add_replica("Anna", replica_id="r90bbd427f71")
        monkeypatch.setenv("TAVUS_API_KEY", KEY)
        monkeypatch.setenv("TAVUS_API_URL", account.url)
        afterkit.hurry(monkeypatch)
        yield Desk(tmp_path, account, capsys)


def test_everything_that_was_written_about_a_person_goes(desk: Desk) -> None:
    assert desk.run(desk.sheet, "--problems", desk.folder / "wrong.csv") == 0
    for args in (
        ("download",),
        ("export", "-o", desk.folder / "all.csv"),
        ("export", "-o", desk.folder / "all.xlsx"),
        ("export", "-o", desk.folder / "all.jsonl"),
        ("export", "--columns", "first_name,company,status", "-o", desk.folder / "few.csv"),
        ("report", "-o", desk.folder / "report.html"),
        ("preview", "--set", SCRIPT, "-r", "r90bbd427f71", "--html", desk.folder / "look.html"),
    ):
        assert desk.call(args[0], desk.sheet, *args[1:]) == 0, desk.err
    before = desk.where(*OTTOLINE)

    assert desk.forget("OTTOLINE@quimby.test") == 0, desk.err

    assert desk.where(*OTTOLINE, "Quimby Gears") == {
        "list.csv": ["ottoline@quimby.test", "Ottoline", "Quimby", "Quimby Gears"]
    }
    assert sorted(v.gone for v in desk.account.videos.values()) == [False, False, True]
    assert len(before) == 12
    assert desk.run(desk.sheet) == 0
    assert "forgotten  1" in desk.err
    assert desk.account.paid_twice() == {}
    assert desk.call("export", desk.sheet, "-o", desk.folder / "later.csv") == 0
    assert desk.where(*OTTOLINE) == {"list.csv": list(OTTOLINE[:3])}


def test_rows_in_two_campaigns_go_and_a_colleague_keeps_every_text(desk: Desk) -> None:
    other = write(
        desk.folder / "other" / "second.csv",
        [PEOPLE[1], ("Cyra", "D.", "cyra@beta.test", "Beta Mills"), PEOPLE[2]],
    )
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    for line in [HEADERS, *PEOPLE]:
        workbook.active.append(line)
    workbook.save(desk.folder / "book.xlsx")
    for sheet in (other, desk.folder / "book.xlsx"):
        assert desk.run(sheet, "--duplicates", "each") == 0, desk.err

    assert desk.forget("cyra@beta.test", "--in-sheet") == 0, desk.err

    assert [job.label for job in jobs(desk.folder / "other" / "second.batchgen.db")] == ["Bo Ek, Beta Mills"]
    assert desk.where("Cyra", "cyra@") == {"list.csv": ["Cyra", "cyra@"]}
    assert sorted(desk.where("Bo", "Beta Mills")) == [
        "book.batchgen.db",
        "book.results.xlsx",
        "book.xlsx",
        "list.csv",
        "other/second.batchgen.db",
        "other/second.csv",
        "other/second.results.csv",
    ]
    assert other.read_text("utf-8").splitlines() == [",".join(HEADERS), ",".join(PEOPLE[1])]
    assert desk.receipt()["still_in_your_files"] == [str(desk.sheet)]
    assert {("Cyra" in str(v.body["script"]), v.gone) for v in desk.account.videos.values()} == {
        (True, True),
        (False, False),
    }


def jobs(path: Path) -> list[state.Job]:
    with state.read_state(path) as store:
        return list(store.jobs())


def test_no_later_sheet_makes_them_a_video(desk: Desk) -> None:
    desk.run(desk.sheet)
    desk.forget("ottoline@quimby.test")
    later = write(
        desk.folder / "later" / "new.csv", [("O.", "Q.", "Ottoline@Quimby.test", "New Co"), PEOPLE[1]]
    )

    assert desk.run(later) == 0
    assert [job.key for job in jobs(later.with_name("new.batchgen.db"))] == ["bo@beta.test"]
    assert list(desk.where("New Co")) == ["later/new.csv"]


def test_the_receipt_and_the_hashes_are_for_their_owner_and_name_nobody_else(desk: Desk) -> None:
    desk.run(desk.sheet)
    desk.forget("ottoline@quimby.test")

    (receipt,) = desk.folder.glob("forget-*.json")
    known = desk.folder / ".batchgen" / "forgotten.json"
    assert (mode(receipt), mode(known)) == (0o600, 0o600)
    assert "ottoline" not in known.read_text("utf-8")
    assert desk.receipt()["addresses"] == ["ottoline@quimby.test"]
    assert [line["what"] for line in desk.receipt()["deleted"]] == [
        "video",
        "results, export or copy",
        "rows in a state file",
    ]
    assert desk.receipt()["refused"] == []
    assert str(known) in desk.receipt()["kept"]
    assert any("CRM" in line for line in desk.receipt()["yours_to_do"])
    assert "beta" not in receipt.read_text("utf-8")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("nobody@quimby.test", "batchgen has nothing about"),
        ("ottoline@quimby.test.example", "batchgen has nothing about"),
        ("line@quimby.test", "batchgen has nothing about"),
        ("Ottoline", "not one e-mail address"),
        ("a@b.test, c@d.test", "not one e-mail address"),
    ],
)
def test_an_unknown_address_changes_nothing(desk: Desk, address: str, words: str) -> None:
    desk.run(desk.sheet)
    before = desk.times()

    assert desk.forget(address) == 2
    assert words in desk.err
    assert {
        path: path.stat().st_mtime_ns for path in desk.folder.rglob("*") if path.suffix != ".db"
    } == before


def test_nothing_is_changed_while_a_campaign_runs(desk: Desk) -> None:
    desk.run(desk.sheet)
    before = desk.where(*OTTOLINE)
    lock = state.RunLock(desk.folder / "list.batchgen.db")
    try:
        assert desk.forget("ottoline@quimby.test") == 2
    finally:
        lock.release()

    assert "list.batchgen.db" in desk.err
    assert desk.where(*OTTOLINE) == before
    assert not (desk.folder / ".batchgen").exists()


def test_what_the_service_refuses_is_deleted_by_the_same_command_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run(desk.sheet)
    monkeypatch.setenv("TAVUS_API_KEY", "f" * 32)
    assert desk.forget("ottoline@quimby.test") == 1
    assert "Not deleted: video" in desk.err
    assert list(desk.where(*OTTOLINE)) == ["list.batchgen.db", "list.csv"]
    monkeypatch.setenv("TAVUS_API_KEY", KEY)

    assert desk.forget("ottoline@quimby.test") == 0, desk.err
    assert "To delete the rows from your sheet as well, run the same command with --in-sheet." in desk.err
    assert list(desk.where(*OTTOLINE)) == ["list.csv"]
    assert sum(video.gone for video in desk.account.videos.values()) == 1


def test_a_look_changes_nothing_and_access_shows_what_is_held(desk: Desk) -> None:
    desk.run(desk.sheet)
    before = desk.where(*OTTOLINE)

    assert desk.forget("ottoline@quimby.test", "--dry-run") == 0
    assert "1 row in 1 campaign, 1 video" in desk.err
    assert "keep: list.csv (your sheet, 1 row)" in desk.err
    assert desk.forget("ottoline@quimby.test", "--access") == 0
    assert "company: Quimby Gears" in desk.out
    assert "script: Hi Ottoline Quimby of Quimby Gears." in desk.out
    assert "Beta" not in desk.out
    assert desk.where(*OTTOLINE) == before
    assert list(desk.folder.glob("forget-*")) == []


def test_logs_and_copies_lose_their_lines(desk: Desk) -> None:
    desk.run(desk.sheet)
    own = desk.folder / ".batchgen"
    activity.note(desk.folder, "cell", who="us", row=2, column="First Name", old="Otti", new="Ottoline")
    activity.note(desk.folder, "cell", who="us", row=3, column="First Name", old="B", new="Bo")
    (own / "run-20260101T000000-run.jsonl").write_text(desk.json_run(), encoding="utf-8")
    (own / "uploads" / "a").mkdir(parents=True)
    write(own / "uploads" / "a" / "dropped.csv", PEOPLE)
    (desk.folder / "list.csv.bak").write_bytes(desk.sheet.read_bytes())
    (desk.folder / ".batchgen-x7.tmp").write_bytes(desk.sheet.read_bytes()[:60])
    (desk.folder / "Ottoline Quimby, Quimby Gears.jpg").write_bytes(b"a photo")
    (desk.folder / "notes.md").write_text("Call ottoline@quimby.test", encoding="utf-8")

    assert desk.forget("ottoline@quimby.test") == 0, desk.err
    assert desk.where(*OTTOLINE, "Otti") == {
        "Ottoline Quimby, Quimby Gears.jpg": ["Ottoline", "Quimby"],
        "list.csv": list(OTTOLINE[:3]),
        "notes.md": ["ottoline@quimby.test"],
    }
    assert "Bo" in (own / "activity.jsonl").read_text("utf-8")
    assert "bo@beta.test" in (desk.folder / "list.csv.bak").read_text("utf-8")
    assert desk.receipt()["still_in_your_files"] == [
        str(desk.folder / name) for name in ("Ottoline Quimby, Quimby Gears.jpg", "list.csv", "notes.md")
    ]


def test_a_video_whose_answer_was_lost_is_looked_for(desk: Desk) -> None:
    desk.account.set(faults=["reset_after_body"], list_lag=3600.0)
    desk.run(desk.sheet, "--rows", "2", "--no-wait")
    desk.account.set(list_lag=0.0)
    assert next(job.stage for job in jobs(desk.folder / "list.batchgen.db")) == "unknown"

    assert desk.forget("ottoline@quimby.test") == 0, desk.err
    assert [video.gone for video in desk.account.videos.values()] == [True]
    assert list(desk.where(*OTTOLINE)) == ["list.csv"]


def test_a_sheet_that_was_never_run_is_a_campaigns_own(desk: Desk) -> None:
    (desk.folder / "campaign.toml").write_text('sheet = "list.csv"\n', encoding="utf-8")

    assert desk.forget("ottoline@quimby.test", "--in-sheet") == 0, desk.err
    assert desk.where(*OTTOLINE) == {}
    assert desk.where("bo@beta.test") == {"list.csv": ["bo@beta.test"]}


def test_names_are_found_in_whatever_way_a_file_spells_them(desk: Desk) -> None:
    people = [
        ("7001", "Zoë", "O'Brien", "zoe@soehne.test", "Söhne & Co"),
        ("7002", "Bo", "Ek", "bo@beta.test", "Beta Mills"),
    ]
    lines = [";".join(line) for line in [("Record ID", *HEADERS), *people]]
    desk.sheet.write_bytes("\r\n".join(lines).encode("cp1252"))
    assert desk.run(desk.sheet, "--failures", desk.folder / "list.failures.csv") == 0, desk.err
    for args in (
        ("export", "-o", desk.folder / "all.jsonl"),
        ("export", "--for", "hubspot"),
        ("report",),
        ("preview", "--set", SCRIPT, "-r", "r90bbd427f71", "--html", desk.folder / "look.html"),
    ):
        assert desk.call(args[0], desk.sheet, *args[1:]) == 0, desk.err
    before = spelt(desk)

    assert desk.forget("zoe@soehne.test") == 0, desk.err
    assert len(before) == 7
    assert spelt(desk) == ["list.csv"]
    assert "Bo" in (desk.folder / "list.results.csv").read_text("cp1252")
    assert (desk.folder / "list.hubspot.csv").read_text("utf-8").count("\n") == 2


def spelt(desk: Desk) -> list[str]:
    """The files with Zoë's texts, as bytes of encodings, JSON and HTML have them, or with her record id."""
    words = ["Zo\u00eb", "Zo\\u00eb", "O&#39;Brien", "O'Brien", "S\u00f6hne", "S\\u00f6hne", "zoe@", "7001"]
    wanted = {each for word in words for each in (word.encode(), word.encode("cp1252"))}
    found = []
    for path in sorted(desk.folder.rglob("*")):
        if path.is_file() and not path.name.startswith("forget-"):
            data = bytes_of(path)
            if any(each in data for each in wanted):
                found.append(path.name)
    return found


def test_a_row_that_left_the_list_and_one_that_was_refused_go_too(desk: Desk) -> None:
    desk.account.set(faults=["refuse:400:Invalid replica"])
    desk.run(desk.sheet, "--failures", desk.folder / "list.failures.csv", "--connections", "1")
    desk.run(write(desk.sheet, PEOPLE[1:]), "--failures", desk.folder / "list.failures.csv")
    assert "list.batchgen.db" in desk.where("ottoline@")

    assert desk.forget("ottoline@quimby.test") == 0, desk.err
    assert desk.where(*OTTOLINE, "Quimby Gears") == {}


def test_another_name_of_a_campaign_is_found(desk: Desk) -> None:
    desk.run(desk.sheet, "--name", "first")
    desk.run(desk.sheet, "--name", "second")

    assert desk.forget("ottoline@quimby.test") == 0, desk.err
    assert list(desk.where(*OTTOLINE)) == ["list.csv"]


def test_one_of_two_that_is_unknown_is_named_and_nothing_changes(desk: Desk) -> None:
    desk.run(desk.sheet)
    before = desk.times()

    assert desk.forget("ottoline@quimby.test", "otoline@quimby.test") == 2
    assert "nothing about otoline@quimby.test in" in desk.err
    assert "ottoline@" not in desk.err
    assert desk.times() == before


def test_who_was_forgotten_before_is_no_mistake(desk: Desk) -> None:
    desk.run(desk.sheet)
    desk.forget("ottoline@quimby.test", "--in-sheet")

    assert desk.forget("ottoline@quimby.test", "--in-sheet") == 0
    assert "Nothing is left" in desk.err
    assert len(list(desk.folder.glob("forget-*"))) == 1
    assert desk.forget("ottoline@quimby.test", "bo@beta.test", "--in-sheet") == 0
    assert desk.where("bo@") == {}


def test_a_campaign_in_a_database_forgets_too(desk: Desk) -> None:
    desk.run(desk.sheet)
    state.move(desk.folder / "list.batchgen.db", pgkit.url())
    assert "list.batchgen.db.bak" in desk.where("Ottoline")

    assert desk.forget("ottoline@quimby.test") == 0, desk.err
    assert list(desk.where(*OTTOLINE)) == ["list.csv"]
    with state.read_state(desk.folder / "list.batchgen.db") as store:
        assert [job.key for job in store.jobs()] == ["bo@beta.test", "cyra@beta.test"]
        assert len(store.tokens_by_id()) == 2
        assert len(store.known_ids(deleted=True)) == 3


def test_who_was_never_sent_is_said_to_be_in_a_file_alone(desk: Desk) -> None:
    (desk.folder / "campaign.toml").write_text('sheet = "list.csv"\n', encoding="utf-8")

    assert desk.forget("ottoline@quimby.test", "--dry-run") == 0
    assert "ottoline@quimby.test: not in any campaign that was sent, but named in 1 file." in desk.err
    assert "keep: list.csv (your sheet, 1 row)" in desk.err
    assert "0 rows" not in desk.err


def test_a_file_that_says_nothing_of_them_is_read_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.run(desk.sheet)
    (desk.folder / "notes.md").write_text("Call somebody", encoding="utf-8")
    read, text_of = [], forget_places.text_of

    def counting(path: Path) -> str:
        read.append(path.name)
        return text_of(path)

    monkeypatch.setattr(forget_places, "text_of", counting)

    assert desk.forget("ottoline@quimby.test") == 0, desk.err
    assert read.count("notes.md") == 1


def test_a_record_id_and_a_day_are_no_reason_to_delete_what_others_wrote(desk: Desk) -> None:
    lines = [("Record ID", *HEADERS, "Since"), ("1000", *PEOPLE[0], "2026-11-27"), ("1001", *PEOPLE[1], "")]
    desk.sheet.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    assert desk.run(desk.sheet) == 0, desk.err
    log = desk.folder / "work.log"
    log.write_text("2026-11-27 backup of 1000 files\n2026-11-27 Quimby Gears called\n", encoding="utf-8")

    assert desk.forget("ottoline@quimby.test") == 0, desk.err
    assert log.read_text("utf-8") == "2026-11-27 backup of 1000 files\n"
    assert desk.receipt()["refused"] == []
