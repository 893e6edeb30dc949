"""Databases on the command line: run, status, move, db and workers, and the sentences of what is refused."""

import contextlib
import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import afterkit
import faketavus
import pgkit
import pytest

from batchgen import cli, state
from batchgen.plan.account_search import lookups
from batchgen.run import words as run_words
from batchgen.settings import database_url
from batchgen.spending import spending_file
from batchgen.state.postgres import local_server, server_connection, versions

KEY = "0123456789abcdef0123456789abcdef"


@dataclasses.dataclass
class Folder:
    sheet: Path
    api: faketavus.FakeTavus
    capsys: pytest.CaptureFixture[str]
    url: str = dataclasses.field(default_factory=pgkit.address)

    def call(self, *args: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(arg) for arg in args])
        shown = self.capsys.readouterr()
        return int(ended.value.code or 0), shown.out, " ".join(shown.err.split())


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Folder]:
    sheet = tmp_path / "list.csv"
    sheet.write_text("Email\n" + "".join(f"p{n}@x.test\n" for n in range(3)))
    (tmp_path / "campaign.toml").write_text(
        'replica_id = "r90bbd427f71"\nscript = "Hi {{ email }}, how are you doing today?"\nsettle = 0\n'
    )
    with faketavus.FakeTavus() as api:
        monkeypatch.setenv("TAVUS_API_KEY", KEY)
        monkeypatch.setenv("TAVUS_API_URL", api.url)
        monkeypatch.delenv("BATCHGEN_STATE", raising=False)
        monkeypatch.chdir(tmp_path)
        afterkit.hurry(monkeypatch)
        yield Folder(sheet, api, capsys)


def test_a_campaign_runs_in_a_database_and_is_shown_from_anywhere(folder: Folder) -> None:
    sent = folder.call("run", folder.sheet, "--yes", "--state", folder.url)
    again = folder.call("run", folder.sheet, "--yes", "--state", folder.url)
    rows = folder.call("status", folder.sheet, "--json", "--state", folder.url)
    listed = folder.call("status", "--json", "--state", folder.url)
    picked = folder.call("status", "--name", "list", "--state", folder.url)
    missing = folder.call("status", "--name", "other", "--state", folder.url)

    assert (sent[0], again[0], len(folder.api.made_ids())) == (0, 0, 3)
    assert json.loads(rows[1])["counts"]["ready"] == 3
    [summary] = json.loads(listed[1])
    quiet = summary.pop("quiet")
    assert summary == {
        "name": "list",
        "service": folder.api.url,
        "counts": {"ready": 3},
        "worker": "",
        "state": "done",
        "workers": 0,
        "moved": 3,
        "why": "",
        "budgets": [],
        "in_doubt": False,
    }
    assert 0 <= quiet < 600
    assert "3 ready" in picked[1]
    assert missing[0] == 2
    assert "There is no campaign other in postgresql://" in missing[2]


def test_export_reads_the_database(folder: Folder) -> None:
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)

    code, _, _ = folder.call("export", folder.sheet, "-o", "out.csv", "--state", folder.url)

    assert code == 0
    assert Path("out.csv").read_text(encoding="utf-8").count("ready") == 3


def test_the_same_sheet_without_its_database_is_refused_before_anything_is_sent(folder: Folder) -> None:
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)

    code, _, err = folder.call("run", folder.sheet, "--yes")

    assert code == 2
    assert f"is now in a database: list in {folder.url}" in err
    assert len(folder.api.posts) == 3


def test_a_campaign_moves_from_its_file_and_goes_on_without_paying_again(folder: Folder) -> None:
    folder.call("run", folder.sheet, "--yes")
    refused = folder.call("run", folder.sheet, "--yes", "--state", folder.url)

    code, _, err = folder.call("move", "list.batchgen.db", folder.url)
    on_file = folder.call("run", folder.sheet, "--yes")
    in_database = folder.call("run", folder.sheet, "--yes", "--state", folder.url)

    assert refused[0] == 2
    assert "Move it into the database first: batchgen move" in refused[2]
    assert code == 0
    assert f"3 rows moved. The campaign is now list in {folder.url}." in err
    assert on_file[0] == 2
    assert in_database[0] == 0
    assert len(folder.api.posts) == 3


def test_db_says_what_there_is_and_makes_the_tables(folder: Folder) -> None:
    before = folder.call("db", "check", "--state", folder.url)
    made = folder.call("db", "upgrade", "--state", folder.url)
    after = folder.call("db", "check", "--state", folder.url)

    assert "no tables yet (the first run creates them)." in before[1]
    assert made[2] == f"The tables are now version {versions.NEWEST}. Before: none."
    assert f"tables of version {versions.NEWEST}." in after[1]


