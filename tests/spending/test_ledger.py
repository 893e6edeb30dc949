"""The ledger: what was spent, by day, campaign and owner."""

import contextlib
import csv
import datetime as dt
import io
import shutil
import sqlite3
from pathlib import Path

import enginekit
import faketavus
import pytest

from batchgen import cli, errors, spending, state

OWNERS = ("Ana", "=Ben", "")


@pytest.fixture
def desk(api: faketavus.FakeTavus, tmp_path: Path) -> enginekit.Desk:
    rows = [{**row, "Sales Rep": OWNERS[n % 3]} for n, row in enumerate(enginekit.people(6))]
    (tmp_path / "q4").mkdir()
    return enginekit.desk(tmp_path / "q4", api, rows)


def ledger(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["ledger", *args])
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


def _today() -> str:
    return dt.datetime.now().astimezone().date().isoformat()


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_has_what_was_spent_by_owner(
    desk: enginekit.Desk, api: faketavus.FakeTavus, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _today()
    desk.run(limit=3, price_per_minute=10.0, name="autumn")
    desk.run(price_per_minute=10.0, name="autumn", yes=False)

    code, out, _ = ledger(capsys, "--csv", "--by", "sales rep")

    found = table(out)
    assert code == 0
    assert {row["owner"] for row in found} == {"Ana", "'=Ben", ""}
    assert {row["campaign"] for row in found} == {f"autumn at {api.url}"}
    assert {row["date"] for row in found} <= {before, _today()}
    assert {row["currency"] for row in found} == {"USD"}
    assert sum(int(row["videos"]) for row in found) == 6
    assert sum(float(row["estimated_minutes"]) for row in found) == pytest.approx(0.48)
    assert sum(float(row["price"]) for row in found) == pytest.approx(2 * 2.33, abs=0.03)
    assert sorted({"(--yes)" in row["confirmed_by"] for row in found}) == [False, True]


def test_real_minutes_are_those_of_the_videos_whose_length_is_known(
    desk: enginekit.Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.run()
    with state.open_state(desk.folder / "list.batchgen.db", service="") as store:
        for video_id in sorted(desk.api.made_ids())[:2]:
            store.note_seconds(video_id, 90.0)

    (line,) = table(ledger(capsys, "--csv")[1])
    shown = ledger(capsys)[1]

    assert (line["real_minutes"], line["measured_videos"], line["videos"]) == ("3.00", "2", "6")
    assert "3.00 of 2" in shown
    assert "Total: 6 videos, about 0.5 minutes." in shown


def test_a_column_that_no_sheet_has_is_an_error_with_the_nearest(desk: enginekit.Desk) -> None:
    desk.run(limit=1)

    with pytest.raises(errors.UsageError, match=r"No campaign .* has a column 'Sales Repp'") as refused:
        spending.read(by="Sales Repp")

    assert refused.value.hint == 'Did you mean "sales_rep"?'


def test_nothing_was_sent_yet(capsys: pytest.CaptureFixture[str], home_of_its_own: Path) -> None:
    assert ledger(capsys) == (0, "Nothing has been sent yet.\n", "")
    assert ledger(capsys, "--csv")[1] == ",".join(
        (
            *("date", "campaign", "owner", "videos", "estimated_minutes", "real_minutes"),
            *("measured_videos", "price", "currency", "confirmed_by\n"),
        )
    )
    assert not (home_of_its_own / "batchgen").exists()


def test_a_folder_that_is_not_there_is_an_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = ledger(capsys, str(tmp_path / "nowhere"))

    assert code == 2
    assert f"There is no folder {tmp_path / 'nowhere'}." in err


def test_a_folder_has_its_own_campaigns_also_those_of_another_computer(
    desk: enginekit.Desk, api: faketavus.FakeTavus, tmp_path: Path, home_of_its_own: Path
) -> None:
    (tmp_path / "q5").mkdir()
    other = enginekit.desk(tmp_path / "q5", api, enginekit.people(2, first=101))
    desk.run()
    other.run()
    whole = spending.read()

    one = spending.read(tmp_path / "q5")
    shutil.rmtree(home_of_its_own / "batchgen")
    unknown = spending.read(tmp_path)

    assert sorted((line.key.campaign, line.videos) for line in whole.lines) == [
        (f"list at {api.url} (q4)", 6),
        (f"list at {api.url} (q5)", 2),
    ]
    assert [line.videos for line in one.lines] == [2]
    assert [
        (line.key.campaign, line.videos, line.price, line.key.confirmed_by) for line in unknown.lines
    ] == [
        ("list (q4)", 6, None, ""),
        ("list (q5)", 2, None, ""),
    ]


def test_a_folder_that_was_moved_keeps_its_lines(desk: enginekit.Desk, tmp_path: Path) -> None:
    desk.run(price_per_minute=10.0)
    shutil.move(desk.folder, tmp_path / "moved")

    (line,) = spending.read(tmp_path / "moved", by="Sales Rep").lines[:1]

    assert line.price is not None
    assert {line.key.owner for line in spending.read(tmp_path / "moved", by="Sales Rep").lines} == set(OWNERS)


def test_what_was_spent_stays_when_the_state_file_is_gone(desk: enginekit.Desk) -> None:
    desk.run(price_per_minute=10.0)
    shutil.rmtree(desk.folder)

    (line,) = spending.read(by="Sales Rep").lines

    assert (line.videos, line.key.owner, line.price) == (6, "", pytest.approx(4.83))


def test_the_videos_of_a_run_that_goes_on_are_there_and_what_it_holds_is_said(desk: enginekit.Desk) -> None:
    with desk.open(price_per_minute=10.0) as batch:
        events = batch.run(batch.plan())
        for _ in events:
            found = spending.read()
            if found.lines:
                break
        list(events)

    assert "a run is still going, with 6 videos, 4.83 USD reserved." in found.notes[0]
    assert all(line.key.currency == "USD" for line in found.lines)
    assert spending.read().notes == ()


def test_a_dead_runs_reservation_is_settled_or_said_to_be_lost(
    desk: enginekit.Desk, home_of_its_own: Path
) -> None:
    desk.run(limit=2)
    path = home_of_its_own / "batchgen" / "spending.db"
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE runs SET status = 'open', upto = NULL")
        db.execute("DELETE FROM bookings")
    away = desk.folder.rename(desk.folder.with_name("away"))
    lost = spending.read().notes
    away.rename(desk.folder)

    found = spending.read()

    assert "a run ended suddenly, and its state file" in lost[0]
    assert "is gone. 2 videos count as spent." in lost[0]
    assert (found.notes, [line.videos for line in found.lines]) == ((), [2])


def test_a_rehearsal_is_not_in_the_ledger(desk: enginekit.Desk) -> None:
    (desk.folder / "list.sandbox").mkdir()
    desk.run(sandbox=True)

    assert spending.read(desk.folder).lines == ()
