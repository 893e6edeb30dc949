"""run, retry, wait, status and export against an API that is not the sandbox."""

import csv
import dataclasses
import io
import json
import os
import shlex
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import click
import docpages
import faketavus
import openpyxl
import pytest

from batchgen import campaign, cli, settings
from batchgen.cli import group
from batchgen.cli.commands import run
from batchgen.cli.console import next_command
from batchgen.plan.account_search import lookups

HEADERS = ["First Name", "Email", "Company"]
TEMPLATE = "Hi {{ first_name }}, this is about {{ company }}, which we like very much."
KEY = "0123456789abcdef0123456789abcdef"


@dataclasses.dataclass
class Desk:
    """A folder with a list and a template, and a service."""

    folder: Path
    api: faketavus.FakeTavus
    capsys: pytest.CaptureFixture[str]
    err: str = ""
    out: str = ""

    def batchgen(self, command: str, *args: object, yes: bool = True) -> int:
        given = [command, str(self.folder / "list.csv")]
        if command in ("run", "retry", "check"):
            given += ["--template", str(self.folder / "t.j2"), "--replica-id", "r90bbd427f71"]
        if command in ("run", "retry", "wait", "check", "status", "export"):
            given += ["--api-url", self.api.url] if command not in ("status", "export") else []
        if command in ("run", "retry"):
            given += ["--settle", "0", *(["--yes"] if yes else [])]
        with pytest.raises(SystemExit) as ended:
            cli.main([*given, *(str(arg) for arg in args)])
        shown = self.capsys.readouterr()
        self.err, self.out = shown.err, shown.out
        return int(ended.value.code or 0)

    def write(self, *rows: tuple[str, str, str]) -> None:
        with (self.folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADERS, *rows])

    def results(self, name: str = "list.results.csv") -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    monkeypatch.setenv("TAVUS_API_KEY", KEY)
    (tmp_path / "t.j2").write_text(TEMPLATE)
    with faketavus.FakeTavus() as api:
        made = Desk(tmp_path, api, capsys)
        made.write(*[(f"Ann{chr(97 + n)}", f"a{n}@acme.test", f"Acme {chr(65 + n)}") for n in range(4)])
        yield made


def test_every_row_gets_its_own_video_and_the_same_command_again_makes_none(desk: Desk) -> None:
    where = ["--state", desk.folder / "s.db", "--output", desk.folder / "out.csv"]

    assert desk.batchgen("run", *where) == 0
    assert desk.batchgen("run", *where) == 0

    rows = desk.results("out.csv")
    assert len(desk.api.made_ids()) == 4
    assert len({row["video_id"] for row in rows}) == 4
    for row in rows:
        script = str(desk.api.videos[row["video_id"]].body["script"])
        assert row["Company"] in script
        assert row["status"] == "ready"
        assert row["video_id"] in row["hosted_url"]
    assert desk.out == ""
    assert "\x1b" not in desk.err


def test_the_plan_is_shown_and_without_a_yes_nothing_is_sent(desk: Desk) -> None:
    assert desk.batchgen("run", yes=False) == 2

    assert "to send  4" in desk.err
    assert "Add --yes" in desk.err
    assert desk.api.posts == []


def test_no_key_says_where_to_put_it_and_that_the_sandbox_needs_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAVUS_API_KEY")

    assert desk.batchgen("run") == 2

    assert "TAVUS_API_KEY" in desk.err
    assert ".env" in desk.err
    assert "--sandbox" in desk.err
    assert desk.api.posts == []


def test_rows_with_errors_are_all_named_and_nothing_is_sent(desk: Desk) -> None:
    desk.write(("Ann", "a@acme.test", "Acme"), ("", "b@acme.test", "Acme"), ("Cy", "c@acme.test", ""))

    assert desk.batchgen("run") == 2

    assert "row 3" in desk.err
    assert "row 4" in desk.err
    assert "--skip-invalid" in desk.err
    assert "Traceback" not in desk.err
    assert desk.api.posts == []


def test_skip_invalid_sends_the_others_and_ends_with_1(desk: Desk) -> None:
    desk.write(("Ann", "a@acme.test", "Acme"), ("", "b@acme.test", "Acme"))

    assert desk.batchgen("run", "--skip-invalid") == 1

    assert [row["status"] for row in desk.results()] == ["ready", "invalid"]
    assert len(desk.api.posts) == 1


