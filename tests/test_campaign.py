"""The library: what the command line does, without prints and without questions."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import faketavus
import pytest

import batchgen
from batchgen import Campaign, errors, models

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def api() -> Iterator[faketavus.FakeTavus]:
    with faketavus.FakeTavus() as made:
        yield made


@pytest.fixture
def campaign(tmp_path: Path, api: faketavus.FakeTavus) -> Campaign:
    (tmp_path / "list.csv").write_text("First Name,Zip\nAna,02110\nBo,80202\n")
    (tmp_path / "t.j2").write_text("Hi {{ first_name }}, this is a short film that was made for you alone.")
    return Campaign(
        sheet=tmp_path / "list.csv",
        template=tmp_path / "t.j2",
        replica_id="r90bbd427f71",
        api_url=api.url,
    )


def test_a_run_returns_the_sheet_with_its_links_as_a_frame(campaign: Campaign) -> None:
    results = campaign.run(api_key=KEY)

    frame = results.to_frame()
    assert results.ok
    assert dict(results.counts) == {"ready": 2}
    assert list(frame["Zip"]) == ["02110", "80202"]
    assert list(frame["status"]) == ["ready", "ready"]
    assert list(frame.index) == [2, 3]
    assert KEY not in repr(results) + repr(campaign) + repr(campaign.settings)


def test_running_again_makes_nothing_new(campaign: Campaign, api: faketavus.FakeTavus) -> None:
    campaign.run(api_key=KEY)
    campaign.run(api_key=KEY)

    assert len(api.posts) == 2


def test_it_prints_nothing_and_works_in_a_running_event_loop(
    campaign: Campaign, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(signal.SIGINT)

    async def cell() -> batchgen.Results:
        return campaign.run(api_key=KEY)

    results = asyncio.run(cell())

    shown = capsys.readouterr()
    assert results.ok
    assert shown.out + shown.err == ""
    assert signal.getsignal(signal.SIGINT) == before


def test_the_results_are_written_when_the_caller_s_own_code_fails(campaign: Campaign, tmp_path: Path) -> None:
    def fail(event: models.Event) -> None:
        if isinstance(event, models.JobChanged) and event.stage is models.Stage.READY:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        campaign.run(api_key=KEY, on_event=fail)

    assert "https://" in (tmp_path / "list.results.csv").read_text()


def test_it_works_off_the_main_thread(campaign: Campaign) -> None:
    found: list[batchgen.Results] = []
    thread = threading.Thread(target=lambda: found.append(campaign.run(api_key=KEY)))
    thread.start()
    thread.join(60)

    assert found[0].ok


def test_no_key_is_an_error_that_says_where_to_put_it(campaign: Campaign) -> None:
    with pytest.raises(errors.SettingsError, match="TAVUS_API_KEY"):
        campaign.run()


def test_rows_with_errors_are_raised_before_anything_is_sent(
    campaign: Campaign, api: faketavus.FakeTavus
) -> None:
    sheet = campaign.settings.sheet
    assert isinstance(sheet, Path)
    sheet.write_text("First Name,Zip\nAna,02110\n,80202\n")

    with pytest.raises(batchgen.BatchgenError, match="row 3"):
        campaign.run(api_key=KEY)
    assert api.posts == []


def test_an_unknown_keyword_is_an_error() -> None:
    with pytest.raises(errors.SettingsError, match="Did you mean"):
        Campaign(sheet="list.csv", templat="t.j2")


def test_events_can_be_heard(campaign: Campaign) -> None:
    heard: list[str] = []

    campaign.run(api_key=KEY, on_event=lambda event: heard.append(type(event).__name__))

    assert {"JobChanged", "Progress", "Wrote", "Finished"} <= set(heard)
    assert heard[-1] == "Finished"


def test_interrupting_a_cell_keeps_everything(campaign: Campaign, api: faketavus.FakeTavus) -> None:
    api.make_seconds = 1e9

    def interrupt_when_followed() -> None:
        while len(api.posts) < 2:
            time.sleep(0.01)
        asked = api.count("GET")
        while api.count("GET") == asked:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt_when_followed, daemon=True).start()

    results = campaign.run(api_key=KEY)

    assert results.exit_code == 130
    assert len(api.posts) == 2


def test_a_plan_shows_every_row_and_every_problem(tmp_path: Path, api: faketavus.FakeTavus) -> None:
    lines = [f"Ana {n},\n" for n in range(30)]
    (tmp_path / "list.csv").write_text("First Name,City\n" + "".join(lines) + "Bo <b>,Rome\n")
    campaign = Campaign(
        sheet=tmp_path / "list.csv",
        script="Hi {{ first_name }} in {{ city }}, this is a short film that was made for you alone.",
        replica_id="r90bbd427f71",
        api_url=api.url,
        price_per_minute=2,
    )

    plan = campaign.plan()

    frame = plan.to_frame()
    assert (plan.to_send, plan.invalid) == (1, 30)
    assert list(frame["decision"].value_counts()[["invalid", "send"]]) == [30, 1]
    assert list(frame.loc[[2, 32], "errors"]) == [1, 0]
    assert frame.dtypes.astype(str).to_dict() == {
        "name": "string",
        "decision": "category",
        "minutes": "float64",
        "replica": "string",
        "template": "string",
        "errors": "int64",
        "warnings": "int64",
    }
    assert [p.row for p in plan.problems if p.severity == "error"] == list(range(2, 32))
    assert campaign.problems == plan.problems
    assert api.posts == []


def test_a_notebook_shows_plan_and_results_as_tables(campaign: Campaign) -> None:
    plan, results = campaign.plan(), campaign.run(api_key=KEY)

    assert "<th>to send</th><td>2</td>" in plan._repr_html_()
    assert "<th>ready</th><td>2</td>" in results._repr_html_()
    assert "list.results.csv" in results._repr_html_()


def test_what_a_notebook_shows_is_escaped(campaign: Campaign) -> None:
    sheet = campaign.settings.sheet
    assert isinstance(sheet, Path)
    sheet.write_text("First Name,Zip\n<b>Ana</b>,02110\n")

    shown = campaign.plan()._repr_html_()

    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


def test_bars_are_shown_when_they_are_asked_for(
    campaign: Campaign, capsys: pytest.CaptureFixture[str]
) -> None:
    campaign.run(api_key=KEY, progress=True)

    shown = capsys.readouterr()
    assert "2/2" in shown.err
    assert shown.out == ""