def test_a_worker_ends_when_nothing_is_left_to_do(folder: Folder) -> None:
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)

    assert folder.call("worker", "--once", "--state", folder.url) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("worker", "--state", "list.db"), "Only one run at a time can use a state file"),
        (("worker", "--state", "postgresql://ana:pw@/x"), "has a password in it"),
        (("worker", "--state", "postgresql:///x?lease=0"), "lease=0 is not a number of seconds"),
    ],
)
def test_what_workers_cannot_do_is_refused_before_anything_is_sent(
    folder: Folder, arguments: tuple[str, ...], words: str
) -> None:
    code, _, err = folder.call(*arguments)

    assert code == 2
    assert words in err
    assert folder.api.posts == []


def test_a_campaign_is_paused_resumed_and_stopped_for_all(folder: Folder) -> None:
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)
    done = folder.call("pause", "list", "--state", folder.url)
    with contextlib.closing(server_connection.connect(database_url.parsed(folder.url))) as db:
        db.execute("UPDATE campaigns SET state = 'sending'")
    paused = folder.call("pause", "list", "--state", folder.url)
    resumed = folder.call("resume", "list", "--state", folder.url)
    stopped = folder.call("stop", "list", "--state", folder.url)
    missing = folder.call("stop", "other", "--state", folder.url)

    assert (done[0], "everything is sent" in done[2]) == (2, True)
    assert (paused[0], "is paused" in paused[2]) == (0, True)
    assert (resumed[0], "goes on" in resumed[2]) == (0, True)
    assert (stopped[0], "is stopped for all workers" in stopped[2]) == (0, True)
    assert (missing[0], "There is no campaign other" in missing[2]) == (2, True)


def test_workers_are_listed_and_forgotten(folder: Folder, tmp_path: Path) -> None:
    url = database_url.parsed(folder.url)
    nobody = folder.call("workers", "list", "--state", folder.url)
    place = state.Address(tmp_path / "b" / "list.batchgen.db", url, "list")
    place.path.parent.mkdir()
    with contextlib.closing(place.open(service=folder.api.url)):
        with contextlib.closing(server_connection.connect(url)) as db:
            db.execute("UPDATE workers SET name = 'laptop:7', machine = 'another', host = 'laptop', pid = 7")
        listed = folder.call("workers", "list", "--state", folder.url)
        bare = folder.call("workers", "--state", folder.url)
        shown = folder.call("status", "--state", folder.url)
        in_use = folder.call("run", folder.sheet, "--yes", "--state", folder.url)
        wrong = folder.call("workers", "forget", "desk:1", "--state", folder.url)
        forgotten = folder.call("workers", "forget", "laptop:7", "--state", folder.url)
        run = folder.call("run", folder.sheet, "--yes", "--state", folder.url)

    assert "No run is using this database now." in nobody[2]
    assert "laptop:7  list" in listed[1]
    assert "laptop:7  list" in bare[1]
    assert "laptop:7  list" in shown[1]
    assert in_use[0] == 2
    assert "process 7 on laptop" in in_use[2]
    assert wrong[0] == 2
    assert forgotten[0] == 0
    assert run[0] == 0


@pytest.mark.parametrize(
    ("state_text", "words"),
    [
        ("postgresql://ana:geheim@127.0.0.1:1/v", "--state has a password in it"),
        ("postgresql://ana@127.0.0.1:1/v", "cannot be used: "),
        ("postgresql://127.0.0.1:1/v?schema=A", "cannot be the name of a schema"),
        ("postgresql://[::1/v", "is not the address of a database"),
        ("postgresql://127.0.0.1:1/v?speed=9", 'cannot be used: invalid URI query parameter: "speed"'),
        ("postgresql://a%zz@127.0.0.1:1/v", "cannot be used: invalid percent-encoded token"),
        ("host=127.0.0.1 password=geheim dbname=v", "--state is not the address of a database"),
    ],
)
@pytest.mark.parametrize("command", ["run", "check", "status", "export"])
def test_a_database_that_will_not_do_is_told_in_a_sentence(
    folder: Folder, command: str, state_text: str, words: str
) -> None:
    code, out, err = folder.call(command, folder.sheet, "--state", state_text)

    assert code == 2
    assert words in out + err
    assert "geheim" not in out + err
    assert "Traceback" not in out + err
    assert folder.api.posts == []


def test_a_command_that_needs_a_database_asks_for_one(folder: Folder) -> None:
    code, _, err = folder.call("workers", "list")

    assert code == 2
    assert "You did not name a database. Add --state" in err