def test_a_limit_on_money_refuses_the_plan(desk: Desk) -> None:
    assert desk.batchgen("run", "--max-videos", 3) == 2

    assert "--max-videos" in desk.err
    assert desk.api.posts == []


@pytest.mark.parametrize(
    ("limit", "fits"),
    [(["--max-videos", "3"], 3), (["--max-minutes", "0.2"], 2), (["--max-cost", "0.4"], 2)],
)
def test_a_refused_limit_names_how_many_rows_stay_within_it(desk: Desk, limit: list[str], fits: int) -> None:
    code = desk.batchgen("run", *limit, "--price-per-minute", "2")

    assert code == 2
    assert f"--limit {fits}" in desk.err
    assert desk.batchgen("run", *limit, "--price-per-minute", "2", "--limit", str(fits)) == 0


def test_a_plan_without_a_price_says_how_to_set_it_and_one_with_it_names_the_currency(desk: Desk) -> None:
    desk.batchgen("check")
    without = desk.out
    desk.batchgen("check", "--price-per-minute", "2")

    assert "Set price_per_minute" in without
    assert " USD" in desk.out
    assert "price_per_minute" not in desk.out


def test_check_without_a_key_says_what_it_did_not_look_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAVUS_API_KEY")

    assert desk.batchgen("check") == 0

    assert "Without TAVUS_API_KEY, batchgen could not check whether your replicas exist" in desk.out
    desk.batchgen("check", "--json")
    (told,) = json.loads(desk.out)["not_looked_up"]
    assert told.startswith("Without TAVUS_API_KEY, batchgen could not check whether your replicas exist")


