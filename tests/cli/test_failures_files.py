"""A failures file at the command line: written, mended, checked, run, told."""

import csv
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import faketavus
import openpyxl
import openpyxl.styles
import pytest

from batchgen import cli, settings
from batchgen.campaign import library

HEADERS = ["First Name", "Company", "Town"]
ROWS = [["Ann", "Acme", "Ulm"], ["Bo", "Bad Bolt", "Köln"], ["Cy", "", "Bern"], ["Di", "Dot", "Genève"]]
CAMPAIGN = 'template = "t.j2"\nreplica_id = "r90bbd427f71"\nsettle = 0\nskip_invalid = true\n'


@dataclasses.dataclass
class Desk:
    """A folder with a campaign, and a service that refuses what is bad."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    api: faketavus.FakeTavus
    err: str = ""
    out: str = ""

    def batchgen(self, *args: str) -> int:
        with pytest.raises(SystemExit) as ended:
            cli.main(list(args))
        shown = self.capsys.readouterr()
        self.err, self.out = shown.err, shown.out
        return int(ended.value.code or 0)

    def results(self, name: str = "list.results.csv", encoding: str = "utf-8-sig") -> list[dict[str, str]]:
        with (self.folder / name).open(encoding=encoding, newline="") as file:
            delimiter = ";" if ";" in file.readline() else ","
            file.seek(0)
            return list(csv.DictReader(file, delimiter=delimiter))


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    with faketavus.FakeTavus() as api:
        api.fault_of = lambda post: "refuse:400:Bad words" if "Bad " in str(post.body) else ""
        monkeypatch.setenv("TAVUS_API_URL", api.url)
        monkeypatch.setenv("TAVUS_API_KEY", "0123456789abcdef0123456789abcdef")
        monkeypatch.chdir(tmp_path)
        (tmp_path / "t.j2").write_text("Hi {{ first_name }}, this is about {{ company }}, which we like.")
        (tmp_path / "campaign.toml").write_text(CAMPAIGN)
        with (tmp_path / "list.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADERS, *ROWS])
        yield Desk(tmp_path, capsys, api)


def mend(path: Path, encoding: str = "utf-8") -> None:
    text = path.read_bytes().decode(encoding)
    path.write_bytes(
        text.replace("Bad ", "").replace("Cy,,", "Cy,Co,").replace("Cy;;", "Cy;Co;").encode(encoding)
    )


def test_export_writes_a_failures_file_that_runs_under_its_own_name(desk: Desk) -> None:
    assert desk.batchgen("run", "list.csv", "--yes") == 1
    assert desk.batchgen("export", "list.csv", "--failures", "mend me.csv") == 0
    mend(desk.folder / "mend me.csv")

    assert desk.batchgen("run", "mend me.csv", "--yes") == 0

    assert "This is a failures file. Its results are written to the list, list.csv." in desk.err
    assert [row["status"] for row in desk.results()] == ["ready"] * 4
    assert [row["Company"] for row in desk.results()] == ["Acme", "Bad Bolt", "", "Dot"]
    assert len(desk.api.made_ids()) == 4


def test_reading_commands_know_the_campaign_of_a_failures_file(desk: Desk) -> None:
    desk.batchgen("run", "list.csv", "--yes", "--failures", "again.csv")
    before = (desk.folder / "list.results.csv").read_bytes()
    mend(desk.folder / "again.csv")

    assert desk.batchgen("check", "again.csv", "--json") == 0
    assert json.loads(desk.out)["to_send"] == 2
    assert desk.batchgen("status", "again.csv", "--json") == 0
    assert json.loads(desk.out)["counts"] == {"ready": 2, "rejected": 1, "invalid": 1}
    assert desk.batchgen("preview", "again.csv") == 0
    assert "this is about Bolt" in desk.out
    assert desk.batchgen("columns", "again.csv", "--json") == 0
    assert [column["header"] for column in json.loads(desk.out)] == HEADERS
    assert desk.batchgen("export", "again.csv", "--columns", "First Name,status") == 0
    assert desk.out.splitlines() == ["First Name,status", "Bo,rejected", "Cy,invalid"]
    assert (desk.folder / "list.results.csv").read_bytes() == before


def test_retry_with_a_failures_file_sends_its_rows_alone(desk: Desk) -> None:
    desk.batchgen("run", "list.csv", "--yes", "--limit", "2", "--failures", "again.csv")
    mend(desk.folder / "again.csv")

    assert desk.batchgen("retry", "again.csv", "--yes") in {0, 1}

    assert [row["status"] for row in desk.results()][:2] == ["ready", "ready"]
    assert len(desk.api.made_ids()) == 2


def test_a_semicolon_file_of_a_french_excel_comes_back_as_it_is(desk: Desk) -> None:
    lines = [";".join(row) for row in [HEADERS, *ROWS]]
    (desk.folder / "list.csv").write_bytes("\r\n".join([*lines, ""]).encode("cp1252"))
    desk.batchgen("run", "list.csv", "--yes", "--failures", "again.csv")
    again = desk.folder / "again.csv"
    written = again.read_bytes()
    mend(again, "cp1252")

    assert desk.batchgen("run", "again.csv", "--yes") == 0

    assert written.startswith(
        b"First Name;Company;Town;original_row;failure_reason;batchgen_row\r\nBo;Bad Bolt;K\xf6ln;3;"
    )
    assert {row["status"] for row in desk.results(encoding="cp1252")} == {"ready"}


@pytest.mark.parametrize(
    ("lists", "saved"), [("utf-8-sig", "cp1252"), ("cp1252", "utf-8-sig"), ("mac_roman", "mac_roman")]
)
def test_a_failures_file_may_be_saved_in_another_encoding(desk: Desk, lists: str, saved: str) -> None:
    lines = [",".join(row) for row in [HEADERS, *ROWS]]
    (desk.folder / "list.csv").write_bytes("\r\n".join([*lines, ""]).encode(lists))
    given = ["--encoding", lists] if lists == "mac_roman" else []
    desk.batchgen("run", "list.csv", *given, "--yes", "--failures", "again.csv")
    again = desk.folder / "again.csv"
    text = again.read_bytes().decode(lists).replace("Bad Bolt", "Bön").replace("Cy,,", "Cy,Co,")
    again.write_bytes(text.encode(saved))

    assert desk.batchgen("run", "again.csv", "--yes") == 0

    assert any("about Bön," in str(post.body["script"]) for post in desk.api.posts)
    results = desk.results(encoding=lists)
    assert [row["Town"] for row in results] == ["Ulm", "Köln", "Bern", "Genève"]
    assert {row["status"] for row in results} == {"ready"}


def test_a_workbook_whose_headers_stand_elsewhere_gets_its_results(desk: Desk) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Leads"
    for line in ([], ["My leads", "of", "May"], HEADERS, *ROWS):
        sheet.append(line)
    sheet["A6"].font = openpyxl.styles.Font(bold=True, color="FF0000")
    book.save(desk.folder / "list.xlsx")
    given = ["--worksheet", "Leads", "--header-row", "3"]
    desk.batchgen("run", "list.xlsx", *given, "--yes", "--failures", "again.xlsx")
    again = openpyxl.load_workbook(desk.folder / "again.xlsx")
    failed = [[cell.value for cell in row] for row in again.active.iter_rows()]
    again.active["B2"], again.active["B3"] = "Bolt", "Co"
    again.save(desk.folder / "again.xlsx")

    assert desk.batchgen("run", "again.xlsx", "--yes") == 0

    results = openpyxl.load_workbook(desk.folder / "list.results.xlsx")["Leads"]
    assert [row[3] for row in failed] == ["original_row", "5", "6"]
    assert [results.cell(row, 5).value for row in range(3, 8)] == ["status", *["ready"] * 4]
    assert results["A6"].font.bold


def test_a_failures_file_in_a_folder_of_its_own_takes_the_campaign_file(desk: Desk) -> None:
    (desk.folder / "to mend").mkdir()
    desk.batchgen("run", "list.csv", "--yes", "--failures", "to mend/again.csv")
    mend(desk.folder / "to mend/again.csv")

    state = ["--state", "list.batchgen.db"]
    assert desk.batchgen("run", "to mend/again.csv", "--yes") == 2
    assert "--state FILE" in desk.err
    assert desk.batchgen("run", "to mend/again.csv", *state, "--yes") == 0

    assert [row["status"] for row in desk.results()] == ["ready"] * 4
    assert (
        library.Campaign("to mend/again.csv", state="list.batchgen.db").settings.template
        == desk.folder / "t.j2"
    )


def test_a_failures_file_of_nobody_is_refused_before_anything_is_made(desk: Desk) -> None:
    (desk.folder / "bad.csv").write_text(
        "First Name,Company,Town,original_row,failure_reason\nAna,Acme,Ulm,3,Bad words\n"
    )

    for command in ("run", "check", "status", "retry"):
        assert desk.batchgen(command, "bad.csv") == 2
        assert "--state FILE" in desk.err
    assert desk.batchgen("preview", "bad.csv") == 0
    assert [path.name for path in desk.folder.glob("*.db*")] == []
    assert library.Campaign("bad.csv").settings == settings.load("bad.csv")


def test_the_rows_without_a_mark_are_told(desk: Desk) -> None:
    desk.batchgen("run", "list.csv", "--yes", "--failures", "again.csv")
    mend(desk.folder / "again.csv")
    with (desk.folder / "again.csv").open("a", encoding="utf-8") as file:
        file.write("Eve,Eon,Rome,,,\n")

    assert desk.batchgen("run", "again.csv", "--yes") == 1

    assert "row 4" in desk.err.lower()
    assert "Not sent: it has no batchgen_row" in desk.err
    assert "Add new people to the list, not to this file." in desk.err
    assert [row["status"] for row in desk.results()] == ["ready"] * 4
    assert "Eve" not in str([post.body for post in desk.api.posts])
