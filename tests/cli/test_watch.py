"""status --watch: totals, pace and causes, until nothing is being made."""

import datetime as dt
from pathlib import Path

import afterkit
import pytest

from batchgen import cli, models, report
from batchgen.cli.console import watch
from batchgen.report import figures

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def entry(number: int, stage: models.Stage, **facts: object) -> report.Entry:
    made = (NOW - dt.timedelta(seconds=number)).isoformat()
    job = afterkit.job(id=number, row=number, stage=stage, attempt=number, changed_at=made, **facts)
    return figures._entry(job, {number: made}, brief=False)


def test_it_shows_totals_pace_and_causes() -> None:
    found = [
        *(entry(n, models.Stage.READY) for n in range(2, 62)),
        *(entry(n, models.Stage.GENERATING) for n in range(62, 92)),
        *(entry(n, models.Stage.ERROR, error="Replica r1 is broken.") for n in range(92, 102)),
    ]

    shown = "\n".join(watch.lines(report.sum_up(found), title="list.csv", now=NOW))

    assert "60 of 100 ready" in shown
    assert "[########################xxxx............]" in shown
    assert "30 being made" in shown
    assert "30.0 ready a minute, about 60 s left" in shown
    assert "10 x Replica r1 is broken." in shown


def test_a_bar_never_overflows() -> None:
    assert len(watch.bar(99, 3, 100)) == watch.WIDTH
    assert len(watch.bar(0, 0, 0)) == watch.WIDTH
    assert watch.bar(0, 1, 1000).count("x") == 1


def test_watching_a_finished_campaign_ends_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text("Email\nana@acme.example\n")
    afterkit.campaign_state(tmp_path / "list.batchgen.db").close()

    with pytest.raises(SystemExit) as ended:
        cli.main(["status", str(sheet), "--watch"])

    assert ended.value.code == 0
    assert "2 of 5 ready" in capsys.readouterr().out