def test_check_refuses_a_bad_key_as_run_does_where_nothing_is_to_send(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.batchgen("run") == 0
    desk.api.key = KEY
    monkeypatch.setenv("TAVUS_API_KEY", "a-key-that-was-revoked")

    codes = [desk.batchgen(command) for command in ("check", "run")]

    assert codes == [4, 4]


def test_check_says_that_nobody_answered_whether_the_account_is_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.batchgen("run") == 0
    desk.api.outage = True
    monkeypatch.setenv("TAVUS_API_KEY", "another-key-of-the-account")
    monkeypatch.setattr(lookups, "LOOKING_SECONDS", 0.0)

    assert desk.batchgen("check", "--json") == 0

    (told,) = json.loads(desk.out)["not_looked_up"]
    assert told.startswith("batchgen could not check if the API key belongs to the same account as before. ")


def test_retry_sends_failed_rows_and_nothing_else(desk: Desk) -> None:
    desk.api.faults.append("refuse:400:Something was wrong for a while.")
    assert desk.batchgen("run", "--limit", 1) == 1
    assert desk.results()[0]["status"] == "rejected"

    assert desk.batchgen("retry", "--force") == 0

    assert len(desk.api.made_ids()) == 1
    assert [row["status"] for row in desk.results()] == ["ready", "", "", ""]


def test_no_wait_sends_and_wait_follows(desk: Desk) -> None:
    assert desk.batchgen("run", "--no-wait") == 0
    assert "batchgen wait" in desk.err
    sent = len(desk.api.posts)

    assert desk.batchgen("wait") == 0, desk.err

    assert len(desk.api.posts) == sent
    assert {row["status"] for row in desk.results()} == {"ready"}


def test_the_next_command_names_the_same_campaign(desk: Desk) -> None:
    options = [
        "--name",
        "q4",
        "--set",
        "video_name={{ first_name }}'s",
        "-o",
        str(desk.folder / "my out.csv"),
    ]

    desk.batchgen("run", "--no-wait", "--limit", "1", *options)

    (suggested,) = [
        line for line in desk.err.splitlines() if line.startswith("To wait for the videos: batchgen ")
    ]
    words = shlex.split(suggested.removeprefix("To wait for the videos: batchgen "))
    assert words[0] == "wait"
    assert dict(zip(words[2::2], words[3::2], strict=True)) == {
        "--name": "q4",
        "-o": str(desk.folder / "my out.csv"),
        "--api-url": desk.api.url,
    }
    assert desk.batchgen(*words[:1], *words[2:]) == 0


def test_a_real_video_is_suggested_for_the_rows_that_were_rehearsed(tmp_path: Path) -> None:
    """Who was left out of a rehearsal, say because they opted out, gets no paid video either."""
    found = settings.Settings(sheet=tmp_path / "list.csv")
    root = click.Context(group.app, info_name="batchgen")
    words = ["run", "list.csv", "--where", "not opt_out", "--duplicates", "each", "--sandbox"]

    with run.run_command.make_context("run", words[1:], parent=root):
        suggested = shlex.split(next_command.command("run", found, "--limit 1", real=True))

    assert suggested[3:] == ["--where", "not opt_out", "--duplicates", "each", "--limit", "1"]


def test_status_names_the_person_where_no_key_does(desk: Desk) -> None:
    desk.batchgen("run", "--key", "none")

    assert desk.batchgen("status") == 0

    assert "Anna, Acme A" in desk.out


def test_results_that_could_not_go_to_their_place_are_told_with_what_to_do(desk: Desk) -> None:
    desk.batchgen("run", "--no-wait")
    lock = desk.folder / ".~lock.list.results.csv#"
    lock.write_text("someone", encoding="utf-8")

    locked = desk.batchgen("wait")

    assert locked == 1
    assert "When the sheet is no longer open in another program: batchgen wait" in desk.err
    assert "--failed" not in desk.err
    lock.unlink()
    assert desk.batchgen("wait") == 0


def test_results_that_could_not_go_to_their_place_are_told_though_rows_are_new(desk: Desk) -> None:
    desk.batchgen("run", "--limit", 2)
    (desk.folder / ".~lock.list.results.csv#").write_text("someone", encoding="utf-8")

    assert desk.batchgen("wait") == 1

    assert "When the sheet is no longer open in another program: batchgen wait" in desk.err
    assert "--failed" not in desk.err


def test_what_is_still_open_is_not_called_failed(desk: Desk) -> None:
    desk.api.make_seconds = 1000

    assert desk.batchgen("run", "--wait-max", 0) == 1

    assert "To wait for the videos that are still being made: batchgen wait" in desk.err
    assert "--failed" not in desk.err


def test_a_campaign_whose_runs_do_not_wait_is_followed_by_wait(desk: Desk) -> None:
    (desk.folder / "campaign.toml").write_text("no_wait = true\n", encoding="utf-8")
    desk.api.make_seconds = 1
    desk.batchgen("run")

    assert desk.batchgen("wait") == 0

    assert {row["status"] for row in desk.results()} == {"ready"}


def test_only_who_was_told_what_is_said_suggests_a_real_video() -> None:
    with click.Context(run.run_command):
        assert next_command.says_what_is_made()
    with click.Context(run.wait_command):
        assert not next_command.says_what_is_made()


def test_a_list_whose_name_begins_with_a_dash_can_be_pasted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    found = settings.Settings(sheet=desk.folder / "-list.csv")

    assert next_command.command("wait", found) == "batchgen wait ./-list.csv"


def test_the_plan_of_a_retry_says_why_rows_are_left_out(desk: Desk) -> None:
    assert desk.batchgen("retry") == 0

    assert "not failed  4  did not fail, so retry leaves them to `batchgen run`" in desk.err
    assert desk.api.posts == []


def test_an_account_without_money_stops_the_run_with_4(desk: Desk) -> None:
    desk.api.credits = 1

    assert desk.batchgen("run", "--connections", 1) == 4

    assert "402" in desk.err
    assert [row["status"] for row in desk.results()].count("ready") == 1


@pytest.mark.parametrize("talk", ["--quiet", "--json"])
def test_why_a_run_stopped_is_told_however_little_is_said(desk: Desk, talk: str) -> None:
    desk.api.credits = 1

    assert desk.batchgen("run", "--connections", 1, talk) == 4

    assert "(402)" in desk.err
    assert "Check your credits and plan" in desk.err


def test_a_quiet_run_that_went_well_says_nothing(desk: Desk) -> None:
    assert desk.batchgen("run", "--quiet") == 0

    assert (desk.out, desk.err) == ("", "")


def test_status_counts_and_shows_rows(desk: Desk) -> None:
    desk.api.bad_replicas = ()
    desk.batchgen("run", "--limit", 2)

    assert desk.batchgen("status", "--json") == 0
    told = json.loads(desk.out)
    assert told["counts"]["ready"] == 2
    assert sorted(told["rows"][0]) == ["error", "hosted_url", "key", "label", "row", "status", "video_id"]
    assert [row["row"] for row in told["rows"]] == [2, 3, 4, 5]

    assert desk.batchgen("status") == 0
    assert "2 ready" in desk.out


def test_a_pair_is_shown_in_words_and_in_json(desk: Desk) -> None:
    people = [("Ana", f"p{n}@acme.test", f"Acme {n}") for n in range(2, 22)]
    desk.write(*people)
    desk.batchgen("run")
    desk.write(
        *people[:4], ("Ana", "q6@acme.test", "Acne 6"), *people[5:], ("Eve", "eve@acme.test", "Eve Ltd")
    )
    expected = [{"row": 6, "name": "q6@acme.test", "was_row": 6, "was": "p6@acme.test"}]

    assert desk.batchgen("check", "--json") == 0
    assert json.loads(desk.out)["pairs"] == expected
    assert desk.batchgen("run", "--json") == 1
    plan = next(line for line in map(json.loads, desk.out.splitlines()) if line["event"] == "plan")
    assert (plan["pairs"], plan["to_send"]) == (expected, 1)
    assert desk.batchgen("run") == 1
    assert "pairs     1  look like edited copies of rows you already sent; they wait" in desk.err
    assert "Row 6 (q6@acme.test) is not sent. It looks like row 6 before it was changed (p6@" in desk.err
    assert desk.batchgen("run", "--accept-new", "1") == 0
    assert len(desk.api.made_ids()) == 22


def test_check_json_is_one_object_of_the_promised_shape(desk: Desk) -> None:
    desk.write(("Ann", "a@acme.test", "Acme"), ("", "b@acme.test", "Acme"))

    assert desk.batchgen("check", "--json") == 2

    told = json.loads(desk.out)
    plan = ["rows", "selected", "to_send", "done", "outdated", "pairs", "templates", "minutes", "price"]
    plan += ["currency", "refusal", "notes", "key", "replicas", "left_out", "invalid", "duplicates"]
    plan += ["excluded", "paying_again", "first", "changed", "gone", "unknown", "seconds", "budgets"]
    plan += ["fitting"]
    assert sorted(told) == sorted(
        [*plan, "digest", "unknown_length", "odd_rows", "by_value", "errors", "warnings", "not_looked_up"]
    )
    assert [name for name in told if f"`{name}`" not in docpages.text("results")] == []
    assert told["templates"] == {"t.j2": 1}
    assert told["errors"][0]["row"] == 3
    assert {"row", "column", "kind", "message"} <= set(told["errors"][0])
    assert desk.api.posts == []
    assert sorted(path.name for path in desk.folder.iterdir()) == ["list.csv", "t.j2"]


def test_run_json_prints_one_event_a_line(desk: Desk) -> None:
    assert desk.batchgen("run", "--json") == 0

    events = [json.loads(line) for line in desk.out.splitlines()]
    assert [event["event"] for event in events][:3] == ["phase", "phase", "plan"]
    assert events[2]["to_send"] == 4
    assert events[-1]["event"] == "finished"
    assert events[-1]["counts"] == {"ready": 4}


def test_run_json_never_asks(desk: Desk) -> None:
    assert desk.batchgen("run", "--json", yes=False) == 2
    assert desk.api.posts == []


def test_export_writes_chosen_columns_under_chosen_names(desk: Desk) -> None:
    desk.batchgen("run")

    assert desk.batchgen("export", "--columns", "email,hosted_url=Video Link") == 0

    lines = list(csv.reader(io.StringIO(desk.out)))
    assert lines[0] == ["Email", "Video Link"]
    assert lines[1][0] == "a0@acme.test"
    assert lines[1][1].startswith("http")


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_export_knows_three_formats(desk: Desk, form: str) -> None:
    desk.batchgen("run", "--limit", 1)
    target = desk.folder / f"links.{form}"

    assert desk.batchgen("export", "--format", form, "-o", target) == 0

    assert target.stat().st_size > 100


def test_export_names_the_nearest_of_a_column_that_is_not_there(desk: Desk) -> None:
    desk.batchgen("run", "--limit", 1)

    assert desk.batchgen("export", "--columns", "Emial") == 2
    assert 'Did you mean "Email"?' in desk.err


def test_status_of_a_sheet_that_was_never_run_is_one_clear_line(desk: Desk) -> None:
    assert desk.batchgen("status") == 2
    assert "Nothing has been sent from this sheet yet" in desk.err


def test_invented_people_are_told_before_anything_is_sent(desk: Desk) -> None:
    desk.write(("Ann", "ann@acme.example", "Acme"))

    assert desk.batchgen("run", yes=False) == 2

    assert "made-up people" in desk.err
    assert desk.err.index("made-up people") < desk.err.index("Add --yes")


def test_the_key_is_found_in_no_output_and_no_file(desk: Desk) -> None:
    desk.api.faults.extend(["status:503:bad", "refuse:400:no", "html"])

    for command in ("run", "status", "export", "retry", "wait", "check"):
        desk.batchgen(command, "-v")
        assert KEY not in desk.err + desk.out

    for path in desk.folder.rglob("*"):
        assert not path.is_file() or KEY.encode() not in path.read_bytes(), path


def test_on_a_terminal_no_is_the_default_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("batchgen.cli.console.confirmation.can_ask", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))

    assert desk.batchgen("run", yes=False) == 2

    assert "Send 4 videos" in desk.err
    assert "[y/N]" in desk.err
    assert "Nothing was sent." in desk.err
    assert desk.api.posts == []