def test_another_accounts_key_is_refused(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)
    monkeypatch.setenv("TAVUS_API_KEY", "f" * 32)
    folder.api.fault_of_read = lambda _: ""
    folder.api.videos.clear()
    folder.sheet.write_text(folder.sheet.read_text() + "new@x.test\n")

    code, _, err = folder.call("run", folder.sheet, "--yes", "--state", folder.url)

    assert code == 2
    assert f"it does not see the videos of campaign list in {folder.url}" in err
    assert len(folder.api.posts) == 3


def test_an_account_to_which_another_database_sends_is_refused(folder: Folder) -> None:
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)
    other = folder.sheet.with_name("other.csv")
    other.write_text("Email\nq@x.test\n")
    second = f"{folder.url}&schema=second"

    checked = folder.call("check", other, "--state", second)
    refused = folder.call("run", other, "--yes", "--state", second)
    own = folder.call("run", folder.sheet, "--yes", "--redo", "all", "--rows", "2", "--state", folder.url)

    assert refused[0] == 2
    assert "Another database sends videos with this API key: it made video " in refused[2]
    assert "run it again with its --state URL" in refused[2]
    assert (checked[0], own[0]) == (2, 0)
    assert len(folder.api.made_ids()) == 4


def test_a_database_that_sent_nothing_for_an_hour_is_out_of_use(folder: Folder) -> None:
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)
    other = folder.sheet.with_name("other.csv")
    other.write_text("Email\nq@x.test\n")
    for video in folder.api.videos.values():
        video.made_at -= 3601

    sent = folder.call("run", other, "--yes", "--state", f"{folder.url}&schema=second")

    assert sent[0] == 0
    assert len(folder.api.made_ids()) == 4


def test_once_for_a_campaign_that_is_not_there_is_refused(folder: Folder) -> None:
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)

    code, _, err = folder.call("worker", "--once", "--name", "lost", "--state", folder.url)

    assert code == 2
    assert f"There is no campaign lost in {folder.url}" in err


def test_status_lists_the_campaigns_of_a_database_that_is_named_in_a_campaigns_folder(folder: Folder) -> None:
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)
    toml = folder.sheet.with_name("campaign.toml")
    toml.write_text(toml.read_text() + 'sheet = "list.csv"\n')

    listed = folder.call("status", "--state", folder.url, "--json")
    rows = folder.call("status", "--json")

    assert [one["name"] for one in json.loads(listed[1])] == ["list"]
    assert len(json.loads(rows[1])["rows"]) == 3


def test_a_sheet_from_standard_input_needs_a_name(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, err = folder.call("status", "-", "--state", folder.url)

    assert code == 2
    assert "--name NAME" in err


def test_two_lists_of_one_name_are_no_campaign_together(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_server, "address", lambda: pgkit.server().address)
    other = folder.sheet.parent / "other" / "list.csv"
    shutil.copytree(folder.sheet.parent, other.parent)
    first = folder.call("run", folder.sheet, "--yes", "--state", "local")

    joined = folder.call("run", other, "--yes", "--state", "local")
    looked = folder.call("status", other, "--state", "local")
    sent = len(folder.api.posts)
    named = folder.call("run", other, "--name", "second", "--yes", "--state", "local")
    folder.sheet.rename(folder.sheet.with_name("gone.csv"))
    moved = folder.call("run", other, "--yes", "--state", "local")

    assert (first[0], joined[0], looked[0], sent) == (0, 2, 2, 3)
    assert f"Campaign list in the database local belongs to another list: {folder.sheet}." in joined[2]
    assert "add --name NAME. Nothing was sent." in joined[2]
    assert (named[0], moved[0], len(folder.api.posts)) == (0, 0, 3)


def rows_of(folder: Folder, sql: str) -> list[tuple[object, ...]]:
    with contextlib.closing(server_connection.connect(database_url.parsed(folder.url))) as db:
        return db.execute(sql.encode()).fetchall()


def test_a_run_has_workers_beside_it_that_end_with_it(folder: Folder) -> None:
    code, _, _ = folder.call("run", folder.sheet, "--yes", "--state", folder.url, "--workers", "3")

    helpers = rows_of(folder, "SELECT state FROM workers WHERE campaign IS NULL")
    assert (code, helpers, len(folder.api.made_ids())) == (0, [("ended",), ("ended",)], 3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--workers", "2"], "but only one at a time can use a state file. Add --state local"),
        (["--workers", "0", "--state", "local"], "--workers is a number from 1 to 64, not 0."),
    ],
)
def test_a_run_that_cannot_have_workers_is_refused(folder: Folder, options: list[str], words: str) -> None:
    code, _, err = folder.call("run", folder.sheet, "--yes", *options)

    assert code == 2
    assert words in err
    assert folder.api.posts == []


