"""export, download and report of a campaign that was run, from the command line."""

import contextlib
import csv
import dataclasses
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import afterkit
import faketavus
import pytest

from batchgen import cli, download, paths, settings, state

KEY = "0123456789abcdef0123456789abcdef"
PEOPLE = [
    ("Ana", "ana@acme.test", "Acme"),
    ("Bo", "bo@beta.test", "Beta"),
    ("Cy", "cy@corp.test", "+4915112345"),
]


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

    def batchgen(self, command: str, *args: object) -> int:
        with pytest.raises(SystemExit) as ended:
            cli.main([command, str(self.sheet), *(str(arg) for arg in args)])
        shown = self.capsys.readouterr()
        self.err, self.out = shown.err, shown.out
        return int(ended.value.code or 0)

    def run(self, *args: object) -> int:
        return self.batchgen("run", "--set", "script=Hi {{ first_name }}.", "-r", "r90bbd427f71", "-y", *args)

    def results(self) -> list[dict[str, str]]:
        with (self.folder / "list.results.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def table(self) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.out)))


def checkup_of(film: bytes, folder: Path) -> float:
    """How long a film plays."""
    path = folder / "film.mp4"
    path.write_bytes(film)
    length = download.seconds(path)
    assert length is not None
    return length


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    with (tmp_path / "list.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("First Name", "Email", "Company"), *PEOPLE])
    with faketavus.FakeTavus(any_replica=False, key=KEY, film=afterkit.mp4(20_000)) as account:
        account.add_replica("Anna", replica_id="r90bbd427f71")
        monkeypatch.setenv("TAVUS_API_KEY", KEY)
        monkeypatch.setenv("TAVUS_API_URL", account.url)
        afterkit.hurry(monkeypatch)
        yield Desk(tmp_path, account, capsys)


def test_download_brings_every_file_and_a_column(desk: Desk) -> None:
    assert desk.run() == 0

    assert desk.batchgen("download") == 0

    names = sorted(path.name for path in (desk.folder / "list.videos").iterdir())
    assert len(names) == 9
    assert names[0].startswith("Ana, Acme ")
    files = [row["video_file"] for row in desk.results()]
    assert all((desk.folder / name).read_bytes() == desk.account.film for name in files)
    assert desk.results()[0]["Email"] == "ana@acme.test"


def test_download_again_brings_what_is_missing_even_of_a_sorted_sheet(desk: Desk) -> None:
    desk.run()
    desk.batchgen("download")
    before = {path: path.stat().st_mtime_ns for path in (desk.folder / "list.videos").iterdir()}
    gone = next(path for path in before if path.suffix == ".mp4")
    gone.unlink()
    lines = desk.sheet.read_text().splitlines()
    desk.sheet.write_text("\n".join([lines[0], *reversed(lines[1:])]) + "\n")

    assert desk.batchgen("download") == 0

    after = {path: path.stat().st_mtime_ns for path in (desk.folder / "list.videos").iterdir()}
    assert "1 file downloaded" in desk.err
    assert set(after) == set(before)
    assert {path for path in after if after[path] != before[path]} == {gone}


def test_the_length_of_downloaded_videos_corrects_later_estimates(desk: Desk) -> None:
    desk.run()
    real = checkup_of(desk.account.film, desk.folder)

    desk.batchgen("download", "--kinds", "video")

    with (desk.sheet).open("a", encoding="utf-8") as file:
        file.write("Di,di@dot.test,Dot\n")
    desk.batchgen("check", "--set", "script=Hi {{ first_name }}.", "-r", "r90bbd427f71", "--json")
    assert json.loads(desk.out)["to_send"] == 1
    assert json.loads(desk.out)["minutes"] == round(real / 60, 2) != round(2 / 150, 2)


def test_a_later_run_keeps_the_column(desk: Desk) -> None:
    desk.run()
    desk.batchgen("download")

    assert desk.run() == 0

    assert all(row["video_file"].endswith(".mp4") for row in desk.results())


def test_run_can_download_at_its_end(desk: Desk) -> None:
    assert desk.run("--download") == 0

    assert len(list((desk.folder / "list.videos").glob("*.mp4"))) == 3
    assert all(row["video_file"] for row in desk.results())


def test_a_download_that_fails_ends_with_one_and_says_which_row(desk: Desk) -> None:
    desk.run()
    first = next(iter(desk.account.videos))
    desk.account.files[f"/{first}.mp4"].status = 404

    assert desk.batchgen("download", "--kinds", "video") == 1

    row = next(n for n, row in enumerate(desk.results(), start=2) if row["video_id"] == first)
    assert f"Row {row}: video:" in desk.err
    assert len(list((desk.folder / "list.videos").iterdir())) == 2


def test_download_as_json_has_a_line_for_each_file(desk: Desk) -> None:
    desk.run()

    desk.batchgen("download", "--json", "--to", desk.folder / "v", "--names", "{key} {code}")

    lines = [json.loads(line) for line in desk.out.splitlines()]
    assert {line["kind"] for line in lines} == {"video", "thumbnail", "gif"}
    assert all(line["outcome"] == "fresh" and "@" in Path(line["path"]).name for line in lines)


def test_export_gives_the_columns_that_a_mail_tool_wants(desk: Desk) -> None:
    desk.run()
    desk.batchgen("download")

    wanted = "Email,hosted_url=Video Link,gif_url=Video GIF,embed_html,duration,minutes_estimated"
    more = ",script,video_file,submitted_at,ready_at,company"
    assert desk.batchgen("export", "--columns", wanted + more) == 0

    header, first, *_ = desk.table()
    row = dict(zip(header, first, strict=True))
    assert header[:3] == ["Email", "Video Link", "Video GIF"]
    assert header[-1] == "Company"
    assert f'<a href="{row["Video Link"]}"' in row["embed_html"]
    assert row["Video GIF"] in row["embed_html"]
    assert row["script"] == "Hi Ana."
    assert float(row["duration"]) == 1.0
    assert row["video_file"].endswith(".mp4")
    assert row["submitted_at"] <= row["ready_at"]


def test_export_of_the_ready_ones_says_how_many_are_left_out_and_why(desk: Desk) -> None:
    desk.run("--limit", 1)

    assert desk.batchgen("export", "--only", "ready", "--columns", "Email") == 0

    assert desk.table() == [["Email"], ["ana@acme.test"]]
    assert "2 rows were left out: their status is not sent" in desk.err


def test_export_leaves_phone_numbers_and_disarms_formulas(desk: Desk) -> None:
    lines = desk.sheet.read_text().replace("Beta", '"=HYPERLINK(""x"")"')
    desk.sheet.write_text(lines)
    desk.run()

    desk.batchgen("export", "--columns", "Company")

    assert [row[0] for row in desk.table()] == ["Company", "Acme", '\'=HYPERLINK("x")', "+4915112345"]


def test_export_asks_again_for_thumbnails_that_came_later(desk: Desk) -> None:
    desk.account.thumbnail_seconds = 1e9
    desk.run()
    desk.account.thumbnail_seconds = 0.0

    assert desk.batchgen("export", "--columns", "thumbnail_url") == 0

    assert all(row[0].endswith(".jpg") for row in desk.table()[1:])
    with state.read_state(paths.state(settings.load(desk.sheet))) as store:
        assert all(job.thumbnail_url for job in store.jobs())


def test_an_export_as_a_workbook_needs_a_file(desk: Desk) -> None:
    desk.run("--limit", 1)

    assert desk.batchgen("export", "--format", "xlsx") == 2
    assert "Name a file" in desk.err


def test_report_writes_one_file(desk: Desk) -> None:
    desk.run()

    assert desk.batchgen("report", "--brief") == 0
    assert desk.batchgen("report", "-o", desk.folder / "r.html") == 0

    brief = (desk.folder / "list.brief.html").read_text("utf-8")
    whole = (desk.folder / "r.html").read_text("utf-8")
    assert "ana@acme.test" not in brief
    assert "Hi Ana." not in brief
    assert "ana@acme.test" in whole
    assert KEY not in whole


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("report",), "list.report.html"),
        (("report", "-o", "page.html"), "page.html"),
        (("preview", "--set", "script=Hi.", "-r", "r90bbd427f71", "--html", "page.html"), "page.html"),
        (("export", "--columns", "Company", "-o", "for mail.csv"), "for mail.csv"),
        (("export", "--columns", "Company", "--format", "jsonl", "-o", "rows.jsonl"), "rows.jsonl"),
        (("export", "--columns", "Company", "-o", "rows.xlsx"), "rows.xlsx"),
    ],
)
def test_what_is_written_for_others_keeps_a_file_that_was_there_once(
    desk: Desk, words: tuple[str, ...], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run()
    monkeypatch.chdir(desk.folder)
    target = desk.folder / name
    target.write_text("precious")

    codes = [desk.batchgen(*words) for _ in range(2)]

    (copy,) = desk.folder.glob(f"{target.stem}-*{target.suffix}")
    assert copy.read_text() == "precious"
    assert target.stat().st_size > 10
    assert codes == [0, 0]


@pytest.mark.parametrize("command", ["export", "download", "report"])
def test_a_sheet_that_was_never_run_is_one_clear_line(desk: Desk, command: str) -> None:
    assert desk.batchgen(command) == 2
    assert "Nothing has been sent from this sheet yet" in desk.err


@pytest.mark.parametrize("command", ["export", "download", "report"])
def test_a_state_file_of_another_campaign_is_one_clear_line(desk: Desk, command: str) -> None:
    desk.run()
    other = desk.folder / "other.csv"
    other.write_text("Email\nzoe@zeta.test\n")
    with pytest.raises(SystemExit) as ended:
        cli.main([command, str(other), "--state", str(desk.folder / "list.batchgen.db")])

    assert ended.value.code == 2
    assert "It belongs to list.csv" in desk.capsys.readouterr().err


def test_a_download_with_a_wrong_key_still_uses_links_that_work(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run()
    monkeypatch.setenv("TAVUS_API_KEY", "wrong-key-99")

    assert desk.batchgen("download", "--kinds", "video") == 0


def test_a_key_is_not_sent_to_a_service_that_only_a_state_file_names(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.account.thumbnail_seconds = 1e9
    desk.run()
    monkeypatch.delenv("TAVUS_API_URL")
    calls = desk.account.calls.total()

    desk.batchgen("export", "--columns", "thumbnail_url")

    assert desk.account.calls.total() == calls


def test_names_of_a_finished_campaign_are_cleaned(desk: Desk) -> None:
    desk.run()

    with pytest.raises(SystemExit) as ended:
        cli.main(["videos", "rename", "--clean", str(desk.sheet), "--yes"])

    names = {video.body["video_name"] for video in desk.account.videos.values()}
    assert ended.value.code == 0
    assert names == {"Ana, Acme", "Bo, Beta", "Cy, +4915112345"}
    assert desk.run() == 0
    assert desk.account.count("POST") == 3


def test_names_are_not_cleaned_without_a_yes(desk: Desk) -> None:
    desk.run()

    with pytest.raises(SystemExit) as ended:
        cli.main(["videos", "rename", "--clean", str(desk.sheet)])

    assert ended.value.code == 2
    assert desk.account.count("PATCH") == 0


def test_a_download_that_needs_a_new_link_and_has_a_wrong_key_ends_with_four(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run()
    for served in desk.account.files.values():
        served.status = 403
    monkeypatch.setenv("TAVUS_API_KEY", "wrong-key-99")

    assert desk.batchgen("download", "--kinds", "video") == 4
    assert "TAVUS_API_KEY" in desk.err


def test_a_download_without_a_network_ends_with_four(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.run()
    monkeypatch.setattr("batchgen.download.file_fetch.FIRST_PAUSE", 0.0)
    desk.account.refuse()

    assert desk.batchgen("download", "--kinds", "video") == 4
    assert "could not be reached" in desk.err


def test_names_of_another_campaign_are_not_cleaned(desk: Desk) -> None:
    desk.run()
    other = desk.folder / "other.csv"
    other.write_text("Email\nzoe@zeta.test\n")

    with pytest.raises(SystemExit) as ended:
        cli.main(
            [
                "videos",
                "rename",
                "--clean",
                str(other),
                "--state",
                str(desk.folder / "list.batchgen.db"),
                "-y",
            ]
        )

    assert ended.value.code == 2
    assert desk.account.count("PATCH") == 0


@pytest.mark.parametrize("name", ["list.csv", "list.results.csv"])
@pytest.mark.parametrize(
    "command", [("export", "--columns", "email", "-o"), ("report", "-o"), ("preview", "-r", "r1", "--html")]
)
def test_what_is_written_for_others_never_replaces_the_list(
    desk: Desk, command: tuple[str, ...], name: str
) -> None:
    desk.run()
    before = (desk.folder / name).read_bytes()

    code = desk.batchgen(*command, desk.folder / name)

    assert code == 2
    assert f"would overwrite {desk.folder / name}, which is " in desk.err
    assert (desk.folder / name).read_bytes() == before


def test_an_export_of_failures_says_that_there_are_none(desk: Desk) -> None:
    desk.run()

    assert desk.batchgen("export", "--failures", desk.folder / "again.csv") == 0

    assert "No row failed, so again.csv has no rows." in desk.err


def test_a_list_whose_rows_were_all_exchanged_is_told_so(desk: Desk) -> None:
    desk.run()
    desk.sheet.write_text("first_name,email\nZoe,zoe@other.test\n", encoding="utf-8")

    assert desk.batchgen("export") == 2

    assert "has none of the rows that are in list.csv now" in desk.err


@pytest.mark.parametrize("on", [[], ["--exclude-on", "Email"]])
def test_who_opted_out_since_the_run_has_no_links_in_an_export(desk: Desk, on: list[str]) -> None:
    desk.run()
    stop = desk.folder / "stop.csv"
    stop.write_text("E-mail address;Email\n;BO@beta.test \n")

    wanted = "Email,status,hosted_url,embed_html,video_file"
    assert desk.batchgen("export", "--columns", wanted, "--exclude", stop, *on) == 0

    ana, bo, cy = desk.table()[1:]
    assert bo == ["bo@beta.test", "excluded", "", "", ""]
    assert [row[1] for row in (ana, cy)] == ["ready", "ready"]
    assert all(row[2].startswith("http") for row in (ana, cy))


def test_an_export_of_the_ready_ones_leaves_out_who_opted_out(desk: Desk) -> None:
    desk.run()
    (desk.folder / "stop.csv").write_text("Email\nbo@beta.test\n")
    (desk.folder / "campaign.toml").write_text('exclude = "stop.csv"\n')

    assert desk.batchgen("export", "--columns", "Email", "--only", "ready") == 0

    assert desk.table() == [["Email"], ["ana@acme.test"], ["cy@corp.test"]]
    assert "1 row was left out: its status is excluded (row 3)." in desk.err


def test_the_exported_sheet_shows_who_opted_out_without_links(desk: Desk) -> None:
    desk.run()
    (desk.folder / "stop.csv").write_text("Email\nbo@beta.test\n")

    assert desk.batchgen("export", "--exclude", desk.folder / "stop.csv") == 0
    excluded = [(row["status"], row["hosted_url"] != "") for row in desk.results()]
    assert desk.batchgen("export") == 0
    again = [(row["status"], row["hosted_url"] != "") for row in desk.results()]

    assert excluded == [("ready", True), ("excluded", False), ("ready", True)]
    assert again == [("ready", True)] * 3


def test_a_suppression_list_that_fits_nothing_stops_an_export(desk: Desk) -> None:
    desk.run()
    (desk.folder / "stop.csv").write_text("Nobody\nx\n")

    assert desk.batchgen("export", "--columns", "Email", "--exclude", desk.folder / "stop.csv") == 2

    assert "--exclude-on" in desk.err
    assert desk.out == ""


def rehearsed(desk: Desk, service: str) -> Path:
    """Make the state file of a run one of a rehearsal."""
    desk.run()
    path = desk.folder / "list.batchgen.db"
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE meta SET value = ? WHERE name = 'service'", (service,))
        db.execute("UPDATE attempts SET hosted_url = 'file:///tmp/' || video_id || '.html'")
    return path


@pytest.mark.parametrize("options", [[], ["--columns", "Email,hosted_url"], ["--only", "ready"]])
@pytest.mark.parametrize("service", ["sandbox", "https://tavusapi.com"])
def test_an_export_refuses_links_of_a_rehearsal(desk: Desk, options: list[str], service: str) -> None:
    path = rehearsed(desk, service)
    before = (desk.folder / "list.results.csv").read_bytes()

    assert desk.batchgen("export", "--state", path, *options) == 2

    assert "is from a rehearsal" in desk.err
    assert "--sandbox" in desk.err
    assert desk.out == ""
    assert (desk.folder / "list.results.csv").read_bytes() == before


def test_an_export_of_a_rehearsal_says_what_it_is(desk: Desk) -> None:
    path = rehearsed(desk, "sandbox")
    rehearsal = desk.folder / "list.sandbox"
    rehearsal.mkdir()
    path.rename(rehearsal / path.name)

    assert desk.batchgen("export", "--sandbox", "--columns", "Email,hosted_url") == 0

    assert all(row[1].startswith("file:") for row in desk.table()[1:])
    assert "This is a rehearsal" in desk.err