def test_on_a_terminal_the_rows_without_errors_are_offered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(("Ann", "a@acme.test", "Acme"), ("", "b@acme.test", "Acme"))
    monkeypatch.setattr("batchgen.cli.console.confirmation.can_ask", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))

    assert desk.batchgen("run", yes=False) == 1

    assert "Send the other 1 video" in desk.err
    assert len(desk.api.posts) == 1
    assert [row["status"] for row in desk.results()] == ["ready", "invalid"]


def test_the_sheet_may_come_from_standard_input(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Piped(io.StringIO):
        buffer = io.BytesIO((desk.folder / "list.csv").read_bytes())

    monkeypatch.setattr(sys, "stdin", Piped())
    template = ["--template", str(desk.folder / "t.j2"), "--replica-id", "r90bbd427f71"]
    with pytest.raises(SystemExit) as ended:
        cli.main(
            ["run", "-", *template, "--api-url", desk.api.url, "--state", str(desk.folder / "s.db"), "--yes"]
        )
    shown = desk.capsys.readouterr()

    assert ended.value.code == 0, shown.err
    rows = list(csv.DictReader(io.StringIO(shown.out)))
    assert [row["status"] for row in rows] == ["ready"] * 4


def test_mistakes_are_told_at_once_when_the_service_is_away(desk: Desk) -> None:
    desk.api.stop()
    (desk.folder / "t.j2").write_text("Hi {{ frist_name }}, how are you today?")

    assert desk.batchgen("run") == 2

    assert "frist_name" in desk.err
    assert "first_name" in desk.err


def test_a_lost_state_file_is_no_reason_to_pay_again_for_rows_beside_bad_ones(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(("Ann", "a@acme.test", "Acme"), ("", "b@acme.test", "Acme"))
    assert desk.batchgen("run", "--skip-invalid") == 1
    (desk.folder / "list.batchgen.db").unlink()
    monkeypatch.setattr("batchgen.cli.console.confirmation.can_ask", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))

    assert desk.batchgen("run", yes=False) == 1

    assert len(desk.api.posts) == 1
    assert [row["status"] for row in desk.results()] == ["ready", "invalid"]


def lose_state(desk: Desk) -> None:
    assert desk.batchgen("run") == 0
    (desk.folder / "list.batchgen.db").unlink()


def test_a_search_that_was_not_complete_ends_with_4_and_sends_nothing(desk: Desk) -> None:
    lose_state(desk)
    desk.api.set(no_list="status:404")

    assert desk.batchgen("run") == 4

    assert "so some of these videos may exist already. Tavus answered 404" in desk.err
    assert "--ignore-account" in desk.err
    assert len(desk.api.posts) == 4


@pytest.mark.parametrize(("answer", "code", "posts"), [("\n", 2, 4), ("y\ny\n", 0, 8)])
def test_on_a_terminal_a_search_that_was_not_complete_is_asked_about(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, posts: int
) -> None:
    lose_state(desk)
    desk.api.set(no_list="status:404")
    monkeypatch.setattr("batchgen.cli.console.confirmation.can_ask", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))

    assert desk.batchgen("run", yes=False) == code

    assert "pay for them again. Send 4 videos anyway?" in desk.err
    assert len(desk.api.posts) == posts