def test_workers_send_what_a_run_leaves_to_them(folder: Folder) -> None:
    with state.attend(database_url.parsed(folder.url), lookups.mark_of_key(KEY)):
        left = folder.call("run", folder.sheet, "--yes", "--no-wait", "--state", folder.url)
        sent = len(folder.api.posts)
    code, _, err = folder.call("worker", "--once", "--for", "5m", "--health", "0", "--state", folder.url)

    listed = folder.call("status", "--json", "--state", folder.url)
    assert (left[0], sent, code) == (0, 0, 0)
    assert "The workers of the database send these rows from here." in left[2]
    assert json.loads(listed[1])[0]["counts"] == {"ready": 3}
    assert "Working on campaign list." in err


def test_a_run_that_does_not_wait_sends_alone_where_there_is_no_worker(folder: Folder) -> None:
    with state.attend(database_url.parsed(folder.url), lookups.mark_of_key("f" * 32)):
        code, _, _ = folder.call("run", folder.sheet, "--yes", "--no-wait", "--state", folder.url)

    assert (code, len(folder.api.posts)) == (0, 3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--for", "5m"], "--for works only with --once"),
        (["--once", "--for", "5 minutes"], "--for 5 minutes: Write a time as 90s, 50m or 2h."),
        (["--queues", "send,film"], "There is no queue 'film'. Queues are: send, settle, follow, plan."),
        (["--health", "70000"], "--health cannot use port 70000"),
    ],
)
def test_a_worker_with_wrong_options_does_not_start(folder: Folder, options: list[str], words: str) -> None:
    code, _, err = folder.call("worker", "--state", folder.url, *options)

    assert code == 2
    assert words in err


def test_status_says_what_keeps_a_campaign_from_going_on(folder: Folder) -> None:
    with state.attend(database_url.parsed(folder.url), lookups.mark_of_key(KEY)):
        folder.call("run", folder.sheet, "--yes", "--no-wait", "--state", folder.url)
        idle = folder.call("workers", "--state", folder.url)
        alone = folder.call("status", "--state", folder.url)
        rows_of(folder, "UPDATE accounts SET state = 'stopped', why = 'No credits left.' RETURNING 1")
        stopped = folder.call("status", "--state", folder.url)
        rows_of(folder, "UPDATE accounts SET state = 'open', server_mark = 'another' RETURNING 1")
        restored = folder.call("status", "--state", folder.url)

    assert "none now" in idle[1]
    assert f"list: no worker is at work. To start one: batchgen worker --state '{folder.url}'" in alone[1]
    assert "list: nothing more is sent. No credits left." in stopped[1]
    assert "list: nothing more is sent. The database was restored or another server took over" in restored[1]


def test_a_budget_that_is_named_on_another_computer_counts_what_was_spent_before(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)
    folder.sheet.write_text("Email\n" + "".join(f"p{n}@x.test\n" for n in range(6)))
    campaign = folder.sheet.with_name("campaign.toml")
    campaign.write_text(f'budget = {{ unit = "videos", amount = 4 }}\n{campaign.read_text()}')
    # The file that remembers what this user spent is not there.
    monkeypatch.setattr(spending_file, "place", lambda: tmp_path / "elsewhere" / "spending.db")

    code, _, told = folder.call("run", folder.sheet, "--yes", "--state", folder.url)

    assert code == 4
    assert run_words.over_budget("the campaign's budget of 4 videos in all") in told
    assert len(folder.api.made_ids()) == 4


def test_status_says_how_much_of_a_budget_is_used(folder: Folder) -> None:
    campaign = folder.sheet.with_name("campaign.toml")
    campaign.write_text(f'budget = {{ unit = "videos", amount = 5 }}\n{campaign.read_text()}')
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)
    shown = folder.call("status", "--state", folder.url)
    [summary] = json.loads(folder.call("status", "--json", "--state", folder.url)[1])

    assert [budget[1:] for budget in summary["budgets"]] == [["videos", 5.0, 3.0]]
    assert "list: 3 of 5 is used of " in shown[1]


def test_watching_a_database_ends_when_nothing_is_left(folder: Folder) -> None:
    folder.call("run", folder.sheet, "--yes", "--state", folder.url)

    code, out, _ = folder.call("status", "--watch", "--state", folder.url)

    assert (code, out.count("3 ready")) == (0, 1)
