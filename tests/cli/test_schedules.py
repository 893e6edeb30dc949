"""Sheets that the workers of a database send by the clock."""

import contextlib
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import faketavus
import pgkit
import pytest

from batchgen import cli
from batchgen.settings import database_url
from batchgen.state.postgres import server_connection

KEY = "0123456789abcdef0123456789abcdef"
NIGHTLY = "0 2 * * *"


@dataclasses.dataclass
class Office:
    sheet: Path
    api: faketavus.FakeTavus
    capsys: pytest.CaptureFixture[str]
    url: str = dataclasses.field(default_factory=pgkit.address)

    def call(self, *args: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(arg) for arg in args])
        shown = self.capsys.readouterr()
        return int(ended.value.code or 0), shown.out, " ".join(shown.err.split())

    def schedule(self, *args: object) -> tuple[int, str, str]:
        return self.call("schedule", self.sheet, NIGHTLY, "--yes", "--state", self.url, *args)

    def make_due(self) -> None:
        with contextlib.closing(server_connection.connect(database_url.parsed(self.url))) as db:
            db.execute("UPDATE schedules SET due_at = clock_timestamp() - interval '1 hour'")

    def listed(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.call("schedules", "--json", "--state", self.url)[1])
        return found


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Office]:
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
        yield Office(sheet, api, capsys)


def test_a_worker_sends_a_list_whose_time_has_come_and_writes_its_results(office: Office) -> None:
    made = office.schedule("--max-videos", "5")
    early = office.call("worker", "--once", "--state", office.url)
    sent_early = len(office.api.posts)
    office.make_due()

    code, _, err = office.call("worker", "--once", "--state", office.url)

    [after] = office.listed()
    assert (made[0], early[0], sent_early) == (0, 0, 0)
    assert f"The workers send {office.sheet} on this schedule. Next time: " in made[2]
    assert made[2].endswith("02:00 UTC.")
    assert (code, len(office.api.made_ids())) == (0, 3)
    assert f"Sending {office.sheet}, as scheduled." in err
    assert office.sheet.with_name("list.results.csv").read_text(encoding="utf-8").count("ready") == 3
    assert (after["code"], after["is_running"], after["cron"]) == (0, False, NIGHTLY)
    assert str(after["due_at"]).endswith("02:00:00+00:00")


def test_a_scheduled_run_has_the_lease_of_its_worker(office: Office) -> None:
    office.url += "&lease=77"
    office.schedule("--max-videos", "5")
    office.make_due()

    office.call("worker", "--once", "--state", office.url)

    with contextlib.closing(server_connection.connect(database_url.parsed(office.url))) as db:
        assert db.execute("SELECT DISTINCT lease::int FROM workers").fetchall() == [(77,)]
        assert len(office.api.made_ids()) == 3


def test_a_list_over_its_limit_is_not_sent_and_says_so(office: Office) -> None:
    office.schedule("--max-videos", "2")
    office.make_due()

    code, _, err = office.call("worker", "--once", "--state", office.url)
    shown = office.call("schedules", "--state", office.url)

    assert (code, office.api.posts) == (0, [])
    assert f"{office.sheet} ended with exit code 2: Error: " in err
    assert "exit code 2: Error: " in shown[1]


def test_a_list_of_another_account_is_left_to_its_workers(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.schedule("--max-videos", "5")
    office.make_due()
    monkeypatch.setenv("TAVUS_API_KEY", "f" * 32)

    code, _, _ = office.call("worker", "--once", "--state", office.url)

    assert (code, office.api.posts, office.listed()[0]["ran_at"]) == (0, [], None)


def test_a_schedule_is_changed_and_taken_away(office: Office) -> None:
    office.schedule("--max-videos", "5")
    office.call("schedule", office.sheet, "30 6 * * 1", "--yes", "--max-cost", "9", "--state", office.url)
    [changed] = office.listed()
    gone = office.call("unschedule", office.sheet, "--state", office.url)
    again = office.call("unschedule", office.sheet, "--state", office.url)
    empty = office.call("schedules", "--state", office.url)

    assert (changed["cron"], json.loads(str(changed["options"]))) == (
        "30 6 * * 1",
        ["--yes", "--max-cost", "9.0"],
    )
    assert (gone[0], again[0]) == (0, 2)
    assert "is not scheduled." in again[2]
    assert empty[2] == "Nothing is scheduled."


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["list.csv", NIGHTLY, "--max-cost", "5"], "A schedule sends without asking, so it needs --yes."),
        (["list.csv", NIGHTLY, "--yes"], "so it needs a limit for each run. Add --max-cost,"),
        (["list.csv", "every night", "--yes", "--max-cost", "5"], "'every night' is not a cron schedule"),
        (["list.csv", "0 25 * * *", "--yes", "--max-cost", "5"], "'0 25 * * *' is not a cron schedule"),
        (["list.csv", "0 0 31 2 *", "--yes", "--max-cost", "5"], "a day that never comes"),
        (["list.csv", "0 0 2 * * *", "--yes", "--max-cost", "5"], "'0 0 2 * * *' is not a cron schedule"),
        (["none.csv", NIGHTLY, "--yes", "--max-cost", "5"], "A schedule needs a path that the workers can"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(office: Office, args: list[str], words: str) -> None:
    code, _, err = office.call("schedule", *args, "--state", office.url)

    assert code == 2
    assert words in err
    assert office.call("schedules", "--state", office.url)[2] == "Nothing is scheduled."