@pytest.mark.parametrize(("answer", "code", "posts"), [("y\n\n", 2, 0), ("y\ny\n", 1, 1)])
def test_a_search_that_errors_in_rows_put_off_is_asked_about_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, posts: int
) -> None:
    desk.write(("Ann", "a@acme.test", "Acme"), ("", "b@acme.test", "Acme"))
    desk.api.set(no_total=True)
    monkeypatch.setattr("batchgen.cli.console.confirmation.can_ask", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))

    assert desk.batchgen("run", yes=False) == code

    assert "does not say how many videos there are" in desk.err
    assert len(desk.api.posts) == posts


def test_ignoring_the_account_with_a_new_state_file_needs_a_yes_and_a_cap(desk: Desk) -> None:
    lose_state(desk)

    refused = [
        desk.batchgen("run", "--ignore-account"),
        desk.batchgen("run", "--ignore-account", "--max-videos", 4, yes=False),
        desk.batchgen("run", "--ignore-account", "--max-videos", 3),
    ]

    assert (refused, len(desk.api.posts)) == ([2, 2, 2], 4)
    assert desk.batchgen("run", "--ignore-account", "--max-videos", 4) == 0
    assert len(desk.api.posts) == 8
    desk.write(("Zoe", "z@acme.test", "Acme"))
    assert desk.batchgen("run", "--ignore-account", "--accept-new", 1) == 0


def test_check_asks_links_whether_they_answer(desk: Desk) -> None:
    gone = f"{desk.api.url}/nothing.png"

    assert desk.batchgen("check", "--links", "--set", f"background_url={gone}") == 0

    assert gone in desk.out
    assert "background_url" in desk.out


def test_check_asks_no_links_of_rows_that_have_their_video(desk: Desk) -> None:
    gone = f"{desk.api.url}/nothing.png"
    link = f"background_url={gone}"
    assert desk.batchgen("run", "--set", link) == 0

    assert desk.batchgen("check", "--links", "--set", link) == 0

    assert "does not answer" not in desk.out
    assert "no problems" in desk.out


def test_a_service_that_is_away_is_waited_for_aloud(desk: Desk) -> None:
    desk.api.set(outage=True)

    def come_back() -> None:
        while sum(desk.api.calls.values()) < 3:  # the second miss is told before it is tried a third time
            time.sleep(0.01)
        desk.api.set(outage=False)

    back = threading.Thread(target=come_back)
    back.start()

    assert desk.batchgen("run") == 0
    back.join()

    assert "Waiting for Tavus" in desk.err
    assert len(desk.api.made_ids()) == 4


def test_ctrl_c_keeps_everything_and_the_same_command_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(*[("Ann", f"a{n}@acme.test", f"Acme {n}") for n in range(12)])
    stopping, stop = threading.Event(), campaign.Batch.stop

    def noted(batch: campaign.Batch, why: str = "") -> None:
        stop(batch, why)
        stopping.set()

    def press(post: faketavus.Post) -> str:
        if post.number == 3:
            os.kill(os.getpid(), signal.SIGINT)
            assert stopping.wait(60)
        return ""

    monkeypatch.setattr(campaign.Batch, "stop", noted)
    desk.api.fault_of = press

    assert desk.batchgen("run", "--connections", 1) == 130

    assert "Stopping:" in desk.err or "Interrupted" in desk.err
    assert len(desk.api.made_ids()) == 3
    assert desk.batchgen("run") == 0
    assert len(desk.api.posts) == 12
    assert {row["status"] for row in desk.results()} == {"ready"}


def test_hidden_rows_are_told_at_the_end_too(desk: Desk) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADERS, ["Ann", "a@acme.test", "Acme"], ["Bo", "b@acme.test", "Bolt"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    book.save(desk.folder / "list.xlsx")
    given = ["--template", str(desk.folder / "t.j2"), "--replica-id", "r90bbd427f71", "--yes"]

    with pytest.raises(SystemExit) as ended:
        cli.main(["run", str(desk.folder / "list.xlsx"), *given, "--api-url", desk.api.url])

    shown = desk.capsys.readouterr().err
    assert ended.value.code == 0
    assert "1 hidden row was left out" in shown
    assert len(desk.api.posts) == 1
